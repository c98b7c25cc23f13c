"""The client for asyncio; any number of tasks can use one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Self, Unpack

from artifact_graph import artifacts, runs
from artifact_graph.artifacts import Place
from artifact_graph.contents import content_of
from artifact_graph.records import Artifact, Facts, Story, Use, check_words, id_of
from artifact_graph.runs import RunFacts, StepFacts, StoryFacts
from artifact_graph.wires import AsyncWire


class AsyncArtifactGraph:
    """The service at an address.

    What nobody answers is sent again for `retry_for` seconds, and nothing is done twice. What the
    API refuses is an ArtifactGraphError.
    """

    def __init__(self, address: str = "http://127.0.0.1:8000", *, retry_for: float = 60) -> None:
        self._wire = AsyncWire(address, retry_for)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        await self._wire.close()

    async def create_story(self, title: str, **facts: Unpack[StoryFacts]) -> Story:
        """Creates a story."""
        return await self._wire.do(runs.create_story(self._wire.api, title, facts))

    @asynccontextmanager
    async def run(
        self, story: Story | str | None = None, **facts: Unpack[RunFacts]
    ) -> AsyncGenerator[AsyncRun]:
        """A run for a story (or its id), in a session, or both; it ends as the block ends.

        An exception that leaves the block is the run's failure; what is no Exception, such as
        KeyboardInterrupt, cancels it.
        """
        api, story_id = self._wire.api, None if story is None else id_of(story)
        run_id = await self._wire.do(runs.create_run(api, story_id, facts))
        async with self._wire.until(partial(runs.finish_run, api, run_id)):
            await self._wire.do(runs.start_run(api, run_id))
            yield AsyncRun(self._wire, run_id, story_id)


class AsyncRun:
    """A run that is under way."""

    def __init__(self, wire: AsyncWire, run_id: str, story_id: str | None) -> None:
        self._wire = wire
        self.id = run_id
        self.story_id = story_id

    @asynccontextmanager
    async def step(
        self, name: str, *, agent: str, **facts: Unpack[StepFacts]
    ) -> AsyncGenerator[AsyncStep]:
        """A step of the run, which an agent does; it ends as the block ends, like a run."""
        api, use = self._wire.api, Use()
        step_id = await self._wire.do(runs.create_step(api, self.id, name, agent, facts))
        async with self._wire.until(partial(runs.finish_step, api, step_id, use)):
            done = await self._wire.do(runs.start_step(api, step_id))
            yield AsyncStep(self._wire, Place(step_id, self.story_id, done), use)

    async def consumed(self, artifact: Artifact | str, *, stage: str) -> None:
        """Says that a stage of the run used an artifact."""
        await self._wire.do(runs.consume(self._wire.api, self.id, artifact, stage))


class AsyncStep:
    """A step that is under way; `use` is what it took, and is recorded at its end."""

    def __init__(self, wire: AsyncWire, place: Place, use: Use) -> None:
        self._wire = wire
        self._place = place
        self.id = place.step_id
        self.use = use

    async def register(self, path: str | PathLike[str], **facts: Unpack[Facts]) -> Artifact:
        """Records a file that the step has made, with its bytes."""
        check_words(facts, Facts.__optional_keys__)
        content = await asyncio.to_thread(
            content_of, path, facts.get("content"), facts.get("media_type")
        )
        name = Path(path).name
        return await self._wire.do(
            artifacts.register(self._wire.api, self._place, name, content, facts)
        )
