"""A time that comes in keeps its nine digits, and means the same as the one that was answered."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest

from tests.builders import a_run, a_story, an_artifact, create
from tests.client import Api
from tests.recording import request_id

pytestmark = pytest.mark.anyio

TOLD = "2026-03-01T12:00:00.123456789Z"
BEFORE, AFTER = "2026-03-01T12:00:00.123456788Z", "2026-03-01T12:00:00.123456791Z"
ELSEWHERE = "2026-03-01T14:30:00.123456789+02:30"
PAGES = {"stories": "Story", "runs": "Run", "artifacts": "Artifact"}


def rows() -> dict[str, Any]:
    return {"Story": a_story(1), "Run": a_run(1), "Artifact": an_artifact(1)}


@pytest.fixture
def told(graph: object, driver: neo4j.Driver) -> None:
    for label, row in rows().items():
        create(driver, label, [row])
        driver.execute_query(
            f"MATCH (n:{label}) SET n.created_at = datetime($told)",
            told=TOLD,
        )


@pytest.mark.parametrize("field", PAGES)
async def test_a_filter_tells_times_apart_by_nanoseconds(api: Api, told: None, field: str) -> None:
    async def count(**where: str) -> int:
        known = ", ".join(f'{name}: "{value}"' for name, value in where.items())
        return (await api(f"{{ {field}(where: {{{known}}}) {{ totalCount }} }}"))[field][
            "totalCount"
        ]

    for same in (TOLD, ELSEWHERE):
        assert (await count(createdAfter=same), await count(createdBefore=same)) == (1, 0)
    assert (await count(createdBefore=AFTER), await count(createdAfter=AFTER)) == (1, 0)
    assert (await count(createdAfter=BEFORE), await count(createdBefore=BEFORE)) == (1, 0)


async def test_the_times_of_a_whole_run_keep_their_digits(api: Api) -> None:
    facts = {
        "requestId": request_id(),
        "run": {
            "workflow": "import",
            "sessionId": "import",
            "status": "COMPLETED",
            "createdAt": BEFORE,
            "startedAt": ELSEWHERE,
            "finishedAt": AFTER,
        },
    }

    made = await api.do("ingestRun", facts, "run { createdAt startedAt finishedAt }")
    again = await api.do("ingestRun", facts, "run { createdAt startedAt finishedAt }")

    assert made["run"] == {"createdAt": BEFORE, "startedAt": TOLD, "finishedAt": AFTER}
    assert again == made


async def test_a_story_is_told_as_of_a_nanosecond(api: Api, told: None) -> None:
    story = rows()["Story"]["id"]
    asked = "query ($id: ID!, $at: DateTime!) { storyAsOf(id: $id, asOf: $at) { story { id } } }"

    assert (await api(asked, id=story, at=BEFORE))["storyAsOf"] is None
    assert (await api(asked, id=story, at=TOLD))["storyAsOf"] == {"story": {"id": story}}


@pytest.mark.parametrize("text", ["2026-W01-1T00:00:00Z", "2026-03-01T12:00:00.1234567891Z"])
async def test_what_is_no_time_is_refused(api: Api, text: str) -> None:
    answer = await api.ask(f'{{ stories(where: {{createdAfter: "{text}"}}) {{ totalCount }} }}')

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]
