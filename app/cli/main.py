"""The commands, and the process that runs one of them."""

from __future__ import annotations

import signal

import typer

from app.cli.demo import demo
from app.cli.doctor import doctor
from app.cli.import_export import export, import_
from app.cli.lineage import lineage
from app.cli.parquet import parquet
from app.cli.schema import schema
from app.cli.serve import serve
from app.logs import set_up_logs

cli = typer.Typer(
    help="Artifact Graph: which agent made what from what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.command()(serve)
cli.command()(demo)
cli.command()(schema)
cli.command()(doctor)
cli.command(name="import")(import_)
cli.command()(export)
cli.command()(lineage)
cli.command()(parquet)


def main() -> None:
    """Runs the command line as a process: its logs and signals are set up here, and only here.

    SIGTERM ends a command as Ctrl-C does: the first process of a container does not end by it
    otherwise.
    """
    set_up_logs()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cli()
