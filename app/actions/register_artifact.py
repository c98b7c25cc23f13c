"""A new artifact enters the graph, with what it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from app.actions.chosen_ids import chosen
from app.actions.events import record
from app.actions.new_artifacts import ArtifactFields, NewArtifact, create, prepare, unused_key
from app.actions.new_links import NewLink, desired_links, lock_stories, write_links
from app.actions.requests import Answer, given, once
from app.domain.artifacts import Kind, State, check_media_type_of
from app.domain.events import LOCAL_ACTOR
from app.domain.lineage import Source
from app.graph.session import Graph
from app.graph.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A new artifact; `unused_key` is the object that its bytes were stored in, if in vain."""

    artifact_id: str
    deduplicated: bool
    unused_key: str | None


async def register_artifact(
    graph: Graph,
    *,
    request_id: str,
    id: str | None = None,
    kind: Kind,
    state: State = State.INTERMEDIATE,
    sources: Sequence[Source] = (),
    links: Sequence[NewLink] = (),
    actor: str = LOCAL_ACTOR,
    **fields: Unpack[ArtifactFields],
) -> Registered:
    """Creates an artifact whose bytes are in the store already, with links of stories to it.

    A retry gets the same answer, and links nothing again. The links follow the rules of
    `link_artifact`, and with one that is refused nothing is written. When the store had the same
    bytes before, the artifact is tied to those: `deduplicated`. The caller deletes `unused_key`.
    Raises BadInput, EmptyBlob, MediaTypeMismatch, NotFound for the step or a story, SourceNotFound,
    UploadExpired, DigestMismatch and SizeMismatch when the upload was begun for other bytes,
    IdempotencyMismatch, and KindMismatch, IllegalState and Conflict for a link and
    when the `id` that the caller chose is taken.
    """
    new = NewArtifact(chosen_id=id, state=state, sources=sources, **fields)
    check_media_type_of(kind, new.media_type)
    desired = desired_links(new.artifact_id, links)
    asked = {
        "action": "register_artifact",
        "kind": kind.value,
        **new.asked(),
        **given(id=id, links=[link.asked() for link in links]),
    }

    async def work(transaction: Transaction) -> Answer:
        async def register() -> Answer:
            await lock_stories(transaction, desired)
            run_id = await prepare(transaction, new, kind, actor)
            answer, changes = await create(transaction, new, kind, run_id)
            changes += await write_links(transaction, desired)
            await record(transaction, actor, changes)
            return answer

        return await once(transaction, request_id, asked, register)

    with chosen(id):
        answer = await graph.write(work)
    return Registered(
        artifact_id=answer["id"],
        deduplicated=answer["deduplicated"],
        unused_key=unused_key(answer, new.blob),
    )
