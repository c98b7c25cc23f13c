"""The client that waits; any number of threads can use one."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Self, Unpack

from artifact_graph import artifacts, runs
from artifact_graph.artifacts import Place
from artifact_graph.contents import content_of
from artifact_graph.records import Artifact, Facts, Story, Use, check_words, id_of
from artifact_graph.runs import RunFacts, StepFacts, StoryFacts
from artifact_graph.wires import Wire


class ArtifactGraph:
    """The service at an address.

    What nobody answers is sent again for `retry_for` seconds, and nothing is done twice. What the
    API refuses is an ArtifactGraphError.
    """

    def __init__(self, address: str = "http://127.0.0.1:8000", *, retry_for: float = 60) -> None:
        self._wire = Wire(address, retry_for)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._wire.close()

    def create_story(self, title: str, **facts: Unpack[StoryFacts]) -> Story:
        """Creates a story."""
        return self._wire.do(runs.create_story(self._wire.api, title, facts))

    @contextmanager
    def run(self, story: Story | str | None = None, **facts: Unpack[RunFacts]) -> Generator[Run]:
        """A run for a story (or its id), in a session, or both; it ends as the block ends.

        An exception that leaves the block is the run's failure; what is no Exception, such as
        KeyboardInterrupt, cancels it.
        """
        api, story_id = self._wire.api, None if story is None else id_of(story)
        run_id = self._wire.do(runs.create_run(api, story_id, facts))
        with self._wire.until(partial(runs.finish_run, api, run_id)):
            self._wire.do(runs.start_run(api, run_id))
            yield Run(self._wire, run_id, story_id)


class Run:
    """A run that is under way."""

    def __init__(self, wire: Wire, run_id: str, story_id: str | None) -> None:
        self._wire = wire
        self.id = run_id
        self.story_id = story_id

    @contextmanager
    def step(self, name: str, *, agent: str, **facts: Unpack[StepFacts]) -> Generator[Step]:
        """A step of the run, which an agent does; it ends as the block ends, like a run."""
        api, use = self._wire.api, Use()
        step_id = self._wire.do(runs.create_step(api, self.id, name, agent, facts))
        with self._wire.until(partial(runs.finish_step, api, step_id, use)):
            done = self._wire.do(runs.start_step(api, step_id))
            yield Step(self._wire, Place(step_id, self.story_id, done), use)

    def consumed(self, artifact: Artifact | str, *, stage: str) -> None:
        """Says that a stage of the run used an artifact."""
        self._wire.do(runs.consume(self._wire.api, self.id, artifact, stage))


class Step:
    """A step that is under way; `use` is what it took, and is recorded at its end."""

    def __init__(self, wire: Wire, place: Place, use: Use) -> None:
        self._wire = wire
        self._place = place
        self.id = place.step_id
        self.use = use

    def register(self, path: str | PathLike[str], **facts: Unpack[Facts]) -> Artifact:
        """Records a file that the step has made, with its bytes."""
        check_words(facts, Facts.__optional_keys__)
        content = content_of(path, facts.get("content"), facts.get("media_type"))
        name = Path(path).name
        return self._wire.do(artifacts.register(self._wire.api, self._place, name, content, facts))
