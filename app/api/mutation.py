"""The mutations, put together."""

from __future__ import annotations

import strawberry

from app.api.mutations.artifacts import ArtifactMutations
from app.api.mutations.assessments import AssessmentMutations
from app.api.mutations.heartbeats import HeartbeatMutations
from app.api.mutations.ingest import IngestMutations
from app.api.mutations.lineage import LineageMutations
from app.api.mutations.links import LinkMutations
from app.api.mutations.runs import RunMutations
from app.api.mutations.stories import StoryMutations
from app.api.mutations.transitions import TransitionMutations
from app.api.mutations.uploads import UploadMutations
from app.api.mutations.withdrawals import WithdrawalMutations


@strawberry.type(
    description="The mutations. Each mutation field is one transaction: it is applied completely or"
    " not at all. Several fields in one request are separate transactions."
)
class Mutation(
    StoryMutations,
    RunMutations,
    HeartbeatMutations,
    UploadMutations,
    ArtifactMutations,
    TransitionMutations,
    LinkMutations,
    LineageMutations,
    WithdrawalMutations,
    AssessmentMutations,
    IngestMutations,
):
    """Every field does its work in one transaction, then reads what is asked back besides ids."""
