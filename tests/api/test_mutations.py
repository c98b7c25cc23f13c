"""Every mutation of the schema at its work: what it asks back, and its retries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import neo4j
import pytest
from strawberry.types import ExecutionResult

from app.api.context import Context
from app.api.schema import schema
from app.blobs.store import Store
from app.graph.session import Graph
from tests.asking import told
from tests.client import MUTATIONS, Api, doing, success_of
from tests.inputs import GOOD, PAYLOADS
from tests.world import World, a_world, everything

pytestmark = pytest.mark.anyio


@pytest.fixture
async def fresh(api: Api, driver: neo4j.Driver) -> World:
    """A world that a test changes."""
    return await a_world(api, driver)


def test_every_mutation_has_a_good_input() -> None:
    assert GOOD.keys() == MUTATIONS.keys()


async def test_every_mutation_succeeds(fresh: World) -> None:
    for mutation in GOOD:
        success = success_of(mutation)

        answer = await fresh.api.do(mutation, fresh.good(mutation), PAYLOADS[success])

        assert answer["__typename"] == success, answer


READS = {"createUpload": 0, "createUploads": 0, "heartbeat": 0, "reviseArtifact": 2}
"""How many reads there are where it is not one: a revision reads the kind of the old one first."""


async def test_what_is_asked_back_of_a_mutation_is_one_read_and_the_same_without_finishing(
    fresh: World, graph: Graph, store: Store
) -> None:
    context = Context(graph=graph, store=store, max_nodes=1)

    for mutation in GOOD:
        text, good = (
            doing(mutation, PAYLOADS[success_of(mutation)]),
            {"input": fresh.good(mutation)},
        )
        before = graph.statements

        answer: Any = await schema.execute(text, good, context)

        assert isinstance(answer, ExecutionResult)
        assert answer.errors is None
        reads = graph.statements - before
        assert (mutation, reads) == (mutation, READS.get(mutation, 1))
        if "requestId" in good["input"] and mutation != "createUpload":
            ordinary: Any = await schema.execute(text, good, replace(context, finish=False))
            assert told(ordinary) == told(answer)


NOUNS = {
    "StoryPayload": "story",
    "RunPayload": "run",
    "StepPayload": "step",
    "NewArtifactPayload": "artifact",
    "AssessmentPayload": "assessment",
    "IngestedPayload": "run",
}
"""What payloads have that is known by its id alone."""


async def test_an_answer_of_ids_alone_reads_nothing_and_is_that_of_a_read(
    fresh: World, graph: Graph, store: Store
) -> None:
    context = Context(graph=graph, store=store, max_nodes=1)
    asked = [one for one in GOOD if "requestId" in GOOD[one] and success_of(one) in NOUNS]
    assert {success_of(one) for one in asked} == NOUNS.keys()

    for mutation in asked:
        noun, good = NOUNS[success_of(mutation)], {"input": fresh.good(mutation)}
        text = doing(mutation, f"{noun} {{ __typename id again: id }}")
        before = graph.statements

        answer: Any = await schema.execute(text, good, context)

        assert graph.statements - before == READS.get(mutation, 1) - 1
        ordinary: Any = await schema.execute(text, good, replace(context, finish=False))
        read: Any = await schema.execute(
            doing(mutation, f"{noun} {{ __typename id again: id createdAt }}"), good, context
        )
        found = dict(read.data[mutation][noun])
        assert found.pop("createdAt")
        assert dict(answer.data[mutation][noun]) == found
        assert told(ordinary) == told(answer)


OTHERWISE: dict[str, dict[str, Any]] = {
    "createStory": {"title": "another"},
    "createRun": {"workflow": "another"},
    "createStep": {"name": "another"},
    "createUpload": {"size": "13"},
    "registerArtifact": {"name": "another"},
    "reviseArtifact": {"note": "another"},
    "relateArtifacts": {"note": "another"},
    "assessArtifact": {"score": 0.26},
    "ingestRun": {"setCurrent": False},
}
"""What to change in an input so that it is another request."""


@pytest.mark.parametrize("mutation", [name for name in GOOD if "requestId" in GOOD[name]])
async def test_a_retry_gets_the_same_answer_and_does_nothing(
    fresh: World, driver: neo4j.Driver, mutation: str
) -> None:
    good, asks = fresh.good(mutation), PAYLOADS[success_of(mutation)]
    first = await fresh.api.do(mutation, good, asks)
    before = everything(driver)

    again = await fresh.api.do(mutation, good, asks)

    other = await fresh.api.do(mutation, good | OTHERWISE[mutation])
    assert first["__typename"] == success_of(mutation)
    assert again == first
    assert other["code"] == "IDEMPOTENCY_MISMATCH"
    assert everything(driver) == before
