"""The options that several commands have, and the settings and servers that they lead to."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr, ValidationError

from app.cli.failures import fail, say
from app.local import running
from app.settings import PREFIX, Settings, unknown_settings

Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")]
Data = Annotated[Path | None, typer.Option(help="Directory of the local servers' data.")]
Workers = Annotated[int | None, typer.Option(help="Processes that serve the API.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def settings_of(port: int | None, data: Path | None, workers: int | None = None) -> Settings:
    """The settings of the environment, under those of the command line; ends the process when one
    of them is unknown or wrong."""
    given: dict[str, Any] = {"port": port, "data": data, "workers": workers}
    for name in unknown_settings():
        known = [f"{PREFIX}{one.upper()}" for one in Settings.model_fields]
        meant = "".join(f" Did you mean {one}?" for one in get_close_matches(name, known, 1))
        fail(f"Unknown setting {name}.{meant} README.md lists them under Settings.")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as invalid:
        error = invalid.errors()[0]
        name = f"{PREFIX}{str(error['loc'][0]).upper()}: " if error["loc"] else ""
        fail(f"{name}{error['msg'].removeprefix('Value error, ')}")


def settings_with_existing_data(data: Path | None) -> Settings:
    """The settings of a command that has nothing to do where there is no data yet."""
    settings = settings_of(None, data)
    if settings.neo4j_uri is None and not settings.data.is_dir():
        fail(
            f"There is no data in {settings.data}: say by --data where the demo or service has it."
        )
    return settings


@contextmanager
def servers(settings: Settings, *, share: bool) -> Generator[Settings]:
    """The settings with the addresses of servers: those that are given, or local ones.

    With `share` those that another process runs on the data directory will do; they end with it,
    so what serves for long has its own.
    """
    if settings.neo4j_uri is not None:
        yield settings
        return
    with running(settings.data, say=say, share=share) as local:
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
