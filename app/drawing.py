"""Writes the lineage of an artifact from the command line."""

from __future__ import annotations

from app.api.context import Context
from app.api.lineage_files import LineageFile, written_lineage
from app.api.schema import schema
from app.domain.drawings import LineageFormat
from app.domain.lineage import LineageDirection
from app.errors import NotFound
from app.servers import Say, opened
from app.settings import Settings


async def draw_lineage(
    settings: Settings,
    artifact_id: str,
    direction: LineageDirection,
    written_as: LineageFormat,
    say: Say,
) -> LineageFile:
    """The lineage as a file. Raises NotFound when there is no such artifact, and BadInput."""
    async with opened(settings, say) as state:
        made = await written_lineage(schema, Context(**state), artifact_id, direction, written_as)
    if made is None:
        raise NotFound(f"there is no artifact {artifact_id}")
    return made
