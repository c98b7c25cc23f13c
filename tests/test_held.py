"""The graph is empty when it was emptied, also where a write of an earlier test was at work."""

from __future__ import annotations

import anyio
import neo4j
import pytest

from tests.builders import create
from tests.held import Held
from tests.waiting import BLOCKED, until

pytestmark = pytest.mark.anyio

ADD_EVENT = "CREATE (:Event {key: 'late:2'})"
RELATE_EVENT = "MATCH (event:Event), (run:Run) CREATE (event)-[:ABOUT]->(run)"
COUNT = "MATCH (n:Run|Event) RETURN count(n)"


async def test_what_is_committed_while_the_graph_is_emptied_does_not_stay(
    graph: object, driver: neo4j.Driver
) -> None:
    """Nodes are looked for in the order in which they were made: the event is behind the run."""
    del graph

    with driver.session() as session, session.begin_transaction() as late:
        late.run(ADD_EVENT).consume()
        create(driver, "Run", [{"id": "late"}])
        late.run(RELATE_EVENT).consume()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(Held(driver).empty)
            await until(lambda: driver.execute_query(BLOCKED).records[0].values() != [0])
            late.commit()

    assert driver.execute_query(COUNT).records[0].values() == [0]
