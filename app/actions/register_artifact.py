"""A new artifact enters the graph, with what it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from app.blobs.store import Store
from app.domain.artifacts import Kind, State, check_media_type_of
from app.domain.contents import Content
from app.domain.events import LOCAL_ACTOR
from app.domain.lineage import Source
from app.domain.new_artifacts import ArtifactFields, NewArtifact, StoredFields
from app.domain.story_links import NewLink, desired_links
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.writes.chosen_ids import chosen
from app.writes.contents import with_content
from app.writes.events import record
from app.writes.new_artifacts import create, prepare, unused_key
from app.writes.requests import Answer, given, once
from app.writes.stories import lock_story
from app.writes.story_links import link_artifact_to_story


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A new artifact; `unused_key` is the object that its bytes were stored in, if in vain."""

    artifact_id: str
    deduplicated: bool
    unused_key: str | None


async def register_artifact(
    graph: Graph,
    store: Store,
    *,
    request_id: str,
    content: Content,
    id: str | None = None,
    kind: Kind,
    state: State = State.INTERMEDIATE,
    sources: Sequence[Source] = (),
    links: Sequence[NewLink] = (),
    actor: str = LOCAL_ACTOR,
    **fields: Unpack[ArtifactFields],
) -> Registered:
    """Stores the content, and creates the artifact with it and with links of stories to it.

    Raises what `register_stored` and storing the content raise.
    """
    return await with_content(
        graph,
        store,
        content,
        kind=kind,
        media_type=fields["media_type"],
        actor=actor,
        write=lambda blob: register_stored(
            graph,
            request_id=request_id,
            id=id,
            kind=kind,
            state=state,
            sources=sources,
            links=links,
            actor=actor,
            blob=blob,
            upload_id=content.upload_id,
            **fields,
        ),
    )


async def register_stored(
    graph: Graph,
    *,
    request_id: str,
    id: str | None = None,
    kind: Kind,
    state: State = State.INTERMEDIATE,
    sources: Sequence[Source] = (),
    links: Sequence[NewLink] = (),
    actor: str = LOCAL_ACTOR,
    **fields: Unpack[StoredFields],
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
            for story_id in dict.fromkeys(link.story_id for link in desired):
                await lock_story(transaction, story_id)
            run_id = await prepare(transaction, new, kind, actor)
            answer, changes = await create(transaction, new, kind, run_id)
            linked = [(await link_artifact_to_story(transaction, link))[1] for link in desired]
            changes += [change for change in linked if change is not None]
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
