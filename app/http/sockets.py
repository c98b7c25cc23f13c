"""GraphQL over WebSockets, by the protocol graphql-transport-ws, and streams that nobody reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
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
from strawberry.subscriptions.protocols.graphql_transport_ws.types import ConnectionInitMessage

from app.api.context import ACTOR, Context
from app.api.trusted import digest_of
from app.domain.values import checked_name
from app.errors import BadInput

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


class SocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """Strawberry's handler of one socket, to which a client that is gone is nothing to log.

    A browser sets no headers of a socket, so the payload of `connection_init` may say who writes.
    """

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Begins the conversation, unless the actor is malformed (4400)."""
        payload = cast("object", message.get("payload"))
        if isinstance(payload, dict) and ACTOR in payload:
            try:
                actor = checked_name(_text(cast("Any", payload)[ACTOR]), ACTOR)
            except BadInput as refusal:
                await self.websocket.close(code=4400, reason=refusal.message)
                return
            self.context = replace(self.context, actor=actor)
        await super().handle_connection_init(message)

    async def handle_task_exception(self, error: Exception) -> None:
        """Logs what is unexpected."""
        if not isinstance(error, WebSocketDisconnected):
            await super().handle_task_exception(error)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{ACTOR} must be text")
    return value


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
