"""What the picture of a lineage is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

THUMBNAIL = 2_000_000
"""Bytes that an image may have to be shown small in a picture."""


def sides_of(artifact: Row) -> list[Row]:
    """The lineages that were asked for: what it was made from, and what was made from it."""
    return [artifact[side] for side in ("before", "after") if side in artifact]


def drawing(artifact: Row, marks: Mapping[str, str], paths: Sequence[Row]) -> dict[str, Any]:
    """Nodes and edges; an edge runs from a source to what was made of it."""
    sides = sides_of(artifact)
    shown = [artifact, *(one["artifact"] for side in sides for one in side["artifacts"])]
    known = {one["id"] for one in shown}
    passed = {_ends(relation) for path in paths for relation in path["relations"]}
    return {
        "here": artifact["id"],
        "nodes": [_node(one, marks.get(one["id"])) for one in shown],
        "edges": [
            _edge(one, passed)
            for side in sides
            for one in side["relations"]
            if known.issuperset(_ends(one))
        ],
    }


def _node(artifact: Row, mark: str | None) -> dict[str, Any]:
    return {
        "id": artifact["id"],
        "name": artifact["name"],
        "kind": artifact["kind"],
        "state": artifact["state"],
        "image": _image(artifact),
        "mark": mark,
    }


def _edge(relation: Row, passed: set[tuple[str, str]]) -> dict[str, Any]:
    newer, source = _ends(relation)
    on_a_path = (newer, source) in passed
    return {
        "source": source,
        "target": newer,
        "type": relation["type"],
        "mark": "path" if on_a_path else None,
    }


def _ends(relation: Row) -> tuple[str, str]:
    return relation["from"]["id"], relation["to"]["id"]


def _image(artifact: Row) -> str:
    """The address of what stands for it: itself, or the sign of its kind."""
    content = artifact["content"]
    if artifact["kind"] == "IMAGE" and content is not None and int(content["size"]) <= THUMBNAIL:
        return f"/artifacts/{artifact['id']}/content"
    return f"/static/explorer/kinds/{artifact['kind'].lower()}.svg"
