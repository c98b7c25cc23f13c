"""A run's link to an artifact, made under the run's lock."""

from __future__ import annotations

from dataclasses import dataclass

from app.actions.events import Change
from app.actions.requests import take_lock
from app.domain.events import EventKind
from app.domain.links import Direction, stage_key
from app.errors import NotFound
from app.graph.statements import mutation
from app.graph.transaction import Transaction

_ANY = mutation("any")
_STATEMENTS = mutation("run_links")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLink:
    """In which stage a run produced or consumed an artifact."""

    run_id: str
    artifact_id: str
    stage: str
    direction: Direction

    @property
    def key(self) -> str:
        """The key of the link, among the links of its direction."""
        return stage_key(self.run_id, self.stage, self.artifact_id)


async def lock_run(transaction: Transaction, run_id: str) -> None:
    """Waits for the lock under which a run changes; it comes after a story's lock."""
    await take_lock(transaction, f"run:{run_id}")


async def write_run_link(transaction: Transaction, link: RunLink) -> Change:
    """Writes a link that is not there yet, and raises the run; its event is left to record."""
    raised = await transaction.one(_ANY["raise_run"], id=link.run_id)
    if raised is None:
        raise NotFound(f"there is no run {link.run_id}")
    await transaction.run(
        _STATEMENTS["link_run"],
        run_id=link.run_id,
        artifact_id=link.artifact_id,
        direction=link.direction.value,
        stage=link.stage,
        key=link.key,
    )
    linked = {"artifact": link.artifact_id, "stage": link.stage}
    return Change(
        subject_id=link.run_id,
        rev=raised["rev"],
        kind=EventKind.RUN_LINKED,
        before={link.direction.word: []},
        after={link.direction.word: [linked]},
    )
