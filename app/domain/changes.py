"""Changes of artifacts, whom they are told, and how far somebody has been told."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import orjson

from app.errors import CursorInvalid

REMEMBERED = 200
"""How many changes a cursor tells apart; when more were told in one window, it forgets some."""

_DIGEST = 6
_HEAD = struct.Struct(f">{_DIGEST}sq")
_MOST_CHARACTERS = 2 * (_HEAD.size + REMEMBERED * _DIGEST)
_LINKS = ("links", "produced", "consumed")


class Watched(StrEnum):
    """What somebody may watch for changes of artifacts."""

    STORY = "Story"
    RUN = "Run"
    UPSTREAM = "Artifact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The artifacts that somebody watches: those of a story or a run, or upstream of one."""

    watched: Watched
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an event did to one artifact; `at` is in milliseconds, and `scopes` are the watched."""

    event_key: str
    at: int
    artifact_id: str
    scopes: frozenset[Scope]

    @property
    def digest(self) -> bytes:
        """What tells the change from others, briefly."""
        return _digest(f"{self.event_key}|{self.artifact_id}")


def artifacts_of(subject: Scope, before: str | None, after: str | None) -> list[str]:
    """The ids of the artifacts that an event is about; JSON text of its subject's links names them.

    What is the same for the story or the run, and for all of them, is told once for each.
    """
    if subject.watched is Watched.UPSTREAM:
        return [subject.id]
    sides: list[Any] = [orjson.loads(side) for side in (before, after) if side]
    return sorted({link["artifact"] for side in sides for link in _links(side)})


def _links(side: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _LINKS:
        yield from side.get(name) or ()


@dataclass(slots=True, kw_only=True)
class WatchState:
    """How far somebody was told: nothing before `floor` is to come, and of what is later, those."""

    scope: Scope
    floor: int
    digests: dict[bytes, int] = field(default_factory=dict[bytes, int])

    def tell(self, change: Change) -> bool:
        """Whether the change is of the scope and was not told yet; now it is."""
        if self.scope not in change.scopes or change.digest in self.digests:
            return False
        self.digests[change.digest] = change.at
        return True

    def settle(self, floor: int) -> None:
        """Forgets what is before a moment before which nothing can come to light any more."""
        if floor > self.floor:
            self.floor = floor
            self.digests = {one: at for one, at in self.digests.items() if at >= floor}

    def cursor(self) -> str:
        """The same as text that only this service reads."""
        latest = list(self.digests)[-REMEMBERED:]
        packed = _HEAD.pack(_mark(self.scope), self.floor) + b"".join(latest)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def watch_state(cursor: str, scope: Scope) -> WatchState:
    """How far a cursor of that scope had come. Raises CursorInvalid."""
    try:
        text = cursor[: _MOST_CHARACTERS + 1] + "=" * (-len(cursor) % 4)
        packed = base64.b64decode(text, b"-_", validate=True)
        mark, floor = _HEAD.unpack_from(packed)
    except (binascii.Error, ValueError, struct.error):
        raise CursorInvalid("after must be the cursor of an earlier message") from None
    digests = packed[_HEAD.size :]
    if mark != _mark(scope) or len(digests) % _DIGEST:
        raise CursorInvalid("after must be a cursor of the same story, run or artifact")
    parts = (digests[start : start + _DIGEST] for start in range(0, len(digests), _DIGEST))
    return WatchState(scope=scope, floor=floor, digests=dict.fromkeys(parts, 2**63))


def _mark(scope: Scope) -> bytes:
    return _digest(f"{scope.watched}|{scope.id}")


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=_DIGEST).digest()
