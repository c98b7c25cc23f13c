"""What stands before every route: whom the service listens to, and how much it reads."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.json_values import JsonLimits, json_limits
from app.http.negotiation import wants_page
from app.http.refusals import refused

ANY_HOST = frozenset({"/healthz", "/readyz"})
"""Routes that are asked by addresses that nobody could name before, such as a pod's."""

_OTHER_SITES = frozenset({"cross-site", "same-site"})
"""Values of Sec-Fetch-Site: what is of the same site is another port or subdomain (Fetch Metadata
Request Headers, section 2.3)."""


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address can only mean this machine."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


class OwnHosts:
    """Refuses requests that a page of another site made a browser on this machine send.

    While there are no keys, whoever reaches the API may do everything, so it answers by the names
    of this machine and those that its operator gave it. Another Host is DNS rebinding (421), but
    for the probes of health, which load balancers send to an address. Another Origin is a request
    across sites, and so is what the browser marks as one, such as an image of `/graphql?query=`
    (403), unless it comes from one of `origins`.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str], origins: frozenset[str]) -> None:
        self._app = app
        self._names = names
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        if scope["type"] in {"http", "websocket"}:
            headers = Headers(scope=scope)
            host = headers.get("host", "")
            if scope["path"] not in ANY_HOST and not self._is_ours(f"//{host}"):
                response = refused(421, "This service does not answer by that name")
                return await response(scope, receive, send)
            if self._is_of_another_site(headers) and not _is_visit(scope, headers):
                response = refused(403, "Pages of other sites may not use this service")
                return await response(scope, receive, send)
        return await self._app(scope, receive, send)

    def _is_of_another_site(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if (origin or _origin_of(headers.get("referer", ""))) in self._origins:
            return False
        if headers.get("sec-fetch-site") in _OTHER_SITES:
            return True
        return origin is not None and not self._is_ours(origin)

    def _is_ours(self, url: str) -> bool:
        try:
            host = urlsplit(url).hostname
        except ValueError:
            return False
        return is_loopback(host) or host in self._names


def _is_visit(scope: Scope, headers: Headers) -> bool:
    """Whether somebody follows a link to here, of which the page that has it can read nothing.

    Of `/graphql` it shows GraphiQL, which asks nothing by itself; to others it answers a query.
    """
    return (
        scope.get("method") == "GET"
        and headers.get("origin") is None
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and (scope["path"] != "/graphql" or wants_page(headers.get("accept", "")))
    )


def _origin_of(referer: str) -> str:
    """The origin of a page: browsers name an image's page so, which has no Origin."""
    parts = referer.split("/", 3)
    return "/".join(parts[:3])


class BodyLimit:
    """Refuses a request body of more bytes than a limit, before it is read or while it is (413)."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and counts what is read of it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        stated = Headers(scope=scope).get("content-length", "0")
        if not stated.isdigit() or int(stated[:20]) > self._limit:
            return await self._refuse(scope, receive, send)
        read, started = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            return await self._app(scope, counted, watched)
        except _TooLarge:
            if started:
                raise
            return await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await refused(413, f"The body may have {self._limit} bytes")(scope, receive, send)


class MetadataLimit:
    """Holds metadata and parameters, in all that requests bring, to the limits of the settings."""

    def __init__(self, app: ASGIApp, size: int, depth: int) -> None:
        self._app = app
        self._limits = JsonLimits(size=size, depth=depth)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what comes."""
        with json_limits(self._limits):
            await self._app(scope, receive, send)


class _TooLarge(Exception):
    """The body went over the limit while it was read."""
