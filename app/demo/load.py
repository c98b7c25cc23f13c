"""Loads the demo stories, by the same actions that the API uses; again, it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from app.actions.archive_artifact import archive_artifact
from app.actions.create_story import create_story
from app.actions.publish_artifact import publish_artifact
from app.actions.record_run import record_run
from app.demo.stories import DemoArtifact, DemoRun, DemoStep, DemoStory, load_stories
from app.domain.artifacts import State
from app.domain.contents import Content
from app.domain.ingest import (
    ArtifactRecord,
    Batch,
    ConsumedRecord,
    LinkRecord,
    RelationRecord,
    RunRecord,
    StepRecord,
)
from app.errors import StaleRevision
from app.graph.session import Graph
from app.graph.transaction import Transaction
from app.servers import Say, opened
from app.servers import State as Servers
from app.settings import Settings
from app.writes.requests import Answer, is_answered, once

AT_FIRST = {State.PUBLISHED: State.CANDIDATE, State.ARCHIVED: State.INTERMEDIATE}
"""What an artifact is when its run is brought in, if it is published or archived after that."""


async def load_demo(settings: Settings, say: Say) -> None:
    """Loads every demo story that is not there yet.

    One that was loaded before is left as it is. One that was loaded in part, because the demo was
    ended, is completed.
    """
    async with opened(settings, say) as servers:
        for story in load_stories():
            if await is_answered(servers["graph"], _request_id(story, "loaded")):
                say(f"{story.title!r} is there already")
                continue
            await _load_story(servers, story)
            artifacts = sum(len(run.artifacts) for run in story.runs)
            say(f"Loaded {story.title!r}: {len(story.runs)} runs, {artifacts} artifacts")


async def _load_story(servers: Servers, story: DemoStory) -> None:
    story_id = await create_story(
        servers["graph"],
        request_id=f"demo:{story.slug}",
        title=story.title,
        synopsis=story.synopsis,
        metadata=story.metadata,
    )
    ids: dict[str, str] = {}
    for run in story.runs:
        ingested = await record_run(
            servers["graph"],
            servers["store"],
            request_id=_request_id(story, run.ref),
            batch=_batch(run, story_id, ids, current=run.ref == story.current_run),
            contents={one.ref: Content(data=one.content()) for one in run.artifacts},
        )
        ids |= ingested.artifact_ids
        for artifact in run.artifacts:
            await _finish(servers["graph"], artifact, ids[artifact.ref])
    await _mark_loaded(servers["graph"], story)


async def _mark_loaded(graph: Graph, story: DemoStory) -> None:
    """Answers a request that stands for the whole story, so that all of it is known to be there."""

    async def nothing() -> Answer:
        return {}

    async def work(transaction: Transaction) -> None:
        asked = {"action": "load_demo", "story": story.slug}
        await once(transaction, _request_id(story, "loaded"), asked, nothing)

    await graph.write(work)


def _request_id(story: DemoStory, part: str) -> str:
    return f"demo:{story.slug}:{part}"


async def _finish(graph: Graph, artifact: DemoArtifact, artifact_id: str) -> None:
    """Publishes or archives an artifact that nobody has touched since its run was brought in."""
    with suppress(StaleRevision):
        if artifact.state is State.PUBLISHED:
            await publish_artifact(graph, artifact_id=artifact_id, if_rev=1)
        elif artifact.state is State.ARCHIVED:
            await archive_artifact(graph, artifact_id=artifact_id, if_rev=1, reason=artifact.reason)


def _batch(run: DemoRun, story_id: str, ids: Mapping[str, str], *, current: bool) -> Batch:
    steps = {step.ref: step for step in run.steps}
    return Batch(
        run=RunRecord(
            workflow=run.workflow,
            story_id=story_id,
            session_id=run.session_id,
            status=run.status,
            error=run.error,
            created_at=run.started_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
        ),
        steps=[_step(step) for step in run.steps],
        artifacts=[_artifact(one, steps[one.step]) for one in run.artifacts],
        relations=[
            RelationRecord(
                relation_type=relation.relation_type,
                from_artifact=ids.get(relation.from_artifact, relation.from_artifact),
                to_artifact=ids.get(relation.to_artifact, relation.to_artifact),
                note=relation.note,
            )
            for relation in run.relations
        ],
        links=[
            LinkRecord(
                artifact=ids.get(link.artifact, link.artifact),
                role=link.role,
                is_primary=link.is_primary,
                position=link.position,
            )
            for link in run.links
        ],
        consumed=[
            ConsumedRecord(artifact=ids[one.artifact], stage=one.stage) for one in run.consumed
        ],
        set_current=current,
    )


def _step(step: DemoStep) -> StepRecord:
    return StepRecord(
        ref=step.ref,
        name=step.name,
        agent=step.agent,
        model=step.model,
        step_order=step.step_order,
        status=step.status,
        error=step.error,
        prompt=step.prompt,
        parameters=step.parameters,
        input_tokens=step.input_tokens,
        output_tokens=step.output_tokens,
        cost_micro_usd=step.cost_micro_usd,
        started_at=step.started_at,
        finished_at=step.finished_at,
    )


def _artifact(artifact: DemoArtifact, step: DemoStep) -> ArtifactRecord:
    return ArtifactRecord(
        ref=artifact.ref,
        kind=artifact.kind,
        media_type=artifact.media_type,
        name=artifact.name,
        step=artifact.step,
        stage=artifact.stage,
        state=AT_FIRST.get(artifact.state, artifact.state),
        metadata=artifact.metadata,
        created_at=step.finished_at,
    )
