"""Lineages to write down, whose names are what careless formats take for their syntax."""

from __future__ import annotations

from app.domain.drawings import CONSUMED, FORMATS, MADE_IN, DrawnLineage, LineageFormat
from tests.builders import RELATIONS, an_id

NASTY = [
    '"]; end; a0["',
    '"] x-->y',
    "a --> b",
    "subgraph one",
    "%% comment",
    "%%{init: {}}%%",
    "`markdown` **bold**",
    "<b>bold</b><script>alert(1)</script>",
    "&lt;b&gt; &amp; #35; #quot;",
    'x"];"y"->"z',
    "back\\slash\\",
    "\\N \\G \\n \\l",
    "<<table><tr><td>1</td></tr></table>>",
    "]]> <!-- --> <?xml?>",
    '=HYPERLINK("http://example.invalid")',
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    "＝1",
    "a,b;c'd",
    '"',
    "''",
    "1. one",
    "null",
    "{{x}} ((y)) [z] (w) {v} >u]",
    "|pipe|",
    "ﬂ°°35¶ß",
    "é 漢字 🦊 \u202e\u2028\ufffe",
    "style a0 fill:#f9f;",
    "click a0 href",
    "x" * 256,
]
NO_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})


def a_lineage(names: list[str]) -> DrawnLineage:
    """Artifacts of those names, each made from the one before, some from another too.

    Two runs of the last two names made the last artifact from the first.
    """
    artifacts = [
        {
            "id": an_id("a", number),
            "name": name,
            "depth": number,
            "step": an_id("t", number // 2),
            "agent": names[number // 2],
        }
        for number, name in enumerate(names)
    ]
    pairs = [(place, place - 1) for place in range(1, len(names))]
    pairs += [(place, place - 2) for place in range(2, len(names), 2)]
    relations = [
        {"type": RELATIONS[number % 3], "from": an_id("a", newer), "to": an_id("a", older)}
        for number, (newer, older) in enumerate(pairs)
    ]
    runs = [
        {"id": an_id("r", number), "name": name, "kind": "RUN"}
        for number, name in enumerate(names[-2:])
    ]
    first, last = an_id("a", 0), an_id("a", len(names) - 1)
    links = [{"type": MADE_IN, "from": last, "to": run["id"]} for run in runs]
    links += [{"type": CONSUMED, "from": run["id"], "to": first} for run in runs]
    return DrawnLineage(
        artifacts=artifacts, relations=relations, runs=runs, links=links, incomplete_because=[]
    )


def written(lineage: DrawnLineage, written_as: LineageFormat) -> str:
    return FORMATS[written_as][1](lineage)


def names_of(lineage: DrawnLineage) -> dict[str, str]:
    return {one["id"]: one["name"] for one in lineage.nodes}


def ends_of(lineage: DrawnLineage) -> list[tuple[str, str, str]]:
    return sorted((one["from"], one["to"], one["type"]) for one in lineage.edges)
