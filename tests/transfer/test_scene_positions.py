"""A scene whose line tells no position gets the next one of its story."""

from __future__ import annotations

import pytest

from tests.builders import an_id
from tests.lines import artifact_line, story_line, story_link_line

pytestmark = pytest.mark.anyio

POSITIONS = "MATCH ()-[l:HAS_ARTIFACT]->(a) RETURN a.id, l.position ORDER BY l.position, a.id"


def scene(number, position=None, **facts):
    return story_link_line(number, "scene_image", position=position, **facts)


@pytest.fixture
def positions(driver):
    def told():
        return [tuple(row.values()) for row in driver.execute_query(POSITIONS).records]

    return told


def placed(*pairs):
    return [(an_id("a", number), position) for number, position in pairs]


async def test_scenes_without_a_position_follow_in_the_order_of_their_lines(bring, positions):
    things = [story_line(), *(artifact_line(number) for number in range(1, 5))]

    await bring([*things, scene(3), scene(1), scene(2, 4), scene(4)])

    assert positions() == placed((2, 4), (3, 5), (1, 6), (4, 7))


async def test_they_come_after_those_of_the_graph_and_of_later_chunks(bring, positions):
    things = [story_line(), *(artifact_line(number) for number in range(1, 5))]
    await bring([*things, scene(1, 2)])

    await bring([scene(2), scene(3, 5), scene(4)], chunk_rows=1)

    assert positions() == placed((1, 2), (3, 5), (2, 6), (4, 7))


async def test_the_same_lines_again_change_nothing(bring, seen):
    lines = [story_line(), artifact_line(1), artifact_line(2), scene(2), scene(1)]
    await bring(lines)
    before = seen()

    again = await bring(lines)

    assert again.new["storyLink"] == 0
    assert seen() == before


@pytest.mark.parametrize("there", [[], [scene(1, 2**31 - 1)]])
async def test_where_no_position_is_left_the_line_is_refused_before_anything_is_written(
    bring, refused, there
):
    lines = [story_line(), *(artifact_line(number) for number in range(1, 4))]
    await bring([*lines, *there])

    [problem] = await refused([scene(1, 2**31 - 1), scene(2), scene(3, 5)])

    assert (problem.line, problem.code) == (2, "BAD_INPUT")
    assert problem.message == "position must be given: those of the story come close to 2147483647"


async def test_a_cover_has_no_position(bring, positions):
    await bring([story_line(), artifact_line(1), story_link_line(1)])

    assert positions() == placed((1, None))
