"""What the graph of this process holds, for tests that read the same and do not change it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import anyio
import neo4j
from neo4j.exceptions import TransientError

from tests.waiting import until_now

M = TypeVar("M")

_COUNTS = (
    "CALL () { MATCH (n) RETURN count(n) AS nodes }"
    " CALL () { MATCH ()-->() RETURN count(*) AS relationships } RETURN nodes, relationships"
)
_NODES = "MATCH (n:Story|Run|AgentStep|Artifact|Assessment|Blob|Upload|Request|Lock|Event|Other)"
_EMPTIED: Any = f"{_NODES} CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS"
_LEFT: Any = f"{_NODES} RETURN count(n) AS left"


class Held:
    """The graph, and the name of what was made in it; emptying the graph clears the name."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver
        self._name: str | None = None
        self._counts: list[int] = []
        self.made: Any = None
        """What the maker of the content returned."""

    def has(self, name: str) -> bool:
        """Whether the graph holds that, and nothing was added or deleted since."""
        return name == self._name and self._counts == self._counted()

    async def fill(self, name: str, make: Callable[[], M]) -> M:
        """What the graph holds under that name; empties the graph and makes it where it does not
        hold that, or no longer as it was made."""
        if not self.has(name):
            await self.empty()
            self.keep(name, await anyio.to_thread.run_sync(make))
        return self.made

    def keep(self, name: str, made: object) -> None:
        """Notes that the graph holds that now, and what its maker returned."""
        self._name, self.made, self._counts = name, made, self._counted()

    async def empty(self) -> None:
        """Deletes what the model has, and the `Other` nodes that tests make beside it.

        A request whose client has gone may still be at work. When it is one of another process, and
        the two lock each other out, Neo4j ends one of them, which may be this. When it is one of
        this process, it goes on in the event loop; so its locks are waited for in a thread. What it
        commits meanwhile may be passed over, so it is looked for again until there is nothing.
        """
        self._name = None
        await anyio.to_thread.run_sync(until_now, self._emptied)

    def _emptied(self) -> bool:
        with self._driver.session() as session, suppress(TransientError):
            session.run(_EMPTIED).consume()
            return session.run(_LEFT).single(strict=True)["left"] == 0
        return False

    def _counted(self) -> list[int]:
        return list(self._driver.execute_query(_COUNTS).records[0].values())
