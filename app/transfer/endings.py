"""What lines say of steps that had not ended when their runs did, as older versions allowed."""

from __future__ import annotations

import orjson

from app.domain.forms import RecordType
from app.domain.runs import FINAL, UNFINISHED, Status, cancelled_with
from app.transfer.spool import Spool

_ENDED = """
SELECT id, finished_at FROM thing
WHERE type = 'run' AND status IN (SELECT value FROM json_each(?))
  AND id IN (SELECT value FROM json_each(?))
"""
_CANCEL = "UPDATE thing SET status = ? WHERE id IN (SELECT value FROM json_each(?))"


def end_steps(spool: Spool) -> None:
    """Cancels the steps whose runs have ended, in the file or in the graph, before them."""
    final = orjson.dumps(sorted(FINAL)).decode()
    for seq, rows in spool.chunks(RecordType.STEP):
        left = [row for row in rows if row["status"] in UNFINISHED]
        runs = orjson.dumps([row["run_id"] for row in left]).decode()
        ended = dict(spool.rows(_ENDED, final, runs)) if left else {}
        cancelled = [row for row in left if row["run_id"] in ended]
        for row in cancelled:
            row |= cancelled_with(ended[row["run_id"]], row["started_at"])
        if cancelled:
            spool.replace(seq, rows)
            ids = orjson.dumps([row["id"] for row in cancelled]).decode()
            spool.db.execute(_CANCEL, (Status.CANCELLED, ids))
