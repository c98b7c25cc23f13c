"""What any route answers when it cannot do what it was asked: JSON, and nothing of the inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import AppError, CannotRun, Conflict, Invalid, NotFound, Refused, Unavailable
from app.logs import logged
from app.measures import ERRORS

RETRY_AFTER = "5"
"""Seconds after which a client may ask again for what could not be had."""

_STATUS: Mapping[type[AppError], int] = {
    Invalid: 400,
    NotFound: 404,
    Conflict: 409,
    Refused: 409,
    Unavailable: 503,
}
CODES: Mapping[int, str] = {
    400: "BAD_INPUT",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    421: "MISDIRECTED",
}


def refused(
    status: int,
    message: str,
    code: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An answer to what is no GraphQL request, in the form of GraphQL's errors."""
    code = code or CODES[status]
    ERRORS.labels("http", code).inc()
    error = {"message": message, "extensions": {"code": code}}
    return JSONResponse({"errors": [error]}, status_code=status, headers=headers)


def refused_for(error: AppError) -> Response:
    """The same, for a failure that a caller can expect."""
    status = next(status for base, status in _STATUS.items() if isinstance(error, base))
    return _refused(status, error.message, error.code)


def exception_handlers() -> dict[Any, Any]:
    """Starlette's handlers, by what was raised."""
    return {
        HTTPException: _no_route,
        AppError: _expected,
        CannotRun: _unexpected,
        Exception: _unexpected,
    }


async def _no_route(_: Request, error: HTTPException) -> Response:
    return refused(error.status_code, error.detail, headers=error.headers)


async def _expected(_: Request, error: AppError) -> Response:
    return refused_for(error)


async def _unexpected(request: Request, error: Exception) -> Response:
    message, code = logged(error, path=request.url.path)
    return _refused(503 if code == Unavailable.code else 500, message, code)


def _refused(status: int, message: str, code: str) -> Response:
    again = {"Retry-After": RETRY_AFTER} if status == 503 else {}
    return refused(status, message, code, headers={"Cache-Control": "no-store", **again})
