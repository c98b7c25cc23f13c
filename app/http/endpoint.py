"""GraphQL over HTTP and over sockets: how a request is read, and how an answer is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Any, cast

import orjson
from cross_web import HTTPException, StarletteRequestAdapter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.base import BaseRequestProtocol
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from app.api.context import Context, actor_of, context_of
from app.api.schema import schema
from app.api.trusted import RefusedDocument, Trusted, bounded, unnamed
from app.domain.json_values import first_constant
from app.errors import BadInput, Overloaded
from app.http.negotiation import GRAPHQL_JSON, answered_type, wants_page
from app.http.refusals import refused, refused_for
from app.http.sockets import Socket, SocketHandler, prompt


class _Adapter(StarletteRequestAdapter):
    """A request whose media type is the same in any case (RFC 9110, section 8.3.1)."""

    @property
    def content_type(self) -> str | None:
        """The media type in lowercase."""
        return (super().content_type or "").lower()


class GraphQLEndpoint(GraphQL[Context, None]):
    """The endpoint of the schema; every answer but GraphiQL's page and streams is JSON."""

    request_adapter_class = _Adapter
    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(self, page: Callable[[], Response], trusted: Trusted | None = None) -> None:
        protocols = (GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL)
        super().__init__(schema, graphql_ide="graphiql", subscription_protocols=protocols)
        self._page = page
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or all that come by one socket."""
        if scope["type"] == "websocket":
            await self._converse(WebSocket(scope, receive, prompt(send)))
        else:
            if scope["method"] == "HEAD":  # The server leaves the body of its answer out.
                scope = {**scope, "method": "GET"}
            await self._answer(Request(scope, receive), prompt(send))

    async def _converse(self, socket: WebSocket) -> None:
        try:
            actor_of(socket.headers)
        except BadInput as refusal:
            await socket.send_denial_response(refused_for(refusal))
            return
        with suppress(WebSocketDisconnect):
            await self.run(socket)

    async def _answer(self, request: Request, send: Send) -> None:
        try:
            _refuse_no_request(request)
            response = await self.run(request)
        except (HTTPException, BadInput, Overloaded) as refusal:
            response = _refusal(refusal)
            response.headers["Content-Type"] = answered_type(request.headers.get("accept", ""))
        response.headers["Vary"] = "Accept"
        with suppress(ClientDisconnect):
            await response(request.scope, request.receive, send)

    def is_websocket_origin_allowed(self, request: WebSocket, origin: str) -> bool:  # noqa: ARG002
        """Every one that comes so far: what stands before every route has looked at it."""
        return True

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Whether a browser asks for the page; a link to it may hold a query."""
        return request.method == "GET" and wants_page(request.headers.get("accept", ""))

    async def render_graphql_ide(self, request: Request) -> Response:  # noqa: ARG002
        """The page."""
        return self._page()

    async def execute_single(self, *args: Any, **named: Any) -> ExecutionResult:
        """What was found. Raises Overloaded when any of it was turned away: nothing was changed."""
        result = await super().execute_single(*args, **named)
        for error in result.errors or ():
            if isinstance(error.original_error, Overloaded):
                raise error.original_error
        return result

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """The answer; `data` is in it only when something was executed."""
        response = await super().process_result(request, result)
        if result.data is None and all(error.path is None for error in result.errors or ()):
            del response["data"]
        return response

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """What an answer takes its media type from."""
        response = await super().get_sub_response(request)
        response.media_type = answered_type(request.headers.get("accept", ""))
        return response

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        """The answer in its media type; in the newer one, a request that is wrong is HTTP 400."""
        media_type = sub_response.media_type
        wrong = media_type == GRAPHQL_JSON and "data" not in response_data
        return Response(
            self.encode_json(response_data),
            status_code=400 if wrong else 200,
            media_type=media_type,
        )

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002
    ) -> Context:
        """What the resolvers of this request can reach."""
        return replace(context_of(request), actor=actor_of(request.headers))

    def parse_json(self, data: str | bytes) -> Any:
        """The JSON object of a request, with its document."""
        return self.with_document(self._object(data))

    def parse_query_params(self, params: Any) -> dict[str, Any]:
        """The same, from the address; a parameter that is empty is absent."""
        parts = {name: value for name, value in dict(params).items() if value}
        for name in ("variables", "extensions"):
            if name in parts:
                parts[name] = self._object(parts[name])
        return self.with_document(parts)

    def with_document(self, body: dict[str, Any]) -> dict[str, Any]:
        """The request with the document that it names, where documents may be named.

        An empty `operationName` names no operation: GraphiQL and other clients send it.
        """
        if body.get("operationName") == "":
            body = {**body, "operationName": None}
        body = bounded(body)
        if isinstance(body.get("query"), RefusedDocument):
            return body
        return unnamed(body) if self._trusted is None else self._trusted.named(body)

    def _object(self, data: str | bytes) -> dict[str, Any]:
        value = super().parse_json(data)
        if not isinstance(value, dict):
            raise HTTPException(400, "The request must be a JSON object")
        return cast("dict[str, Any]", value)

    def decode_json(self, data: str | bytes) -> object:
        """Any JSON value in strict UTF-8: objects have every key once, and integers are exact."""
        try:
            text = data if isinstance(data, str) else data.decode()
            value = _parsed(text)
            if "\\u" in text:
                _refuse_half_pairs(value)
            return value
        except RecursionError:
            raise HTTPException(400, "The JSON is too deep") from None
        except ValueError:
            raise HTTPException(400, "The request must be JSON in UTF-8") from None

    def encode_json(self, data: object) -> bytes:
        """JSON in UTF-8."""
        return orjson.dumps(data)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise HTTPException(400, "An object of the JSON has a key twice")
    return made


def _parsed(text: str) -> object:
    """The value; of NaN and Infinity, which Python and others write, the first is named."""
    constants: list[str] = []

    def constant(name: str) -> float:
        constants.append(name)
        return float(name)

    value = json.loads(text, object_pairs_hook=_unique, parse_constant=constant)
    if constants:
        raise HTTPException(400, f"{first_constant(value)}, which JSON does not have")
    return value


def _refuse_half_pairs(value: object) -> None:
    """Raises UnicodeEncodeError when a text has half of a surrogate pair, which is no character."""
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            one.encode()
        elif isinstance(one, dict):
            pending += chain(*cast("dict[str, Any]", one).items())
        elif isinstance(one, list):
            pending += cast("list[Any]", one)


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


def _refusal(refusal: HTTPException | BadInput | Overloaded) -> Response:
    if not isinstance(refusal, HTTPException):
        return refused_for(refusal)
    if isinstance(refusal.__cause__, InvalidOperationTypeError):
        return refused(405, "A mutation is asked by POST", headers={"Allow": "POST"})
    headers = {"Allow": "GET, HEAD, POST"} if refusal.status_code == 405 else None
    return refused(refusal.status_code, refusal.reason, headers=headers)
