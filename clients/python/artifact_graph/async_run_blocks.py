"""Runs and steps of the client for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache, partial
from os import PathLike
from typing import Any

from artifact_graph import artifacts, runs
from artifact_graph.contents import ContentSource
from artifact_graph.json_values import Json
from artifact_graph.recorder import Options, Recorder
from artifact_graph.records import Artifact, NewState, Role, Source
from artifact_graph.states import RunState, StepState
from artifact_graph.transport import AsyncTransport
from artifact_graph.usage import Usage


class AsyncRun:
    """A run that is under way. It can be pickled, for workers, whose steps are then part of it."""

    def __init__(self, recorder: Recorder, transport: AsyncTransport, state: RunState) -> None:
        self._recorder = recorder
        self._transport = transport
        self._state = state

    def __reduce__(self) -> tuple[Any, ...]:
        self._recorder.sender.flush()  # The run must be there when its worker records.
        return _run, (self._recorder.options, replace(self._state, joined=True))

    @property
    def id(self) -> str:
        """The id of the run."""
        return self._state.id

    @property
    def done(self) -> bool:
        """Whether the run of that request id was completed before."""
        return self._state.done

    @asynccontextmanager
    async def step(
        self,
        name: str,
        *,
        agent: str,
        model: str | None = None,
        prompt: str | None = None,
        parameters: Json = None,
        step_order: int | None = None,
        request_id: str | None = None,
        retry_of: AsyncStep | str | None = None,
    ) -> AsyncGenerator[AsyncStep]:
        """A step of the run, which an agent does; it ends as the block ends, like a run.

        A step that was completed before, by a process that was killed later, is `done`. It comes
        after all others unless `step_order` is given; steps side by side may share one.
        """
        if request_id is not None:  # What was done before is asked of the service.
            await asyncio.to_thread(self._recorder.sender.flush)
        flow = runs.enter_step(
            self._recorder,
            self._state,
            name,
            agent=agent,
            model=model,
            prompt=prompt,
            parameters=parameters,
            step_order=step_order,
            request_id=request_id,
            retry_of=retry_of.id if isinstance(retry_of, AsyncStep) else retry_of,
        )
        step = await self._transport.do(flow)
        try:
            async with self._transport.until(partial(runs.finish_step, self._recorder, step)):
                yield AsyncStep(self._recorder, self._transport, step)
        finally:
            if self._state.joined:  # The process that began the run may end it next.
                await asyncio.to_thread(self._recorder.sender.flush)

    async def consumed(self, artifact: Artifact | str, *, stage: str) -> None:
        """Records that a stage of the run used an artifact."""
        await self._transport.do(runs.consume(self._recorder, self._state, artifact, stage))


class AsyncStep:
    """A step that is under way. It can be pickled, for workers that register artifacts of it."""

    def __init__(self, recorder: Recorder, transport: AsyncTransport, state: StepState) -> None:
        self._recorder = recorder
        self._transport = transport
        self._state = state

    def __reduce__(self) -> tuple[Any, ...]:
        self._recorder.sender.flush()
        run = replace(self._state.run, joined=True)
        return _step, (self._recorder.options, replace(self._state, run=run, joined=True))

    @property
    def id(self) -> str:
        """The id of the step."""
        return self._state.id

    @property
    def done(self) -> bool:
        """Whether the step was completed before: its work need not be done again."""
        return self._state.done

    @property
    def artifacts(self) -> Sequence[Artifact]:
        """The artifacts that the step had recorded when it was entered, oldest first."""
        return tuple(self._state.artifacts)

    @property
    def usage(self) -> Usage:
        """What the step used, which is recorded at its end."""
        return self._state.usage

    async def register(
        self,
        path: str | PathLike[str],
        *,
        content: ContentSource | None = None,
        name: str | None = None,
        media_type: str | None = None,
        state: NewState | None = None,
        metadata: Json = None,
        stage: str | None = None,
        sources: Sequence[Artifact | Source | str] = (),
        role: Role | None = None,
        is_primary: bool = False,
        position: int | None = None,
        request_id: str | None = None,
    ) -> Artifact:
        """Records a file that the step has made, or the `content` that is given instead.

        Name and media type are those of the path unless they are given. With a `role` the artifact
        is linked to the story of the run, as a candidate, and with `is_primary` as the one that
        readers see. `stage` is the stage of the run that produced it.
        """
        new = await asyncio.to_thread(
            artifacts.new_artifact,
            self._recorder,
            self._state,
            path,
            content=content,
            name=name,
            media_type=media_type,
            state=state,
            metadata=metadata,
            stage=stage,
            sources=sources,
            role=role,
            is_primary=is_primary,
            position=position,
            request_id=request_id,
        )
        return await self._transport.do(artifacts.register(self._recorder, self._state, new))


@cache
def _connection(options: Options) -> tuple[Recorder, AsyncTransport]:
    """What this process records with for what was pickled in another one."""
    return Recorder(options), AsyncTransport()


def _run(options: Options, state: RunState) -> AsyncRun:
    return AsyncRun(*_connection(options), state)


def _step(options: Options, state: StepState) -> AsyncStep:
    return AsyncStep(*_connection(options), state)
