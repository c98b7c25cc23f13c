"""Several processes of the service on one graph and store keep the promises together."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack
from itertools import cycle
from typing import Any

import anyio
import httpx
import pytest

from app.graph.checks import run_checks
from app.graph.session import Graph
from app.main import create_app
from app.settings import Settings
from tests.client import Api, served
from tests.processes import process
from tests.recording import a_picture, a_story, a_text, brought, linked, moved, related, request_id
from tests.waiting import HANG

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

Answer = dict[str, Any]


@pytest.fixture(scope="module")
async def clients(
    settings: Settings, open_graph: Graph
) -> AsyncGenerator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(process(settings))
        yield one, await stack.enter_async_context(process(settings))


@pytest.fixture
async def both(
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient], graph: Graph
) -> AsyncGenerator[tuple[Api, Api]]:
    """The API of two processes, on a graph that is empty at first and sound at last."""
    yield Api(clients[0]), Api(clients[1])
    assert {name: rows for name, rows in (await run_checks(graph)).items() if rows} == {}


async def race(both: tuple[Api, Api], *asked: Callable[[Api], Coroutine[Any, Any, Answer]]) -> Any:
    """What is answered when all are asked at once, in turns of the one process and the other."""
    answers: list[Answer | None] = [None] * len(asked)

    async def ask(place: int, api: Api) -> None:
        answers[place] = await asked[place](api)

    async with anyio.create_task_group() as tasks:
        for place, api in zip(range(len(asked)), cycle(both), strict=False):
            tasks.start_soon(ask, place, api)
    return answers


def doing(mutation: str, facts: Answer, asks: str = "__typename") -> Callable[[Api], Any]:
    return lambda api: api.do(mutation, facts, asks)


async def test_of_primaries_set_by_two_processes_one_stays(both: tuple[Api, Api]) -> None:
    api, other = both
    story = await a_story(api)
    covers = await brought(api, **{f"cover {n}": "IMAGE" for n in range(8)})

    answers = await race(
        both,
        *(
            doing("setPrimary", {"storyId": story, "role": "COVER", "artifactId": cover})
            for cover in covers.values()
        ),
    )

    links = "query ($id: ID!) { story(id: $id) { links { nodes { isPrimary artifact { id } } } } }"
    found = (await other(links, id=story))["story"]["links"]["nodes"]
    assert {answer["__typename"] for answer in answers} == {"LinkPayload"}
    assert {link["artifact"]["id"] for link in found} == set(covers.values())
    assert [link["isPrimary"] for link in found].count(True) == 1


@pytest.mark.parametrize("size", [2, 3, 4])
async def test_a_ring_that_two_processes_close_at_once_stays_open(
    both: tuple[Api, Api], size: int
) -> None:
    ids = list((await brought(both[0], **{f"text {n}": "TEXT" for n in range(size)})).values())

    for relation_type in ("DERIVED_FROM", "VARIANT_OF", "TRANSCODED_FROM"):
        answers = await race(
            both,
            *(
                doing(
                    "relateArtifacts",
                    {
                        "requestId": request_id(),
                        "relationType": relation_type,
                        "fromArtifactId": newer,
                        "toArtifactId": source,
                    },
                )
                for newer, source in zip(ids, [*ids[1:], ids[0]], strict=True)
            ),
        )

        assert sorted(answer["__typename"] for answer in answers) == (
            ["CycleProblem"] + ["RelationPayload"] * (size - 1)
        )


async def test_a_request_that_two_processes_get_is_done_once(both: tuple[Api, Api]) -> None:
    facts = {"requestId": request_id(), "title": "The fox"}

    answers = await race(both, *[doing("createStory", facts, "story { id }")] * 8)

    assert len({answer["story"]["id"] for answer in answers}) == 1
    assert await both[1]("{ stories { totalCount } }") == {"stories": {"totalCount": 1}}


async def test_a_transition_that_two_processes_make_happens_once(both: tuple[Api, Api]) -> None:
    text = await a_text(both[0])

    answers = await race(both, *[doing("publishArtifact", {"artifactId": text})] * 8)

    assert sorted(answer["__typename"] for answer in answers) == (
        ["ArtifactPayload"] + ["IllegalTransitionProblem"] * 7
    )


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_a_graph_is_reached_directly_and_by_routing(
    settings: Settings, graph: Graph, scheme: str
) -> None:
    """A single server gives a routing table, too, as a cluster does."""
    address = (settings.neo4j_uri or "").partition("://")[2]
    reached = settings.model_copy(update={"neo4j_uri": f"{scheme}://{address}"})

    async with (
        served(create_app(reached)) as url,
        httpx.AsyncClient(base_url=url, timeout=HANG) as client,
    ):
        api = Api(client)
        story, cover = await a_story(api), await a_picture(api)
        sketch = await a_picture(api, "a sketch")
        await related(api, "DERIVED_FROM", cover, sketch)
        await moved(api, "publishArtifact", cover)
        await linked(api, story, cover, "COVER", isPrimary=True)
        found = await api(
            "query ($id: ID!) { story(id: $id) { cover { id ancestors { nodes { id } } } } }",
            id=story,
        )

    assert found == {"story": {"cover": {"id": cover, "ancestors": {"nodes": [{"id": sketch}]}}}}
