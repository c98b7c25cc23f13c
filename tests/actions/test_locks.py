"""What locks are for: two actions of which the second comes when the first has looked.

With its lock the second waits until the first is done. The controls are without locks: there the
second is done first, and the first goes by what it has seen before. So a lock that an action needs
cannot go unseen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import anyio
import pytest
from neo4j.exceptions import ConstraintError

from app.actions.archive_artifact import archive_artifact
from app.actions.create_run import create_run
from app.actions.create_step import create_step
from app.actions.create_story import create_story
from app.actions.finish_run import finish_run
from app.actions.finish_step import finish_step
from app.actions.ingest_run import ingest_run
from app.actions.link_run_artifact import link_run_artifact
from app.actions.revise_artifact import revise_stored
from app.actions.set_current_run import set_current_run
from app.actions.set_primary import set_primary
from app.actions.start_run import start_run
from app.actions.start_step import start_step
from app.actions.unlink_artifact import unlink_artifact
from app.actions.update_story import update_story
from app.actions.withdraw_artifacts import plan_withdrawal, withdraw_artifacts
from app.domain.ingest import Batch, RunRecord
from app.domain.links import Direction
from app.domain.runs import Status
from app.domain.stories import Role
from app.errors import AppError
from app.graph.session import Graph
from app.graph.statements import Statement
from app.graph.transaction import Transaction
from tests.waiting import BLOCKED, until

pytestmark = pytest.mark.anyio

TAKE_LOCK = "writes/locks/take.cypher"


@dataclass
class Things:
    """One of each: a story with a run, which has a step, a primary and another image."""

    graph: Graph
    story: str
    run: str
    step: str
    cover: str
    spare: str

    def primary(self) -> Awaitable[Any]:
        return set_primary(self.graph, story_id=self.story, role=Role.COVER, artifact_id=self.spare)

    def current(self, run_id: str | None) -> Awaitable[Any]:
        return set_current_run(self.graph, story_id=self.story, run_id=run_id)

    def title(self, title: str) -> Awaitable[Any]:
        return update_story(self.graph, story_id=self.story, changes={"title": title})

    def unlinked(self) -> Awaitable[Any]:
        cover = {"role": Role.COVER, "artifact_id": self.cover}
        return unlink_artifact(self.graph, story_id=self.story, **cover)

    def archived(self) -> Awaitable[Any]:
        return archive_artifact(self.graph, artifact_id=self.cover, release_primaries=True)

    def revised(self) -> Awaitable[Any]:
        new = {"media_type": "image/png", "name": "new"}
        return revise_stored(self.graph, request_id="new", artifact_id=self.cover, **new)

    async def withdrawn(self) -> Any:
        plan = await plan_withdrawal(self.graph, self.cover)
        assert plan is not None
        return await withdraw_artifacts(self.graph, plan_token=plan.token)

    def ingested(self) -> Awaitable[Any]:
        run = RunRecord(workflow="film", story_id=self.story)
        batch = Batch(run=run, set_current=True)
        return ingest_run(self.graph, request_id="film", batch=batch)

    def another_step(self, request_id: str) -> Awaitable[Any]:
        step = {"run_id": self.run, "name": "cut", "agent": "cutter"}
        return create_step(self.graph, request_id=request_id, **step)

    def step_started(self) -> Awaitable[Any]:
        return start_step(self.graph, step_id=self.step)

    def step_ended(self) -> Awaitable[Any]:
        return finish_step(self.graph, step_id=self.step, status=Status.CANCELLED)

    def run_ended(self) -> Awaitable[Any]:
        return finish_run(self.graph, run_id=self.run, status=Status.CANCELLED)

    def staged(self) -> Awaitable[Any]:
        link = {"stage": "cut", "direction": Direction.PRODUCED, "artifact_id": self.spare}
        return link_run_artifact(self.graph, run_id=self.run, **link)


@pytest.fixture
async def things(graph, artifact):
    story = await create_story(graph, request_id="story", title="The fox")
    run = await create_run(graph, request_id="run", workflow="book", story_id=story)
    await start_run(graph, run_id=run)
    step = await create_step(graph, request_id="step", run_id=run, name="draw", agent="painter")
    cover = artifact()
    await set_primary(graph, story_id=story, role=Role.COVER, artifact_id=cover)
    return Things(graph, story, run, step, cover, artifact())


Act = Callable[[Things], Awaitable[Any]]
Harm = Callable[[Any, Things, list[Any]], bool]


def facts(told: dict[str, Any]) -> dict[Any, Any]:
    """What one side of an event tells, by a name for each fact."""
    links = told.get("links", [])
    rest = {name: fact for name, fact in told.items() if name != "links"}
    return rest | {(link["artifact"], link["role"]): link for link in links}


def history_breaks(look: Any, things: Things, _: list[Any]) -> bool:
    """Whether an event of the story tells another `before` than the events before it come to."""
    known: dict[Any, Any] = {}
    for _kind, before, after in look.events(things.story):
        was, now = facts(before), facts(after)
        news = {name for name in now if isinstance(name, tuple)} - was.keys()
        if any(known.get(name) != fact for name, fact in was.items()) or news & known.keys():
            return True
        known = {name: fact for name, fact in known.items() if name not in was} | now
    return False


def orders_are_equal(look: Any, things: Things, _: list[Any]) -> bool:
    """Whether two steps came after all others."""
    rows = look.rows("MATCH (s:AgentStep) RETURN s.step_order ORDER BY s.step_order")
    return rows != [[1], [2], [3]]


def both_are_done(look: Any, things: Things, outcomes: list[Any]) -> bool:
    """Whether both did what can be done once."""
    return outcomes == [things.step, things.step]


def ended_step_runs(look: Any, things: Things, _: list[Any]) -> bool:
    """Whether a step runs that has ended."""
    step = look.node(things.step)
    return step["status"] == "running" and "finished_at" in step


def step_outlives_its_run(look: Any, things: Things, _: list[Any]) -> bool:
    """Whether a step has not ended, and its run has."""
    left = "MATCH (s:AgentStep) WHERE s.status IN ['pending', 'running'] RETURN count(s)"
    return "finished_at" in look.node(things.run) and look.rows(left) != [[0]]


def breaks_a_constraint(look: Any, things: Things, outcomes: list[Any]) -> bool:
    """Whether one of two would have become a second primary of a role."""
    return ConstraintError in outcomes


def answers_differ(look: Any, things: Things, outcomes: list[Any]) -> bool:
    """Whether two who said the same were answered otherwise."""
    return outcomes[0] != outcomes[1]


PAIRS: dict[str, tuple[str, Act, Act, Harm]] = {
    "set_current_run and itself": (
        "stories/set_current_runs",
        lambda it: it.current(it.run),
        lambda it: it.current(it.run),
        history_breaks,
    ),
    "update_story and itself": (
        "stories/update",
        lambda it: it.title("The hen"),
        lambda it: it.title("The boat"),
        history_breaks,
    ),
    "set_primary and unlink_artifact": (
        "story_links/put",
        Things.primary,
        Things.unlinked,
        history_breaks,
    ),
    "set_primary and archive_artifact": (
        "story_links/put",
        Things.primary,
        Things.archived,
        history_breaks,
    ),
    "set_primary and revise_artifact": (
        "story_links/put",
        Things.primary,
        Things.revised,
        breaks_a_constraint,
    ),
    "set_primary and withdraw_artifacts": (
        "story_links/put",
        Things.primary,
        Things.withdrawn,
        history_breaks,
    ),
    "ingest_run and set_current_run": (
        "runs/create",
        Things.ingested,
        lambda it: it.current(it.run),
        history_breaks,
    ),
    "create_step and itself": (
        "steps/create",
        lambda it: it.another_step("one"),
        lambda it: it.another_step("other"),
        orders_are_equal,
    ),
    "start_step and itself": (
        "steps/start",
        Things.step_started,
        Things.step_started,
        both_are_done,
    ),
    "start_step and finish_step": (
        "steps/start",
        Things.step_started,
        Things.step_ended,
        ended_step_runs,
    ),
    "start_step and finish_run": (
        "steps/start",
        Things.step_started,
        Things.run_ended,
        step_outlives_its_run,
    ),
    "create_step and finish_run": (
        "steps/create",
        lambda it: it.another_step("late"),
        Things.run_ended,
        step_outlives_its_run,
    ),
    "link_run_artifact and itself": (
        "runs/raise",
        Things.staged,
        Things.staged,
        answers_differ,
    ),
}
"""The statement before which the first action is stopped, both actions, and the harm that comes of
it when they have no lock."""


async def overtaken(
    look: Any, monkeypatch: pytest.MonkeyPatch, things: Things, pair: str, *, locks: bool
) -> tuple[list[str], list[Any]]:
    """In which order the two were done, and what each returned, or its error.

    The first is stopped before its statement until the second waits for a lock, or is done.
    """
    statement, first, second, _ = PAIRS[pair]
    rows, write = Transaction.rows, Transaction.write
    stopped, go_on = anyio.Event(), anyio.Event()
    order, outcomes = list[str](), dict[str, Any]()

    async def stop_before(what: Statement) -> None:
        if what.name == f"writes/{statement}.cypher" and not stopped.is_set():
            stopped.set()
            await go_on.wait()

    async def stopping_rows(
        transaction: Transaction, what: Statement, **parameters: Any
    ) -> list[dict[str, Any]]:
        if what.name == TAKE_LOCK and not locks:
            return [{"n": 1} for _ in parameters["names"]]
        await stop_before(what)
        return await rows(transaction, what, **parameters)

    async def stopping_write(transaction: Transaction, what: Statement, **parameters: Any) -> None:
        await stop_before(what)
        await write(transaction, what, **parameters)

    async def act(name: str, does: Act) -> None:
        try:
            outcomes[name] = await does(things)
        except (AppError, ConstraintError) as error:
            outcomes[name] = type(error)
        order.append(name)

    monkeypatch.setattr(Transaction, "rows", stopping_rows)
    monkeypatch.setattr(Transaction, "write", stopping_write)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(act, "first", first)
        await until(stopped.is_set)
        tasks.start_soon(act, "second", second)
        await until(lambda: look.rows(BLOCKED) == [[1]] if locks else order == ["second"])
        go_on.set()
    return order, [outcomes["first"], outcomes["second"]]


@pytest.mark.parametrize("pair", PAIRS)
async def test_who_comes_second_waits_until_the_first_is_done(look, monkeypatch, things, pair):
    order, outcomes = await overtaken(look, monkeypatch, things, pair, locks=True)

    assert order == ["first", "second"]
    assert not PAIRS[pair][-1](look, things, outcomes)


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param(pair, marks=pytest.mark.unlawful("a step outlives its run"))
        if harm is step_outlives_its_run
        else pair
        for pair, (*_, harm) in PAIRS.items()
    ],
)
async def test_without_its_lock_the_second_is_done_first_and_does_harm(
    look, monkeypatch, things, pair
):
    order, outcomes = await overtaken(look, monkeypatch, things, pair, locks=False)

    assert order == ["second", "first"]
    assert PAIRS[pair][-1](look, things, outcomes)
