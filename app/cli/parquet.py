"""The command `parquet`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
import typer

from app.cli.failures import failures, say
from app.cli.options import AsJson, Data, servers, settings_with_existing_data
from app.cli.transfers import tell_exported
from app.domain.forms import RecordType
from app.domain.values import checked_id
from app.errors import NotFound
from app.servers import opened
from app.settings import Settings
from app.transfer.parquet import write_parquet
from app.transfer.streaming import Part, part_of

Owner = tuple[RecordType, str]


def parquet(
    folder: Annotated[Path, typer.Argument(help="A new folder for the files.")],
    story: Annotated[str | None, typer.Option(help="Only what belongs to this story.")] = None,
    run: Annotated[str | None, typer.Option(help="Only what belongs to this run.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write the graph as Parquet files, for pandas and DuckDB."""
    owners = [(RecordType.STORY, story), (RecordType.RUN, run)]
    given = [(of, id) for of, id in owners if id is not None]
    if len(given) > 1:
        raise typer.BadParameter("give a story or a run, not both")
    owner = given[0] if given else None
    with failures(), servers(settings_with_existing_data(data), share=True) as settings:
        counts = anyio.run(_written, settings, owner, folder)
        tell_exported(counts, as_json=as_json, on_stdout=False)


async def _written(settings: Settings, owner: Owner | None, folder: Path) -> dict[str, int]:
    """Writes the files. Raises BadInput and NotFound for the owner of a part."""
    async with opened(settings, say) as state:
        part: Part | None = None
        if owner is not None:
            of, id = owner
            part = await part_of(state["graph"], of, checked_id(id, of))
            if part is None:
                raise NotFound(f"there is no {of} {id}")
        return await write_parquet(state["graph"], part, folder)
