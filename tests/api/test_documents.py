"""What was asked before is not parsed and validated again, and takes no more room than it may."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import strawberry.schema.schema as executing

from app.api import documents
from app.api.documents import Documents, KnownDocuments
from tests.client import Api
from tests.recording import a_story

pytestmark = pytest.mark.anyio

TITLE = "query ($id: ID!) { story(id: $id) { title } }"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is parsed and validated, in order."""
    names: list[str] = []

    def told(module: ModuleType, name: str) -> Callable[..., Any]:
        work = getattr(module, name)

        def telling(*args: Any, **kwargs: Any) -> Any:
            names.append(name)
            return work(*args, **kwargs)

        return telling

    for module, name in ((executing, "parse"), (documents, "validate_document")):
        monkeypatch.setattr(module, name, told(module, name))
    monkeypatch.setattr(KnownDocuments, "documents", Documents(most=9, size=999_999))
    return names


async def test_a_document_is_parsed_and_validated_once(api: Api, done: list[str]) -> None:
    fox, hen = await a_story(api, "The fox"), await a_story(api, "The hen")
    done.clear()

    answers = [await api(TITLE, id=story) for story in (fox, hen, fox)]

    assert [answer["story"]["title"] for answer in answers] == ["The fox", "The hen", "The fox"]
    assert done == ["parse", "validate_document"]


async def test_each_operation_of_a_known_document_is_done_by_its_name(
    api: Api, done: list[str]
) -> None:
    both = "query A { stories { totalCount } } query B { runs { totalCount } }"

    answers = [
        (await api.http.post("/graphql", json={"query": both, "operationName": name})).json()
        for name in ("A", "B", "C")
    ]

    assert [list(answer.get("data", {})) for answer in answers] == [["stories"], ["runs"], []]
    assert done == ["parse", "validate_document"]


@pytest.mark.parametrize("wrong", ["{ tale }", "{", "{ stories(first: true) { totalCount } }"])
async def test_a_wrong_document_is_wrong_each_time_and_not_kept(
    api: Api, done: list[str], wrong: str
) -> None:
    first, again = await api.ask(wrong), await api.ask(wrong)

    assert first["errors"] == again["errors"]
    assert KnownDocuments.documents.facts().count == 0
