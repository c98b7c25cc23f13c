"""What can happen to a story, a run or an artifact: one event for each of its revisions."""

from __future__ import annotations

from enum import StrEnum

LOCAL_ACTOR = "local"
"""Who acts while nobody has said who they are."""


class EventKind(StrEnum):
    """What an event says has happened to its subject."""

    STORY_CREATED = "story_created"
    STORY_UPDATED = "story_updated"
    CURRENT_RUN_SET = "current_run_set"
    ARTIFACT_LINKED = "artifact_linked"
    ARTIFACT_UNLINKED = "artifact_unlinked"
    PRIMARY_SET = "primary_set"
    PRIMARY_RELEASED = "primary_released"

    RUN_CREATED = "run_created"
    RUN_STARTED = "run_started"
    RUN_FINISHED = "run_finished"
    RUN_LINKED = "run_linked"
    RUN_INGESTED = "run_ingested"

    ARTIFACT_REGISTERED = "artifact_registered"
    ARTIFACT_PROMOTED = "artifact_promoted"
    ARTIFACT_PUBLISHED = "artifact_published"
    ARTIFACT_ARCHIVED = "artifact_archived"
    ARTIFACT_UNARCHIVED = "artifact_unarchived"
    ARTIFACT_PRUNED = "artifact_pruned"
    ARTIFACT_RESTORED = "artifact_restored"
    RELATION_ADDED = "relation_added"
    RELATION_RETRACTED = "relation_retracted"
