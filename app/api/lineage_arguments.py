"""The arguments of what follows a lineage, as the schema describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from app.api.enums import RelationType
from app.api.filters import LineageFilter, LineageStops
from app.api.lineage_enums import LineageDirection, LineageEnd, LineageHop

MaxDepth = Annotated[
    int | None,
    strawberry.argument(
        description="Maximum distance from the artifact in number of relations, 1 or more: 1"
        " returns only direct sources or directly derived artifacts. Default: no limit."
    ),
]
AsOf = Annotated[
    datetime | None,
    strawberry.argument(
        description="Follow only relations that were created at or before this time. Relations that"
        " were retracted since then are missing, so the result can differ from the lineage at that"
        " time. Default: all relations."
    ),
]
Direction = Annotated[
    LineageDirection, strawberry.argument(description="Direction in which to follow relations.")
]
Through = Annotated[
    list[LineageHop] | None,
    strawberry.argument(
        description="What the traversal follows. To pass through a run counts as 2 in `depth` and"
        " `maxDepth`: 1 to the run, and 1 to the artifact. RUNS cannot be combined with `asOf`. If"
        " links of runs are added during the traversal, some of them may be missing. Default:"
        " RELATIONS only."
    ),
]
FileThrough = Annotated[
    list[LineageHop] | None,
    strawberry.argument(
        description="What the traversal follows, as in `lineage`. With RUNS, the file contains the"
        " runs that were passed through, by the names of their workflows, and edges of the types"
        " MADE_IN, from an artifact to its run, and CONSUMED, from a run to an artifact (PROV:"
        " wasGeneratedBy and used). In `depth`, a run on the path counts as 2. Default: RELATIONS"
        " only."
    ),
]
IncludeStops = Annotated[
    bool,
    strawberry.argument(
        description="Whether to return the artifacts at which `stopAt` stopped the traversal."
    ),
]
Only = Annotated[
    LineageEnd | None,
    strawberry.argument(
        description="Return only the roots or only the leaves of the lineage. Default: all"
        " artifacts."
    ),
]
MaxNodes = Annotated[
    int | None,
    strawberry.argument(
        description="Maximum number of artifacts to return, 1 or more: the first in the order of"
        " the list. Default and upper limit: the node limit of the service, 10,000 unless"
        " configured otherwise. A larger value is reduced to that limit."
    ),
]
RelationTypes = Annotated[
    list[RelationType] | None,
    strawberry.argument(description="Follow only relations of these types. Default: all types."),
]
Where = Annotated[
    LineageFilter | None,
    strawberry.argument(
        description="Return only artifacts that match. The traversal continues through the other"
        " artifacts, so matching artifacts farther away are returned too."
    ),
]
StopAt = Annotated[
    LineageStops | None,
    strawberry.argument(
        description="Do not continue the traversal beyond artifacts that match. Default: no stops."
    ),
]
