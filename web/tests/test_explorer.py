"""The explorer in a browser: what is seen, walked to, and asked of nobody else."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page

from web.tests.browser import Visit, visiting

pytestmark = pytest.mark.anyio

COVER = "Cover, night, lettered"
SEEN = """pictures => Promise.all(pictures.map(async one => {
    await one.decode();
    return one.naturalWidth > 100;
}))"""
PLAYED = """players => Promise.all(players.map(async one => {
    one.muted = true;
    await one.play();
    return one.duration > 1 ? one.tagName : 'too short';
}))"""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


async def at_the_cover(page: Page) -> None:
    """Searches for a cover, and follows what is found."""
    await page.goto("/")
    await page.get_by_role("searchbox").fill(COVER)
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name=COVER).click()
    await page.get_by_role("heading", name=COVER).wait_for()


async def test_from_the_first_page_to_a_cover_and_on(visit: Visit) -> None:
    await visit.page.goto("/")
    await visit.shot("explorer-stories")
    await visit.page.get_by_role("link", name="The Lighthouse").first.click()
    await visit.page.get_by_role("heading", name="Runs").wait_for()
    await visit.shot("explorer-story")
    pictures = await visit.page.locator(".primaries img.whole").evaluate_all(SEEN)
    players = await visit.page.locator(".primaries :is(video, audio)").evaluate_all(PLAYED)

    await at_the_cover(visit.page)
    await visit.shot("explorer-artifact")
    await visit.page.get_by_role("link", name="Cover painting, night").first.click()
    await visit.page.get_by_role("heading", name="Cover painting, night").wait_for()

    assert (pictures, players) == ([True], ["VIDEO", "AUDIO"])
    assert (visit.outside, visit.wrong) == ([], [])


async def test_a_text_is_shown_in_place(visit: Visit) -> None:
    await visit.page.goto("/?q=First manuscript")
    await visit.page.get_by_role("link", name="First manuscript", exact=True).first.click()

    await visit.page.locator("pre[data-content]:not(:empty)").wait_for()
    await visit.shot("explorer-text")

    assert visit.wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_all_without_scrolling_sideways(
    browser: Browser, address: str, scheme: str
) -> None:
    async with visiting(browser, address, color_scheme=scheme, **PHONE) as visit:
        widths, barriers = [], []
        await visit.page.goto("/")
        widths.append(await visit.page.evaluate("document.documentElement.scrollWidth"))
        barriers += await visit.barriers()
        await visit.shot(f"explorer-phone-{scheme}-stories")
        await at_the_cover(visit.page)
        widths.append(await visit.page.evaluate("document.documentElement.scrollWidth"))
        barriers += await visit.barriers()
        await visit.shot(f"explorer-phone-{scheme}-artifact")

    assert (widths, barriers) == ([390, 390], [])
    assert visit.wrong == []


async def test_keys_alone_lead_from_a_search_to_the_picture_of_a_lineage(visit: Visit) -> None:
    page = visit.page
    await page.goto("/")

    await tabbed_to(page, page.get_by_role("searchbox"))
    await page.keyboard.type("cover night lettered")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Found for").wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # Skips what is above the content.
    for link in (page.get_by_role("link", name=COVER), page.get_by_role("link", name="Lineage")):
        await link.wait_for()
        await tabbed_to(page, link)
        await page.keyboard.press("Enter")
    await page.locator("#picture[data-drawn]").wait_for()
    await tabbed_to(page, page.locator("#picture"))
    await page.keyboard.press("ArrowLeft")
    await tabbed_to(page, page.get_by_role("link", name="Path to it"))
    await visit.shot("explorer-keys")

    assert await page.locator("#chosen b").inner_text() == "Cover painting, night"


async def tabbed_to(page: Page, wanted: Locator) -> None:
    """Presses the tabulator until something has the focus."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"The tabulator does not lead to {wanted}.")
