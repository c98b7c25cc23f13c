"""The explorer shows what is recorded, as letters, and finds it by whatever people have of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.client import Api
from tests.recording import MEDIA, a_text, request_id, uploaded

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
NASTY = "</script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Ids of a story, and of its run, its step, its cover and the cover's sketch."""

    story: str
    run: str
    step: str
    cover: str
    sketch: str

    @property
    def pages(self) -> list[str]:
        return [
            "/",
            f"/stories/{self.story}",
            f"/runs/{self.run}",
            f"/artifacts/{self.cover}",
            f"/artifacts/{self.sketch}",
        ]


@pytest.fixture
async def world(api: Api) -> World:
    """A story whose every word is nasty, with a cover that was made from a sketch."""
    said = {"requestId": request_id(), "title": NASTY, "synopsis": f"A harbour {NASTY}"}
    story = (await api.do("createStory", said, "story { id }"))["story"]["id"]
    facts = {"kind": "IMAGE", "mediaType": "image/png", "metadata": {NASTY: NASTY}, "step": "step"}
    made = await api.do(
        "ingestRun",
        {
            "requestId": request_id(),
            "run": {"workflow": NASTY, "sessionId": "night-7", "storyId": story},
            "steps": [
                {
                    "ref": "step",
                    "name": NASTY,
                    "agent": NASTY,
                    "model": NASTY,
                    "prompt": NASTY,
                    "parameters": {"style": NASTY},
                }
            ],
            "artifacts": [
                {"ref": "sketch", "name": f"Sketch {NASTY}", **facts},
                {"ref": "cover", "name": f"Cover {NASTY}", "state": "CANDIDATE", **facts},
                {
                    "ref": "plan",
                    "name": "Plan",
                    "step": "step",
                    "kind": "TEXT",
                    "mediaType": "text/html",
                    "content": {"text": NASTY},
                },
            ],
            "relations": [{"fromArtifact": "cover", "toArtifact": "sketch"}],
            "links": [{"artifact": "cover", "role": "COVER", "isPrimary": True}],
        },
        "run { id } steps { id } artifacts { ref id }",
    )
    ids = {one["ref"]: one["id"] for one in made["artifacts"]}
    [step] = made["steps"]
    return World(
        story=story,
        run=made["run"]["id"],
        step=step["id"],
        cover=ids["cover"],
        sketch=ids["sketch"],
    )


class Outline(HTMLParser):
    """What a page consists of: its tags, the addresses in it, and its letters."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.letters = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.letters += data


async def test_what_is_recorded_is_shown_as_letters(api: Api, world: World) -> None:
    pages = [await api.http.get(path) for path in world.pages]

    outlines = [Outline(page.text) for page in pages]
    assert [page.status_code for page in pages] == [200] * 5
    assert [NASTY in outline.letters for outline in outlines] == [True] * 5
    assert [name for one in outlines for name in one.attributes if name.startswith("on")] == []
    assert {src for one in outlines for src in one.attributes["src"]} == {
        "/static/explorer/mark.svg",
        "/static/explorer/kinds/image.svg",
        "/static/explorer/kinds/text.svg",
        "/static/explorer/texts.js",
    }


async def test_content_that_no_browser_shows_is_offered_as_a_download(api: Api) -> None:
    content = {"uploadId": await uploaded(api, "DATA")}
    made = await a_text(api, kind="DATA", mediaType=MEDIA["DATA"][0], content=content)

    page = (await api.http.get(f"/artifacts/{made}")).text

    assert f'<a href="/artifacts/{made}/content">Download the file</a>' in page
    assert "data-content" not in page
    assert "/static/explorer/kinds/data.svg" in page


async def test_every_page_may_load_nothing_from_elsewhere_and_is_not_kept(
    api: Api, world: World
) -> None:
    pages = [await api.http.get(path) for path in (*world.pages, f"/runs/{NOBODY}")]

    for page in pages:
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert ("script-src" in policy, "http" in policy) == (False, False)
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"


async def test_an_id_leads_to_what_it_is_of(api: Api, world: World) -> None:
    led = {}
    for name in ("story", "run", "step", "cover"):
        asked = getattr(world, name).upper()
        answer = await api.http.get("/", params={"q": f" {asked} "})
        assert answer.status_code == 303
        led[name] = answer.headers["location"]

    assert led == {
        "story": f"/stories/{world.story}",
        "run": f"/runs/{world.run}",
        "step": f"/runs/{world.run}#{world.step}",
        "cover": f"/artifacts/{world.cover}",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("harb", {"/stories/{story}"}),
        ("cover img", {"/artifacts/{cover}"}),
        ("night-7", {"/runs/{run}", "/stories/{story}"}),
        (NASTY, {"/runs/{run}", "/stories/{story}", "/artifacts/{cover}", "/artifacts/{sketch}"}),
        (sha256(NASTY.encode()).hexdigest(), {"the plan"}),
        ("nothing", set()),
    ],
)
async def test_a_search_finds_by_words_name_digest_workflow_and_session(
    api: Api, world: World, text: str, found: set[str]
) -> None:
    page = await api.http.get("/", params={"q": text})

    hrefs = {href for href in Outline(page.text).attributes["href"] if href.count("/") == 2}
    known = {
        path.format(**{name: getattr(world, name) for name in World.__slots__}): path
        for path in ("/stories/{story}", "/runs/{run}", "/artifacts/{cover}", "/artifacts/{sketch}")
    }
    assert {known.get(href, "the plan") for href in hrefs} == found


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        (f"/stories/{NOBODY}", 404, "There is no story with that id."),
        (f"/runs/{NOBODY}", 404, "There is no run with that id."),
        (f"/artifacts/{NOBODY}", 404, "There is no artifact with that id."),
        (f"/?q={NOBODY}", 404, "There is no thing with that id."),
        ("/artifacts/7", 400, "id must be a UUID in lowercase"),
        ("/?q=%22", 400, "text"),
    ],
)
async def test_what_cannot_be_shown_is_a_page_that_says_why(
    api: Api, path: str, status: int, message: str
) -> None:
    page = await api.http.get(path)

    assert page.status_code == status
    assert message in unescape(page.text)


async def test_older_artifacts_are_a_page_further(api: Api) -> None:
    facts = {"kind": "TEXT", "mediaType": "text/plain", "stage": "leaves"}
    names = [f"Leaf {number}" for number in range(50)]
    batch = {
        "requestId": request_id(),
        "run": {"workflow": "leaves", "sessionId": "leaves"},
        "artifacts": [{"ref": name, "name": name, **facts} for name in names],
    }
    await api.do("ingestRun", batch, "run { id }")

    first = await api.http.get("/", params={"q": "leaf"})
    [older] = re.findall(r'href="(/\?q=leaf&amp;after=[^"]+)"', first.text)
    second = await api.http.get(unescape(older))

    shown = [re.findall(r"<b>(Leaf \d+)</b>", page.text) for page in (first, second)]
    assert [len(page) for page in shown] == [48, 2]
    assert sorted(shown[0] + shown[1]) == sorted(names)
    assert "after=" not in second.text
