"""Every recipe of docs/lineage.md answers what the page says, on the story that the page tells."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import neo4j
import pytest

from app.graph.session import Graph
from tests.builders import (
    a_link,
    a_run,
    a_stage_link,
    a_step,
    a_story,
    an_artifact,
    an_assessment,
    an_id,
    connect,
    create,
    relate,
    store,
)
from tests.client import Api
from tests.held import Held

pytestmark = pytest.mark.anyio

PAGE = (Path(__file__).parents[2] / "docs" / "lineage.md").read_text(encoding="utf-8")
RECIPES: list[tuple[str, str, str]] = re.findall(
    r"## ([^\n]+)\n[^`]*(?:`[^`\n]+`[^`]*)*```graphql\n(.*?)```\n```json\n(.*?)```", PAGE, re.DOTALL
)
"""The title of each, its query, and its answer."""

STORY, RUN, AGAIN = an_id("s", 1), an_id("r", 1), an_id("r", 2)
PLACES = {"story": STORY, "run": RUN, "again": AGAIN}
NAMES = ["idea", "sketch", "study", "painting", "cover", "thumbnail", "poster"]
IDS = {name: an_id("a", number) for number, name in enumerate(NAMES)}
STEPS: list[tuple[str, str | None, int | None, list[str]]] = [
    ("writer", "quill-1", 10_000, ["idea"]),
    ("storyboarder", "charcoal-1", 40_000, ["sketch", "study"]),
    ("painter", "gouache-3", 300_000, ["painting"]),
    ("painter", "gouache-3", 50_000, ["cover"]),
    ("scaler", None, None, ["thumbnail"]),
    ("painter", "gouache-3", 200_000, ["poster"]),
]
PROMPTS = {"storyboarder": "A fox, under the moon."}


@pytest.fixture
async def told(open_graph: Graph, driver: neo4j.Driver, held: Held) -> None:
    """The story of the page."""
    await held.fill("the story of the page", lambda: _tell(driver))


def _tell(driver: neo4j.Driver) -> None:
    facts: dict[str, dict[str, Any]] = {
        "idea": {"kind": "text", "media_type": "text/plain"},
        "sketch": {"state": "archived"},
        "cover": {"state": "published"},
    }
    create(
        driver,
        "Artifact",
        [
            an_artifact(n, name=name, sha256="0" * 64, size=1, **facts.get(name, {}))
            for n, name in enumerate(NAMES)
        ],
    )
    pairs = ["sketch idea", "study idea", "painting sketch", "painting study", "poster painting"]
    relate(driver, [(IDS[new], IDS[old]) for new, old in map(str.split, pairs)])
    relate(driver, [(IDS["cover"], IDS["painting"])], "VARIANT_OF")
    relate(driver, [(IDS["thumbnail"], IDS["cover"])], "TRANSCODED_FROM")
    create(driver, "Story", [a_story(1, title="The fox and the moon")])
    create(driver, "Run", [a_run(1)])
    connect(driver, "HAS_RUN", [{"start": STORY, "end": RUN}])
    connect(driver, "HAS_ARTIFACT", [a_link(STORY, "cover", IDS["cover"], is_primary=True)])
    for number, (agent, model, cost, names) in enumerate(STEPS):
        step = a_step(
            number, agent=agent, model=model, cost_micro_usd=cost, prompt=PROMPTS.get(agent)
        )
        create(driver, "AgentStep", [step])
        connect(driver, "HAS_STEP", [{"start": RUN, "end": step["id"]}])
        connect(driver, "CREATED", [{"start": step["id"], "end": IDS[name]} for name in names])

    _assessed(driver)
    _made_again(driver)
    store(driver)


def _assessed(driver: neo4j.Driver) -> None:
    """The cover twice, the painting once: of the cover, the later one counts."""
    told = [("cover", 0.9, None), ("cover", 0.25, "A knife."), ("painting", 0.5, None)]
    for minutes, (name, score, note) in enumerate(told):
        counts = (name, score) != ("cover", 0.9)
        slot = f"{IDS[name]}|safety" if counts else None
        facts = an_assessment(minutes, score=score, note=note, slot=slot)
        create(driver, "Assessment", [facts])
        connect(driver, "ASSESSES", [{"start": facts["id"], "end": IDS[name]}])


def _made_again(driver: neo4j.Driver) -> None:
    """The run that was begun again from the idea with another model, and given up soon after."""
    idea, sketch = an_id("a", 20), an_id("a", 21)
    content = {"sha256": "0" * 64, "size": 1}
    create(driver, "Artifact", [an_artifact(20, name="idea", kind="text", **content)])
    create(driver, "Artifact", [an_artifact(21, name="sketch", **content)])
    relate(driver, [(sketch, idea)])
    create(driver, "Run", [a_run(2)])
    connect(driver, "CONSUMED", [a_stage_link(AGAIN, "begin", IDS["idea"])])
    told = [("writer", "quill-1", idea), ("storyboarder", "charcoal-2", sketch)]
    for number, (agent, model, made) in enumerate(told):
        step = a_step(
            20 + number,
            name=f"step {number}",
            agent=agent,
            model=model,
            prompt=PROMPTS.get(agent),
        )
        create(driver, "AgentStep", [step])
        connect(driver, "HAS_STEP", [{"start": AGAIN, "end": step["id"]}])
        connect(driver, "CREATED", [{"start": step["id"], "end": made}])


@pytest.mark.parametrize(("title", "query", "answer"), RECIPES, ids=[one[0] for one in RECIPES])
async def test_a_recipe_answers_what_the_page_says(
    told: None, http: httpx.AsyncClient, title: str, query: str, answer: str
) -> None:
    variables = {
        name: PLACES[name] if name in PLACES else IDS[name]
        for name in re.findall(r"\$(\w+): ID!", query)
    }

    data = await Api(http)(query, **variables)

    assert data == json.loads(answer)


def test_every_recipe_of_the_page_is_run() -> None:
    assert len(RECIPES) == PAGE.count("\n## ") == PAGE.count("```graphql") == PAGE.count("```json")
