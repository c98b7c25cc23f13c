"""The closed sets of the model, as the schema names and describes them."""

from __future__ import annotations

from app.api.described import described
from app.domain.artifacts import ArtifactGroup, Kind, State
from app.domain.assessments import AssessmentKind
from app.domain.events import EventKind
from app.domain.lineage import RelationType
from app.domain.links import Direction
from app.domain.runs import Status
from app.domain.stories import Role

__all__ = [
    "ArtifactGroup",
    "AssessmentKind",
    "Direction",
    "EventKind",
    "Kind",
    "RelationType",
    "Role",
    "State",
    "Status",
]

described(
    Kind,
    "ArtifactKind",
    "Kind of media or data of an artifact.",
    {
        Kind.IMAGE: "A still image, such as PNG or JPEG.",
        Kind.AUDIO: "A sound recording, such as a narration.",
        Kind.VIDEO: "A video, with or without sound.",
        Kind.TEXT: "Text in UTF-8, plain or with markup.",
        Kind.JSON: "A JSON document.",
        Kind.DATA: "Any other payload, such as PDF, ZIP, glTF or model weights. Its media type is"
        " one that no other kind takes, such as application/octet-stream. It fits no story role.",
    },
)
described(
    State,
    "ArtifactState",
    "State of an artifact in its life cycle: INTERMEDIATE becomes CANDIDATE, and CANDIDATE"
    " PUBLISHED. Each can become ARCHIVED.",
    {
        State.INTERMEDIATE: "Temporary: generated during orchestration, and not for readers.",
        State.CANDIDATE: "Reviewed and usable, and not yet published.",
        State.PUBLISHED: "Approved, and visible to users.",
        State.ARCHIVED: "Retained, but not active. It can become a CANDIDATE again.",
    },
)
described(
    ArtifactGroup,
    "ArtifactGroup",
    "Property by which artifacts are counted.",
    {
        ArtifactGroup.AGENT: "Name of the agent of the step that created the artifact.",
        ArtifactGroup.MODEL: "Name of the model of the step that created the artifact.",
        ArtifactGroup.STATE: "State of the artifact.",
        ArtifactGroup.KIND: "Kind of the artifact.",
    },
)
described(
    AssessmentKind,
    "AssessmentKind",
    "What is assessed by a score. A low score does not prevent publishing.",
    {
        AssessmentKind.SAFETY: "How safe the artifact is to show to readers.",
        AssessmentKind.QUALITY: "How good the artifact is.",
        AssessmentKind.RIGHTS: "How far the rights to use the artifact are cleared.",
    },
)
described(
    Role,
    "StoryRole",
    "Role of an artifact in a story.",
    {
        Role.COVER: "Cover of the story; an image.",
        Role.FINAL_AUDIO: "Finished audio of the story, such as its narration; audio.",
        Role.FINAL_VIDEO: "Finished video of the story; a video.",
        Role.SCENE_IMAGE: "Picture of a scene; an image, with its position among the scenes.",
    },
)
described(
    Status,
    "Status",
    "Status of a run or a step.",
    {
        Status.PENDING: "Created, and not started.",
        Status.RUNNING: "Started, and not ended.",
        Status.COMPLETED: "Completed successfully.",
        Status.FAILED: "Ended by an error; `error` says which.",
        Status.CANCELLED: "Cancelled before it finished.",
    },
)
described(
    RelationType,
    "RelationType",
    "How an artifact was made from its source.",
    {
        RelationType.DERIVED_FROM: "The source was an input of its making, such as the sketch of a"
        " painting.",
        RelationType.VARIANT_OF: "It is another version of the source, such as a revision.",
        RelationType.TRANSCODED_FROM: "It is the content of the source in another encoding, such"
        " as WebP of a PNG.",
    },
)
described(
    EventKind,
    "EventKind",
    "Kind of change of a story, a run or an artifact.",
    {
        kind: "The {} was {}.".format(*kind.value.replace("_", " ").rsplit(" ", 1))
        for kind in EventKind
    }
    | {
        EventKind.ARTIFACT_LINKED: "An artifact was linked to the story, or its link was changed.",
        EventKind.ARTIFACT_UNLINKED: "The link of an artifact to the story was removed.",
        EventKind.PRIMARY_RELEASED: "A role of the story lost its primary.",
        EventKind.PRIMARY_SET: "An artifact became the primary of a role of the story.",
        EventKind.RUN_LINKED: "An artifact was linked to a stage of the run.",
        EventKind.RELATION_ADDED: "A relation to a source was added to the artifact.",
        EventKind.RELATION_RETRACTED: "A relation to a source was removed from the artifact.",
        EventKind.ARTIFACT_REVISED: "A new version of the artifact was created.",
        EventKind.ARTIFACT_PRUNED: "The content of the artifact was deleted to free space.",
        EventKind.ARTIFACT_RESTORED: "The deleted content of the artifact was stored again.",
    },
)
described(
    Direction,
    "Direction",
    "Whether a run produced or consumed an artifact.",
    {
        Direction.PRODUCED: "The run produced the artifact.",
        Direction.CONSUMED: "The run consumed the artifact.",
    },
)
