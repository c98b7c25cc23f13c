"""The commands `import` and `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
import typer

from app.cli.failures import FAILED, failures, interruptions, say
from app.cli.options import AsJson, Data, servers, settings_of, settings_with_existing_data
from app.cli.transfers import (
    run_export,
    run_import,
    tell_exported,
    tell_imported,
    tell_lost,
    tell_refused,
)
from app.transfer.fetching import ContentsLost
from app.transfer.problems import FileRefused


def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring a file of JSON Lines into the graph, as docs/import.md says.

    Exit code 1 when the file is refused, 75 when the import was interrupted: run it again.
    """
    with failures(), interruptions(), servers(settings_of(None, data), share=True) as settings:
        try:
            imported = anyio.run(run_import, settings, file, say)
        except FileRefused as refused:
            tell_refused(refused, file, as_json=as_json)
            raise typer.Exit(FAILED) from None
        tell_imported(imported, as_json=as_json)


def export(
    file: Annotated[Path, typer.Argument(help="Where to; - for standard output.")],
    data: Data = None,
    no_content: Annotated[
        bool, typer.Option("--no-content", help="Leave out the artifacts' bytes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the graph as JSON Lines, and the artifacts' bytes into a folder beside them.

    Exit code 1 when the store does not have what the graph names, 75 when it was interrupted.
    """
    on_stdout = str(file) == "-"
    if on_stdout and not no_content:
        raise typer.BadParameter("standard output has no folder beside it: add --no-content")
    to = None if on_stdout else file
    with (
        failures(),
        interruptions(),
        servers(settings_with_existing_data(data), share=True) as settings,
    ):
        try:
            counts = anyio.run(run_export, settings, to, not no_content, say)
        except ContentsLost as lost:
            tell_lost(lost, as_json=as_json)
            raise typer.Exit(FAILED) from None
        tell_exported(counts, as_json=as_json, on_stdout=on_stdout)
