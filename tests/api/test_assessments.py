"""Assessments over GraphQL: the history, what counts, and what is below a score."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from tests.builders import a_link, a_run, a_step, a_story, an_artifact, an_id, connect, create
from tests.client import Api
from tests.inputs import NOBODY
from tests.recording import request_id

pytestmark = pytest.mark.anyio

BELOW = """
query ($kind: AssessmentKind!, $score: Float!, $story: ID, $states: [ArtifactState!],
       $first: Int!, $after: String) {
  assessedBelow(kind: $kind, score: $score, storyId: $story, states: $states,
                first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage } nodes { score artifact { name } }
  }
}
"""


async def assessed(api: Api, number: int, score: float, kind: str = "SAFETY", **facts: Any) -> Any:
    given = {"requestId": request_id(), "artifactId": an_id("a", number), "by": "guard-2"}
    answer = await api.do(
        "assessArtifact",
        {**given, "kind": kind, "score": score, **facts},
        "assessment { id kind score by note counts artifact { id rev } }",
    )
    return answer["assessment"]


async def below(api: Api, score: float = 0.5, kind: str = "SAFETY", **asked: Any) -> list[Any]:
    found = await api(BELOW, **{"kind": kind, "score": score, "first": 20, **asked})
    return [[one["artifact"]["name"], one["score"]] for one in found["assessedBelow"]["nodes"]]


@pytest.fixture
def pictures(api: Api, driver: neo4j.Driver) -> None:
    """Pictures 1 to 4: the first linked to a story, the second made by a run of it, and both."""
    create(driver, "Artifact", [an_artifact(n, name=f"picture {n}") for n in range(1, 5)])
    driver.execute_query("MATCH (a {name: 'picture 4'}) SET a.state = 'archived'")
    create(driver, "Story", [a_story(1), a_story(2)])
    create(driver, "Run", [a_run(1)])
    create(driver, "AgentStep", [a_step(1)])
    connect(driver, "HAS_RUN", [{"start": an_id("s", 1), "end": an_id("r", 1)}])
    connect(driver, "HAS_STEP", [{"start": an_id("r", 1), "end": an_id("t", 1)}])
    for made in (2, 4):
        connect(driver, "CREATED", [{"start": an_id("t", 1), "end": an_id("a", made)}])
    for linked in (1, 4):
        link = a_link(an_id("s", 1), "scene_image", an_id("a", linked))
        connect(driver, "HAS_ARTIFACT", [link])


async def test_an_assessment_is_answered_as_it_was_recorded(api: Api, pictures: None) -> None:
    made = await assessed(api, 1, 0.25, note="A knife.")

    assert made == {
        "id": made["id"],
        "kind": "SAFETY",
        "score": 0.25,
        "by": "guard-2",
        "note": "A knife.",
        "counts": True,
        "artifact": {"id": an_id("a", 1), "rev": 1},
    }
    found = await api("query ($id: ID!) { node(id: $id) { __typename id } }", id=made["id"])
    assert found == {"node": {"__typename": "Assessment", "id": made["id"]}}


async def test_the_history_of_assessments_is_newest_first_and_in_pages(
    api: Api, pictures: None
) -> None:
    for score in (0.1, 0.2, 0.3):
        await assessed(api, 1, score)
    await assessed(api, 1, 1.0, "RIGHTS")
    await assessed(api, 2, 0.9)
    query = """
    query ($id: ID!, $kinds: [AssessmentKind!], $after: String) { artifact(id: $id) {
      assessments(kinds: $kinds, first: 2, after: $after) {
        totalCount pageInfo { endCursor } nodes { kind score counts }
      }
      currentAssessments { kind score }
    } }
    """
    every = (await api(query, id=an_id("a", 1)))["artifact"]

    first = (await api(query, id=an_id("a", 1), kinds=["SAFETY"]))["artifact"]["assessments"]
    rest = (
        await api(query, id=an_id("a", 1), kinds=["SAFETY"], after=first["pageInfo"]["endCursor"])
    )["artifact"]["assessments"]

    assert every["assessments"]["totalCount"] == 4
    assert every["currentAssessments"] == [
        {"kind": "RIGHTS", "score": 1.0},
        {"kind": "SAFETY", "score": 0.3},
    ]
    assert first["totalCount"] == rest["totalCount"] == 3
    assert first["nodes"] + rest["nodes"] == [
        {"kind": "SAFETY", "score": 0.3, "counts": True},
        {"kind": "SAFETY", "score": 0.2, "counts": False},
        {"kind": "SAFETY", "score": 0.1, "counts": False},
    ]


async def test_what_counts_and_is_below_a_score_is_listed_worst_first(
    api: Api, pictures: None
) -> None:
    for number, score in [(1, 0.9), (1, 0.4), (2, 0.1), (2, 0.8), (3, 0.5), (4, 0.2)]:
        await assessed(api, number, score)
    await assessed(api, 3, 0.0, "QUALITY")

    assert await below(api) == [["picture 4", 0.2], ["picture 1", 0.4]]
    assert await below(api, 0.51) == [["picture 4", 0.2], ["picture 1", 0.4], ["picture 3", 0.5]]
    assert await below(api, kind="QUALITY") == [["picture 3", 0.0]]
    assert await below(api, 0) == await below(api, kind="RIGHTS") == []
    assert await below(api, states=["CANDIDATE"]) == [["picture 1", 0.4]]


async def test_what_is_below_a_score_is_listed_for_a_story_each_once(
    api: Api, pictures: None
) -> None:
    for number in range(1, 5):
        await assessed(api, number, number / 10)

    found = await below(api, story=an_id("s", 1))

    assert found == [["picture 1", 0.1], ["picture 2", 0.2], ["picture 4", 0.4]]
    assert await below(api, story=an_id("s", 2)) == await below(api, story=NOBODY) == []


async def test_what_is_below_a_score_comes_in_pages_also_where_scores_are_the_same(
    api: Api, pictures: None
) -> None:
    for number in range(1, 5):
        await assessed(api, number, 0.1)
    found: list[str] = []
    after, goes_on = None, True

    while goes_on:
        page = (await api(BELOW, kind="SAFETY", score=0.5, first=1, after=after))["assessedBelow"]
        found += [one["artifact"]["name"] for one in page["nodes"]]
        after, goes_on = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert page["totalCount"] == 4

    assert sorted(found) == ["picture 1", "picture 2", "picture 3", "picture 4"]


@pytest.mark.parametrize("score", ["-0.1", "1.1", "1e999", "-1e999"])
async def test_what_is_no_score_is_refused_as_a_bound(api: Api, score: str) -> None:
    answer = await api.ask(f"{{ assessedBelow(kind: SAFETY, score: {score}) {{ totalCount }} }}")

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]


@pytest.mark.parametrize("score", ["1e999", "-1e999", "2"])
async def test_what_is_no_score_is_a_problem_of_the_mutation(
    api: Api, pictures: None, score: str
) -> None:
    found = await api(
        'mutation ($id: ID!) { assessArtifact(input: {requestId: "x", artifactId: $id,'
        f' kind: SAFETY, by: "Ada", score: {score}}}) {{ ... on Problem {{ code }} }} }}',
        id=an_id("a", 1),
    )

    assert found == {"assessArtifact": {"code": "BAD_INPUT"}}
