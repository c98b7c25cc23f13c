"""Whatever is asked, what the process keeps of it stays within its bounds, and says how it does."""

from __future__ import annotations

import gc
import sys
from itertools import count
from typing import Any

import pytest

from app.api import plans
from app.api.complexity import Complexity
from app.api.documents import Documents, KnownDocuments
from app.api.kept import Kept, KeptFacts
from tests.asking import Ask
from tests.builders import an_id

pytestmark = pytest.mark.anyio

MOST = 8
BLOCKS = 50
"""What one more request may leave behind, in allocated blocks; one that is kept has over 200."""

numbers = count()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caches are empty, and have little room."""
    monkeypatch.setattr(KnownDocuments, "documents", Documents(most=MOST, size=9_999_999))
    monkeypatch.setattr(Complexity, "kept", Kept[Any, Any](most=MOST, size=9_999_999))
    for name in ("ASKED", "PLANS"):
        monkeypatch.setattr(plans, name, Kept[Any, Any](most=MOST, size=9_999_999))


def cache_facts() -> dict[str, KeptFacts]:
    kept: dict[str, Kept[Any, Any]] = {
        "documents": KnownDocuments.documents,
        "costs": Complexity.kept,
        "asked": plans.ASKED,
        "plans": plans.PLANS,
    }
    return {name: one.facts() for name, one in kept.items()}


def asked() -> tuple[str, dict[str, Any]]:
    """A question with names, values and forms of arguments that were never there before."""
    number = next(numbers)
    text = (
        f"query Q{number}($v{number}: Boolean!, $id: ID!, $n: Int) {{ a{number}: story(id: $id) {{"
        f" b{number}: title c{number}: runs(first: $n) @include(if: $v{number}) {{ totalCount"
        f" d{number}: nodes {{ ...F{number} }} }} }} }}"
        f" fragment F{number} on Run {{ id steps(first: 2) {{ nodes {{ e{number}: name }} }} }}"
    )
    variables = {f"v{number}": number % 2 == 0, "id": an_id("s", number), "n": number % 9 + 1}
    return text, variables


async def test_questions_that_were_never_asked_before_leave_nothing_behind(ask: Ask) -> None:
    async def blocks_after(rounds: int) -> int:
        for _ in range(rounds):
            text, variables = asked()
            await ask(text, **variables)
            ask.sent.clear()
        gc.collect()
        return sys.getallocatedblocks()

    await blocks_after(4 * MOST)

    before = await blocks_after(4 * MOST)
    after = await blocks_after(4 * MOST)

    assert after - before < BLOCKS * 4 * MOST
    assert [facts.count for facts in cache_facts().values()] == [MOST] * 4


async def test_each_cache_tells_how_often_it_knew_what_was_asked(ask: Ask) -> None:
    text, variables = asked()

    for _ in range(3):
        await ask(text, **variables)

    size = 250 * len(text)
    facts = cache_facts()
    assert facts["documents"] == KeptFacts(hits=2, misses=1, count=1, size=size)
    assert facts["asked"] == KeptFacts(hits=2, misses=1, count=1, size=size)
    assert (facts["plans"].hits, facts["plans"].misses, facts["plans"].count) == (2, 0, 1)


async def test_a_document_that_is_larger_than_its_cache_is_answered_and_not_kept(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KnownDocuments, "documents", Documents(most=MOST, size=1_000))
    text, variables = asked()

    answers = [await ask(text, **variables) for _ in range(2)]

    assert answers[0] == answers[1]
    facts = cache_facts()["documents"]
    assert (facts.hits, facts.misses, facts.count, facts.size) == (0, 2, 0, 0)
