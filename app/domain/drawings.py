"""A lineage as text in the formats of other tools: every one has the same nodes and edges.

Names are what people typed, so each format escapes whatever it would take for its own syntax.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as Xml

import orjson

Facts = Mapping[str, Any]

FACTS = ("name", "kind", "mediaType", "state", "sha256", "createdAt", "depth", "step", "agent")
"""What is told of artifacts and runs beside their ids; a fact that is not known is left out."""
MADE_IN = "MADE_IN"
CONSUMED = "CONSUMED"
"""The types of the links of runs."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLAIN = re.compile(r"[^\w ]")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_SOFTWARE = {"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLineage:
    """A lineage to write down, with the artifact that was asked about as its first.

    Artifacts and runs have an `id` and some of FACTS; for JSON, artifacts also have `assessments`.
    Relations have `type`, `from` and `to`, and so have the links of runs: MADE_IN from an artifact
    to its run, CONSUMED from a run to an artifact.
    """

    artifacts: Sequence[Facts]
    relations: Sequence[Facts]
    runs: Sequence[Facts]
    links: Sequence[Facts]
    incomplete_because: Sequence[str]

    @property
    def nodes(self) -> Sequence[Facts]:
        """Artifacts and runs."""
        return [*self.artifacts, *self.runs]

    @property
    def edges(self) -> Sequence[Facts]:
        """Relations and links of runs."""
        return [*self.relations, *self.links]


def node_link(lineage: DrawnLineage) -> str:
    """JSON as `networkx.node_link_graph` reads it
    (https://networkx.org/documentation/stable/reference/readwrite/json_graph.html)."""
    return orjson.dumps(
        {
            "directed": True,
            "multigraph": True,
            "graph": {
                "complete": not lineage.incomplete_because,
                "incompleteBecause": lineage.incomplete_because,
            },
            "nodes": lineage.nodes,
            "edges": [
                {"source": one["from"], "target": one["to"], "key": one["type"]}
                for one in lineage.edges
            ],
        }
    ).decode()


def graphml(lineage: DrawnLineage) -> str:
    """GraphML (http://graphml.graphdrawing.org/specification.html)."""
    root = Xml.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for name in FACTS:
        of = "int" if name == "depth" else "string"
        Xml.SubElement(root, "key", {"id": name, "for": "node", "attr.name": name, "attr.type": of})
    Xml.SubElement(
        root, "key", {"id": "type", "for": "edge", "attr.name": "type", "attr.type": "string"}
    )
    graph = Xml.SubElement(root, "graph", edgedefault="directed")
    for one in lineage.nodes:
        node = Xml.SubElement(graph, "node", id=one["id"])
        for name in FACTS:
            if one.get(name) is not None:
                Xml.SubElement(node, "data", key=name).text = _xml(one[name])
    for one in lineage.edges:
        edge = Xml.SubElement(graph, "edge", {"source": one["from"], "target": one["to"]})
        Xml.SubElement(edge, "data", key="type").text = one["type"]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}'


def dot(lineage: DrawnLineage) -> str:
    """The language of Graphviz (https://graphviz.org/doc/info/lang.html)."""
    lines = ["digraph lineage {", "  rankdir=LR;"]
    lines += [
        f"  {_quoted(one['id'])} [label={_quoted(one['name'])}];" for one in lineage.artifacts
    ]
    lines += [
        f"  {_quoted(one['id'])} [label={_quoted(one['name'])}, shape=box];" for one in lineage.runs
    ]
    lines += [
        f"  {_quoted(one['from'])} -> {_quoted(one['to'])} [label={_quoted(one['type'])}];"
        for one in lineage.edges
    ]
    return "\n".join([*lines, "}", ""])


def mermaid(lineage: DrawnLineage) -> str:
    """A flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html)."""
    numbers = {one["id"]: f"a{number}" for number, one in enumerate(lineage.nodes)}
    lines = ["flowchart LR"]
    lines += [f'  {numbers[one["id"]]}["{_entities(one["name"])}"]' for one in lineage.artifacts]
    lines += [f'  {numbers[one["id"]]}(["{_entities(one["name"])}"])' for one in lineage.runs]
    lines += [
        f"  {numbers[one['from']]} -->|{_entities(one['type'])}| {numbers[one['to']]}"
        for one in lineage.edges
    ]
    return "\n".join([*lines, ""])


