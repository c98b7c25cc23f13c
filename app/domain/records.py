"""The records of a batch, each checked by itself and turned into the properties that are kept."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from app.domain.artifacts import check_media_type_of
from app.domain.blobs import StoredBlob
from app.domain.ingest import ArtifactRecord, RunRecord, StepRecord
from app.domain.json_values import checked_json
from app.domain.runs import (
    FINAL,
    Status,
    checked_error,
    checked_use,
    require_story_or_session,
)
from app.domain.values import (
    checked_count,
    checked_id,
    checked_media_type,
    checked_name,
    checked_prose,
    checked_sha256,
    checked_time,
    optional,
)
from app.errors import AppError, BadInput, EmptyBlob

Row = dict[str, object]
"""Properties by name, as a statement takes them."""


@contextmanager
def about(noun: str, name: str) -> Generator[None]:
    """Says in every error which record of the batch it is about."""
    try:
        yield
    except AppError as error:
        raise type(error)(f"{noun} {name}: {error.message}") from None


def run_row(run: RunRecord) -> Row:
    """The properties of the run, and the id of its story."""
    require_story_or_session(run.story_id, run.session_id)
    return {
        "story_id": optional(checked_id, run.story_id, "storyId"),
        "session_id": optional(checked_name, run.session_id, "sessionId"),
        "workflow": checked_name(run.workflow, "workflow"),
        "created_at": optional(checked_time, run.created_at, "createdAt"),
        **_progress(run.status, run.error, run.started_at, run.finished_at),
    }


def step_row(step: StepRecord) -> Row:
    """The properties of a step, and its ref."""
    return {
        "ref": step.ref,
        "name": checked_name(step.name, "name"),
        "agent": checked_name(step.agent, "agent"),
        "model": optional(checked_name, step.model, "model"),
        "step_order": optional(checked_count, step.step_order, "stepOrder"),
        "prompt": optional(checked_prose, step.prompt, "prompt"),
        "parameters": optional(checked_json, step.parameters, "parameters"),
        **checked_use(step.input_tokens, step.output_tokens, step.cost_micro_usd),
        **_progress(step.status, step.error, step.started_at, step.finished_at),
    }


def artifact_row(artifact: ArtifactRecord) -> Row:
    """The properties of an artifact, with its ref, the ref of its step, and its stage."""
    media_type = checked_media_type(artifact.media_type)
    check_media_type_of(artifact.kind, media_type)
    if artifact.step is None and artifact.stage is None:
        raise BadInput("it has neither step nor stage, so that the run would not know it")
    _check_blob(artifact.blob)
    optional(checked_id, artifact.upload_id, "uploadId")
    return {
        "ref": artifact.ref,
        "step": artifact.step,
        "stage": optional(checked_name, artifact.stage, "stage"),
        "kind": artifact.kind,
        "media_type": media_type,
        "name": checked_name(artifact.name, "name"),
        "state": artifact.state,
        "metadata": optional(checked_json, artifact.metadata, "metadata"),
        "created_at": optional(checked_time, artifact.created_at, "createdAt"),
        "sha256": None if artifact.blob is None else artifact.blob.sha256,
        "size": None if artifact.blob is None else artifact.blob.size,
    }


def _progress(
    status: Status, error: str | None, started_at: datetime | None, finished_at: datetime | None
) -> Row:
    start = optional(checked_time, started_at, "startedAt")
    finish = optional(checked_time, finished_at, "finishedAt")
    if start is not None and status is Status.PENDING:
        raise BadInput("startedAt belongs to what has started, and the status is PENDING")
    if finish is not None and status not in FINAL:
        raise BadInput(f"finishedAt belongs to what has ended, and the status is {status.name}")
    if start is not None and finish is not None and finish < start:
        raise BadInput("finishedAt must not be before startedAt")
    return {
        "status": status,
        "error": checked_error(status, error),
        "started_at": start,
        "finished_at": finish,
    }


def _check_blob(blob: StoredBlob | None) -> None:
    if blob is not None:
        checked_sha256(blob.sha256)
        if blob.size < 1:
            raise EmptyBlob("an artifact's content has at least one byte")
