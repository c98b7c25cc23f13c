"""The history of stories, runs and artifacts in the schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import orjson
import strawberry

from app.api.crossings import computed, prop
from app.api.enums import EventKind
from app.api.scalars import JSON
from app.domain.events import as_json
from app.domain.moments import answered_moment

_NAMES = {
    "artifact": "artifactId",
    "created_at": "createdAt",
    "current_run": "currentRunId",
    "is_primary": "isPrimary",
    "to": "toArtifactId",
    "type": "relationType",
    "versions": "versionIds",
}
"""What `app.domain.events` calls by another name than the inputs of mutations do."""

_ENUM_VALUES = frozenset({"kind", "role", "state", "status", "type"})


def _as_shown(_: object, stored: str | None) -> str | None:
    """JSON text of what an event stores, with the names and enum values of the schema."""
    return None if stored is None else as_json(_named(orjson.loads(stored)))


def _named(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name, name): _shown(name, value) for name, value in facts.items()}


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_shown(name, item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return _named(cast("dict[str, Any]", value))
    if not isinstance(value, str):
        return value
    if name == "metadata":
        return orjson.loads(value)
    if name == "created_at":
        return answered_moment(value)
    return value.upper() if name in _ENUM_VALUES else value


@strawberry.type(
    description="One recorded change of a story, a run or an artifact. Events are never changed or"
    " removed."
)
class Event:
    """What happened, when, and what it changed."""

    kind: EventKind = prop("Kind of change.")
    at: datetime = prop("When the change was made, in UTC.")
    actor: str = prop(
        "Who made the change: the value of the HTTP header `Artifact-Graph-Actor`, which the"
        " service does not verify, or `local` when the request had no such header."
    )
    before: JSON = computed(
        "The values that the change replaced or removed, as a JSON object with the names and enum"
        ' values of this schema, such as `{"state": "CANDIDATE"}`. The file docs/watching.md of the'
        " project lists the names. An empty object for the creation of a story, run or artifact.",
        "before",
        by=_as_shown,
    )
    after: JSON = computed(
        "The values that the change set or added, in the same form as `before`.",
        "after",
        by=_as_shown,
    )
    reason: str | None = prop("Reason that was given for the change; null when none was given.")
