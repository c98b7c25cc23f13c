"""A load of the demo that was ended somewhere is completed by the next one."""

from __future__ import annotations

from collections import Counter

import neo4j
import pytest

from app.demo import load
from app.demo.load import load_demo
from app.demo.stories import load_stories
from app.graph.checks import run_checks
from app.graph.session import Graph
from app.settings import Settings

pytestmark = pytest.mark.anyio


class Ended(Exception):
    """The process was ended here."""


async def test_a_load_that_was_ended_in_its_last_run_is_completed(
    settings: Settings, graph: Graph, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, finished = load._finish, []

    async def interrupted(*of: object) -> None:
        finished.append(of)
        if len(finished) == sum(len(run.artifacts) for run in load_stories()[0].runs):
            raise Ended
        await finish(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "_finish", interrupted)
    with pytest.raises(Ended):
        await load_demo(settings, lambda _: None)
    monkeypatch.undo()
    said: list[str] = []

    await load_demo(settings, said.append)
    await load_demo(settings, said.append)

    stories = load_stories()
    wanted = Counter(one.state for story in stories for run in story.runs for one in run.artifacts)
    rows = driver.execute_query("MATCH (a:Artifact) RETURN a.state, count(*)").records
    assert {state: n for state, n in rows} == wanted  # noqa: C416
    assert [sentence.partition(" ")[0] for sentence in said] == ["Loaded"] * 3 + [
        repr(story.title).partition(" ")[0] for story in stories
    ]
    assert {name: found for name, found in (await run_checks(graph)).items() if found} == {}
