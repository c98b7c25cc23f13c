"""Graphs for tests, written straight to the database, as the service itself would leave them.

Ids tell what they are of: `an_id("a", 7)` is the seventh artifact of whatever is built. Every
lineage has a stranger beside it, which no answer may show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import neo4j

from app.graph.statements import CYPHER, load_statement

Row = dict[str, Any]

START = datetime(2026, 1, 1, tzinfo=UTC)
STRANGERS = 0xDEAD
ENTITIES = ("Story", "Run", "AgentStep", "Artifact", "Assessment")
RELATIONS = ("DERIVED_FROM", "VARIANT_OF", "TRANSCODED_FROM")
MADE = ("HAS_STEP", "CREATED", "PRODUCED")
"""What says that an artifact was made in a run, which `MADE_IN` says in one relationship."""
MADE_IN: Any = load_statement(CYPHER / "upgrades" / "6_made_in.cypher").text


def an_id(kind: str, number: int) -> str:
    """The id number so and so of a kind of things, which one letter names."""
    return f"{ord(kind):08x}-0000-4000-8000-{number:012x}"


def at(minutes: float) -> datetime:
    """A moment so many minutes after everything began."""
    return START + timedelta(minutes=minutes)


def an_artifact(number: int, **facts: Any) -> Row:
    """The properties of an artifact; `facts` change or add some."""
    return {
        "id": an_id("a", number),
        "kind": "image",
        "media_type": "image/png",
        "state": "candidate",
        "name": f"artifact {number}",
        "created_at": at(number),
        "rev": 0,
        **facts,
    }


def a_story(number: int, **facts: Any) -> Row:
    """The properties of a story; `facts` change or add some."""
    return {
        "id": an_id("s", number),
        "title": f"story {number}",
        "created_at": at(number),
        "updated_at": at(number),
        "rev": 0,
        **facts,
    }


def a_run(number: int, **facts: Any) -> Row:
    """The properties of a run; `facts` change or add some."""
    return {
        "id": an_id("r", number),
        "workflow": "paint",
        "status": "completed",
        "created_at": at(number),
        "rev": 0,
        **facts,
    }


def a_step(number: int, **facts: Any) -> Row:
    """The properties of a step; `facts` change or add some."""
    return {
        "id": an_id("t", number),
        "name": f"step {number}",
        "agent": "painter",
        "step_order": number,
        "status": "completed",
        "created_at": at(number),
        **facts,
    }


def an_assessment(number: int, **facts: Any) -> Row:
    """The properties of an assessment; without a slot it does not count."""
    return {
        "id": an_id("x", number),
        "kind": "safety",
        "score": 0.5,
        "by": "guard-2",
        "created_at": at(number),
        **facts,
    }


def create(driver: neo4j.Driver, label: str, rows: Iterable[Row]) -> list[str | None]:
    """Creates a node of each row, and returns their ids."""
    made = list(rows)
    labels = f"{label}:Entity" if label in ENTITIES else label
    driver.execute_query(f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row", rows=made)
    return [row.get("id") for row in made]


def connect(driver: neo4j.Driver, type_name: str, rows: Iterable[Row]) -> None:
    """Creates a relationship of each row, `start` and `end` being ids; all else is its own."""
    start, end = {
        "ASSESSES": ("Assessment", "Artifact"),
        "HAS_RUN": ("Story", "Run"),
        "CURRENT_RUN": ("Story", "Run"),
        "HAS_STEP": ("Run", "AgentStep"),
        "CREATED": ("AgentStep", "Artifact"),
        "HAS_ARTIFACT": ("Story", "Artifact"),
        "PRODUCED": ("Run", "Artifact"),
        "CONSUMED": ("Run", "Artifact"),
        "RETRY_OF": ("Run|AgentStep", "Run|AgentStep"),
    }.get(type_name, ("Artifact", "Artifact"))
    ends = {"start", "end"}
    driver.execute_query(
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.end}})"
        f" CREATE (a)-[r:{type_name}]->(b) SET r = row.own",
        rows=[
            {
                "start": row["start"],
                "end": row["end"],
                "own": {name: value for name, value in row.items() if name not in ends},
            }
            for row in rows
        ],
    )
    if type_name in MADE:
        with driver.session() as session:
            session.run(MADE_IN).consume()


def a_relation(source: str, target: str, minutes: float = 0, **facts: Any) -> Row:
    """The row of a relation from an artifact to its source."""
    key = f"{source}|{target}"
    return {"start": source, "end": target, "key": key, "created_at": at(minutes), **facts}


def a_link(story_id: str, role: str, artifact_id: str, minutes: float = 0, **facts: Any) -> Row:
    """The row of a story's link; a scene comes first unless `facts` say where."""
    slot = f"{story_id}|{role}" if facts.get("is_primary") else None
    return {
        "start": story_id,
        "end": artifact_id,
        "role": role,
        "is_primary": False,
        "slot": slot,
        "key": f"{story_id}|{role}|{artifact_id}",
        "position": 0 if role == "scene_image" else None,
        "created_at": at(minutes),
        **facts,
    }


