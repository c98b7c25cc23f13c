"""The command `serve`."""

from __future__ import annotations

import typer

from app.cli import http_server
from app.cli.failures import failures, say
from app.cli.options import Data, Port, Workers, servers, settings_of


def serve(port: Port = None, data: Data = None, workers: Workers = None) -> None:
    """Serve the API, on local servers unless ARTIFACT_GRAPH_NEO4J_URI says where Neo4j is."""
    with failures(stopped=0):
        wanted = settings_of(port, data, workers)
        with http_server.listening(wanted) as listener, servers(wanted, share=False) as settings:
            http_server.serve(settings, listener, say=say, ready=_tell_ready)


def _tell_ready(address: str) -> None:
    typer.echo(f"The API answers on {address}/graphql")
    typer.echo("ready")
