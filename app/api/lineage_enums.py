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
    LineageHop,
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
    "LineageHop",
    "PathMode",
    "StepFact",
]

described(
    LineageDirection,
    "LineageDirection",
    "Direction in which the relations of a lineage are followed.",
    {
        LineageDirection.ANCESTORS: "From the artifact to its sources, and on to all of its"
        " ancestors.",
        LineageDirection.DESCENDANTS: "From the artifact to the artifacts made from it, and on to"
        " all of its descendants.",
        LineageDirection.BOTH: "Ancestors and descendants of the artifact; other descendants of its"
        " ancestors are not included.",
    },
)
described(
    LineageHop,
    "LineageHop",
    "What a lineage can follow from one artifact to the next.",
    {
        LineageHop.RELATIONS: "Relations between artifacts.",
        LineageHop.RUNS: "Runs: from what was made in a run to what the same run consumed. An"
        " artifact was made in a run if one of its steps created the artifact, or if the run has a"
        " PRODUCED link to it.",
    },
)
described(
    LineageEnd,
    "LineageEnd",
    "End of a lineage, by what `through`, `relationTypes` and `asOf` let the traversal follow. An"
    " artifact at which `direction`, `maxDepth` or `stopAt` ended the traversal is not an end"
    " because of that.",
    {
        LineageEnd.ROOTS: "Artifacts without a source; if runs are followed, also without a run in"
        " which they were made and that consumed another artifact.",
        LineageEnd.LEAVES: "Artifacts without a derived artifact; if runs are followed, also"
        " without a run that consumed them and in which another artifact was made.",
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
        LineageFormat.MERMAID: "Mermaid flowchart, which GitHub shows.",
        LineageFormat.PROV: "W3C PROV, as PROV-JSON.",
        LineageFormat.CSV: "CSV with one header row: a row for each artifact, run, relation and"
        " link of a run. The column `record` contains `artifact`, `run`, `relation` or `link`.",
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
        CommonMode.NEAREST: "Only common ancestors that are not an ancestor of another common"
        " ancestor.",
        CommonMode.ALL: "All common ancestors.",
    },
)
described(
    CostScope,
    "CostScope",
    "Which steps are included in the cost of an artifact.",
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
        Gap.NO_STEP: "No step is recorded that created the artifact (`createdByStep` is null).",
        Gap.NO_CONTENT: "The artifact was created without content, or its content was deleted to"
        " free space.",
        Gap.NO_RELATION: "The artifact has no relation, neither to a source nor to a derived"
        " artifact, although its run consumed other artifacts.",
        Gap.ARCHIVED_ANCESTOR: "The artifact is PUBLISHED, and at least one of its ancestors is"
        " ARCHIVED.",
        Gap.PRUNED_ANCESTOR: "The artifact is PUBLISHED, and the content of at least one of its"
        " ancestors was deleted to free space.",
    },
)
described(
    Incompleteness,
    "Incompleteness",
    "Why a result is not complete.",
    {
        Incompleteness.DEPTH_LIMIT: "More artifacts exist beyond `maxDepth`.",
        Incompleteness.NODE_LIMIT: "There are more results than `maxNodes` or the node limit of the"
        " service; the first in the order of the list are returned.",
        Incompleteness.CHANGED_MEANWHILE: "Relations were added or retracted, or artifacts were"
        " withdrawn, during each of three traversals, so the returned artifacts and relations may"
        " be inconsistent with each other. Repeat the query.",
    },
)
described(
    StepFact,
    "StepFact",
    "Property of a step that `runDifference` compares.",
    {
        StepFact.AGENT: "Name of the agent.",
        StepFact.MODEL: "Name of the model.",
        StepFact.PROMPT: "Prompt of the model.",
        StepFact.PARAMETERS: "Parameters of the model.",
        StepFact.INPUTS: "The sources of the artifacts that the step created, compared by relation"
        " type and content digest. A source without content is compared by its name if the run"
        " created it, otherwise by its id.",
    },
)
