"""Content that is opened in a tab of a browser: media play there, and nothing runs."""

from __future__ import annotations

from typing import Any

import httpx
import neo4j
import pytest

from tests.bucket import Bucket
from tests.client import Api
from tests.contents import Seed
from tests.waiting import until
from web.tests.browser import Visit

pytestmark = pytest.mark.anyio

ONE_OF = "query ($of: [String!]) { artifacts(first: 1, where: {mediaTypes: $of}) { nodes { id } } }"
STATE = "media => ({ time: media.currentTime, lacks: media.networkState === 3 })"
SCRIPT = "document.title = 'it ran'"


@pytest.fixture
def api(address: str, http: httpx.AsyncClient) -> Api:
    """The service that has the demo."""
    return Api(http)


async def content_of(api: Api, media_type: str) -> str:
    """The path of a content of the demo that has this media type."""
    found = await api(ONE_OF, of=[media_type])
    return f"/artifacts/{found['artifacts']['nodes'][0]['id']}/content"


@pytest.mark.parametrize("media_type", ["video/mp4", "audio/wav"])
async def test_media_play(visit: Visit, api: Api, media_type: str) -> None:
    await visit.page.goto(await content_of(api, media_type))
    player = visit.page.locator("video")

    async def plays() -> bool:
        state = await player.evaluate(STATE)
        assert not state["lacks"], visit.wrong
        return state["time"] > 0

    await player.evaluate("media => { media.muted = true; media.play(); }")
    await until(plays)

    assert await player.evaluate("media => media.duration") > 0.5
    assert visit.wrong == []
    await visit.shot(f"content-{media_type.partition('/')[0]}")


async def test_a_picture_is_shown(visit: Visit, api: Api) -> None:
    await visit.page.goto(await content_of(api, "image/png"))

    assert await visit.page.locator("img").evaluate("image => image.naturalWidth") > 100


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("text/html", f"<!doctype html><script>{SCRIPT}</script>"),
        (
            "image/svg+xml",
            f'<svg xmlns="http://www.w3.org/2000/svg"><script>{SCRIPT}</script></svg>',
        ),
    ],
)
async def test_what_could_run_is_a_download(
    visit: Visit, driver: neo4j.Driver, bucket: Bucket, media_type: str, text: str
) -> None:
    path = Seed(driver, bucket)(text.encode(), media_type=media_type)

    async with visit.page.expect_download() as download:
        await visit.page.evaluate("path => { location = path }", f"{visit.address}{path}")

    name = (await download.value).suggested_filename
    assert name in {"moon.html", "moon.svg"}
    assert await visit.page.title() == ""


@pytest.mark.parametrize("policy", ["video/mp4", "image/png"])
async def test_where_content_is_shown_no_script_runs(visit: Visit, api: Api, policy: str) -> None:
    """Should a browser ever take bytes for a page: what its policy is for."""
    path = await content_of(api, policy)

    async def as_page(route: Any) -> None:
        answer = await route.fetch()
        headers = {**answer.headers, "content-type": "text/html", "content-disposition": "inline"}
        headers.pop("content-length")
        page = f"<!doctype html><title>a page</title><script>{SCRIPT}</script>"
        await route.fulfill(status=200, headers=headers, body=page)

    await visit.page.route(f"**{path}", as_page)
    await visit.page.goto(path)

    assert await visit.page.title() == "a page"
