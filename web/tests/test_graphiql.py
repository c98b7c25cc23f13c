"""GraphiQL works in a browser that reaches nothing but the service."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from web.tests.browser import Visit

pytestmark = pytest.mark.anyio

HEADERS = "section[aria-label='Headers']"


async def opened(page: Page, path: str = "/graphql") -> None:
    """Goes to GraphiQL, and waits until it knows the schema and its editors are there."""
    async with page.expect_response(lambda answer: answer.request.method == "POST") as schema:
        await page.goto(path)
    assert (await schema.value).status == 200
    await page.locator(".graphiql-query-editor .view-line").first.wait_for()
    await page.locator(".result-window .monaco-editor").wait_for()
    await page.locator(HEADERS).get_by_text("Authorization").wait_for()


async def executed(page: Page) -> Any:
    """What the service answers to the tab that is open, once it is shown."""
    title = await page.get_by_role("tab", selected=True).inner_text()
    named = None
    while named != title:  # For a moment after a change of tabs, the name is that of the last.
        async with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            await page.get_by_role("button", name="Execute query").click()
        named = (await answered.value).request.post_data_json["operationName"]
    answer = await (await answered.value).json()
    await page.locator(".result-window", has_text=next(iter(answer))).wait_for()
    return answer


async def test_a_query_is_answered_and_nothing_is_asked_of_others(visit: Visit) -> None:
    await opened(visit.page)

    answer = await executed(visit.page)
    await visit.shot("graphiql")

    assert answer["data"]["stories"]["nodes"][0]["cover"]["ancestors"]["totalCount"] == 15
    assert (visit.outside, visit.wrong) == ([], [])


async def test_the_tabs_are_examples_that_are_answered(visit: Visit) -> None:
    await opened(visit.page)
    names = await visit.page.get_by_role("tab").all_inner_texts()

    answers = {}
    for name in names:
        await visit.page.get_by_role("tab", name=name).click()
        answers[name] = await executed(visit.page)

    assert list(answers) == ["CoverAncestors", "StoryGraph", "Search", "Impact"]
    assert {n: a["errors"] for n, a in answers.items() if "errors" in a} == {}
    assert answers["Search"]["data"]["artifacts"]["totalCount"] > 0
    [sketch] = answers["Impact"]["data"]["artifacts"]["nodes"]
    assert sketch["descendants"]["totalCount"] > 0


async def test_a_link_opens_its_query(visit: Visit) -> None:
    await opened(visit.page, "/graphql?query=query Linked { stories(first: 1) { totalCount } }")

    tabs = await visit.page.get_by_role("tab").all_inner_texts()
    answer = await executed(visit.page)

    assert tabs[0] == "Linked"
    assert answer == {"data": {"stories": {"totalCount": 3}}}


async def test_a_key_that_is_written_as_a_header_is_sent(visit: Visit) -> None:
    await opened(visit.page)

    await visit.page.locator(HEADERS).click()
    await visit.page.keyboard.press("Control+A")
    await visit.page.keyboard.insert_text('{"Authorization": "Bearer abc')  # Monaco closes it.
    async with visit.page.expect_request(lambda asked: asked.method == "POST") as asked:
        await visit.page.get_by_role("button", name="Execute query").click()

    assert (await asked.value).headers["authorization"] == "Bearer abc"
