"""Links of runs to artifacts, made under the locks of the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.events import Change, EventKind
from app.domain.links import Direction
from app.domain.run_links import RunLink
from app.errors import NotFound
from app.graph.statements import writes
from app.graph.transaction import Transaction
from app.writes.artifacts import set_runs
from app.writes.runs import raise_run

_STATEMENTS = writes("run_links")


async def put_run_links(transaction: Transaction, rows: Sequence[Mapping[str, object]]) -> None:
    """Creates those of the links that do not exist yet; their artifacts are held in order."""
    if rows:
        ordered = sorted(rows, key=lambda row: str(row["artifact_id"]))
        await transaction.write(_STATEMENTS["put"], rows=ordered)
        produced = {row["artifact_id"] for row in ordered if row["direction"] == Direction.PRODUCED}
        await set_runs(transaction, sorted(map(str, produced)))


async def write_run_link(transaction: Transaction, link: RunLink) -> Change:
    """Creates a link of a run that is locked, and raises the run; its event is left to record."""
    rev, _ = await raise_run(transaction, link.run_id)
    await put_run_links(transaction, [link.row()])
    return Change(
        subject_id=link.run_id,
        rev=rev,
        kind=EventKind.RUN_LINKED,
        before={link.direction.word: []},
        after={link.direction.word: [link.as_dict()]},
    )


async def rev_if_linked(transaction: Transaction, link: RunLink) -> int | None:
    """The revision of the run when it has the link, or None. Raises NotFound."""
    seen = await transaction.one(
        _STATEMENTS["read"],
        run_id=link.run_id,
        artifact_id=link.artifact_id,
        direction=link.direction.value,
        key=link.key,
    )
    if seen is None:
        raise NotFound(f"there is no run {link.run_id}")
    if not seen["has_artifact"]:
        raise NotFound(f"there is no artifact {link.artifact_id}")
    return seen["rev"] if seen["has_link"] else None
