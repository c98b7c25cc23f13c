"""The service, with GraphQL's own completion in place of finished answers."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from app import main
from app.api.context import Context
from app.cli.http_server import listening, serve
from app.http.endpoint import GraphQLEndpoint
from app.settings import Settings


class OrdinaryEndpoint(GraphQLEndpoint):
    """Answers in the ordinary way."""

    async def get_context(self, request: Any, response: Any) -> Context:
        """The context of the service, which is told to finish nothing."""
        return replace(await super().get_context(request, response), finish=False)


if __name__ == "__main__":
    main.GraphQLEndpoint = OrdinaryEndpoint  # type: ignore[misc]
    settings = Settings(port=0)
    with listening(settings) as listener:
        serve(
            settings,
            listener,
            say=lambda sentence: print(sentence, file=sys.stderr),
            ready=lambda address: print(f"ready {address}/graphql", flush=True),
        )
