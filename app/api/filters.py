"""Which stories, runs and artifacts a query or a lineage shows, and where a lineage stops."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from app.api.enums import Kind, RelationType, Role, State, Status
from app.api.scalars import Sha256

STALE = (
    "Only with the status RUNNING, and with a `lastSeenAt` more than this many seconds ago. When"
    " `lastSeenAt` is null, `startedAt` is used, and when that is null too, `createdAt`."
)


def _filter(description: str) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=description)


@strawberry.input(description="Filter of stories. A story matches when all given fields match.")
class StoryFilter:
    """Filters of stories."""

    text: str | None = _filter(
        "Stories whose title or synopsis contains all of these words, separated by spaces, in any"
        " order and case; some words can be in the title and others in the synopsis. A word also"
        " matches the beginning of a longer word."
    )
    created_after: datetime | None = _filter("Created at or after this time.")
    created_before: datetime | None = _filter("Created before this time.")


@strawberry.input(description="Filter of runs. A run matches when all given fields match.")
class RunFilter:
    """Filters of runs."""

    story: strawberry.ID | None = _filter("Runs for the story with this id.")
    session: str | None = _filter("Runs in the session with this name.")
    statuses: list[Status] | None = _filter("Runs with one of these statuses.")
    workflow: str | None = _filter("Runs of the workflow with this name.")
    stale_after: int | None = _filter(STALE)
    created_after: datetime | None = _filter("Created at or after this time.")
    created_before: datetime | None = _filter("Created before this time.")


@strawberry.input(description="Filter of steps. A step matches when all given fields match.")
class StepFilter:
    """Filters of steps."""

    story: strawberry.ID | None = _filter("Steps of runs for the story with this id.")
    run: strawberry.ID | None = _filter("Steps of the run with this id.")
    statuses: list[Status] | None = _filter("Steps with one of these statuses.")
    agent: str | None = _filter("Steps of the agent with this name.")
    model: str | None = _filter("Steps whose agent uses the model with this name.")
    stale_after: int | None = _filter(STALE)
    created_after: datetime | None = _filter("Created at or after this time.")
    created_before: datetime | None = _filter("Created before this time.")


@strawberry.input(description="A story, and optionally a role, that an artifact is linked to.")
class LinkedTo:
    """What an artifact must be linked to."""

    story: strawberry.ID = strawberry.field(description="Id of the story.")
    role: Role | None = _filter("Role of the artifact in the story. Default: any role.")


@strawberry.input(
    description="Filter of artifacts. An artifact matches when all given fields match."
)
class ArtifactFilter:
    """Filters of artifacts."""

    ids: list[strawberry.ID] | None = _filter("Artifacts with one of these ids.")
    sha256: Sha256 | None = _filter("Artifacts whose content has this SHA-256 digest.")
    kinds: list[Kind] | None = _filter("Artifacts of one of these kinds.")
    media_types: list[str] | None = _filter(
        "Artifacts of one of these media types, such as image/png."
    )
    states: list[State] | None = _filter("Artifacts in one of these states.")
    name: str | None = _filter("Artifacts whose name contains this text. Case-sensitive.")
    text: str | None = _filter(
        "Artifacts whose name contains all of these words, separated by spaces, in any order and"
        " case. A word also matches the beginning of a longer word."
    )
    made_for: strawberry.ID | None = _filter(
        "Artifacts made for the story with this id: a run of the story has a PRODUCED link to the"
        " artifact, or a step of such a run created the artifact."
    )
    linked_to: LinkedTo | None = _filter(
        "Artifacts that are linked to this story, and in this role when a role is given."
    )
    run: strawberry.ID | None = _filter(
        "Artifacts that the run with this id produced, or that one of its steps created."
    )
    step: strawberry.ID | None = _filter("Artifacts that the step with this id created.")
    agents: list[str] | None = _filter(
        "Artifacts that were created by a step of one of the agents with these names."
    )
    models: list[str] | None = _filter(
        "Artifacts that were created by a step whose agent used one of the models with these names."
    )
    prompt: str | None = _filter(
        "Artifacts that were created by a step whose prompt contains all of these words, separated"
        " by spaces, in any order and case. A word also matches the beginning of a longer word."
    )
    lineage_prompt: str | None = _filter(
        "Artifacts that were created by a step whose prompt matches these words, or that have an"
        " ancestor created by such a step. Words match as for `prompt`."
    )
    roles: list[Role] | None = _filter("Artifacts that have one of these roles in any story.")
    ancestor_of: strawberry.ID | None = _filter(
        "Ancestors of the artifact with this id: artifacts from which it was made, directly or"
        " indirectly. The artifact itself does not match. When no artifact has this id, nothing"
        " matches."
    )
    descendant_of: strawberry.ID | None = _filter(
        "Descendants of the artifact with this id: artifacts that were made from it, directly or"
        " indirectly. The artifact itself does not match. When no artifact has this id, nothing"
        " matches."
    )
    unused: bool | None = _filter(
        "True: only unused artifacts, which have no derived artifact, were consumed by no run, and"
        " are linked to no story. False: only artifacts that are used in at least one of these"
        " ways. Default: both."
    )
    created_after: datetime | None = _filter("Created at or after this time.")
    created_before: datetime | None = _filter("Created before this time.")


@strawberry.input(
    description="Filter of the artifacts that a lineage returns. An artifact matches when all given"
    " fields match. The traversal continues through artifacts that do not match."
)
class LineageFilter:
    """Filters of what is shown of a lineage."""

    kinds: list[Kind] | None = _filter("Artifacts of one of these kinds.")
    states: list[State] | None = _filter("Artifacts in one of these states.")
    media_types: list[str] | None = _filter(
        "Artifacts of one of these media types, such as image/png."
    )
    created_after: datetime | None = _filter("Created at or after this time.")
    created_before: datetime | None = _filter("Created before this time.")


@strawberry.input(
    description="Conditions at which the traversal of a lineage stops: it does not continue beyond"
    " an artifact for which at least one of the given conditions is true."
)
class LineageStops:
    """What ends the walk of a lineage."""

    kinds: list[Kind] | None = _filter("Stop at artifacts of one of these kinds.")
    states: list[State] | None = _filter("Stop at artifacts in one of these states.")
    relation_types: list[RelationType] | None = _filter(
        "Stop at artifacts that are reached by a relation of one of these types."
    )
