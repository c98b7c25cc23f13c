"""GraphQL over WebSockets, by the protocol graphql-transport-ws, and streams that nobody reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

import anyio
import orjson
from cross_web import HTTPException
from starlette.types import Message, Send
from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)

from app.api.trusted import digest_of

SLOW = 30.0
"""Seconds that a client may leave what was sent to it unread."""


def prompt(send: Send) -> Send:
    """Sends, or raises TimeoutError when the client has taken nothing for too long."""

    async def sent(message: Message) -> None:
        with anyio.fail_after(SLOW):
            await send(message)

    return sent


class Socket(ASGIWebSocketAdapter):
    """A socket whose messages are JSON objects in text frames."""

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object]:
        """The messages that come."""
        try:
            async for message in super().iter_json(ignore_parsing_errors=ignore_parsing_errors):
                if not _is_well_formed(message):
                    raise NonJsonMessageReceived
                yield self._with_document(cast("dict[str, Any]", message))
        except HTTPException as refusal:
            raise NonJsonMessageReceived from refusal

    def _with_document(self, message: dict[str, Any]) -> dict[str, Any]:
        if message.get("type") != "subscribe":
            return message
        payload = cast("Any", self).view.with_document(message["payload"])
        return {**message, "payload": {"query": "", **payload}}

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Sends one message."""
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Strawberry's handler of one socket, to which a client that is gone is nothing to log."""

    async def handle_task_exception(self, error: Exception) -> None:
        """Logs what is unexpected."""
        if not isinstance(error, WebSocketDisconnected):
            await super().handle_task_exception(error)


_PARTS: Mapping[str, tuple[type, ...]] = {
    "query": (str,),
    "variables": (dict, type(None)),
    "operationName": (str, type(None)),
    "extensions": (dict, type(None)),
}


def _is_well_formed(message: object) -> bool:
    """Whether a message has parts of the types that the protocol gives them."""
    if not isinstance(message, dict):
        return False
    fields = cast("dict[str, Any]", message)
    if not isinstance(fields.get("id", ""), str):
        return False
    if fields.get("type") != "subscribe":
        return True
    if not isinstance(fields.get("payload"), dict):
        return False
    payload = cast("dict[str, Any]", fields["payload"])
    return all(
        isinstance(payload.get(name), types)
        for name, types in _PARTS.items()
        if name != "query" or "query" in payload or digest_of(payload) is None
    )
