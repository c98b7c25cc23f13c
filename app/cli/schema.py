"""The command `schema`."""

from __future__ import annotations

import typer

from app.api.schema import printed_schema


def schema() -> None:
    """Print the GraphQL schema."""
    typer.echo(printed_schema(), nl=False)
