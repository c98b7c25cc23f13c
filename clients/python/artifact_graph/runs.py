"""Stories, runs and steps, as they are told to the API."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from artifact_graph import documents
from artifact_graph.api import Api, Move
from artifact_graph.calls import Flow
from artifact_graph.endings import End
from artifact_graph.records import Artifact, Json, Story, Use, check_words, id_of

CANCEL_SECONDS = 5.0
"""How long somebody who asked to stop is kept waiting for an answer, and for tries after that."""

_START_RUN = Move(documents.START_RUN, "runId", documents.RUN_STATUS)
_FINISH_RUN = Move(documents.FINISH_RUN, "runId", documents.RUN_STATUS)
_START_STEP = Move(documents.START_STEP, "stepId", documents.STEP_STATUS)
_FINISH_STEP = Move(documents.FINISH_STEP, "stepId", documents.STEP_STATUS)


class StoryFacts(TypedDict, total=False):
    """What may be said of a story, beside its title."""

    synopsis: str
    metadata: Json
    request_id: str


class RunFacts(TypedDict, total=False):
    """What may be said of a run, beside its story.

    A process that was started again goes on with the run of the same `request_id`.
    """

    workflow: str
    session_id: str
    request_id: str


class StepFacts(TypedDict, total=False):
    """What may be said of a step, beside its name and its agent.

    `step_order` is after all others unless it is given; steps side by side may share one. A process
    that was started again goes on with the step of the same `request_id`, also when that is done.
    """

    model: str
    prompt: str
    parameters: Json
    step_order: int
    request_id: str


def create_story(api: Api, title: str, facts: StoryFacts) -> Flow[Story]:
    """Creates a story."""
    check_words(facts, StoryFacts.__optional_keys__)
    said = {
        "title": title,
        "synopsis": facts.get("synopsis"),
        "metadata": facts.get("metadata"),
    }
    made = yield from api.create(documents.CREATE_STORY, facts.get("request_id"), said)
    return Story(**made["story"])


def create_run(api: Api, story_id: str | None, facts: RunFacts) -> Flow[str]:
    """Creates a run that has not started, and returns its id."""
    check_words(facts, RunFacts.__optional_keys__)
    said = {
        "workflow": facts.get("workflow", "pipeline"),
        "storyId": story_id,
        "sessionId": facts.get("session_id"),
    }
    made = yield from api.create(documents.CREATE_RUN, facts.get("request_id"), said)
    return made["run"]["id"]


def start_run(api: Api, run_id: str) -> Flow[None]:
    """Starts a run, unless it is running."""
    yield from api.move(_START_RUN, run_id, {"RUNNING"}, {})


def finish_run(api: Api, run_id: str, end: End) -> Flow[None]:
    """Ends a run, unless it has ended so."""
    said = {"status": end.status, "error": end.error}
    yield from _ending(api, end).move(_FINISH_RUN, run_id, {end.status}, said)


def create_step(api: Api, run_id: str, name: str, agent: str, facts: StepFacts) -> Flow[str]:
    """Creates a step that has not started, and returns its id."""
    check_words(facts, StepFacts.__optional_keys__)
    said = {
        "runId": run_id,
        "name": name,
        "agent": agent,
        "model": facts.get("model"),
        "prompt": facts.get("prompt"),
        "parameters": facts.get("parameters"),
        "stepOrder": facts.get("step_order"),
    }
    made = yield from api.create(documents.CREATE_STEP, facts.get("request_id"), said)
    return made["step"]["id"]


def start_step(api: Api, step_id: str) -> Flow[bool]:
    """Starts a step, unless it is running, or was completed by a process that was killed later.

    Returns whether it was completed.
    """
    return (yield from api.move(_START_STEP, step_id, {"RUNNING", "COMPLETED"}, {})) == "COMPLETED"


def finish_step(api: Api, step_id: str, use: Use, end: End) -> Flow[None]:
    """Ends a step with what it took, unless it has ended so."""
    said = {
        "status": end.status,
        "error": end.error,
        "inputTokens": use.input_tokens,
        "outputTokens": use.output_tokens,
        "costMicroUsd": use.cost_micro_usd,
    }
    yield from _ending(api, end).move(_FINISH_STEP, step_id, {end.status}, said)


def consume(api: Api, run_id: str, artifact: Artifact | str, stage: str) -> Flow[None]:
    """Says that a stage of the run used an artifact."""
    said = {"runId": run_id, "artifactId": id_of(artifact), "stage": stage}
    return api.tell(documents.LINK_RUN_ARTIFACT, {**said, "direction": "CONSUMED"})


def _ending(api: Api, end: End) -> Api:
    if end.status != "CANCELLED":
        return api
    return replace(api, retry_for=min(api.retry_for, CANCEL_SECONDS), patience=CANCEL_SECONDS)
