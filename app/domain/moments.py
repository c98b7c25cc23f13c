"""The one form in which moments are answered: RFC 3339 in UTC, with nine digits of a second.

All such texts have the same length, so that they sort as the moments do.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

# What Neo4j's toString() makes of a DATETIME: no digits that are zero at the end, an offset, and
# perhaps the name of a zone.
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-][\d:]+)(?:\[[^\]]*\])?", re.ASCII
)


def answered_moment(moment: str | datetime) -> str:
    """The moment in that form. Raises ValueError for what is no moment of the years 1 to 9999."""
    if isinstance(moment, datetime):
        moment = moment.isoformat()
    if moment[29:] == "Z" and moment[19] == ".":
        return moment
    match = _MOMENT.fullmatch(moment)
    if match is None:
        raise ValueError("this is no moment with its zone, of the years 1 to 9999")
    seconds, digits, zone = match.groups()
    if zone != "Z" or len(seconds) < 19:
        local = datetime.fromisoformat(f"{seconds}{zone}")
        seconds = local.astimezone(UTC).isoformat()[:19]
    return f"{seconds}.{digits or '':0<9}Z"
