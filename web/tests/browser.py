"""A real Chromium, and pages of it that know what they asked for and what went wrong in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.waiting import HANG

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


@dataclass(slots=True, kw_only=True)
class Visit:
    """A page, the addresses that it asked for, and what its console says is wrong."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """What was asked of any other server."""
        ours = (f"{self.address}/", "data:", "blob:")
        return [url for url in self.asked if not url.startswith(ours)]

    async def shot(self, name: str) -> None:
        """Keeps a picture of the page."""
        SCREENSHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    async def barriers(self) -> list[str]:
        """What axe finds that keeps people from reading or using the page."""
        await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await self.page.evaluate("axe.run()")
        return [f"{one['id']}: {at['html']}" for one in found["violations"] for at in one["nodes"]]


def chromium() -> str:
    """Where Chromium is: what CHROMIUM says, or what is on the path."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "There is no Chromium: install it (on Debian and Ubuntu: apt install chromium)."
    return found


@asynccontextmanager
async def started() -> AsyncGenerator[Browser]:
    """A browser without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visiting(browser: Browser, address: str, **options: object) -> AsyncGenerator[Visit]:
    """A page of a browser that was never here before; `options` are Playwright's of a context."""
    context = await browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
    context.set_default_timeout(HANG * 1_000)
    visit = Visit(page=await context.new_page(), address=address)
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    visit.page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    visit.page.on(
        "console",
        lambda said: visit.wrong.append(said.text) if said.type == "error" else None,
    )
    try:
        yield visit
    finally:  # A stream that stays open would keep its service from ending.
        await context.close()
