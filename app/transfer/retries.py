"""Which runs and steps the lines say are tried again: the rules of that, together with the graph.

Each tries one other again at most, so that the retries are chains, of which the graph may have a
part already.
"""

from __future__ import annotations

from app.domain.runs import Status, refuse_retry
from app.errors import BadInput, Conflict
from app.graph.session import Graph
from app.transfer.problems import Problems
from app.transfer.records import STATEMENTS
from app.transfer.spool import CHUNK_ROWS, RETRY, Spool

_STARTS = """
SELECT retry_of_id FROM retry WHERE retry_of_id > ?1
UNION SELECT run_id FROM retry WHERE run_id > ?1
ORDER BY 1 LIMIT ?2
"""
_STATUSES = """
SELECT retry.line, older.type, older.status FROM retry
JOIN thing AS older ON older.id = retry.retry_of_id AND older.type = retry.type
"""
_ROUND = """
WITH RECURSIVE ended(id) AS (
  SELECT id FROM retry WHERE retry_of_id NOT IN (SELECT id FROM retry)
  UNION SELECT retry.id FROM ended JOIN retry ON retry.retry_of_id = ended.id
)
SELECT line, id FROM retry WHERE line IS NOT NULL AND id NOT IN (SELECT id FROM ended)
"""
_OUTSIDE = """
WITH RECURSIVE way(line, run_id, goal) AS (
  SELECT retry.line, retry.run_id, older.run_id FROM retry
  JOIN thing AS older ON older.id = retry.retry_of_id AND older.type = 'step'
  WHERE retry.type = 'step'
  UNION SELECT way.line, retry.retry_of_id, way.goal FROM way
  JOIN retry ON retry.id = way.run_id WHERE way.run_id <> way.goal
)
SELECT line FROM way GROUP BY line HAVING NOT max(run_id = goal)
"""


async def add_retries_of_graph(spool: Spool, graph: Graph) -> None:
    """Adds the retries in the graph that go on where those of the file lead to."""
    after = ""
    spool.db.execute("CREATE INDEX retry_id ON retry (id)")
    spool.db.execute("CREATE INDEX retry_older ON retry (retry_of_id)")
    while starts := [row[0] for row in spool.rows(_STARTS, after, CHUNK_ROWS)]:
        after = starts[-1]
        found = await graph.rows(STATEMENTS["retries"], ids=starts)
        spool.db.executemany(
            "INSERT INTO retry (id, retry_of_id) VALUES (?, ?)",
            [(one["id"], one["retry_of_id"]) for one in found],
        )


def check_retries(spool: Spool, problems: Problems) -> None:
    """Notes retries of what cannot be tried again, and those that lead back to themselves."""
    for line, noun, status in spool.rows(_STATUSES):
        with problems.at(line):
            refuse_retry(noun, Status(status))
    for line, thing_id in spool.rows(_ROUND):
        problems.add(line, BadInput(f"retry_of_id: the retries of {thing_id} go round in a circle"))
    for (line,) in spool.rows(_OUTSIDE):
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
