"""The command `lineage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import anyio
import typer

from app.api.context import Context
from app.api.lineage_files import LineageFile, written_lineage
from app.api.schema import schema
from app.cli.failures import failures, say
from app.cli.options import Data, servers, settings_with_existing_data
from app.domain.drawings import LineageFormat
from app.domain.lineage import LineageDirection, LineageHop
from app.errors import NotFound
from app.servers import opened
from app.settings import Settings


def lineage(
    artifact: Annotated[str, typer.Argument(help="The id of an artifact.")],
    written_as: Annotated[LineageFormat, typer.Option("--format", help="What to write.")] = (
        LineageFormat.JSON
    ),
    direction: Annotated[LineageDirection, typer.Option(help="Which way to go.")] = (
        LineageDirection.BOTH
    ),
    through: Annotated[
        list[LineageHop] | None,
        typer.Option(help="What to follow, relations by default; give it twice for both."),
    ] = None,
    data: Data = None,
) -> None:
    """Print the lineage of an artifact for another tool: Graphviz, Mermaid, networkx, PROV, CSV."""
    with failures(), servers(settings_with_existing_data(data), share=True) as settings:
        made = anyio.run(_written, settings, artifact, direction, through or None, written_as)
        typer.echo(made.text, nl=False)
        if not made.complete:
            say(f"Not all of it: {', '.join(made.incomplete_because)}.")


async def _written(
    settings: Settings,
    artifact_id: str,
    direction: LineageDirection,
    through: Sequence[LineageHop] | None,
    written_as: LineageFormat,
) -> LineageFile:
    """The lineage as a file. Raises NotFound when there is no such artifact, and BadInput."""
    async with opened(settings, say) as state:
        made = await written_lineage(
            schema, Context(**state), artifact_id, direction, through, written_as
        )
    if made is None:
        raise NotFound(f"there is no artifact {artifact_id}")
    return made
