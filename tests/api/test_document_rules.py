"""A document that would cost more than it may is refused before it costs that."""

from __future__ import annotations

import httpx
import pytest

from app.api.document_rules import MAX_ALIASES, MAX_DOCUMENT_BYTES, MAX_TOKENS
from tests.client import Api
from tests.recording import request_id
from tests.sockets import watching

pytestmark = pytest.mark.anyio


def doubling(inside: str, levels: int = 30) -> str:
    """Fragments of which each asks twice for the next: the last would stand there 2^30 times."""
    fragments = "".join(
        f" fragment F{n} on Story {{ a: currentRun {{ story {{ ...F{n + 1} }} }}"
        f" b: currentRun {{ story {{ ...F{n + 1} }} }} }}"
        for n in range(levels)
    )
    return f"{inside}{fragments} fragment F{levels} on Story {{ id }}"


async def code(http: httpx.AsyncClient, query: str, **variables: object) -> str:
    answer = await http.post("/graphql", json={"query": query, "variables": variables})
    [error] = answer.json()["errors"]
    return error["extensions"]["code"]


async def test_fragments_that_double_are_too_complex(http: httpx.AsyncClient) -> None:
    query = doubling("{ stories { nodes { ...F0 } } }")

    assert await code(http, query) == "TOO_COMPLEX"


async def test_nothing_is_done_when_what_is_asked_back_doubles(api: Api) -> None:
    mutation = doubling(
        "mutation ($input: CreateStoryInput!)"
        " { createStory(input: $input) { ... on StoryPayload { story { ...F0 } } } }"
    )

    refused = await code(api.http, mutation, input={"requestId": request_id(), "title": "The fox"})

    assert refused == "TOO_COMPLEX"
    assert await api("{ stories { totalCount } }") == {"stories": {"totalCount": 0}}


async def test_a_document_has_so_many_tokens(http: httpx.AsyncClient) -> None:
    around = "{{ artifacts ( where : {{ kinds : [ {} ] }} ) {{ __typename }} }}"
    kinds = "IMAGE " * (MAX_TOKENS - len(around.format("").split()))

    within = await code(http, around.format(kinds))
    over = await code(http, around.format(f"{kinds} IMAGE"))

    assert within == "BAD_INPUT"  # A list of more than 100 items.
    assert over == "TOO_MANY_TOKENS"


@pytest.mark.parametrize("form", ["{{ {} }}", "{{ ...F }} fragment F on Query {{ {} }}"])
async def test_a_document_has_so_many_aliases_at_its_root(
    http: httpx.AsyncClient, form: str
) -> None:
    fields = [f"a{n}: __typename" for n in range(MAX_ALIASES + 1)]

    within = await http.post("/graphql", json={"query": form.format(" ".join(fields[1:]))})

    assert len(within.json()["data"]) == MAX_ALIASES
    assert await code(http, form.format(" ".join(fields))) == "TOO_COMPLEX"


async def test_a_document_has_so_many_bytes(http: httpx.AsyncClient) -> None:
    def of_length(length: int) -> str:
        around = '{{ artifacts(where: {{name: "{}"}}) {{ __typename }} }}'
        return around.format("ä" * ((length - len(around.format(""))) // 2))

    within = await code(http, of_length(MAX_DOCUMENT_BYTES))
    over = await code(http, of_length(MAX_DOCUMENT_BYTES + 2))
    async with watching(http, of_length(MAX_DOCUMENT_BYTES + 2)) as watcher:
        over_a_socket = await watcher.code()

    assert within == "BAD_INPUT"  # A name of more than 1,000 characters.
    assert (over, over_a_socket) == ("TOO_COMPLEX", "TOO_COMPLEX")
