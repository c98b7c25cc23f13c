"""The client for asyncio; any number of tasks can use one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from os import PathLike
from typing import Any, Self

from artifact_graph import commands, reading, runs
from artifact_graph.async_run_blocks import AsyncRun
from artifact_graph.commands import IngestedRun, Record
from artifact_graph.contents import ContentSource
from artifact_graph.ends import exit_on_sigterm
from artifact_graph.json_values import Json
from artifact_graph.reading import Direction, Hop, Lineage
from artifact_graph.recorder import Options, Recorder
from artifact_graph.records import Artifact, RelationType, Source, Story
from artifact_graph.transport import AsyncTransport
from artifact_graph.uploads import send


class AsyncArtifactGraph:
    """A client of the service at an address; use it in an `async with` block, or `close()` it.

    By default recording never raises: what cannot be recorded now is kept in a file in the folder
    `spool`, and sent when the service answers again; what is refused is logged, and kept there. A
    `strict` client raises ArtifactGraphError instead. Before that, requests without an answer are
    sent again for `retry_for` seconds (5, strict: 60), and nothing is done twice. `actor` is whom
    the history of the service names. Every `heartbeat` seconds the client reports that its runs
    are alive.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        strict: bool = False,
        retry_for: float | None = None,
        spool: str | PathLike[str] | None = None,
        actor: str | None = None,
        heartbeat: float = 30.0,
    ) -> None:
        self._recorder = Recorder(
            Options.of(
                address,
                strict=strict,
                retry_for=retry_for,
                spool=spool,
                actor=actor,
                heartbeat=heartbeat,
            )
        )
        self._transport = AsyncTransport()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Sends what waits, as far as the service answers, and closes the connections."""
        await asyncio.to_thread(self._recorder.sender.close)
        await self._transport.close()

    async def create_story(
        self,
        title: str,
        *,
        synopsis: str | None = None,
        metadata: Json = None,
        request_id: str | None = None,
    ) -> Story:
        """Creates a story; with the same `request_id` once."""
        flow = runs.create_story(
            self._recorder, title, synopsis=synopsis, metadata=metadata, request_id=request_id
        )
        return await self._transport.do(flow)

    @asynccontextmanager
    async def run(
        self,
        story: Story | str | None = None,
        *,
        workflow: str = "pipeline",
        session_id: str | None = None,
        request_id: str | None = None,
        retry_of: AsyncRun | str | None = None,
        background: bool = False,
    ) -> AsyncGenerator[AsyncRun]:
        """A run for a story (or its id), in a session, or both; it ends as the block ends.

        An exception that leaves the block makes it FAILED; Ctrl-C, SIGTERM and whatever else is no
        Exception make it CANCELLED. A process that was started again goes on with the run of the
        same `request_id`; one that has failed is tried again as a new run. With `background` the
        calls in the block only write to the file, which a thread sends.
        """
        if request_id is not None:  # What was done before is asked of the service.
            await asyncio.to_thread(self._recorder.sender.flush)
        flow = runs.enter_run(
            self._recorder,
            story,
            workflow=workflow,
            session_id=session_id,
            request_id=request_id,
            retry_of=retry_of.id if isinstance(retry_of, AsyncRun) else retry_of,
            background=background,
        )
        with exit_on_sigterm():
            run = await self._transport.do(flow)
            async with self._transport.until(partial(runs.finish_run, self._recorder, run)):
                yield AsyncRun(self._recorder, self._transport, run)

    async def join_run(self, run: str) -> AsyncRun:
        """The run of that id, which another process began, and ends: for workers."""
        state = await self._transport.do(runs.join_run(self._recorder, run))
        return AsyncRun(self._recorder, self._transport, state)

    async def query(self, text: str, /, **variables: Json) -> dict[str, Any]:
        """The data of any GraphQL query. Raises ArtifactGraphError."""
        return await self._transport.do(self._recorder.api.query(text, variables))

    async def pages(
        self, text: str, /, *path: str, **variables: Json
    ) -> AsyncGenerator[dict[str, Any]]:
        """The nodes of a connection, page after page: `pages(QUERY, "story", "runs", id=...)`.

        The query has a variable `$after`, and asks the connection for its `nodes` and for
        `pageInfo { hasNextPage endCursor }`.
        """
        after: str | None = None
        while True:
            flow = reading.page(self._recorder.api, text, path, variables, after)
            nodes, after = await self._transport.do(flow)
            for node in nodes:
                yield node
            if after is None:
                return

    async def lineage(
        self,
        artifact: Artifact | str,
        direction: Direction = "both",
        *,
        through: Sequence[Hop] = ("relations",),
    ) -> Lineage:
        """What an artifact was made from, and what was made from it.

        With `("relations", "runs")`, what a run consumed counts as a source of what it made.
        """
        flow = reading.lineage(self._recorder.api, artifact, direction, through)
        return await self._transport.do(flow)

    async def publish(self, artifact: Artifact | str, *, reason: str | None = None) -> None:
        """Makes a candidate published. Raises ArtifactGraphError, as the following do."""
        await self._transport.do(commands.publish(self._recorder.api, artifact, reason))

    async def relate(
        self,
        artifact: Artifact | str,
        source: Artifact | Source | str,
        *,
        request_id: str | None = None,
    ) -> None:
        """Records that an artifact was made from another."""
        await self._transport.do(commands.relate(self._recorder.api, artifact, source, request_id))

    async def retract(
        self,
        artifact: Artifact | str,
        source: Artifact | str,
        relation_type: RelationType = "derived_from",
        *,
        reason: str | None = None,
    ) -> None:
        """Removes a relation that was recorded by mistake."""
        flow = commands.retract(self._recorder.api, artifact, source, relation_type, reason)
        await self._transport.do(flow)

    async def revise(
        self,
        artifact: Artifact | str,
        path: str | PathLike[str],
        *,
        content: ContentSource | None = None,
        media_type: str | None = None,
        metadata: Json = None,
        note: str | None = None,
        request_id: str | None = None,
    ) -> Artifact:
        """Creates a new version, which replaces the old one wherever that is a primary."""
        operation = await asyncio.to_thread(
            commands.revision,
            artifact,
            path,
            content=content,
            media_type=media_type,
            metadata=metadata,
            note=note,
            request_id=request_id,
        )
        return await self._transport.do(commands.revise(self._recorder.api, operation))

    async def ingest_run(
        self,
        run: Record,
        *,
        steps: Sequence[Record] = (),
        artifacts: Sequence[Record] = (),
        relations: Sequence[Record] = (),
        links: Sequence[Record] = (),
        consumed: Sequence[Record] = (),
        set_current: bool = False,
        request_id: str | None = None,
    ) -> IngestedRun:
        """Records a whole run in one transaction, after its content was uploaded side by side.

        The records have the fields of the API's `ingestRun`, but the `content` of an artifact is
        whatever `Step.register` takes, or its `path` is the file that has it; `kind` and
        `mediaType` may be left out then.
        """
        input = {
            "run": run,
            "steps": steps,
            "artifacts": artifacts,
            "relations": relations,
            "links": links,
            "consumed": consumed,
            "setCurrent": set_current,
        }
        api, transport = self._recorder.api, self._transport
        batch = await asyncio.to_thread(commands.read_batch, input, request_id)
        uploads = await transport.do(commands.begin_uploads(api, batch))
        sends = [send(api, form, batch.contents[index]) for index, form in uploads]
        refused = await transport.do_all(sends)
        return await transport.do(commands.ingest(api, batch, uploads, refused))
