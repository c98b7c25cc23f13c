"""GraphQL over HTTP: how a request is read, and how an answer is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from app.api.context import Context
from app.api.schema import schema


class GraphQLEndpoint(GraphQL[Context, None]):
    """The endpoint of the schema; every answer but GraphiQL's page is JSON."""

    def __init__(self) -> None:
        super().__init__(schema, graphql_ide="graphiql")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            response = await self.run(Request(scope, receive))
        except HTTPException as refusal:
            response = refused(refusal.status_code, refusal.reason)
        await response(scope, receive, send)

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002
    ) -> Context:
        """What the resolvers of this request can reach."""
        return Context(graph=request.state.graph, store=request.state.store)

    def parse_json(self, data: str | bytes) -> Any:
        """The JSON object of a request."""
        value = super().parse_json(data)
        if not isinstance(value, dict):
            raise HTTPException(400, "The request must be a JSON object")
        return cast("dict[str, Any]", value)

    def decode_json(self, data: str | bytes) -> object:
        """Any JSON value, in strict UTF-8."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """JSON in UTF-8."""
        return orjson.dumps(data)


_CODES: Mapping[int, str] = {403: "FORBIDDEN", 413: "TOO_LARGE", 421: "MISDIRECTED"}


def refused(status: int, message: str, code: str | None = None) -> JSONResponse:
    """An answer to what is no GraphQL request, in the form of GraphQL's errors."""
    error = {"message": message, "extensions": {"code": code or _CODES.get(status, "BAD_REQUEST")}}
    return JSONResponse({"errors": [error]}, status_code=status)
