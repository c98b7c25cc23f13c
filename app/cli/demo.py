"""The command `demo`."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import anyio
import typer

from app.cli import http_server
from app.cli.failures import failures, say
from app.cli.options import Data, Port, servers, settings_of
from app.demo.load import load_demo
from app.demo.tour import tell_tour


def demo(
    port: Port = None,
    data: Data = None,
    load_only: Annotated[
        bool, typer.Option("--load-only", help="Load the stories, and do not serve.")
    ] = False,
) -> None:
    """Load the demo stories, then serve them and say what to try; a container only loads them."""
    with failures(stopped=0):
        wanted = settings_of(port, data)
        load_only = load_only or wanted.in_container
        any_port = not wanted.port_is_asked_for
        listening = nullcontext() if load_only else http_server.listening(wanted, any_port=any_port)
        with listening as listener, servers(wanted, share=load_only) as settings:
            anyio.run(load_demo, settings, say)
            if listener is not None:
                http_server.serve(settings, listener, say=say, ready=tell_tour)
