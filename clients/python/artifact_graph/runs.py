"""Stories, runs and steps: how they begin, go on after a crash, and end."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

from artifact_graph.ends import End
from artifact_graph.errors import NotFound
from artifact_graph.json_values import as_json
from artifact_graph.mutations import ARTIFACTS, RUN
from artifact_graph.operations import Operation
from artifact_graph.reading import page
from artifact_graph.recorder import Recorder, derived_id
from artifact_graph.records import Artifact, Story, id_of
from artifact_graph.requests import Flow
from artifact_graph.states import RunState, StepState
from artifact_graph.usage import Usage

_LOG = logging.getLogger("artifact_graph")

_WATCHED = {"createRun": "runIds", "createStep": "stepIds"}
"""Where a heartbeat names what each mutation creates."""


def create_story(
    recorder: Recorder,
    title: str,
    *,
    synopsis: str | None,
    metadata: object,
    request_id: str | None,
) -> Flow[Story]:
    """Creates a story."""
    key = derived_id("createStory", request_id or str(uuid4()))
    story_id = derived_id(key)
    input = {
        "requestId": key,
        "id": story_id,
        "title": title,
        "synopsis": synopsis,
        "metadata": recorder.tolerate(lambda: as_json(metadata, "metadata"), lambda: None),
    }
    yield from recorder.record(Operation.of("createStory", input))
    return Story(id=story_id, title=title)


def enter_run(
    recorder: Recorder,
    story: Story | str | None,
    *,
    workflow: str,
    session_id: str | None,
    request_id: str | None,
    retry_of: str | None,
    background: bool,
) -> Flow[RunState]:
    """Creates a run that runs, or goes on with the one of that request id.

    When that one has failed or was cancelled, the next attempt is begun, which retries it.
    """
    story_id = None if story is None else id_of(story)
    input = {"workflow": workflow, "storyId": story_id, "sessionId": session_id}
    entered = yield from _enter(
        recorder,
        "createRun",
        {**input, "start": True, "retryOf": retry_of},
        derived_id("createRun", request_id or str(uuid4())),
        background=background and request_id is None,
    )
    return RunState(
        id=entered.id,
        story_id=story_id,
        done=entered.found.get("status") == "COMPLETED",
        background=background,
    )


def join_run(recorder: Recorder, run_id: str) -> Flow[RunState]:
    """The run that another process began, and ends. Raises NotFound, and Unavailable."""
    found = (yield from recorder.api.query(RUN, {"id": run_id}))["run"]
    if found is None:
        raise NotFound("NOT_FOUND", f"there is no run {run_id}")
    story = found["story"]
    return RunState(id=run_id, story_id=None if story is None else story["id"], joined=True)


def finish_run(recorder: Recorder, run: RunState, end: End) -> Flow[None]:
    """Ends a run, unless it has ended before; steps that have not ended then are CANCELLED."""
    recorder.sender.unwatch(run.id)
    if run.done:
        return
    input = {"runId": run.id, "status": end.status, "error": end.error}
    yield from _finish(recorder, "finishRun", input, background=run.background)


def enter_step(
    recorder: Recorder,
    run: RunState,
    name: str,
    *,
    agent: str,
    model: str | None,
    prompt: str | None,
    parameters: object,
    step_order: int | None,
    request_id: str | None,
    retry_of: str | None,
) -> Flow[StepState]:
    """Creates a step that runs, or goes on with the one of that request id, as with a run."""
    input = {
        "runId": run.id,
        "name": name,
        "agent": agent,
        "model": model,
        "prompt": prompt,
        "parameters": recorder.tolerate(lambda: as_json(parameters, "parameters"), lambda: None),
        "stepOrder": step_order,
        "start": True,
        "retryOf": retry_of,
    }
    entered = yield from _enter(
        recorder,
        "createStep",
        input,
        run.occurrences.request_id(input, request_id),
        background=run.background and request_id is None,
    )
    artifacts = yield from _artifacts_when_done(recorder, entered)
    return StepState(
        id=entered.id,
        run=run,
        usage=Usage(strict=recorder.options.strict),
        done=artifacts is not None,
        artifacts=artifacts or [],
    )


def _artifacts_when_done(recorder: Recorder, step: _Entered) -> Flow[list[Artifact] | None]:
    """The artifacts of a completed step; None when it is not, or when they cannot be read.

    In the second case the step is done again, as it is when the service does not answer at all.
    """
    if step.found.get("status") != "COMPLETED":
        return None
    try:
        return (yield from _artifacts(recorder, step.id))
    except Exception as error:
        if recorder.options.strict:
            raise
        _LOG.warning("Step %s is done again: its artifacts cannot be read: %s", step.id, error)
        return None


def _artifacts(recorder: Recorder, step_id: str) -> Flow[list[Artifact]]:
    """The artifacts that a step has recorded, of all pages. Raises Unavailable."""
    artifacts, after = list[Artifact](), None
    while True:
        nodes, after = yield from page(
            recorder.api, ARTIFACTS, ("step", "artifacts"), {"id": step_id}, after
        )
        artifacts += map(artifact_of, nodes)
        if after is None:
            return artifacts


def finish_step(recorder: Recorder, step: StepState, end: End) -> Flow[None]:
    """Ends a step with what it used, unless it has ended before."""
    recorder.sender.unwatch(step.id)
    if step.done:
        return
    input = {
        "stepId": step.id,
        "status": end.status,
        "error": end.error,
        **step.usage.as_input(),
    }
    yield from _finish(recorder, "finishStep", input, background=step.run.background)


def consume(recorder: Recorder, run: RunState, artifact: Artifact | str, stage: str) -> Flow[None]:
    """Records that a stage of the run used an artifact."""
    input = {
        "runId": run.id,
        "artifactId": id_of(artifact),
        "stage": stage,
        "direction": "CONSUMED",
    }
    operation = Operation.of("linkRunArtifact", input)
    yield from recorder.record(operation, background=run.background)


def artifact_of(node: Mapping[str, Any]) -> Artifact:
    """An artifact as the API answers it."""
    return Artifact(
        id=node["id"],
        name=node["name"],
        kind=node["kind"].lower(),
        media_type=node["mediaType"],
        state=node["state"].lower(),
        sha256=node["sha256"],
        size=None if node["size"] is None else int(node["size"]),
    )


@dataclass(frozen=True, slots=True)
class _Entered:
    """A run or a step, and what the service has of it, if it has answered."""

    id: str
    found: Mapping[str, Any]


def _enter(
    recorder: Recorder,
    mutation: str,
    input: Mapping[str, Any],
    request_id: str,
    *,
    background: bool,
) -> Flow[_Entered]:
    """Creates a run or a step, or finds it by its request id; the first attempt that may go on."""
    key, retry_of = request_id, input["retryOf"]
    for attempt in count(2):
        entity_id = derived_id(key)
        whole = {**input, "requestId": key, "id": entity_id, "retryOf": retry_of}
        operation = Operation.of(mutation, whole)
        payload = yield from recorder.record(operation, background=background)
        if payload is None:
            return _Entered(entity_id, {})
        found: Mapping[str, Any] = next(iter(payload.values()))
        if found["status"] not in {"FAILED", "CANCELLED"}:
            if found["status"] != "COMPLETED":
                recorder.sender.watch(entity_id, _WATCHED[mutation])
            return _Entered(entity_id, found)
        key, retry_of = derived_id(request_id, "attempt", str(attempt)), entity_id
    raise AssertionError


def _finish(
    recorder: Recorder, mutation: str, input: dict[str, Any], *, background: bool
) -> Flow[None]:
    operation = Operation.of(mutation, input)
    hurried = input["status"] == "CANCELLED"
    yield from recorder.record(operation, background=background, hurried=hurried)
