"""Whoever waits for a server that is gone is told; a pause ends nothing."""

from __future__ import annotations

import asyncio
import threading
import time
from types import SimpleNamespace
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from app.errors import Unavailable
from app.pulse import MISSES, Pulse
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


async def waiting(pulse: Pulse, errors: list[str]) -> None:
    try:
        await pulse.wait_for(anyio.sleep_forever())
    except Unavailable as away:
        errors.append(away.message)


async def test_all_who_wait_for_a_server_that_is_gone_are_told_by_two_probes() -> None:
    probe = Probe(False)
    pulse = Pulse("store", probe, patience=0)
    errors: list[str] = []

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(waiting, pulse, errors)

    assert errors == ["the store does not answer; try again later"] * 20
    assert probe.asked == 2


async def test_a_missed_probe_before_one_that_is_answered_ends_nothing() -> None:
    probe = Probe(False, True, False, True)
    pulse = Pulse("graph", probe, patience=0)
    errors: list[str] = []

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waiting, pulse, errors)
        await until(lambda: probe.asked > 4)
        assert errors == []
        tasks.cancel_scope.cancel()


async def test_an_event_loop_that_stalls_does_not_make_a_server_look_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first probe is answered while the loop stalls for longer than the limit, and the second
    is a miss: one, not two in a row."""
    loop, stall = asyncio.get_running_loop(), 0.0
    asked, stalled, answered = threading.Event(), threading.Event(), threading.Event()
    answers = [True, False, True]

    def probe() -> bool:
        asked.set()
        assert stalled.wait(HANG)
        answered.set()
        return answers.pop(0) if len(answers) > 1 else answers[0]

    monkeypatch.setattr(loop, "time", lambda: time.monotonic() + stall)
    pulse = Pulse("graph", probe, patience=0.02, limit=HANG)
    errors: list[str] = []
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waiting, pulse, errors)
        await until(asked.is_set)
        stalled.set()
        assert answered.wait(HANG)  # Nothing else runs in the loop meanwhile.
        stall = HANG + 1
        await until(lambda: errors or len(answers) == 1)
        assert errors == []
        tasks.cancel_scope.cancel()


async def test_a_probe_that_a_busy_loop_does_not_start_in_time_is_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two limits in a row pass before the probe's thread begins; the server was not asked."""
    run_sync, late, probe = anyio.to_thread.run_sync, 0, Probe(True)

    async def run_late(*arguments: Any, **options: Any) -> None:
        nonlocal late
        late += 1
        if late <= MISSES:
            await anyio.sleep_forever()
        await run_sync(*arguments, **options)

    monkeypatch.setattr("app.pulse.to_thread.run_sync", run_late)
    pulse = Pulse("graph", probe, patience=0, limit=0.2)
    errors: list[str] = []
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(waiting, pulse, errors)
        await until(lambda: errors or probe.asked)
        assert errors == []
        tasks.cancel_scope.cancel()


async def test_a_probe_is_a_miss_once_it_has_had_its_share_of_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first probe has 0.4 of the limit and is repeated; the others have 0.6 each."""
    asked, ended, limit, loop_thread = 0, threading.Event(), 0.05, threading.get_ident()

    def never() -> bool:
        nonlocal asked
        asked += 1
        return ended.wait(HANG)

    def now() -> float:
        """Each probe begins at zero, and ends at its share of the limit."""
        if threading.get_ident() != loop_thread:
            return 0.0
        return limit * (0.4 if asked == 1 else 0.6)

    monkeypatch.setattr("app.pulse.time", SimpleNamespace(monotonic=now))
    errors: list[str] = []
    await waiting(Pulse("graph", never, patience=0, limit=limit), errors)
    ended.set()

    assert errors == ["the graph does not answer; try again later"]
    assert asked >= 3  # A thread that begins too late on a busy machine adds one.


async def test_a_probe_that_raises_or_never_returns_is_a_miss() -> None:
    ended = threading.Event()

    def never() -> bool:
        return ended.wait(HANG)

    def raises() -> bool:
        raise ValueError("no handshake")

    errors: list[str] = []
    for probe in (never, raises):
        await waiting(Pulse("graph", probe, patience=0, limit=0.05), errors)
    ended.set()

    assert errors == ["the graph does not answer; try again later"] * 2


async def test_work_that_is_done_soon_needs_no_probe() -> None:
    probe = Probe(False)

    async def work() -> str:
        await anyio.lowlevel.checkpoint()
        return "done"

    assert await Pulse("store", probe, patience=HANG).wait_for(work()) == "done"
    assert probe.asked == 0


async def test_all_who_wait_share_one_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, timers, done = asyncio.get_running_loop(), list[float](), anyio.Event()
    call_later = loop.call_later

    pulse = Pulse("graph", Probe(True), patience=HANG)

    def counted(delay: float, call: Any, *arguments: Any, **options: Any) -> asyncio.TimerHandle:
        if getattr(call, "__self__", None) is pulse:  # Others of the loop have timers, too.
            timers.append(delay)
        return call_later(delay, call, *arguments, **options)

    monkeypatch.setattr(loop, "call_later", counted)
    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(pulse.wait_for, done.wait())
        await anyio.wait_all_tasks_blocked()
        done.set()

    assert timers == [HANG / 4]
    await pulse.aclose()
