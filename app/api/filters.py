"""Which stories, runs and artifacts a query or a lineage shows, and where a lineage stops."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from app.api.enums import Kind, RelationType, Role, State, Status
from app.api.scalars import Sha256


def _filter(description: str) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=description)


@strawberry.input(description="Which stories; all that is given must hold.")
class StoryFilter:
    """Filters of stories."""

    text: str | None = _filter("With all these words, or their beginnings, in title or synopsis.")
    created_after: datetime | None = _filter("Recorded at this moment or later.")
    created_before: datetime | None = _filter("Recorded before this moment.")


@strawberry.input(description="Which runs; all that is given must hold.")
class RunFilter:
    """Filters of runs."""

    story: strawberry.ID | None = _filter("For this story.")
    session: str | None = _filter("In this session.")
    statuses: list[Status] | None = _filter("With one of these statuses.")
    workflow: str | None = _filter("Of the workflow with this name.")
    created_after: datetime | None = _filter("Recorded at this moment or later.")
    created_before: datetime | None = _filter("Recorded before this moment.")


@strawberry.input(description="A story, and a role on it.")
class LinkedTo:
    """What an artifact must be linked to."""

    story: strawberry.ID = strawberry.field(description="The story.")
    role: Role | None = _filter("The role; any when absent.")


@strawberry.input(description="Which artifacts; all that is given must hold.")
class ArtifactFilter:
    """Filters of artifacts."""

    ids: list[strawberry.ID] | None = _filter("With one of these ids.")
    sha256: Sha256 | None = _filter("With content of this digest.")
    kinds: list[Kind] | None = _filter("Of one of these kinds.")
    media_types: list[str] | None = _filter("Of one of these media types.")
    states: list[State] | None = _filter("In one of these states.")
    name: str | None = _filter("With this text in the name.")
    text: str | None = _filter("With all these words, or their beginnings, in the name.")
    made_for: strawberry.ID | None = _filter(
        "Created by a step of a run of this story, or produced by such a run."
    )
    linked_to: LinkedTo | None = _filter("Linked to this story, in this role.")
    run: strawberry.ID | None = _filter("Created by a step of this run, or produced by it.")
    step: strawberry.ID | None = _filter("Made by this step.")
    created_after: datetime | None = _filter("Recorded at this moment or later.")
    created_before: datetime | None = _filter("Recorded before this moment.")


@strawberry.input(description="Which artifacts a lineage shows; it never ends the walk.")
class LineageFilter:
    """Filters of what is shown of a lineage."""

    kinds: list[Kind] | None = _filter("Of one of these kinds.")
    states: list[State] | None = _filter("In one of these states.")
    media_types: list[str] | None = _filter("Of one of these media types.")
    created_after: datetime | None = _filter("Recorded at this moment or later.")
    created_before: datetime | None = _filter("Recorded before this moment.")


@strawberry.input(description="Where the walk of a lineage ends; any of these is enough.")
class LineageStops:
    """What ends the walk of a lineage."""

    kinds: list[Kind] | None = _filter("At artifacts of one of these kinds.")
    states: list[State] | None = _filter("At artifacts in one of these states.")
    relation_types: list[RelationType] | None = _filter(
        "At the far end of a relation of one of these types."
    )
