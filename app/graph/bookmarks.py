"""What a reader must see, as text that clients keep and hand back: Neo4j's bookmarks."""

from __future__ import annotations

import re

import neo4j

from app.errors import BadInput

MOST = 10
"""How many bookmarks may be handed back at once, with commas between."""

_FORM = re.compile(r"[A-Za-z0-9+/=:_-]{1,256}")


class Bookmarks:
    """The bookmarks of one request: those that it brought, and then that of its own last write."""

    def __init__(self, *texts: str | None) -> None:
        self._texts = [text for text in texts if text]
        self._written = False

    def add(self, text: str) -> None:
        """Takes bookmarks that the request brought, too."""
        self._texts.append(text)

    def move_on(self, values: frozenset[str]) -> None:
        """Puts those of the last write in the place of all before, which it has seen."""
        self._texts, self._written = sorted(values), True

    @property
    def written(self) -> str:
        """What to hand back to see what this request wrote; empty when it wrote nothing."""
        return ",".join(self._texts) if self._written else ""

    def __bool__(self) -> bool:
        return bool(self._texts)

    def for_driver(self) -> neo4j.Bookmarks:
        """The same for the driver. Raises BadInput when that can be no bookmarks."""
        values = ",".join(self._texts).split(",")
        if len(values) > MOST or not all(_FORM.fullmatch(value) for value in values):
            raise BadInput(NO_BOOKMARK)
        return neo4j.Bookmarks.from_raw_values(values)


NO_BOOKMARK = "the bookmark must be one that a mutation of this service answered"
