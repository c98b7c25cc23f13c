"""Runs and steps that are under way, as this process knows them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from uuid import uuid4

from artifact_graph.recorder import derived_id
from artifact_graph.records import Artifact
from artifact_graph.usage import Usage


class Occurrences:
    """Request ids of what is recorded within something: the same ones when it is recorded again.

    `apart` makes them differ from those of every other process that records within the same thing.
    """

    def __init__(self, within: str, *, apart: bool) -> None:
        self._within = f"{within} {uuid4()}" if apart else within
        self._seen: Counter[str] = Counter()
        self._lock = Lock()

    def request_id(self, input: Mapping[str, object]) -> str:
        """The request id of an input that comes within it for the n-th time."""
        text = json.dumps(input, sort_keys=True)
        with self._lock:
            self._seen[text] += 1
            number = self._seen[text]
        return derived_id(self._within, text, str(number))


@dataclass(slots=True, kw_only=True)
class RunState:
    """A run that is under way, or `done`: completed by a process before this one.

    `unfinished` are the steps that such a process left, and this one has not entered so far.
    """

    id: str
    story_id: str | None
    done: bool = False
    background: bool = False
    joined: bool = False
    unfinished: set[str] = field(default_factory=set[str])
    occurrences: Occurrences = field(init=False)

    def __post_init__(self) -> None:
        self.occurrences = Occurrences(self.id, apart=self.joined)


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
        self.occurrences = Occurrences(self.id, apart=self.joined)
