"""What the client reads, and what it changes after recording."""

from __future__ import annotations

from asyncio import to_thread

import networkx as nx
import pytest

from artifact_graph import ArtifactGraph, AsyncArtifactGraph, Conflict, NotFound, Source
from artifact_graph.errors import BadInput, IllegalTransition

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
PNG = b"\x89PNG\r\n\x1a\n"
STORIES = """query ($after: String) { stories(first: 2, after: $after) {
  nodes { title } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
async def graph(address):
    async with AsyncArtifactGraph(address) as made:
        yield made


async def a_cover(graph):
    async with graph.run(session_id="one") as run, run.step("paint", agent="painter") as step:
        plan = await step.register("plan.md", content="a plan")
        source = Source(plan, "derived_from", "as it says")
        return plan, await step.register(
            "cover.png", content=PNG, sources=[source], state="candidate"
        )


async def test_a_query_answers_its_data_or_raises(graph):
    story = await graph.create_story("The fox")

    query = "query ($id: ID!) { story(id: $id) { title } }"
    assert await graph.query(query, id=story.id) == {"story": {"title": "The fox"}}
    with pytest.raises(BadInput):
        await graph.query(query, id="fox")


async def test_pages_are_read_to_the_last(graph, address):
    titles = [f"story {number}" for number in range(5)]
    for title in titles:
        await graph.create_story(title)

    read = [node["title"] async for node in graph.pages(STORIES, "stories")]

    def read_by_the_other() -> list[str]:
        with ArtifactGraph(address) as other:
            return [node["title"] for node in other.pages(STORIES, "stories")]

    assert sorted(read) == titles
    assert await to_thread(read_by_the_other) == read


async def test_a_lineage_is_a_graph_of_networkx(graph):
    plan, cover = await a_cover(graph)

    lineage = await graph.lineage(cover, "ancestors")
    drawn = lineage.to_networkx()

    assert [one["name"] for one in lineage.artifacts] == ["cover.png", "plan.md"]
    assert lineage.complete
    assert list(drawn.edges(keys=True)) == [(cover.id, plan.id, "DERIVED_FROM")]
    assert drawn.nodes[plan.id]["kind"] == "TEXT"
    with pytest.raises(NotFound):
        await graph.lineage(NOBODY)


async def test_a_lineage_through_runs_has_the_runs_and_their_links(graph):
    plan, cover = await a_cover(graph)
    async with graph.run(workflow="print", session_id="one") as run:
        await run.consumed(cover, stage="print")
        async with run.step("print", agent="printer") as step:
            poster = await step.register("poster.png", content=PNG + b"big")

    plain = await graph.lineage(poster)
    found = await graph.lineage(poster, "ancestors", through=["relations", "runs"])

    assert (plain.relations, plain.runs, plain.links) == ([], [], [])
    assert [one["name"] for one in found.artifacts] == ["poster.png", "cover.png", "plan.md"]
    assert [one["key"] for one in found.relations] == ["DERIVED_FROM"]
    assert [(one["id"], one["name"]) for one in found.runs] == [(run.id, "print")]
    assert {(one["source"], one["key"], one["target"]) for one in found.links} == {
        (poster.id, "MADE_IN", run.id),
        (run.id, "CONSUMED", cover.id),
    }
    assert nx.has_path(found.to_networkx(), poster.id, plan.id)


async def test_relations_are_added_and_taken_back(graph):
    plan, cover = await a_cover(graph)

    await graph.relate(cover, Source(plan, "variant_of"))
    with pytest.raises(Conflict):
        await graph.relate(cover, Source(plan, "variant_of"))
    await graph.retract(cover, plan, reason="it was not")

    found = await graph.lineage(cover)
    assert [one["key"] for one in found.relations] == ["VARIANT_OF"]


async def test_an_artifact_is_published_and_revised(api, graph, address):
    _, cover = await a_cover(graph)

    await graph.publish(cover, reason="approved")
    revised = await graph.revise(cover, "cover.png", content=PNG + b"better", note="brighter")

    def revise_with_the_other():
        with ArtifactGraph(address) as other:
            return other.revise(revised, "cover.png", content=PNG + b"best")

    best = await to_thread(revise_with_the_other)
    states = {one["id"]: one["state"] for one in (await graph.lineage(best)).artifacts}
    assert (states[cover.id], states[best.id]) == ("PUBLISHED", "CANDIDATE")
    assert (revised.kind, revised.size) == ("image", len(PNG + b"better"))
    with pytest.raises(IllegalTransition):
        await graph.publish(cover)


RUN = {"workflow": "import", "sessionId": "monday"}
STEPS = [{"ref": "paint", "name": "paint", "agent": "painter"}]
RELATIONS = [{"fromArtifact": "cover", "toArtifact": "plan"}]
INGESTED = """{ runs { nodes { id status steps { nodes { artifacts(first: 5) { nodes {
  name kind mediaType sha256 } } } } } } }"""


def records(picture):
    known = {"step": "paint", "state": "CANDIDATE"}
    return [
        {"ref": "plan", "name": "plan.md", "content": "a plan", **known},
        {"ref": "cover", "name": "cover", "path": picture, **known},
        {"ref": "latents", "name": "latents.npz", "content": b"PK\x03\x04", **known},
    ]


@pytest.mark.parametrize("client", ["threads", "asyncio"])
async def test_a_whole_run_is_ingested_with_its_content(api, graph, address, picture, client):
    def ingest_with_the_other():
        with ArtifactGraph(address) as other:
            return [ingest(other), ingest(other)]

    def ingest(client):
        return client.ingest_run(
            RUN,
            steps=STEPS,
            artifacts=records(picture),
            relations=RELATIONS,
            request_id="ingested",
        )

    if client == "threads":
        first, again = await to_thread(ingest_with_the_other)
    else:
        first, again = await ingest(graph), await ingest(graph)

    assert first == again
    [run] = (await api(INGESTED))["runs"]["nodes"]
    assert (run["id"], run["status"]) == (first.id, "COMPLETED")
    made = {one["name"]: one for one in run["steps"]["nodes"][0]["artifacts"]["nodes"]}
    kinds = {name: (one["kind"], one["mediaType"]) for name, one in made.items()}
    assert kinds == {
        "plan.md": ("TEXT", "text/markdown"),
        "cover": ("IMAGE", "image/png"),
        "latents.npz": ("DATA", "application/octet-stream"),
    }
    found = await graph.lineage(first.artifacts["cover"])
    assert [one["name"] for one in found.artifacts] == ["cover", "plan.md"]
