"""Records what a pipeline makes, and from what, in an Artifact Graph."""

from artifact_graph.aio import AsyncArtifactGraph, AsyncRun, AsyncStep
from artifact_graph.client import ArtifactGraph, Run, Step
from artifact_graph.errors import (
    ArtifactGraphError,
    BadInput,
    Conflict,
    ContentMismatch,
    IdempotencyMismatch,
    IllegalState,
    IllegalTransition,
    KindMismatch,
    NotFound,
    SourceNotFound,
    Unavailable,
    UploadExpired,
    UploadRefused,
)
from artifact_graph.records import Artifact, Source, Story

__all__ = [
    "Artifact",
    "ArtifactGraph",
    "ArtifactGraphError",
    "AsyncArtifactGraph",
    "AsyncRun",
    "AsyncStep",
    "BadInput",
    "Conflict",
    "ContentMismatch",
    "IdempotencyMismatch",
    "IllegalState",
    "IllegalTransition",
    "KindMismatch",
    "NotFound",
    "Run",
    "Source",
    "SourceNotFound",
    "Step",
    "Story",
    "Unavailable",
    "UploadExpired",
    "UploadRefused",
]