def a_stage_link(run_id: str, stage: str, artifact_id: str) -> Row:
    """The row of a run's link."""
    key = f"{run_id}|{stage}|{artifact_id}"
    return {"start": run_id, "end": artifact_id, "stage": stage, "key": key}


def relate(driver: neo4j.Driver, pairs: Iterable[tuple[str, str]], *types: str) -> None:
    """Relates artifacts to their sources, by one of the types after the other."""
    kinds, rows = types or ("DERIVED_FROM",), list(pairs)
    for place, kind in enumerate(kinds):
        chosen = rows[place :: len(kinds)]
        connect(driver, kind, [a_relation(source, target) for source, target in chosen])


def store(driver: neo4j.Driver) -> None:
    """Gives a blob to each artifact that says what its content is and was not pruned."""
    driver.execute_query(
        "MATCH (a:Artifact) WHERE a.sha256 IS NOT NULL AND a.pruned_at IS NULL"
        " MERGE (b:Blob {sha256: a.sha256})"
        " ON CREATE SET b.key = 'blobs/' + a.sha256, b.size = a.size, b.created_at = a.created_at"
        " CREATE (a)-[:STORED_AS]->(b)"
    )


def strangers(driver: neo4j.Driver) -> list[str | None]:
    """Two artifacts, one made from the other, that have nothing to do with anything else."""
    made = create(driver, "Artifact", [an_artifact(STRANGERS), an_artifact(STRANGERS + 1)])
    relate(driver, [(an_id("a", STRANGERS + 1), an_id("a", STRANGERS))])
    return made


def layers(
    driver: neo4j.Driver, count: int, width: int, sources: int, *types: str
) -> list[list[str]]:
    """Layers of artifacts; each is made from some of the layer before, by the types in turn."""
    ids = [[an_id("a", layer * width + place) for place in range(width)] for layer in range(count)]
    create(driver, "Artifact", [an_artifact(number) for number in range(count * width)])
    relate(
        driver,
        [
            (ids[layer][place], ids[layer - 1][(place + step * 7) % width])
            for layer in range(1, count)
            for place in range(width)
            for step in range(sources)
        ],
        *types,
    )
    strangers(driver)
    return ids


def chain(driver: neo4j.Driver, length: int, *types: str) -> list[str]:
    """Artifacts of which each is made from the one before."""
    return [layer[0] for layer in layers(driver, length, 1, 1, *types)]


def ladder(driver: neo4j.Driver, rungs: int) -> list[list[str]]:
    """Rungs of two artifacts, each made from both of the rung before: 2^(rungs - 1) routes."""
    return layers(driver, rungs, 2, 2)


def diamond(
    driver: neo4j.Driver, count: int = 40, width: int = 50, sources: int = 3
) -> list[list[str]]:
    """Many wide layers, between which almost everything is joined by many routes."""
    return layers(driver, count, width, sources)


def star(driver: neo4j.Driver, points: int) -> tuple[str, list[str]]:
    """An artifact that is made from many others, each directly."""
    numbers = range(1, points + 1)
    create(driver, "Artifact", [an_artifact(0), *(an_artifact(number) for number in numbers)])
    others = [an_id("a", number) for number in numbers]
    relate(driver, [(an_id("a", 0), other) for other in others], *RELATIONS)
    strangers(driver)
    return an_id("a", 0), others


def ids_of(rows: Sequence[Row]) -> list[str]:
    """The ids of some rows."""
    return [row["id"] for row in rows]
