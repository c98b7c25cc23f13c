"""The model's update: a new artifact takes the place of an old one, which keeps its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from app.blobs.store import Store
from app.domain.artifacts import Kind, State, check_media_type_of
from app.domain.contents import Content
from app.domain.events import LOCAL_ACTOR, Change, EventKind, refuse_stale
from app.domain.lineage import RelationType, Source
from app.domain.new_artifacts import ArtifactFields, NewArtifact, StoredFields
from app.domain.values import checked_id
from app.errors import IllegalState, KindMismatch
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.artifacts import kind_of, raise_artifact
from app.writes.contents import with_content
from app.writes.events import record
from app.writes.new_artifacts import create, prepare, unused_key
from app.writes.requests import Answer, once
from app.writes.story_links import (
    delete_links,
    lock_late_stories,
    lock_stories_of,
    primaries_moved,
    put_links,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A new version; `story_ids` show it now in place of the old one, ascending."""

    artifact_id: str
    story_ids: tuple[str, ...]
    deduplicated: bool
    unused_key: str | None


async def revise_artifact(
    graph: Graph,
    store: Store,
    *,
    request_id: str,
    artifact_id: str,
    content: Content,
    kind: Kind | None = None,
    state: State = State.CANDIDATE,
    sources: Sequence[Source] = (),
    note: str | None = None,
    if_rev: int | None = None,
    actor: str = LOCAL_ACTOR,
    **fields: Unpack[ArtifactFields],
) -> Revised:
    """Stores the content, and creates the new version with it.

    Raises what `revise_stored` and storing the content raise, and KindMismatch when `kind` is given
    and is not that of the old one.
    """
    return await with_content(
        graph,
        store,
        content,
        kind=await _revised_kind(graph, artifact_id, kind),
        media_type=fields["media_type"],
        actor=actor,
        write=lambda blob: revise_stored(
            graph,
            request_id=request_id,
            artifact_id=artifact_id,
            state=state,
            sources=sources,
            note=note,
            if_rev=if_rev,
            actor=actor,
            blob=blob,
            upload_id=content.upload_id,
            **fields,
        ),
    )


async def revise_stored(
    graph: Graph,
    *,
    request_id: str,
    artifact_id: str,
    state: State = State.CANDIDATE,
    sources: Sequence[Source] = (),
    note: str | None = None,
    if_rev: int | None = None,
    actor: str = LOCAL_ACTOR,
    **fields: Unpack[StoredFields],
) -> Revised:
    """Creates an artifact of the same kind, VARIANT_OF the old one, and moves its primary links.

    The old one goes to its next revision, so that of two who revise what they have read one gets
    StaleRevision; it keeps the links in which it is not primary. `note` is on the new relation. A
    retry gets the same answer. Raises what `register_stored` raises, NotFound for the old one,
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


async def _revised_kind(graph: Graph, artifact_id: str, kind: Kind | None) -> Kind:
    of_old = await kind_of(graph, checked_id(artifact_id, "artifactId"))
    if kind not in (None, of_old):
        raise KindMismatch(
            f"the artifact is of the kind {of_old.name}, and so are its new versions"
        )
    return of_old


async def _revise(
    transaction: Transaction, old_id: str, if_rev: int | None, new: NewArtifact, actor: str
) -> Answer:
    locked = await lock_stories_of(transaction, old_id)
    kind = await kind_of(transaction, old_id)
    check_media_type_of(kind, new.media_type)
    run_id = await prepare(transaction, new, kind, actor)
    held = await raise_artifact(transaction, old_id)
    refuse_stale("artifact", held.rev - 1, if_rev)
    links = await lock_late_stories(transaction, old_id, locked)
    if links and new.state is not State.CANDIDATE:
        raise IllegalState("the new version becomes a primary, so it must be a candidate")
    answer, changes = await create(transaction, new, kind, run_id)
    moved = [{**link, "artifact_id": new.artifact_id} for link in links]
    await delete_links(transaction, links)
    await put_links(transaction, moved)
    moves = await primaries_moved(transaction, links, moved)
    revised = Change(
        subject_id=old_id,
        rev=held.rev,
        kind=EventKind.ARTIFACT_REVISED,
        after={"versions": [new.artifact_id]},
    )
    await record(transaction, actor, [revised, *changes, *moves])
    return {**answer, "story_ids": [move.subject_id for move in moves]}
