"""What a reviewer or a model thinks of an artifact is kept beside it."""

from __future__ import annotations

from uuid import uuid4

from app.actions.events import Change, checked_reason, record
from app.actions.requests import Answer, once
from app.domain.assessments import AssessmentKind, checked_score
from app.domain.events import LOCAL_ACTOR, EventKind
from app.domain.values import checked_id, checked_name
from app.errors import NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")
_STATEMENTS = mutation("assess_artifact")

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
    held = await transaction.one(_ANY["raise_artifact"], artifact_id=artifact_id)
    if held is None:
        raise NotFound(f"there is no artifact {artifact_id}")
    await transaction.run(
        _STATEMENTS["create_assessment"], artifact_id=artifact_id, assessment=assessment
    )
    await transaction.run(_ANY["settle_assessments"], ids=[assessment["id"]])
    change = Change(
        subject_id=artifact_id,
        rev=held["rev"],
        kind=EventKind.ARTIFACT_ASSESSED,
        before={"assessments": []},
        after={"assessments": [assessment]},
    )
    await record(transaction, actor, [change])
    return {"id": assessment["id"]}