def prov(lineage: DrawnLineage) -> str:
    """W3C PROV as PROV-JSON (https://www.w3.org/submissions/prov-json/).

    Artifacts are entities, steps and runs activities, and agents software agents. Every relation is
    a derivation, whose type says which.
    """
    made = [one for one in lineage.artifacts if one.get("step")]
    generated = [(one["id"], one["step"]) for one in made]
    generated += [(one["from"], one["to"]) for one in lineage.links if one["type"] == MADE_IN]
    used = [(one["from"], one["to"]) for one in lineage.links if one["type"] == CONSUMED]
    agents = {one["agent"]: f"agent:{quote(one['agent'], safe='')}" for one in made}
    prov: dict[str, Any] = {"prefix": {"id": "urn:uuid:", "agent": "urn:artifact-graph:agent:"}}
    prov["entity"] = {f"id:{one['id']}": {"prov:label": one["name"]} for one in lineage.artifacts}
    prov["activity"] = {f"id:{one['step']}": {} for one in made} | {
        f"id:{one['id']}": {"prov:label": one["name"]} for one in lineage.runs
    }
    prov["agent"] = {
        key: {"prov:type": _SOFTWARE, "prov:label": name} for name, key in agents.items()
    }
    prov["wasGeneratedBy"] = {
        f"_:g{place}": {"prov:entity": f"id:{one}", "prov:activity": f"id:{by}"}
        for place, (one, by) in enumerate(generated)
    }
    prov["used"] = {
        f"_:u{place}": {"prov:activity": f"id:{by}", "prov:entity": f"id:{one}"}
        for place, (by, one) in enumerate(used)
    }
    prov["wasAssociatedWith"] = {
        f"_:w{place}": {"prov:activity": f"id:{step}", "prov:agent": agents[agent]}
        for place, (step, agent) in enumerate({one["step"]: one["agent"] for one in made}.items())
    }
    prov["wasDerivedFrom"] = {
        f"_:d{place}": {
            "prov:generatedEntity": f"id:{one['from']}",
            "prov:usedEntity": f"id:{one['to']}",
            "prov:type": one["type"],
        }
        for place, one in enumerate(lineage.relations)
    }
    return orjson.dumps(prov).decode()


def table(lineage: DrawnLineage) -> str:
    """CSV (RFC 4180): a row for each artifact and run, then one for each relation and link.

    What a spreadsheet would take for a formula begins with an apostrophe.
    """
    text = io.StringIO()
    columns = ["record", "id", *FACTS, "type", "from", "to"]
    writer = csv.DictWriter(text, columns, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    records = {
        "artifact": lineage.artifacts,
        "run": lineage.runs,
        "relation": lineage.relations,
        "link": lineage.links,
    }
    for record, rows in records.items():
        writer.writerows({"record": record} | {key: _cell(one[key]) for key in one} for one in rows)
    return text.getvalue()


class LineageFormat(StrEnum):
    """The formats, by the end of a file's name."""

    JSON = "json"
    GRAPHML = "graphml"
    DOT = "dot"
    MERMAID = "mmd"
    PROV = "prov.json"
    CSV = "csv"


FORMATS: Mapping[LineageFormat, tuple[str, Callable[[DrawnLineage], str]]] = {
    LineageFormat.JSON: ("application/json", node_link),
    LineageFormat.GRAPHML: ("application/graphml+xml", graphml),
    LineageFormat.DOT: ("text/vnd.graphviz; charset=utf-8", dot),
    LineageFormat.MERMAID: ("text/vnd.mermaid; charset=utf-8", mermaid),
    LineageFormat.PROV: ("application/json", prov),
    LineageFormat.CSV: ("text/csv; charset=utf-8", table),
}
"""The media type of each format, and what writes it."""


def _xml(value: object) -> str:
    return _NO_XML.sub("\ufffd", str(value))


def _quoted(value: str) -> str:
    """A label that shows the value: Graphviz knows escapes and entities, and draws XML."""
    shown = _xml(value).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{shown}"'


def _entities(value: str) -> str:
    return _PLAIN.sub(lambda match: f"#{ord(match[0])};", _xml(value))


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
