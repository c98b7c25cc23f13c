"""Records what a pipeline makes, and from what, in an Artifact Graph."""

from artifact_graph.aio import AsyncArtifactGraph
from artifact_graph.async_run_blocks import AsyncRun, AsyncStep
from artifact_graph.client import ArtifactGraph
from artifact_graph.commands import IngestedRun
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
from artifact_graph.reading import Lineage
from artifact_graph.records import Artifact, Source, Story
from artifact_graph.run_blocks import Run, Step

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
    "IngestedRun",
    "KindMismatch",
    "Lineage",
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
