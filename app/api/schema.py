"""The whole schema, put together."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from app.api import (
    artifact_counts,
    artifacts,
    assessments,
    costs,
    enums,
    events,
    lineage,
    mutations,
    past,
    provenance,
    query,
    run_differences,
    runs,
    stories,
    subscription,
    withdrawals,
)
from app.api.complexity import Complexity
from app.api.deadline import Deadline
from app.api.documents import KnownDocuments
from app.api.error_codes import ErrorCodes
from app.api.execution import FinishedExecution
from app.api.handed_back import HandedBack
from app.api.measured import Measured
from app.api.mutation import Mutation
from app.api.problems import handlers
from app.api.query import Query
from app.api.scalars import SCALARS
from app.api.subscription import Subscription

_TYPES = (
    artifact_counts,
    artifacts,
    assessments,
    costs,
    enums,
    events,
    lineage,
    past,
    provenance,
    run_differences,
    runs,
    stories,
    withdrawals,
)
_USERS = (*_TYPES, query, subscription, *mutations.MODULES)


def _share_names() -> None:
    """Lets every module name the types of every other.

    They refer to one another in circles, so they import them for the type checker alone; Strawberry
    reads annotations from a module's own names when the schema is built.
    """
    for module in _USERS:
        for types in _TYPES:
            for name, value in vars(types).items():
                if not name.startswith("_"):
                    vars(module).setdefault(name, value)


_share_names()


def _built(*, sort_schema: bool) -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[stories.Story, runs.Run, runs.AgentStep, artifacts.Artifact, assessments.Assessment],
        exception_handlers=handlers(),
        extensions=[Measured, KnownDocuments, Complexity, ErrorCodes, HandedBack, Deadline],
        execution_context_class=FinishedExecution,
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=sort_schema),
    )


schema = _built(sort_schema=False)


def core_schema() -> GraphQLSchema:
    """The schema as graphql-core has it, for what looks at documents before they are asked."""
    return cast("Any", schema)._schema


@cache
def printed_schema() -> str:
    """The schema in GraphQL's own language, sorted.

    Sorting makes other types of it, whose enums do not become members of Python's; so what is
    printed is not what is executed.
    """
    return f"{_built(sort_schema=True).as_str()}\n"
