"""The page of `examples/web` is built as its README says, and sees what another one changes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncGenerator
from pathlib import Path

import anyio
import pytest
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from app.main import create_app
from app.settings import Settings
from tests.client import served
from web.tests.browser import Visit, visiting

pytestmark = pytest.mark.anyio

REPOSITORY = Path(__file__).parents[2]
COVER = REPOSITORY / "app" / "demo" / "media" / "lighthouse" / "cover-dusk.png"
LOADED = "one => one.decode().then(() => one.naturalWidth > 100)"


@pytest.fixture
async def page_address(address: str, settings: Settings, tmp_path: Path) -> AsyncGenerator[str]:
    """Where the page is; it asks a service that has the demo, and that lets its origin ask."""
    pages = Starlette(routes=[Mount("/", StaticFiles(directory=tmp_path, html=True))])
    async with served(pages) as origin:
        given = settings.model_copy(update={"origins": origin})
        async with served(create_app(given)) as service:
            await built(service, tmp_path)
            yield origin


async def built(service: str, directory: Path) -> None:
    """Writes the types of the documents, checks all types, and bundles the page."""
    command = ["npm", "run", "build", "--", "--outDir", str(directory)]
    ended = await anyio.run_process(
        command,
        cwd=REPOSITORY / "examples" / "web",
        env={**os.environ, "VITE_API": service},
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout.decode()


async def shown(visit: Visit) -> str:
    """What the page says of its cover, once it is live."""
    await visit.page.goto("/")
    await visit.page.get_by_role("heading", level=1).wait_for()
    return await visit.page.get_by_label("Cover", exact=True).inner_text()


async def test_a_cover_that_one_page_uploads_is_seen_on_another(
    browser: Browser, page_address: str
) -> None:
    async with (
        visiting(browser, page_address) as here,
        visiting(browser, page_address) as elsewhere,
    ):
        before = [await shown(here), await shown(elsewhere)]

        await here.page.get_by_label("New cover").set_input_files(COVER)
        cover = elsewhere.page.get_by_role("img", name=COVER.name)
        await cover.wait_for()
        seen = await cover.evaluate(LOADED)
        after = await elsewhere.page.get_by_label("Cover", exact=True).inner_text()
        await elsewhere.shot("example")

    assert before[0] == before[1]
    assert before[0].startswith("Cover, sunrise, lettered published")
    assert "Made from 15 artifacts" in before[0]
    assert after.startswith(f"{COVER.name} candidate")
    assert ("Made from 16 artifacts" in after, seen) == (True, True)
    assert (here.wrong, elsewhere.wrong) == ([], [])
