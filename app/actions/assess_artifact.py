"""What a reviewer or a model thinks of an artifact is kept beside it."""

from __future__ import annotations

from uuid import uuid4

from app.domain.assessments import AssessmentKind, checked_score
from app.domain.events import LOCAL_ACTOR, Change, EventKind, checked_reason
from app.domain.values import checked_id, checked_name
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.artifacts import raise_artifact
from app.writes.assessments import create_assessments
from app.writes.events import record
from app.writes.requests import Answer, once

_Assessment = dict[str, object]


async def assess_artifact(
    graph: Graph,
    *,
    request_id: str,
    artifact_id: str,
    kind: AssessmentKind,
    score: float,
    by: str,
    note: str | None = None,
    actor: str = LOCAL_ACTOR,
) -> str:
    """Keeps an assessment, which counts until the next of its kind, and returns its id.

    The artifact may be in any state. Raises NotFound, IdempotencyMismatch.
    """
    checked_id(artifact_id, "artifactId")
    assessed: _Assessment = {
        "kind": kind.value,
        "score": checked_score(score),
        "by": checked_name(by, "by"),
        "note": checked_reason(note, "note"),
    }
    asked = {"action": "assess_artifact", "artifact_id": artifact_id, **assessed}
    assessment = {"id": str(uuid4()), **assessed}

    async def work(transaction: Transaction) -> Answer:
        return await once(
            transaction,
            request_id,
            asked,
            lambda: _assess(transaction, artifact_id, assessment, actor),
        )

    return (await graph.write(work))["id"]


async def _assess(
    transaction: Transaction, artifact_id: str, assessment: _Assessment, actor: str
) -> Answer:
    held = await raise_artifact(transaction, artifact_id)
    await create_assessments(transaction, [{"artifact_id": artifact_id, **assessment}])
    change = Change(
        subject_id=artifact_id,
        rev=held.rev,
        kind=EventKind.ARTIFACT_ASSESSED,
        before={"assessments": []},
        after={"assessments": [assessment]},
    )
    await record(transaction, actor, [change])
    return {"id": assessment["id"]}
