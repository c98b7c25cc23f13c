"""Queries that hypothesis-graphql makes of the schema, with values that the graph knows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from app.api.schema import printed_schema

_SCALARS = {
    r"(\n  (story|run|step|artifact)\([^)]*\bid: )ID\b": r"\1Known_\2",
    r"\bID\b": "Known",
    r"\b(first: )Int\b": r"\1Few",
    r"\b(limit|maxDepth|maxNodes)(: )Int\b": r"\1\2Few",
    r"\b(after: )String\b": r"\1Cursor",
    r"\b((text|name|stage|session|workflow): )String\n": r"\1Known_\2\n",
    r"\b(mediaTypes: )\[String!\]": r"\1[Known_mediaTypes!]",
    r"\b(score: )Float\b": r"\1Share",
}
"""What is written in the schema in place of scalars of which any value would do."""

_NAMES = (
    *("story", "run", "step", "artifact"),
    *("text", "name", "stage", "session", "workflow", "mediaTypes"),
)
"""Arguments of which the graph knows values, by name."""


def generated(
    known: Mapping[str, Sequence[Any]], fields: Sequence[str] | None = None
) -> st.SearchStrategy[str]:
    """Queries of those fields, or of any: of all the schema but of what changes each moment."""
    text = printed_schema()
    for pattern, written in _SCALARS.items():
        text = re.sub(pattern, written, text)
    texts = {"Known": "ID", "DateTime": "DateTime", "Sha256": "Sha256"}
    texts |= {f"Known_{name}": name for name in _NAMES}
    scalars: dict[str, Any] = {
        name: st.sampled_from(known[of]).map(nodes.String) for name, of in texts.items()
    }
    scalars["Few"] = st.integers(1, 4).map(nodes.Int)
    scalars["Share"] = st.floats(0, 1).map(nodes.Float)
    after = [nodes.String(cursor) for cursor in known.get("after", ())]
    scalars["Cursor"] = st.sampled_from([nodes.Null] * (9 * len(after) + 1) + after)
    made = "\n".join(f"scalar {name}" for name in scalars.keys() - {"DateTime", "Sha256"})
    every = queries(f"{text}\n{made}", fields=fields, custom_scalars=scalars)
    return every.filter(lambda query: "url" not in query)
