"""The command line: `python -m app COMMAND`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn

import anyio
import typer
from pydantic import SecretStr, ValidationError

from app.domain.drawings import LineageFormat
from app.domain.lineage import LineageDirection
from app.errors import AppError, CannotRun
from app.settings import PREFIX, Settings, unknown_settings

FAILED = 1
"""Exit code of a command that found something wrong."""

UNDONE = 2
"""Exit code of a command that a server did not let come to its end, and of a wrong command line."""

INTERRUPTED = 75
"""Exit code of an import or export that did not come to its end, for a server or for Ctrl-C.

The same command again goes on (EX_TEMPFAIL of sysexits.h).
"""

STOPPED = 130
"""Exit code of a command that Ctrl-C ended before its end, as shells have it."""

UNUSABLE = 78
"""Exit code of a command that cannot run with these settings (EX_CONFIG of sysexits.h)."""

cli = typer.Typer(
    help="Artifact Graph: which agent made what from what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")]
Data = Annotated[Path | None, typer.Option(help="Directory of the local servers' data.")]
Workers = Annotated[int | None, typer.Option(help="Processes that serve the API.")]


@cli.command()
def serve(port: Port = None, data: Data = None, workers: Workers = None) -> None:
    """Serve the API, on local servers unless ARTIFACT_GRAPH_NEO4J_URI says where Neo4j is."""
    with _failures(stopped=0):
        from app import serving

        wanted = _settings(port, data, workers)
        with serving.listening(wanted) as listener, _servers(wanted, share=False) as settings:
            serving.serve(settings, listener, say=_say, ready=_tell_ready)


@cli.command()
def demo(
    port: Port = None,
    data: Data = None,
    load_only: Annotated[
        bool, typer.Option("--load-only", help="Load the stories, and do not serve.")
    ] = False,
) -> None:
    """Load the demo stories, then serve them and say what to try; a container only loads them."""
    with _failures(stopped=0):
        from app import serving
        from app.demo.load import load_demo
        from app.demo.tour import tell_tour

        wanted = _settings(port, data)
        load_only = load_only or wanted.in_container
        any_port = not wanted.port_is_asked_for
        listening = nullcontext() if load_only else serving.listening(wanted, any_port=any_port)
        with listening as listener, _servers(wanted, share=load_only) as settings:
            anyio.run(load_demo, settings, _say)
            if listener is not None:
                serving.serve(settings, listener, say=_say, ready=tell_tour)


@cli.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from app.api.schema import printed_schema

    typer.echo(printed_schema(), nl=False)


@cli.command()
def doctor(
    data: Data = None,
    objects: Annotated[
        bool, typer.Option("--objects", help="Look for every object in the store, not for some.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what is wrong with the servers and with the graph, and what mends it; change nothing.

    Exit code 1 when something is wrong, 2 when something could not be looked at.
    """
    with _failures(), _servers(_settings_with_existing_data(data), share=True) as settings:
        from app.doctor.examining import examine
        from app.doctor.telling import exit_code, tell_findings

        findings = anyio.run(partial(examine, settings, all_objects=objects))
        tell_findings(findings, as_json=as_json)
        raise typer.Exit(exit_code(findings))


@cli.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bring a file of JSON Lines into the graph, as docs/import.md says.

    Exit code 1 when the file is refused, 75 when the import was interrupted: run it again.
    """
    from app.transfer.problems import FileRefused
    from app.transferring import run_import, tell_imported, tell_refused

    with _failures(), _interruptions(), _servers(_settings(None, data), share=True) as settings:
        try:
            imported = anyio.run(run_import, settings, file, _say)
        except FileRefused as refused:
            tell_refused(refused, file, as_json=as_json)
            raise typer.Exit(FAILED) from None
        tell_imported(imported, as_json=as_json)


@cli.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to; - for standard output.")],
    data: Data = None,
    no_content: Annotated[
        bool, typer.Option("--no-content", help="Leave out the artifacts' bytes.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write the graph as JSON Lines, and the artifacts' bytes into a folder beside them.

    Exit code 1 when the store does not have what the graph names, 75 when it was interrupted.
    """
    from app.transfer.fetching import ContentsLost
    from app.transferring import run_export, tell_exported, tell_lost

    on_stdout = str(file) == "-"
    if on_stdout and not no_content:
        raise typer.BadParameter("standard output has no folder beside it: add --no-content")
    to = None if on_stdout else file
    with (
        _failures(),
        _interruptions(),
        _servers(_settings_with_existing_data(data), share=True) as settings,
    ):
        try:
            counts = anyio.run(run_export, settings, to, not no_content, _say)
        except ContentsLost as lost:
            tell_lost(lost, as_json=as_json)
            raise typer.Exit(FAILED) from None
        tell_exported(counts, as_json=as_json, on_stdout=on_stdout)


