"""How many artifacts there are, in the schema."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.crossings import crosses, prop
from app.api.enums import ArtifactGroup, Kind, State
from app.api.lineage_enums import Incompleteness

GroupedBy = Annotated[
    list[ArtifactGroup],
    strawberry.argument(
        description="Properties to group the artifacts by. Empty: one group with all of them."
    ),
]
MaxGroups = Annotated[
    int | None,
    strawberry.argument(
        description="Return at most this many groups, the largest first. Default and maximum: the"
        " service's limit, which is 10,000 unless it was set otherwise; a larger value counts as"
        " that."
    ),
]


@strawberry.type(
    description="Number of artifacts in one group. A property that the artifacts were not grouped"
    " by is null."
)
class ArtifactCount:
    """A group, counted."""

    agent: str | None = prop("Name of the agent; null also for artifacts that no step created.")
    model: str | None = prop("Name of the model; null also where none was recorded.")
    state: State | None = prop("State of the artifacts.")
    kind: Kind | None = prop("Kind of the artifacts.")
    count: int = prop("Number of artifacts.")


@strawberry.type(
    description="Numbers of artifacts by what they have in common, for example to find which agent"
    " made the most artifacts that were archived."
)
class ArtifactCounts:
    """The groups; what is said of the whole is exact."""

    total_count: int = prop("Exact number of artifacts in all groups.")
    group_count: int = prop("Exact number of groups, including those beyond `maxNodes`.")
    complete: bool = prop("Whether all groups are returned: false when `maxNodes` left some out.")
    incomplete_because: list[Incompleteness] = prop(
        "Reasons why something is missing; empty when `complete` is true."
    )

    @crosses
    def groups(self) -> list[ArtifactCount]: ...
