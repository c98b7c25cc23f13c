"""Runs and steps that are under way, as this process knows them."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any
from uuid import uuid4

from artifact_graph.recorder import derived_id
from artifact_graph.records import Artifact
from artifact_graph.usage import Usage


class Occurrences:
    """Request ids of what is recorded within a run or a step: the same in a process started again.

    With `joined` they differ from those of every other process that records within the same thing,
    as they do in a forked process.
    """

    def __init__(self, within: str, *, joined: bool) -> None:
        self._within = within
        self._begin(joined=joined)

    def __reduce__(self) -> tuple[Any, ...]:
        return _joined, (self._within,)

    def _begin(self, *, joined: bool) -> None:
        self._process = os.getpid()
        self._prefix = f"{self._within} {uuid4()}" if joined else self._within
        self._seen: Counter[str] = Counter()
        self._lock = Lock()

    def request_id(self, input: Mapping[str, object], given: str | None = None) -> str:
        """The request id of an input that comes for the n-th time, or by the one that is given."""
        if given is not None:
            return derived_id(self._within, "given", given)
        if self._process != os.getpid():
            self._begin(joined=True)
        text = json.dumps(input, sort_keys=True, default=str)
        digest = sha256(text.encode(errors="replace")).hexdigest()
        with self._lock:
            self._seen[digest] += 1
            number = self._seen[digest]
        return derived_id(self._prefix, digest, str(number))


def _joined(within: str) -> Occurrences:
    return Occurrences(within, joined=True)


@dataclass(slots=True, kw_only=True)
class RunState:
    """A run that is under way, or `done`: completed by a process before this one.

    One that is `joined` was begun by another process, which ends it.
    """

    id: str
    story_id: str | None
    done: bool = False
    background: bool = False
    joined: bool = False
    occurrences: Occurrences = field(init=False)

    def __post_init__(self) -> None:
        self.occurrences = Occurrences(self.id, joined=self.joined)


@dataclass(slots=True, kw_only=True)
class StepState:
    """A step that is under way, or `done`, with the artifacts that it recorded then."""

    id: str
    run: RunState
    usage: Usage
    done: bool = False
    joined: bool = False
    artifacts: list[Artifact] = field(default_factory=list[Artifact])
    occurrences: Occurrences = field(init=False)

    def __post_init__(self) -> None:
        self.occurrences = Occurrences(self.id, joined=self.joined)