@cli.command()
def lineage(
    artifact: Annotated[str, typer.Argument(help="The id of an artifact.")],
    written_as: Annotated[LineageFormat, typer.Option("--format", help="What to write.")] = (
        LineageFormat.JSON
    ),
    direction: Annotated[LineageDirection, typer.Option(help="Which way to go.")] = (
        LineageDirection.BOTH
    ),
    data: Data = None,
) -> None:
    """Print the lineage of an artifact for another tool: Graphviz, Mermaid, networkx, PROV, CSV."""
    with _failures(), _servers(_settings_with_existing_data(data), share=True) as settings:
        from app.drawing import draw_lineage

        made = anyio.run(draw_lineage, settings, artifact, direction, written_as, _say)
        typer.echo(made.text, nl=False)
        if not made.complete:
            _say(f"Not all of it: {', '.join(made.incomplete_because)}.")


def _settings(port: int | None, data: Path | None, workers: int | None = None) -> Settings:
    given: dict[str, Any] = {"port": port, "data": data, "workers": workers}
    for name in unknown_settings():
        known = [f"{PREFIX}{one.upper()}" for one in Settings.model_fields]
        meant = "".join(f" {one} is meant, perhaps." for one in get_close_matches(name, known, 1))
        _fail(f"There is no setting {name}.{meant} README.md lists them under Settings.")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as invalid:
        error = invalid.errors()[0]
        name = f"{PREFIX}{str(error['loc'][0]).upper()}: " if error["loc"] else ""
        _fail(f"{name}{error['msg'].removeprefix('Value error, ')}")


def _settings_with_existing_data(data: Path | None) -> Settings:
    """The settings of a command that has nothing to do where there is no data yet."""
    settings = _settings(None, data)
    if settings.neo4j_uri is None and not settings.data.is_dir():
        _fail(
            f"There is no data in {settings.data}: say by --data where the demo or service has it."
        )
    return settings


@contextmanager
def _servers(settings: Settings, *, share: bool) -> Generator[Settings]:
    """The settings with the addresses of servers: those that are given, or local ones.

    With `share` those that another process runs on the data directory will do; they end with it,
    so what serves for long has its own.
    """
    if settings.neo4j_uri is not None:
        yield settings
        return
    from app.local import running

    with running(settings.data, say=_say, share=share) as local:
        yield settings.model_copy(
            update={
                "neo4j_uri": local.neo4j_uri,
                "neo4j_user": local.neo4j_user,
                "neo4j_password": SecretStr(local.neo4j_password),
                "s3_endpoint": local.s3_endpoint,
                "s3_access_key": SecretStr(local.s3_access_key),
                "s3_secret_key": SecretStr(local.s3_secret_key),
            }
        )


@contextmanager
def _failures(stopped: int = STOPPED) -> Generator[None]:
    """Turns what can be expected to go wrong into a sentence and an exit code.

    `stopped` is the code for Ctrl-C and SIGTERM.
    """
    try:
        yield
    except CannotRun as failure:
        _fail(str(failure))
    except AppError as failure:
        _say(f"{failure.message} ({failure.code})")
        sys.exit(UNDONE)
    except KeyboardInterrupt:
        _say("Stopped.")
        sys.exit(stopped)


@contextmanager
def _interruptions() -> Generator[None]:
    """Turns what ends an import or export before its end into a sentence and an exit code."""
    try:
        yield
    except AppError as failure:
        _say(f"{failure.message}. Run the same command again: it goes on where this one ended.")
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        _say("Stopped. Run the same command again: it goes on where this one ended.")
        sys.exit(INTERRUPTED)


def _fail(sentence: str) -> NoReturn:
    _say(sentence)
    sys.exit(UNUSABLE)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _tell_ready(address: str) -> None:
    typer.echo(f"The API answers on {address}/graphql")
    typer.echo("ready")


def main() -> None:
    """Runs the command line as a process: its logs and signals are set up here, and only here.

    SIGTERM ends a command as Ctrl-C does: the first process of a container does not end by it
    otherwise.
    """
    from app.logs import set_up_logs

    set_up_logs()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cli()


if __name__ == "__main__":
    main()
