"""The command `doctor`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import anyio
import typer

from app.cli.failures import failures
from app.cli.options import AsJson, Data, servers, settings_with_existing_data
from app.doctor.examining import examine
from app.doctor.telling import exit_code, tell_findings


def doctor(
    data: Data = None,
    objects: Annotated[
        bool, typer.Option("--objects", help="Look for every object in the store, not for some.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with the servers and with the graph, and what mends it; change nothing.

    Exit code 1 when something is wrong, 2 when something could not be looked at.
    """
    with failures(), servers(settings_with_existing_data(data), share=True) as settings:
        findings = anyio.run(partial(examine, settings, all_objects=objects))
        tell_findings(findings, as_json=as_json)
        raise typer.Exit(exit_code(findings))
