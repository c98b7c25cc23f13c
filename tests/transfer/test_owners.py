"""What belongs to one thing only gets no second owner, also from two imports at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from neo4j.exceptions import ConstraintError

from app.errors import Conflict, IdTaken
from app.graph.checks import CHECKS, run_checks
from app.transfer.importing import import_file
from app.transfer.loading import Loader
from app.transferring import run_import
from tests.builders import an_id
from tests.lines import (
    artifact_line,
    assessment_line,
    run_line,
    step_line,
    story_line,
    story_link_line,
    text_line,
    write_lines,
)

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

AROUND = [
    *(story_line(number) for number in (1, 2)),
    *(run_line(number) for number in (1, 2)),
    *(step_line(number) for number in (1, 2)),
    *(artifact_line(number) for number in (1, 2)),
]
R1, R2 = an_id("r", 1), an_id("r", 2)
RIVALS = {
    "HAS_RUN": [run_line(5, story_id=an_id("s", number)) for number in (1, 2)],
    "HAS_STEP": [step_line(5, run_id=run) for run in (R1, R2)],
    "CREATED": [artifact_line(5, created_by_step_id=an_id("t", number)) for number in (1, 2)],
    "STORED_AS": [text_line(5, text) for text in ("one", "two")],
    "ASSESSES": [assessment_line(5, number) for number in (1, 2)],
    "CURRENT_RUN": [story_line(1, current_run_id=run) for run in (R1, R2)],
    "HAS_ARTIFACT": [story_link_line(number, is_primary=True) for number in (1, 2)],
}
"""Two lines, of which each gives the same thing another owner, content, current run or primary."""

OWNED = {
    "HAS_RUN": "MERGE (n:Run {id: 'n'}) WITH n MATCH (o:Story {id: $o}) MERGE (o)-[:HAS_RUN]->(n)",
    "HAS_STEP": (
        "MERGE (n:AgentStep {id: 'n'}) WITH n MATCH (o:Run {id: $o}) MERGE (o)-[:HAS_STEP]->(n)"
    ),
    "CREATED": (
        "MERGE (n:Artifact {id: 'n'}) WITH n MATCH (o:AgentStep {id: $o}) MERGE (o)-[:CREATED]->(n)"
    ),
    "STORED_AS": (
        "MERGE (n:Artifact {id: 'n'}) MERGE (o:Blob {sha256: $o}) MERGE (n)-[:STORED_AS]->(o)"
    ),
    "ASSESSES": (
        "MERGE (n:Assessment {id: 'n'}) WITH n MATCH (o:Artifact {id: $o})"
        " MERGE (n)-[:ASSESSES]->(o)"
    ),
}
"""Ways to write an owner that are not the service's."""

OWNERS = {"HAS_RUN": "s", "HAS_STEP": "r", "CREATED": "t", "STORED_AS": "b", "ASSESSES": "a"}


@pytest.fixture
def overtaken(graph, store, settings, tmp_path):
    """Imports a line; when it was checked, another import brings another to its end."""

    async def importing(line, rival):
        other = write_lines(tmp_path / "rival.jsonl", [rival])

        def meanwhile(what, done, total):
            if (what, done) == ("Checking", total):
                with ThreadPoolExecutor() as threads:
                    threads.submit(anyio.run, run_import, settings, other, print).result()

        path = write_lines(tmp_path / "line.jsonl", [line])
        return await import_file(graph, store, path, largest=1000, progress=meanwhile)

    return importing


@pytest.mark.parametrize("edge", RIVALS)
async def test_of_two_imports_at_once_one_gives_an_owner(bring, overtaken, seen, graph, edge):
    await bring(AROUND)
    before = len(edges(seen, edge))

    with pytest.raises(Conflict, match="another import has written meanwhile"):
        await overtaken(*RIVALS[edge])

    assert len(edges(seen, edge)) == before + 1
    assert await run_checks(graph) == {name: [] for name in CHECKS}


@pytest.mark.parametrize("edge", RIVALS)
async def test_nor_does_one_give_a_second_owner_without_the_lock_of_imports(
    bring, overtaken, seen, graph, monkeypatch, edge
):
    monkeypatch.setattr(Loader, "_alone", lambda self, work: self._graph.write(work))
    await bring(AROUND)
    before = len(edges(seen, edge))

    with pytest.raises((Conflict, IdTaken)):
        await overtaken(*RIVALS[edge])

    assert len(edges(seen, edge)) == before + 1
    assert await run_checks(graph) == {name: [] for name in CHECKS}


def edges(seen, edge):
    return [one for one in seen() if one[0] == edge]


def raced(driver, text, edge):
    """Both transactions of a race have begun before one ends: how many owners there are then."""
    first, second = (an_id(OWNERS[edge], number) for number in (1, 2))

    def follow():
        driver.execute_query(text, o=second)

    with driver.session() as session, ThreadPoolExecutor() as threads:
        transaction = session.begin_transaction()
        transaction.run(text, o=first).consume()
        other = threads.submit(follow)
        transaction.commit()
        try:
            other.result()
        finally:
            count = f"MATCH ({{id: 'n'}})-[e:{edge}]-() RETURN count(e)"
            [[owners]] = [row.values() for row in driver.execute_query(count).records]
    return owners


@pytest.mark.parametrize("edge", OWNED)
async def test_who_merges_gives_a_second_owner(bring, driver, edge):
    await bring(AROUND)

    assert raced(driver, OWNED[edge], edge) == 2


@pytest.mark.parametrize("edge", OWNED)
async def test_who_creates_does_not(bring, driver, edge):
    await bring(AROUND)
    text = (
        OWNED[edge].replace("MERGE (n", "CREATE (n", 1).replace(" {id: 'n'})", ":Entity {id: 'n'})")
    )
    text = text.replace("MERGE (n)-", "CREATE (n)-").replace("MERGE (o)-", "CREATE (o)-")

    with pytest.raises(ConstraintError):
        raced(driver, text, edge)

    count = f"MATCH ({{id: 'n'}})-[e:{edge}]-() RETURN count(e)"
    assert driver.execute_query(count).records[0].values() == [1]
