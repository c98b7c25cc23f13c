"""Whoever waits for a server that is gone is told; a pause ends nothing."""

from __future__ import annotations

import threading
import time

import anyio
import anyio.lowlevel
import pytest

from app.errors import Unavailable
from app.pulse import LIMIT, Pulse
from tests.waiting import HANG, until

pytestmark = pytest.mark.anyio


class Probe:
    """Answers a probe with what is next in a list, and with the last from then on."""

    def __init__(self, *answers: bool) -> None:
        self._answers = list(answers)
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += 1
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


async def waiting(pulse: Pulse, told: list[str]) -> None:
    try:
        await pulse.wait_for(anyio.sleep_forever())
    except Unavailable as away:
        told.append(away.message)


async def test_all_who_wait_for_a_server_that_is_gone_are_told_by_two_probes() -> None:
    probe = Probe(False)
    pulse = Pulse("store", probe, patience=0)
    told: list[str] = []

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(waiting, pulse, told)

    assert told == ["the store does not answer; try again later"] * 20
    assert probe.asked == 2


async def test_a_missed_probe_before_one_that_is_answered_ends_nothing() -> None:
    probe = Probe(False, True, False, True)
    pulse = Pulse("graph", probe, patience=0)
    told: list[str] = []

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waiting, pulse, told)
        await until(lambda: probe.asked > 4)
        assert told == []
        tasks.cancel_scope.cancel()


async def test_an_event_loop_that_stalls_does_not_make_a_server_look_gone() -> None:
    """Its probes are answered in a thread, whatever the loop does."""
    asked, stalled, answered = threading.Event(), threading.Event(), threading.Event()
    probes = list[bool]()

    def probe() -> bool:
        asked.set()
        probes.append(stalled.wait(HANG))
        answered.set()
        return True

    pulse = Pulse("graph", probe, patience=0.02)
    told: list[str] = []
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waiting, pulse, told)
        await until(asked.is_set)
        stalled.set()
        assert answered.wait(HANG)  # Nothing else runs in the loop meanwhile.
        time.sleep(LIMIT + 0.1)  # noqa: ASYNC251
        await until(lambda: len(probes) > 2)
        assert told == []
        tasks.cancel_scope.cancel()


async def test_a_probe_that_raises_or_never_returns_is_a_miss(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()

    def never() -> bool:
        return ended.wait(HANG)

    def raises() -> bool:
        raise ValueError("no handshake")

    monkeypatch.setattr("app.pulse.LIMIT", 0.05)
    told: list[str] = []
    for probe in (never, raises):
        await waiting(Pulse("graph", probe, patience=0), told)
    ended.set()

    assert told == ["the graph does not answer; try again later"] * 2


async def test_work_that_is_done_soon_needs_no_probe() -> None:
    probe = Probe(False)

    async def work() -> str:
        await anyio.lowlevel.checkpoint()
        return "done"

    assert await Pulse("store", probe, patience=HANG).wait_for(work()) == "done"
    assert probe.asked == 0
