"""The mutation that brings in a whole run at once."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import strawberry

from app.actions.record_run import record_run
from app.api.context import Context
from app.api.crossings import crosses
from app.api.mutations.artifact_inputs import content_of
from app.api.mutations.fields import mutation, result
from app.api.mutations.ingest_inputs import IngestRunInput
from app.api.problems import (
    BadInputProblem,
    ContentProblem,
    CycleProblem,
    DuplicateRelationProblem,
    IdempotencyMismatchProblem,
    IllegalStateProblem,
    KindMismatchProblem,
    NotFoundProblem,
    SelfRelationProblem,
    SourceNotFoundProblem,
    UploadExpiredProblem,
)
from app.domain.ingest import (
    ArtifactRecord,
    Batch,
    ConsumedRecord,
    LinkRecord,
    RelationRecord,
    RunRecord,
    StepRecord,
)

if TYPE_CHECKING:
    from app.api.runs import Run

Info = strawberry.Info[Context]
Record = TypeVar("Record")


@strawberry.type(description="A step or an artifact that `ingestRun` created.")
class IngestedRef:
    """What a ref has become."""

    ref: str = strawberry.field(description="`ref` of the step or artifact in the input.")
    id: strawberry.ID = strawberry.field(description="Id of the new object.")


@strawberry.type(description="Result of ingesting a run.")
class IngestedPayload:
    """What `ingestRun` answers."""

    run_id: strawberry.Private[str]
    steps: list[IngestedRef] = strawberry.field(
        description="The new steps, in the order of the input."
    )
    artifacts: list[IngestedRef] = strawberry.field(
        description="The new artifacts, in the order of the input."
    )

    @crosses
    def run(self) -> Run: ...


IngestRunResult = Annotated[
    IngestedPayload
    | BadInputProblem
    | ContentProblem
    | NotFoundProblem
    | SourceNotFoundProblem
    | SelfRelationProblem
    | DuplicateRelationProblem
    | CycleProblem
    | KindMismatchProblem
    | IllegalStateProblem
    | UploadExpiredProblem
    | IdempotencyMismatchProblem,
    result("IngestRunResult"),
]


def _record(record: type[Record], input: object) -> Record:
    """The record of the domain that an input says, field by field of the same name."""
    names = (field.name for field in fields(record))  # pyright: ignore[reportArgumentType]
    return record(**{name: getattr(input, name) for name in names if hasattr(input, name)})


def _refs(ids: Any) -> list[IngestedRef]:
    return [IngestedRef(ref=ref, id=strawberry.ID(made)) for ref, made in ids.items()]


@strawberry.type
class IngestMutations:
    """What brings in much at once."""

    @mutation(
        "Records a whole run, usually after its end, with its steps, artifacts, relations and"
        " links."
    )
    async def ingest_run(self, info: Info, input: IngestRunInput) -> IngestRunResult:
        batch = Batch(
            run=_record(RunRecord, input.run),
            steps=[_record(StepRecord, step) for step in input.steps],
            artifacts=[_record(ArtifactRecord, artifact) for artifact in input.artifacts],
            relations=[_record(RelationRecord, relation) for relation in input.relations],
            links=[_record(LinkRecord, link) for link in input.links],
            consumed=[_record(ConsumedRecord, consumed) for consumed in input.consumed],
            set_current=input.set_current,
        )
        contents = {one.ref: content_of(one.content) for one in input.artifacts if one.content}
        ingested = await record_run(
            info.context.graph,
            info.context.store,
            actor=info.context.actor,
            request_id=input.request_id,
            batch=batch,
            contents=contents,
        )
        return IngestedPayload(
            run_id=ingested.run_id,
            steps=_refs(ingested.step_ids),
            artifacts=_refs(ingested.artifact_ids),
        )
