"""The picture of a lineage in a browser: walked by keys and pointer, folded, or left out."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page

from tests.client import Api
from tests.recording import request_id
from web.tests.browser import Visit, visiting

pytestmark = pytest.mark.anyio

COVER = "Cover painting, night"
DESK = {"viewport": {"width": 1280, "height": 940}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


async def artifact(http: httpx.AsyncClient, name: str) -> str:
    """Where the artifact of the demo with that name is shown."""
    named = "query ($name: String) { artifacts(where: {name: $name}) { nodes { id name } } }"
    found = (await Api(http)(named, name=name))["artifacts"]["nodes"]
    return next(f"/artifacts/{one['id']}" for one in found if one["name"] == name)


async def drawn(page: Page) -> int:
    """How many artifacts and stacks the picture shows, once it is drawn."""
    picture = page.locator("#picture[data-drawn]")
    await picture.wait_for()
    return int(await picture.get_attribute("data-drawn") or 0)


async def chosen(page: Page) -> str:
    """The name of what is chosen."""
    return await page.locator("#chosen b").inner_text()


@pytest.mark.parametrize(("scheme", "highlight"), [("light", "withdrawal"), ("dark", "impact")])
async def test_a_picture_shows_what_the_table_says(
    browser: Browser, address: str, http: httpx.AsyncClient, scheme: str, highlight: str
) -> None:
    path = await artifact(http, COVER)
    async with visiting(browser, address, color_scheme=scheme, **DESK) as visit:
        await visit.page.goto(f"{path}/lineage?highlight={highlight}")
        shown = await drawn(visit.page)
        await visit.page.wait_for_load_state("networkidle")
        await visit.shot(f"lineage-{highlight}")
        rows = await visit.page.locator("tbody tr").count()
        barriers = await visit.barriers()

    assert shown == rows + 1 == 20
    assert barriers == []
    assert (visit.outside, visit.wrong) == ([], [])


async def test_a_picture_is_walked_by_keys(visit: Visit, http: httpx.AsyncClient) -> None:
    await visit.page.goto(f"{await artifact(http, COVER)}/lineage?direction=DESCENDANTS")
    await drawn(visit.page)
    start = await chosen(visit.page)

    await visit.page.locator("#picture").focus()
    await visit.page.keyboard.press("ArrowRight")
    beside = await chosen(visit.page)
    await visit.page.keyboard.press("ArrowLeft")
    back = await chosen(visit.page)
    await visit.page.keyboard.press("ArrowRight")
    await visit.page.keyboard.press("Enter")
    await visit.page.wait_for_url(lambda url: url.endswith("/lineage?direction=DESCENDANTS"))
    await visit.page.get_by_role("heading", name=beside, level=1).wait_for()

    assert (start, back) == (COVER, COVER)
    assert beside != COVER
    assert visit.wrong == []


async def test_a_pointer_chooses_and_then_goes_there(visit: Visit, http: httpx.AsyncClient) -> None:
    await visit.page.goto(f"{await artifact(http, 'Film for phones')}/lineage?depth=1")
    await drawn(visit.page)
    box = await visit.page.locator("#picture").bounding_box()
    assert box
    film = {"x": box["width"] / 2 - 125, "y": box["height"] / 2 - 30}

    await visit.page.locator("#picture").click(position=film)
    name = await chosen(visit.page)
    await visit.page.get_by_role("link", name="Go there").click()
    await visit.page.get_by_role("heading", name="Film", level=1, exact=False).wait_for()

    assert name == "Film"


async def test_a_path_is_asked_for_in_the_picture(visit: Visit, http: httpx.AsyncClient) -> None:
    await visit.page.goto(f"{await artifact(http, COVER)}/lineage?direction=ANCESTORS")
    await drawn(visit.page)
    await visit.page.locator("#picture").focus()
    await visit.page.keyboard.press("ArrowLeft")
    name = await chosen(visit.page)

    await visit.page.get_by_role("link", name="Path to it").click()
    await visit.page.get_by_label("Paths").wait_for()
    await drawn(visit.page)
    await visit.shot("lineage-path")

    paths = await visit.page.get_by_label("Paths").inner_text()
    assert re.match(rf"\d+ shortest paths? to {re.escape(name)}", paths)


async def test_filters_show_a_part(visit: Visit, http: httpx.AsyncClient) -> None:
    await visit.page.goto(f"{await artifact(http, COVER)}/lineage")
    whole = await drawn(visit.page)

    await visit.page.get_by_text("Filters").click()
    await visit.page.get_by_label("Depth").fill("1")
    await visit.page.get_by_label("derived from").check()
    await visit.page.get_by_role("button", name="Show", exact=True).click()
    await visit.page.wait_for_url("**depth=1**")

    assert (whole, await drawn(visit.page)) == (20, 6)


async def test_many_siblings_are_a_stack_until_it_is_opened(
    visit: Visit, http: httpx.AsyncClient
) -> None:
    here = await with_siblings(Api(http), 12)
    await visit.page.goto(f"/artifacts/{here}/lineage")
    folded = await drawn(visit.page)
    await visit.page.locator("#picture").focus()
    await visit.page.keyboard.press("ArrowRight")
    stack = await chosen(visit.page)
    await visit.shot("lineage-stack")

    await visit.page.keyboard.press("Enter")
    await visit.page.locator("#picture[data-drawn='13']").wait_for()

    assert folded == 2
    assert stack.startswith("12 like “Sibling ")
    assert await visit.page.locator("tbody tr").count() == 12


async def with_siblings(api: Api, count: int) -> str:
    """An idea that many were made from; the session of the run that made them has no story."""
    facts: dict[str, Any] = {"kind": "TEXT", "mediaType": "text/plain", "stage": "ideas"}
    names = [f"Sibling {number}" for number in range(count)]
    batch = {
        "requestId": request_id(),
        "run": {"workflow": "siblings", "sessionId": "siblings"},
        "artifacts": [{"ref": name, "name": name, **facts} for name in ("Idea of many", *names)],
        "relations": [{"fromArtifact": name, "toArtifact": "Idea of many"} for name in names],
    }
    made = await api.do("ingestRun", batch, "artifacts { ref id }")
    return next(one["id"] for one in made["artifacts"] if one["ref"] == "Idea of many")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_all_without_scrolling_sideways(
    browser: Browser, address: str, http: httpx.AsyncClient, scheme: str
) -> None:
    path = await artifact(http, COVER)
    async with visiting(browser, address, color_scheme=scheme, **PHONE) as visit:
        await visit.page.goto(f"{path}/lineage")
        await drawn(visit.page)
        await visit.page.wait_for_load_state("networkidle")
        width = await visit.page.evaluate("document.documentElement.scrollWidth")
        await visit.shot(f"lineage-phone-{scheme}")

    assert (width, visit.wrong) == (390, [])


async def test_without_scripts_a_lineage_is_walked_as_a_table(
    browser: Browser, address: str, http: httpx.AsyncClient
) -> None:
    path = await artifact(http, COVER)
    async with visiting(browser, address, java_script_enabled=False) as visit:
        await visit.page.goto(f"{path}/lineage")
        rows = await visit.page.locator("tbody tr").count()
        seen = await visit.page.locator("#picture").is_visible()
        await visit.page.get_by_role("link", name="Colour script").click()
        await visit.page.get_by_role("heading", name="Colour script", level=1).wait_for()

    assert (rows, seen) == (19, False)
