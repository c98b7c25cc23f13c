"""What lines say of runs and steps: how they end, and which they try again, as the graph has it.

Each tries one other again at most, so that the retries are chains, of which the graph may have a
part already.
"""

from __future__ import annotations

from app.domain.forms import RecordType
from app.domain.runs import UNFINISHED, Status, cancelled_with, refuse_retry
from app.errors import BadInput, Conflict
from app.graph.session import Graph
from app.transfer.problems import Problems
from app.transfer.records import STATEMENTS
from app.transfer.spool.spools import RETRY, Spool


def end_steps(spool: Spool) -> None:
    """Cancels the steps whose runs have ended before them, in the file or in the graph.

    Older versions allowed such steps.
    """
    for seq, rows in spool.chunks(RecordType.STEP):
        left = [row for row in rows if row["status"] in UNFINISHED]
        ended = spool.things.ended_runs([row["run_id"] for row in left])
        cancelled = [row for row in left if row["run_id"] in ended]
        for row in cancelled:
            row |= cancelled_with(ended[row["run_id"]], row["started_at"])
        if cancelled:
            spool.replace(seq, rows)
            spool.things.cancel([row["id"] for row in cancelled])


async def add_retries_of_graph(spool: Spool, graph: Graph) -> None:
    """Adds the retries in the graph that go on where those of the file lead to."""
    for ids in spool.retries.starts():
        for one in await graph.rows(STATEMENTS["retries"], ids=ids):
            spool.retries.add(one["id"], one["retry_of_id"])


def check_retries(spool: Spool, problems: Problems) -> None:
    """Notes retries of what cannot be tried again, and those that lead back to themselves."""
    for line, noun, status in spool.retries.retried():
        with problems.at(line):
            refuse_retry(noun, Status(status))
    for line, thing_id in spool.retries.circular():
        problems.add(line, BadInput(f"retry_of_id: the retries of {thing_id} go round in a circle"))
    for line in spool.retries.of_other_runs():
        message = "retry_of_id: it is no step of the same run, or of a run that this run retries"
        problems.add(line, BadInput(message))


async def compare_retries(spool: Spool, graph: Graph, problems: Problems) -> None:
    """Leaves out the retries that are there already; a run or a step keeps the one that it has."""
    for seq, rows in spool.chunks(RETRY):
        found = await graph.rows(STATEMENTS["retries"], ids=[row["id"] for row in rows])
        there = {one["id"]: one["retry_of_id"] for one in found}
        for row in rows:
            if there.get(row["id"]) not in {None, row["retry_of_id"]}:
                message = f"retry_of_id: in the graph it is {there[row['id']]}"
                problems.add(row["line"], Conflict(message))
        spool.replace(seq, [row for row in rows if row["id"] not in there])
