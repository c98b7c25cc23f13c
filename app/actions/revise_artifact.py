"""The model's update: a new artifact takes the place of an old one, which keeps its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from app.actions.events import Change, record
from app.actions.new_artifacts import ArtifactFields, NewArtifact, create, prepare, unused_key
from app.actions.primaries import link_dict, lock_late_stories, lock_stories_of
from app.actions.requests import Answer, once
from app.domain.artifacts import Kind, State, check_media_type_of
from app.domain.events import LOCAL_ACTOR, EventKind, refuse_stale
from app.domain.lineage import RelationType, Source
from app.domain.values import checked_id
from app.errors import IllegalState, KindMismatch, NotFound
from app.graph.session import Graph
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")
_STATEMENTS = mutation("revise_artifact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A new version; `story_ids` show it now in place of the old one, ascending."""

    artifact_id: str
    story_ids: tuple[str, ...]
    deduplicated: bool
    unused_key: str | None


async def revise_artifact(
    graph: Graph,
    *,
    request_id: str,
    artifact_id: str,
    state: State = State.CANDIDATE,
    sources: Sequence[Source] = (),
    note: str | None = None,
    if_rev: int | None = None,
    actor: str = LOCAL_ACTOR,
    **fields: Unpack[ArtifactFields],
) -> Revised:
    """Creates an artifact of the same kind, VARIANT_OF the old one, and moves its primary links.

    The old one goes to its next revision, so that of two who revise what they have read one gets
    StaleRevision; it keeps the links in which it is not primary. `note` is on the new relation. A
    retry gets the same answer. Raises what `register_artifact` raises, NotFound for the old one,
    StaleRevision, and IllegalState when a primary would be no candidate.
    """
    checked_id(artifact_id, "artifactId")
    old = Source(artifact_id=artifact_id, relation_type=RelationType.VARIANT_OF, note=note)
    new = NewArtifact(state=state, sources=(old, *sources), **fields)
    asked = {"action": "revise_artifact", "old": artifact_id, "if_rev": if_rev, **new.asked()}

    async def work(transaction: Transaction) -> Answer:
        async def revise() -> Answer:
            return await _revise(transaction, artifact_id, if_rev, new, actor)

        return await once(transaction, request_id, asked, revise)

    answer = await graph.write(work)
    return Revised(
        artifact_id=answer["id"],
        story_ids=tuple(answer["story_ids"]),
        deduplicated=answer["deduplicated"],
        unused_key=unused_key(answer, new.blob),
    )


async def revised_kind(graph: Graph, artifact_id: str, kind: Kind | None) -> Kind:
    """The kind of an artifact that is to be revised, which its new version has as well.

    Raises NotFound, and KindMismatch when the caller says another kind.
    """
    checked_id(artifact_id, "artifactId")
    rows = await graph.read(_STATEMENTS["read_kind"].text, {"artifact_id": artifact_id})
    if not rows:
        raise _no_artifact(artifact_id)
    [[of_old]] = rows
    if kind not in (None, of_old):
        raise KindMismatch(
            f"the artifact is of the kind {Kind(of_old).name}, and so are its new versions"
        )
    return Kind(of_old)


async def _revise(
    transaction: Transaction, old_id: str, if_rev: int | None, new: NewArtifact, actor: str
) -> Answer:
    locked = await lock_stories_of(transaction, old_id)
    kind = await _kind_of(transaction, old_id)
    check_media_type_of(kind, new.media_type)
    run_id = await prepare(transaction, new, kind, actor)
    held = await transaction.run(_ANY["raise_artifact"], artifact_id=old_id)
    refuse_stale("artifact", held[0]["rev"] - 1, if_rev)
    await lock_late_stories(transaction, old_id, locked)
    answer, changes = await create(transaction, new, kind, run_id)
    moves = await _move_primaries(transaction, old_id, new)
    revised = Change(
        subject_id=old_id,
        rev=held[0]["rev"],
        kind=EventKind.ARTIFACT_REVISED,
        after={"versions": [new.artifact_id]},
    )
    await record(transaction, actor, [revised, *changes, *moves])
    return {**answer, "story_ids": [move.subject_id for move in moves]}


async def _kind_of(transaction: Transaction, artifact_id: str) -> Kind:
    row = await transaction.one(_STATEMENTS["read_kind"], artifact_id=artifact_id)
    if row is None:
        raise _no_artifact(artifact_id)
    return Kind(row["kind"])


def _no_artifact(artifact_id: str) -> NotFound:
    return NotFound(f"there is no artifact {artifact_id}")


async def _move_primaries(transaction: Transaction, old_id: str, new: NewArtifact) -> list[Change]:
    rows = await transaction.run(
        _STATEMENTS["move_primaries"], artifact_id=old_id, new_artifact_id=new.artifact_id
    )
    if rows and new.state is not State.CANDIDATE:
        raise IllegalState("the new version becomes a primary, so it must be a candidate")
    return [
        Change(
            subject_id=row["story_id"],
            rev=row["rev"],
            kind=EventKind.PRIMARY_SET,
            before={"links": [link_dict(old_id, link) for link in row["links"]]},
            after={"links": [link_dict(new.artifact_id, link) for link in row["links"]]},
        )
        for row in rows
    ]
