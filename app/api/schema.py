"""The whole schema, put together."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from app.api import artifacts, enums, events, lineage, runs, stories
from app.api.error_codes import ErrorCodes
from app.api.execution import FinishedExecution
from app.api.mutation import Mutation
from app.api.mutations import runs as run_mutations
from app.api.mutations import stories as story_mutations
from app.api.problems import handlers
from app.api.query import Query
from app.api.scalars import SCALARS

_MODULES = (artifacts, events, lineage, runs, stories)


def _share_names() -> None:
    """Lets the types of every module be named in every other.

    They refer to one another in circles, so the modules import them for the type checker alone;
    Strawberry reads annotations from a module's own names when the schema is built.
    """
    from app.api import query

    names = {
        name: value
        for module in (*_MODULES, enums)
        for name, value in vars(module).items()
        if not name.startswith("_")
    }
    for module in (*_MODULES, query, run_mutations, story_mutations):
        for name, value in names.items():
            vars(module).setdefault(name, value)


_share_names()

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=[stories.Story, runs.Run, runs.AgentStep, artifacts.Artifact],
    exception_handlers=handlers(),
    extensions=[ErrorCodes],
    execution_context_class=FinishedExecution,
    config=StrawberryConfig(scalar_map=SCALARS, sort_schema=True),
)


def printed_schema() -> str:
    """The schema in GraphQL's own language, sorted."""
    return f"{schema.as_str()}\n"
