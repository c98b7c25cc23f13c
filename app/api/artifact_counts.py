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
        description="Properties by which to group. When empty, there is one group with all matching"
        " artifacts."
    ),
]
MaxGroups = Annotated[
    int | None,
    strawberry.argument(
        description="Maximum number of groups to return, 1 or more: the largest groups. Default and"
        " upper limit: the node limit of the service, 10,000 unless configured otherwise. A larger"
        " value is reduced to that limit."
    ),
]


@strawberry.type(
    description="Number of artifacts in one group. A property that is not in `by` is null."
)
class ArtifactCount:
    """A group, counted."""

    agent: str | None = prop(
        "Name of the agent of the step that created the artifacts; null also when no step is"
        " recorded."
    )
    model: str | None = prop(
        "Name of the model of the step that created the artifacts; null also when no step or no"
        " model is recorded."
    )
    state: State | None = prop("State of the artifacts.")
    kind: Kind | None = prop("Kind of the artifacts.")
    count: int = prop("Number of artifacts.")


@strawberry.type(
    description="Numbers of artifacts grouped by the properties in `by`, for example to find the"
    " agent with the most archived artifacts."
)
class ArtifactCounts:
    """The groups; what is said of the whole is exact."""

    total_count: int = prop(
        "Exact number of artifacts in all groups, including groups beyond `maxNodes`."
    )
    group_count: int = prop("Exact number of groups, including those beyond `maxNodes`.")
    complete: bool = prop(
        "Whether `groups` contains all groups: false when some were left out because of `maxNodes`."
    )
    incomplete_because: list[Incompleteness] = prop(
        "Reasons why something is missing; empty when `complete` is true."
    )

    @crosses
    def groups(self) -> list[ArtifactCount]: ...
