"""GraphQL over HTTP: how a request is read, and how an answer is written."""

from __future__ import annotations

import json
from typing import Any, cast

import orjson
from cross_web import HTTPException, StarletteRequestAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.schema.exceptions import InvalidOperationTypeError

from app.api.context import Context
from app.api.refusals import refused
from app.api.schema import schema


class _Adapter(StarletteRequestAdapter):
    """A request whose media type is the same in any case (RFC 9110, section 8.3.1)."""

    @property
    def content_type(self) -> str | None:
        """The media type in lowercase."""
        return (super().content_type or "").lower()


class GraphQLEndpoint(GraphQL[Context, None]):
    """The endpoint of the schema; every answer but GraphiQL's page is JSON."""

    request_adapter_class = _Adapter

    def __init__(self) -> None:
        super().__init__(schema, graphql_ide="graphiql")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        try:
            _refuse_no_request(request)
            response = await self.run(request)
        except HTTPException as refusal:
            response = _refusal(refusal)
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
        """Any JSON value, in strict UTF-8, whose objects have every key once."""
        value = orjson.loads(data)
        try:
            json.loads(data, object_pairs_hook=_unique)
        except RecursionError:
            raise HTTPException(400, "The JSON is too deep") from None
        return value

    def encode_json(self, data: object) -> bytes:
        """JSON in UTF-8."""
        return orjson.dumps(data)


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        raise HTTPException(400, "An object of the JSON has a key twice")


def _refuse_no_request(request: Request) -> None:
    """Refuses methods and bodies that GraphQL has no use for.

    A page of another site can send forms and text without asking first, but no JSON.
    """
    if request.method not in {"GET", "POST"}:
        raise HTTPException(405, "GraphQL is asked by GET or POST")
    if request.method == "POST":
        media_type = request.headers.get("content-type", "").partition(";")[0]
        if media_type.strip().lower() != "application/json":
            raise HTTPException(415, "The body must be application/json")
        if request.headers.get("content-encoding", "identity") != "identity":
            raise HTTPException(415, "The body must not be encoded")


def _refusal(refusal: HTTPException) -> JSONResponse:
    if isinstance(refusal.__cause__, InvalidOperationTypeError):
        return refused(405, "A mutation is asked by POST", headers={"Allow": "POST"})
    headers = {"Allow": "GET, POST"} if refusal.status_code == 405 else None
    return refused(refusal.status_code, refusal.reason, headers=headers)
