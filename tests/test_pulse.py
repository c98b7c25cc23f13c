"""Whoever waits for a server that hangs is told, and the server is not asked more for that."""

from __future__ import annotations

import anyio
import anyio.lowlevel
import pytest

from app.errors import Unavailable
from app.pulse import Pulse

pytestmark = pytest.mark.anyio


class Silent:
    """Asks a server that never says whether it is there, and counts how often."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self) -> bool:
        self.asked += 1
        await anyio.sleep_forever()
        return True


async def test_all_who_wait_share_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.pulse.PATIENCE", 0)
    monkeypatch.setattr("app.pulse.REACTION", 0.05)
    beats = Silent()
    pulse = Pulse("store", beats)
    told: list[str] = []

    async def one() -> None:
        with pytest.raises(Unavailable) as away:
            await pulse.attend(anyio.sleep_forever())
        told.append(away.value.message)

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(one)

    assert told == ["the store does not answer; try again later"] * 20
    assert beats.asked == 1


async def test_work_that_is_done_soon_asks_nothing() -> None:
    beats = Silent()

    async def work() -> str:
        await anyio.lowlevel.checkpoint()
        return "done"

    assert await Pulse("store", beats).attend(work()) == "done"
    assert beats.asked == 0
