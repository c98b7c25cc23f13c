"""A lineage comes as a file in every format, over GraphQL, over HTTP and from the command line."""

from __future__ import annotations

import csv
import io
import json

import httpx
import neo4j
import networkx as nx
import pytest
from prov.model import ProvActivity, ProvDerivation, ProvDocument, ProvEntity, ProvUsage
from typer.testing import CliRunner

from app.cli.main import cli
from app.main import create_app
from app.settings import Settings
from tests.builders import (
    a_run,
    a_stage_link,
    a_step,
    an_artifact,
    an_assessment,
    an_id,
    connect,
    create,
    ladder,
    relate,
)
from tests.client import Api, code, served
from tests.processes import environment
from tests.waiting import HANG

pytestmark = pytest.mark.anyio

EXPORT = """
query ($id: ID!, $format: LineageFormat!, $through: [LineageHop!]) {
  exportLineage(id: $id, format: $format, through: $through) {
    name mediaType text complete incompleteBecause
  }
}
"""
MISSING = an_id("a", 99)
ENDINGS = {
    "JSON": "json",
    "GRAPHML": "graphml",
    "DOT": "dot",
    "MERMAID": "mmd",
    "PROV": "prov.json",
    "CSV": "csv",
}


def counts(written_as: str, text: str) -> tuple[int, int]:
    """How many nodes and edges a file has, by the tool that reads it; PROV, without runs."""
    match written_as:
        case "JSON":
            told = nx.node_link_graph(json.loads(text), edges="edges")
            return told.number_of_nodes(), told.number_of_edges()
        case "GRAPHML":
            told = nx.parse_graphml(text, force_multigraph=True)
            return told.number_of_nodes(), told.number_of_edges()
        case "PROV":
            document = ProvDocument.deserialize(content=text, format="json")
            entities = document.get_records(ProvEntity)
            return len(list(entities)), len(list(document.get_records(ProvDerivation)))
        case "CSV":
            kinds = [row["record"] for row in csv.DictReader(io.StringIO(text))]
            nodes = kinds.count("artifact") + kinds.count("run")
            return nodes, len(kinds) - nodes
        case "DOT":
            edges = text.count(" -> ")
            return text.count(" [label=") - edges, edges
        case _:
            return text.count('["'), text.count(" -->")


def activities(text: str) -> tuple[int, int]:
    """How many runs a PROV file has, by their labels, and how often an activity used something."""
    document = ProvDocument.deserialize(content=text, format="json")
    labels = [one.label for one in document.get_records(ProvActivity)]
    return labels.count("paint"), len(list(document.get_records(ProvUsage)))


@pytest.fixture
def rungs(api: Api, driver: neo4j.Driver) -> list[list[str]]:
    """A ladder of 4, with two relations in one place, whose first artifact a step created."""
    made = ladder(driver, 4)
    relate(driver, [(made[1][0], made[0][0])], "VARIANT_OF")
    create(driver, "Run", [a_run(1)])
    create(driver, "AgentStep", [a_step(1)])
    connect(driver, "HAS_STEP", [{"start": an_id("r", 1), "end": an_id("t", 1)}])
    connect(driver, "CREATED", [{"start": an_id("t", 1), "end": made[0][0]}])
    return made


async def test_every_format_has_the_same_artifacts_and_relations(
    api: Api, rungs: list[list[str]]
) -> None:
    middle = rungs[2][1]
    for written_as, ending in ENDINGS.items():
        made = (await api(EXPORT, id=middle, format=written_as))["exportLineage"]
        file = await api.http.get(f"/artifacts/{middle}/lineage.{ending}")

        assert counts(written_as, made["text"]) == (7, 9)
        assert made["name"] == f"lineage-{middle}.{ending}"
        assert (made["complete"], made["incompleteBecause"]) == (True, [])
        assert file.text == made["text"]
        assert file.headers["content-type"] == made["mediaType"]
        assert file.headers["content-disposition"] == f'attachment; filename="{made["name"]}"'
        assert file.headers["x-content-type-options"] == "nosniff"
        assert "artifact-graph-incomplete" not in file.headers


@pytest.fixture
def passed(rungs: list[list[str]], driver: neo4j.Driver) -> tuple[str, str, str, str]:
    """An artifact that the run made, what it consumed, of which it made the first, and the run."""
    top, source, run = rungs[3][1], rungs[0][0], an_id("r", 1)
    [other] = create(driver, "Artifact", [an_artifact(50)])
    connect(driver, "PRODUCED", [a_stage_link(run, "ink", top)])
    connect(driver, "CONSUMED", [a_stage_link(run, "ink", one) for one in (source, other)])
    return top, source, other, run


async def test_every_format_has_the_runs_that_are_passed_through(
    api: Api, passed: tuple[str, str, str, str]
) -> None:
    top = passed[0]
    for written_as, ending in ENDINGS.items():
        asked = {"id": top, "format": written_as, "through": ["RELATIONS", "RUNS"]}
        made = (await api(EXPORT, **asked))["exportLineage"]
        file = await api.http.get(
            f"/artifacts/{top}/lineage.{ending}?through=relations&through=runs"
        )

        assert file.text == made["text"]
        if written_as == "PROV":
            assert (counts("PROV", made["text"]), activities(made["text"])) == ((8, 11), (1, 2))
        else:
            assert counts(written_as, made["text"]) == (9, 15)


