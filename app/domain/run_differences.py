"""In what two runs of a workflow differ, step by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

Row = Mapping[str, Any]
Place = tuple[str, int]
"""The name of a step, and how many steps of that name are before it in its run."""


class StepFact(StrEnum):
    """What of a step can be another in another run."""

    AGENT = "agent"
    MODEL = "model"
    PROMPT = "prompt"
    PARAMETERS = "parameters"
    INPUTS = "inputs"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDifference:
    """A step of either run beside its counterpart; `parts` when it is the first on a branch."""

    a: str | None
    b: str | None
    changed: Sequence[StepFact]
    parts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDifference:
    """The steps of both runs, and the artifacts that have no counterpart."""

    steps: Sequence[StepDifference]
    only_in_a: Sequence[str]
    only_in_b: Sequence[str]


def run_difference(a: Sequence[Row], b: Sequence[Row]) -> RunDifference:
    """In what the steps differ. Counterparts have the same name, and the same place among those.

    A step differs when its agent, model, prompt, parameters or inputs do. An input is the same when
    its content is; what has none is the same by its name when the run made it, else by its id. A
    step parts the runs when it differs and, in one of them, nothing that it depends on does.
    """
    in_a, in_b = _placed(a), _placed(b)
    places = [*in_a, *(place for place in in_b if place not in in_a)]
    changed = {place: _changed(in_a.get(place), in_b.get(place)) for place in places}
    differing = {
        place for place in places if changed[place] or place not in in_a or place not in in_b
    }
    first = _first(in_a, differing) | _first(in_b, differing)
    return RunDifference(
        steps=[
            StepDifference(
                a=in_a.get(place, {}).get("id"),
                b=in_b.get(place, {}).get("id"),
                changed=changed[place],
                parts=place in first,
            )
            for place in places
        ],
        only_in_a=_only(in_a, in_b),
        only_in_b=_only(in_b, in_a),
    )


def _placed(steps: Sequence[Row]) -> dict[Place, Row]:
    seen: Counter[str] = Counter()
    placed: dict[Place, Row] = {}
    for step in steps:
        placed[step["name"], seen[step["name"]]] = step
        seen[step["name"]] += 1
    return placed


def _changed(a: Row | None, b: Row | None) -> list[StepFact]:
    if a is None or b is None:
        return []
    return [fact for fact in StepFact if _fact(a, fact) != _fact(b, fact)]


def _fact(step: Row, fact: StepFact) -> object:
    return _inputs(step) if fact is StepFact.INPUTS else step[fact]


def _inputs(step: Row) -> list[tuple[str, str]]:
    return sorted(
        (one["type"], one["sha256"] or (one["name"] if one["maker"] else one["id"]))
        for one in step["took"]
    )


def _first(run: Mapping[Place, Row], differing: set[Place]) -> set[Place]:
    """The steps of a run that differ, and depend on none that does."""
    places = {step["id"]: place for place, step in run.items()}
    depends = {
        place: {places[one["maker"]] for one in step["took"] if one["maker"]}
        for place, step in run.items()
    }
    after = _reached(differing & run.keys(), depends)
    return {place for place in differing & run.keys() if place not in after}


def _reached(starts: Iterable[Place], depends: Mapping[Place, set[Place]]) -> set[Place]:
    """All that depends on any of them, over any number of steps."""
    dependents: dict[Place, set[Place]] = {}
    for place, sources in depends.items():
        for source in sources:
            dependents.setdefault(source, set()).add(place)
    found: set[Place] = set()
    left = list(chain.from_iterable(dependents.get(start, ()) for start in starts))
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left.extend(dependents.get(one, ()))
    return found


def _only(here: Mapping[Place, Row], there: Mapping[Place, Row]) -> list[str]:
    alone: list[str] = []
    for place, step in here.items():
        made = there[place]["made"] if place in there else ()
        other = Counter((one["name"], one["kind"]) for one in made)
        for one in step["made"]:
            same = (one["name"], one["kind"])
            other[same] -= 1
            if other[same] < 0:
                alone.append(one["id"])
    return alone
