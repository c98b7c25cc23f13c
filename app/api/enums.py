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
        Kind.DATA: "Any other payload, such as PDF, ZIP, glTF or model weights. The media type must"
        " not belong to another kind: application/octet-stream is allowed, image/png is not. DATA"
        " cannot be linked to a story, because every story role requires another kind.",
    },
)
described(
    State,
    "ArtifactState",
    "State of an artifact in its life cycle. Possible changes: INTERMEDIATE to CANDIDATE"
    " (`promoteArtifact`), CANDIDATE to PUBLISHED (`publishArtifact`), each of these three to"
    " ARCHIVED (`archiveArtifact`), and ARCHIVED to CANDIDATE (`unarchiveArtifact`).",
    {
        State.INTERMEDIATE: "Working result of a run, not meant for readers. It cannot be linked to"
        " stories until it is promoted, and is not deleted automatically.",
        State.CANDIDATE: "Reviewed and usable, but not yet published.",
        State.PUBLISHED: "Approved and visible to readers.",
        State.ARCHIVED: "Withdrawn from use: kept with its lineage, but it cannot be linked to"
        " stories. `unarchiveArtifact` makes the artifact a CANDIDATE again.",
    },
)
described(
    ArtifactGroup,
    "ArtifactGroup",
    "Property by which `artifactCounts` groups artifacts.",
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
        Role.COVER: "Cover of the story. The artifact must be of kind IMAGE.",
        Role.FINAL_AUDIO: "Finished audio of the story, such as its narration. The artifact must be"
        " of kind AUDIO.",
        Role.FINAL_VIDEO: "Finished video of the story. The artifact must be of kind VIDEO.",
        Role.SCENE_IMAGE: "Image of a scene, with a position among the scenes of the story. The"
        " artifact must be of kind IMAGE.",
    },
)
described(
    Status,
    "Status",
    "Status of a run or a step.",
    {
        Status.PENDING: "Created, but not started.",
        Status.RUNNING: "Started, but not ended.",
        Status.COMPLETED: "Completed successfully.",
        Status.FAILED: "Ended with an error; `error` contains the error text.",
        Status.CANCELLED: "Cancelled before it was completed.",
    },
)
described(
    RelationType,
    "RelationType",
    "How an artifact was made from its source.",
    {
        RelationType.DERIVED_FROM: "The source was an input when the artifact was made: a painting"
        " is DERIVED_FROM its sketch.",
        RelationType.VARIANT_OF: "The artifact is another version of the source, such as a revision"
        " made with `reviseArtifact`.",
        RelationType.TRANSCODED_FROM: "The artifact has the content of the source in another"
        " encoding: a WebP file is TRANSCODED_FROM a PNG.",
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
        EventKind.CURRENT_RUN_SET: "The current run of the story was set, replaced or removed.",
        EventKind.RUN_INGESTED: "A run of the story was ingested with `ingestRun`, which changed"
        " links or the current run of the story.",
        EventKind.RUN_FINISHED: "The run ended: its status became COMPLETED, FAILED or CANCELLED.",
        EventKind.ARTIFACT_REGISTERED: "The artifact was created with `registerArtifact`,"
        " `reviseArtifact` or `ingestRun`.",
        EventKind.ARTIFACT_PROMOTED: "The artifact changed from INTERMEDIATE to CANDIDATE.",
        EventKind.ARTIFACT_PUBLISHED: "The artifact changed from CANDIDATE to PUBLISHED.",
        EventKind.ARTIFACT_ARCHIVED: "The artifact changed to ARCHIVED.",
        EventKind.ARTIFACT_UNARCHIVED: "The artifact changed from ARCHIVED to CANDIDATE.",
        EventKind.ARTIFACT_LINKED: "An artifact was linked to the story, or its link was changed.",
        EventKind.ARTIFACT_UNLINKED: "The link of an artifact to the story was removed.",
        EventKind.PRIMARY_RELEASED: "A role of the story was left without a primary.",
        EventKind.PRIMARY_SET: "An artifact became the primary of a role of the story.",
        EventKind.RUN_LINKED: "An artifact was linked to a stage of the run.",
        EventKind.RELATION_ADDED: "A relation to a source was added to the artifact.",
        EventKind.RELATION_RETRACTED: "A relation to a source was removed from the artifact.",
        EventKind.ARTIFACT_REVISED: "A new version of this artifact was created with"
        " `reviseArtifact`. The event is in the history of the old version.",
        EventKind.ARTIFACT_PRUNED: "The content of the artifact was deleted to free space. This"
        " version of the service does not record this event.",
        EventKind.ARTIFACT_RESTORED: "The content of the artifact, which had been deleted to free"
        " space, was stored again. This version of the service does not record this event.",
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
