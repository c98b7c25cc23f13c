"""The closed sets of the model, as the schema names and describes them."""

from __future__ import annotations

from app.api.described import described
from app.domain.artifacts import Kind, State
from app.domain.assessments import AssessmentKind
from app.domain.drawings import LineageFormat
from app.domain.events import EventKind
from app.domain.lineage import (
    Common,
    CostScope,
    Gap,
    Incompleteness,
    LineageDirection,
    LineageEnd,
    RelationType,
    Routes,
)
from app.domain.links import Direction
from app.domain.run_differences import StepFact
from app.domain.runs import Status
from app.domain.stories import Role

__all__ = [
    "AssessmentKind",
    "Common",
    "CostScope",
    "Direction",
    "EventKind",
    "Gap",
    "Incompleteness",
    "Kind",
    "LineageDirection",
    "LineageEnd",
    "LineageFormat",
    "RelationType",
    "Role",
    "Routes",
    "State",
    "Status",
    "StepFact",
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
    LineageDirection,
    "LineageDirection",
    "Direction in which the relations of a lineage are followed.",
    {
        LineageDirection.ANCESTORS: "From the artifact to what it was made from.",
        LineageDirection.DESCENDANTS: "From the artifact to what was made from it.",
        LineageDirection.BOTH: "Ancestors and descendants of the artifact, without the other"
        " descendants of its ancestors.",
    },
)
described(
    LineageEnd,
    "LineageEnd",
    "The ends of a lineage. Only relations that the query follows count.",
    {
        LineageEnd.ROOTS: "Artifacts that were made from nothing else.",
        LineageEnd.LEAVES: "Artifacts that nothing else was made from.",
    },
)
described(
    LineageFormat,
    "LineageFormat",
    "File format of an exported lineage.",
    {
        LineageFormat.JSON: "Node-link JSON, which networkx and D3 read.",
        LineageFormat.GRAPHML: "GraphML, which Gephi and yEd read.",
        LineageFormat.DOT: "DOT, the language of Graphviz.",
        LineageFormat.MERMAID: "Flowchart of Mermaid, which GitHub shows.",
        LineageFormat.PROV: "W3C PROV, as PROV-JSON.",
        LineageFormat.CSV: "Table of the artifacts, then of the relations, as CSV.",
    },
)
described(
    Routes,
    "PathMode",
    "Which paths between two artifacts are returned.",
    {
        Routes.SHORTEST: "One path with the fewest relations.",
        Routes.ALL_SHORTEST: "All paths with the fewest relations.",
        Routes.ALL: "All paths, those with the fewest relations first.",
    },
)
described(
    Common,
    "CommonMode",
    "Which common ancestors of several artifacts are returned.",
    {
        Common.NEAREST: "Common ancestors that are not themselves ancestors of another one.",
        Common.ALL: "All common ancestors.",
    },
)
described(
    CostScope,
    "CostScope",
    "Steps that a cost is the sum of.",
    {
        CostScope.SELF: "Only the step that created the artifact.",
        CostScope.LINEAGE: "The step that created the artifact, and the steps that created its"
        " ancestors.",
    },
)
described(
    Gap,
    "Gap",
    "What makes the provenance of an artifact incomplete or doubtful.",
    {
        Gap.NO_STEP: "No step is recorded as its creator.",
        Gap.NO_CONTENT: "It never had content, or its content was deleted.",
        Gap.NO_RELATION: "It has no relation at all, though its run consumed other artifacts.",
        Gap.ARCHIVED_ANCESTOR: "It is PUBLISHED, and one of its ancestors is ARCHIVED.",
        Gap.PRUNED_ANCESTOR: "It is PUBLISHED, and the content of one of its ancestors was"
        " deleted.",
    },
)
described(
    Incompleteness,
    "Incompleteness",
    "Why an answer about a lineage does not contain all of it.",
    {
        Incompleteness.DEPTH_LIMIT: "The lineage goes on beyond `maxDepth`.",
        Incompleteness.NODE_LIMIT: "There are more artifacts than `maxNodes`; the nearest are"
        " returned.",
        Incompleteness.CHANGED_MEANWHILE: "Relations between artifacts were added or retracted"
        " while the lineage was followed, each of three times: its parts may not agree. Ask again.",
    },
)
described(
    StepFact,
    "StepFact",
    "Property of a step in which two runs can differ.",
    {
        StepFact.AGENT: "Name of the agent.",
        StepFact.MODEL: "Name of the model.",
        StepFact.PROMPT: "Prompt of the model.",
        StepFact.PARAMETERS: "Parameters of the model.",
        StepFact.INPUTS: "What the step's artifacts were made from, compared by content.",
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