async def test_a_run_of_a_file_is_a_node_with_links_to_what_it_made_and_consumed(
    api: Api, passed: tuple[str, str, str, str]
) -> None:
    top, source, other, run = passed

    file = (await api.http.get(f"/artifacts/{top}/lineage.json?through=runs")).json()

    assert file["nodes"][-1] == {
        "id": run,
        "name": "paint",
        "kind": "RUN",
        "createdAt": "2026-01-01T00:01:00.000000000Z",
    }
    edges = {(one["source"], one["key"], one["target"]) for one in file["edges"]}
    assert edges == {
        (top, "MADE_IN", run),
        (source, "MADE_IN", run),
        (run, "CONSUMED", source),
        (run, "CONSUMED", other),
    }
    nothing = (await api(EXPORT, id=top, format="CSV", through=[]))["exportLineage"]
    assert counts("CSV", nothing["text"]) == (1, 0)


async def test_a_file_tells_what_is_known_of_each_artifact(
    api: Api, rungs: list[list[str]]
) -> None:
    answer = await api.http.get(f"/artifacts/{rungs[1][0]}/lineage.json?direction=ancestors")

    first = answer.json()["nodes"][1]
    assert first == {
        "id": rungs[0][0],
        "name": "artifact 0",
        "kind": "IMAGE",
        "mediaType": "image/png",
        "state": "CANDIDATE",
        "createdAt": "2026-01-01T00:00:00.000000000Z",
        "depth": 1,
        "step": an_id("t", 1),
        "agent": "painter",
    }
    assert [one["depth"] for one in answer.json()["nodes"]] == [0, 1, 1]


async def test_a_file_of_both_ways_tells_the_assessments_that_count_in_json(
    api: Api, driver: neo4j.Driver, rungs: list[list[str]]
) -> None:
    middle, root = rungs[2][1], rungs[0][0]
    for number, (of, slot) in enumerate([(root, None), (root, "safety"), (middle, "safety")]):
        facts = an_assessment(number, score=number / 8, slot=slot and f"{of}|{slot}")
        create(driver, "Assessment", [facts])
        connect(driver, "ASSESSES", [{"start": facts["id"], "end": of}])

    made = (await api(EXPORT, id=middle, format="JSON"))["exportLineage"]
    file = await api.http.get(f"/artifacts/{middle}/lineage.json?direction=both")
    table = await api.http.get(f"/artifacts/{middle}/lineage.csv?direction=both")

    told = {"kind": "SAFETY", "by": "guard-2", "note": None}
    nodes = json.loads(made["text"])["nodes"]
    assert made["text"] == file.text
    assert {one["id"]: one["assessments"] for one in nodes if "assessments" in one} == {
        middle: [{**told, "score": 0.25, "createdAt": "2026-01-01T00:02:00.000000000Z"}],
        root: [{**told, "score": 0.125, "createdAt": "2026-01-01T00:01:00.000000000Z"}],
    }
    assert "guard-2" not in table.text


async def test_a_file_of_a_missing_artifact_is_none_at_all(
    api: Api, rungs: list[list[str]]
) -> None:
    assert await api(EXPORT, id=MISSING, format="CSV") == {"exportLineage": None}
    assert code(await api.http.get(f"/artifacts/{MISSING}/lineage.csv")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "asked", ["x/lineage.csv", "lineage.pdf", "lineage.csv?direction=up", "lineage.csv?through=it"]
)
async def test_what_cannot_be_written_is_refused(
    api: Api, rungs: list[list[str]], asked: str
) -> None:
    path = asked if "/" in asked else f"{rungs[0][0]}/{asked}"

    assert code(await api.http.get(f"/artifacts/{path}")) == (400, "BAD_INPUT")


async def test_a_file_that_is_cut_short_says_so(rungs: list[list[str]], settings: Settings) -> None:
    few = create_app(settings.model_copy(update={"max_nodes": 3}))

    async with served(few) as address, httpx.AsyncClient(base_url=address, timeout=HANG) as http:
        answer = await http.get(f"/artifacts/{rungs[3][0]}/lineage.csv")

    assert answer.headers["artifact-graph-incomplete"] == "NODE_LIMIT"
    assert counts("CSV", answer.text) == (4, 4)


def test_the_command_prints_the_same(
    passed: tuple[str, str, str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    runner, top = CliRunner(), passed[0]
    both = ["--through", "relations", "--through", "runs"]

    told = runner.invoke(cli, ["lineage", top, "--format", "prov.json"])
    through = runner.invoke(cli, ["lineage", top, *both])
    missing = runner.invoke(cli, ["lineage", MISSING])

    assert (told.exit_code, counts("PROV", told.stdout)) == (0, (7, 11))
    assert (through.exit_code, counts("JSON", through.stdout)) == (0, (9, 15))
    assert (missing.exit_code, missing.stderr) == (
        2,
        f"there is no artifact {MISSING} (NOT_FOUND)\n",
    )
