"""A lineage is shown as a table and drawn from the same facts, with a part highlighted."""

from __future__ import annotations

import json
import re
from typing import Any

import neo4j
import pytest

from tests.builders import a_link, a_story, an_artifact, an_id, connect, create, relate, strangers
from tests.client import Api

pytestmark = pytest.mark.anyio

IDEA, SKETCH, NIGHT, DAY, COVER = (an_id("a", number) for number in range(5))
STATES = ("archived", "intermediate", "candidate", "intermediate", "published")
STORY = an_id("s", 1)


@pytest.fixture
def cover(api: Api, driver: neo4j.Driver) -> Api:
    """A cover from two paintings of a sketch of an idea, which a story shows; and strangers."""
    names = ("Idea", "Sketch", "Night", "Day", "Cover </script>")
    create(
        driver,
        "Artifact",
        [
            an_artifact(number, name=name, state=state, kind="image", media_type="image/png")
            for number, (name, state) in enumerate(zip(names, STATES, strict=True))
        ],
    )
    relate(driver, [(SKETCH, IDEA), (NIGHT, SKETCH), (DAY, SKETCH), (COVER, NIGHT)])
    relate(driver, [(COVER, DAY)], "VARIANT_OF")
    create(driver, "Story", [a_story(1, title="The fox")])
    connect(driver, "HAS_ARTIFACT", [a_link(STORY, "cover", COVER, is_primary=True)])
    strangers(driver)
    return api


async def page_of(api: Api, artifact: str, **asked: Any) -> str:
    page = await api.http.get(f"/artifacts/{artifact}/lineage", params=asked)
    assert page.status_code == 200
    return page.text


def rows(page: str) -> list[tuple[str, ...]]:
    """The cells of the tables, without their tags."""
    found = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found]
    return [tuple(" ".join(re.sub(r"<[^>]+>", " ", c).split()) for c in row) for row in cells]


def drawn(page: str) -> dict[str, Any]:
    """What the picture is drawn from, as a browser reads it."""
    [data] = re.findall(r'<script type="application/json" id="drawing">(.*?)</script>', page)
    return json.loads(data)


async def test_a_table_says_what_it_was_made_from_and_what_was_made_from_it(cover: Api) -> None:
    page = await page_of(cover, NIGHT)

    assert rows(page) == [
        ("Sketch image", "intermediate", "1"),
        ("Idea image", "archived", "2"),
        ("Cover &lt;/script&gt; image", "published", "1"),
    ]


async def test_a_picture_is_drawn_from_sources_to_what_was_made_of_them(cover: Api) -> None:
    drawing = drawn(await page_of(cover, NIGHT))

    assert drawing["here"] == NIGHT
    assert {(one["id"], one["name"], one["state"]) for one in drawing["nodes"]} == {
        (IDEA, "Idea", "ARCHIVED"),
        (SKETCH, "Sketch", "INTERMEDIATE"),
        (NIGHT, "Night", "CANDIDATE"),
        (COVER, "Cover </script>", "PUBLISHED"),
    }
    assert {one["image"] for one in drawing["nodes"]} == {"/static/explorer/kinds/image.svg"}
    assert sorted((one["source"], one["target"], one["type"]) for one in drawing["edges"]) == [
        (IDEA, SKETCH, "DERIVED_FROM"),
        (SKETCH, NIGHT, "DERIVED_FROM"),
        (NIGHT, COVER, "DERIVED_FROM"),
    ]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"direction": "ANCESTORS"}, {"Sketch", "Idea", "Night", "Day"}),
        ({"direction": "DESCENDANTS"}, set()),
        ({"type": "VARIANT_OF"}, {"Day"}),
        ({"state": ["ARCHIVED", "CANDIDATE"]}, {"Idea", "Night"}),
        ({"depth": "2"}, {"Sketch", "Night", "Day"}),
        (
            {"direction": "x", "type": "x", "state": "x", "depth": "٣", "highlight": "x"},
            {"Sketch", "Idea", "Night", "Day"},
        ),
    ],
)
async def test_an_address_asks_for_a_part(cover: Api, asked: Any, names: set[str]) -> None:
    page = await page_of(cover, COVER, **asked)

    assert {name.removesuffix(" image") for name, *_ in rows(page)} == names
    assert ("there is more, farther away" in page) == ("depth" in asked and asked["depth"] == "2")


@pytest.mark.parametrize(("here", "to"), [(COVER, SKETCH), (SKETCH, COVER)])
async def test_the_routes_between_two_are_told_and_marked(cover: Api, here: str, to: str) -> None:
    page = await page_of(cover, here, to=to)

    assert "2 shortest paths" in page
    assert "of 2 relations" in page
    assert {(one["source"], one["target"]) for one in drawn(page)["edges"] if one["mark"]} == {
        (SKETCH, NIGHT),
        (SKETCH, DAY),
        (NIGHT, COVER),
        (DAY, COVER),
    }
    assert {name.partition(" ")[0] for name, *_, mark in rows(page) if mark == "on the path"} == {
        "Night",
        "Day",
        "Sketch" if here == COVER else "Cover",
    }


async def test_two_without_a_route_are_told_so(cover: Api) -> None:
    page = await page_of(cover, NIGHT, to=DAY)

    assert "No path leads to Day." in page


async def test_an_impact_is_told_and_marked(cover: Api) -> None:
    page = await page_of(cover, NIGHT, highlight="impact")

    assert "1 artifact made from it: 1 × image" in page
    assert f'Cover of <a href="/stories/{STORY}">The fox</a>' in page
    assert {one["id"]: one["mark"] for one in drawn(page)["nodes"]} == {
        IDEA: None,
        SKETCH: None,
        NIGHT: None,
        COVER: "affected",
    }


async def test_a_withdrawal_is_shown_before_it_is_done(cover: Api) -> None:
    page = await page_of(cover, SKETCH, highlight="withdrawal")

    assert "A withdrawal of Sketch would also archive 3 artifacts, 1 of them published" in page
    assert "would have no replacement" in page
    assert {one["id"]: one["mark"] for one in drawn(page)["nodes"]} == {
        IDEA: None,
        SKETCH: None,
        NIGHT: "withdrawn",
        DAY: "withdrawn",
        COVER: "withdrawn, published",
    }
    asked = await cover("query ($id: ID!) { artifact(id: $id) { state } }", id=COVER)
    assert asked["artifact"]["state"] == "PUBLISHED"


@pytest.mark.parametrize(("asked", "status"), [({"to": an_id("a", 99)}, 404), ({"to": "x"}, 400)])
async def test_a_path_to_nothing_is_not_shown(cover: Api, asked: Any, status: int) -> None:
    page = await cover.http.get(f"/artifacts/{COVER}/lineage", params=asked)

    assert page.status_code == status


async def test_a_lineage_is_given_as_files_for_other_tools(cover: Api) -> None:
    page = await page_of(cover, COVER)

    files = re.findall(rf"/artifacts/{COVER}/lineage\.([\w.]+)", page)
    answers = [await cover.http.get(f"/artifacts/{COVER}/lineage.{end}") for end in files]
    assert files == ["json", "graphml", "dot", "mmd", "prov.json", "csv"]
    assert [answer.status_code for answer in answers] == [200] * 6


async def test_what_has_no_lineage_is_shown_alone(cover: Api, driver: neo4j.Driver) -> None:
    create(driver, "Artifact", [an_artifact(50, name="Alone")])

    page = await page_of(cover, an_id("a", 50))

    assert (rows(page), len(drawn(page)["nodes"])) == ([], 1)
