"""The closed sets of what is asked about a lineage, as the schema names and describes them."""

from __future__ import annotations

from app.api.described import described
from app.domain.drawings import LineageFormat
from app.domain.lineage import (
    CommonMode,
    CostScope,
    Gap,
    Incompleteness,
    LineageDirection,
    LineageEnd,
    PathMode,
)
from app.domain.run_differences import StepFact

__all__ = [
    "CommonMode",
    "CostScope",
    "Gap",
    "Incompleteness",
    "LineageDirection",
    "LineageEnd",
    "LineageFormat",
    "PathMode",
    "StepFact",
]

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
    PathMode,
    "PathMode",
    "Which paths between two artifacts are returned.",
    {
        PathMode.SHORTEST: "One path with the fewest relations.",
        PathMode.ALL_SHORTEST: "All paths with the fewest relations.",
        PathMode.ALL: "All paths, those with the fewest relations first.",
    },
)
described(
    CommonMode,
    "CommonMode",
    "Which common ancestors of several artifacts are returned.",
    {
        CommonMode.NEAREST: "Common ancestors that are not themselves ancestors of another one.",
        CommonMode.ALL: "All common ancestors.",
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
