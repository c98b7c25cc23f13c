"""Logs: for people on a terminal, JSON lines anywhere else; always on standard error."""

from __future__ import annotations

import logging
import sys
from uuid import uuid4

import structlog

from app.errors import CannotRun, Unavailable

_log = structlog.stdlib.get_logger()


def set_up_logs() -> None:
    """Sends this program's own log and that of its libraries the same way.

    Tracebacks never show the values of variables, which may be secrets.
    """
    terminal = sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    rendering: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *rendering,
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("app").setLevel(logging.INFO)
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)


def logged(error: Exception, **where: object) -> tuple[str, str]:
    """Logs what a caller must not see, and returns the message and the code for the caller."""
    if isinstance(error, CannotRun):
        _log.error("a server does not accept this service", reason=str(error), **where)
        return "the service cannot be used now; its log says why", Unavailable.code
    incident = uuid4().hex
    _log.error("an unexpected error", incident=incident, exc_info=error, **where)
    return f"Something went wrong here; the log has it as {incident}", "INTERNAL"
