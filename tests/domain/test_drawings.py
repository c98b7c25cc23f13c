"""Every format has the whole lineage, and takes nothing of what people typed for its own syntax."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st
from prov.model import (
    ProvActivity,
    ProvDerivation,
    ProvDocument,
    ProvEntity,
    ProvGeneration,
    ProvRelation,
    ProvUsage,
)

from app.domain.drawings import DrawnLineage, LineageFormat
from tests.drawings import NASTY, NO_XML, a_lineage, ends_of, names_of, written

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


def hold_json(lineage: DrawnLineage) -> None:
    told = nx.node_link_graph(json.loads(written(lineage, LineageFormat.JSON)), edges="edges")

    assert nx.get_node_attributes(told, "name") == names_of(lineage)
    assert sorted(told.edges(keys=True)) == ends_of(lineage)


def hold_graphml(lineage: DrawnLineage) -> None:
    told = nx.parse_graphml(written(lineage, LineageFormat.GRAPHML), force_multigraph=True)

    assert nx.get_node_attributes(told, "name") == {
        one: name.translate(NO_XML) for one, name in names_of(lineage).items()
    }
    assert sorted(told.edges(data="type")) == ends_of(lineage)


def hold_prov(lineage: DrawnLineage) -> None:
    told = ProvDocument.deserialize(content=written(lineage, LineageFormat.PROV), format="json")

    runs = {one["id"] for one in lineage.runs}
    steps = {one["step"] for one in lineage.artifacts}
    entities, activities = (
        {one.identifier.localpart: one.label for one in told.get_records(of)}
        for of in (ProvEntity, ProvActivity)
    )
    assert entities | {run: activities[run] for run in runs} == names_of(lineage)
    assert activities.keys() == runs | steps

    def ends(of: ProvRelation) -> tuple[str, str]:
        start, end, *_ = [value.localpart for _, value in of.formal_attributes if value]
        return start, end

    edges = [(*ends(one), *one.get_asserted_types()) for one in told.get_records(ProvDerivation)]
    generations = {ends(one) for one in told.get_records(ProvGeneration)}
    by_steps = {(one["id"], one["step"]) for one in lineage.artifacts}
    assert by_steps <= generations
    edges += [(*pair, "MADE_IN") for pair in generations - by_steps]
    edges += [(*ends(one), "CONSUMED") for one in told.get_records(ProvUsage)]
    assert sorted(edges) == ends_of(lineage)


def hold_csv(lineage: DrawnLineage) -> None:
    text = written(lineage, LineageFormat.CSV)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    records = {row["id"]: row["record"] for row in rows if row["id"]}
    assert records == dict.fromkeys([one["id"] for one in lineage.artifacts], "artifact") | (
        dict.fromkeys([one["id"] for one in lineage.runs], "run")
    )
    names = {row["id"]: row["name"] for row in rows if row["id"]}
    assert names.keys() == names_of(lineage).keys()
    for one, name in names_of(lineage).items():
        assert names[one] in {name, f"'{name}"}
    firsts = [cell.lstrip()[:1] for row in rows for cell in row.values()]
    assert not set(firsts) & set("=+-@＝＋－＠")
    edges = [row for row in rows if row["record"] in ("relation", "link")]
    assert sorted((row["from"], row["to"], row["type"]) for row in edges) == ends_of(lineage)


def hold(lineage: DrawnLineage) -> None:
    hold_json(lineage)
    hold_graphml(lineage)
    hold_prov(lineage)
    hold_csv(lineage)


def test_nasty_names_are_read_back_as_they_are() -> None:
    hold(a_lineage(NASTY))


@given(names=st.lists(NAMES, min_size=1, max_size=4))
def test_names_are_read_back_as_they_are(names: list[str]) -> None:
    hold(a_lineage(names))
