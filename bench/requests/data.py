"""The graph that reads are measured on: many stories of one size, and a deep lineage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import neo4j

from bench.writing import an_id, write

RUNS, STEPS, ARTIFACTS = 3, 5, 4
OF_A_STORY = RUNS * STEPS * ARTIFACTS
SCENES = 18
LAYERS, WIDTH, SOURCES = 40, 50, 3
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("image", "text", "audio", "json")
STATES = ("intermediate", "candidate", "published")
Row = dict[str, Any]

ENDS = {
    "HAS_RUN": ("Story", "Run"),
    "CURRENT_RUN": ("Story", "Run"),
    "HAS_STEP": ("Run", "AgentStep"),
    "CREATED": ("AgentStep", "Artifact"),
    "PRODUCED": ("Run", "Artifact"),
    "HAS_ARTIFACT": ("Story", "Artifact"),
    "DERIVED_FROM": ("Artifact", "Artifact"),
}


def story_id(story: int) -> str:
    """The id of a story, of which the newest has the highest number."""
    return an_id(1, story)


def deepest() -> str:
    """The artifact at the end of the deep lineage: it has 39 layers of ancestors."""
    return an_id(5, LAYERS * WIDTH - 1)


def fill(driver: neo4j.Driver, stories: int) -> None:
    """Writes the graph in batches, into the indexes of the service."""
    for label, rows in nodes(stories):
        text = f"UNWIND $rows AS row CREATE (n:{label}) SET n = row"
        write(driver, text, rows)
    for kind, rows in relationships(stories):
        start, end = ENDS[kind]
        text = (
            f"UNWIND $rows AS row MATCH (a:{start} {{id: row[0]}}) MATCH (b:{end} {{id: row[1]}})"
            f" CREATE (a)-[r:{kind}]->(b) SET r = row[2]"
        )
        write(driver, text, rows)
    driver.execute_query("CALL db.awaitIndexes(600)")


def nodes(stories: int) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of each label."""
    runs = stories * RUNS
    yield "Story", (_story(number) for number in range(stories))
    yield "Run", (_run(number) for number in range(runs))
    yield "AgentStep", (_step(number) for number in range(runs * STEPS))
    made = (_artifact(an_id(4, number), number) for number in range(stories * OF_A_STORY))
    yield "Artifact", made
    yield "Artifact", (_artifact(an_id(5, number), number) for number in range(LAYERS * WIDTH))


def relationships(stories: int) -> Iterator[tuple[str, Iterator[tuple[str, str, Row]]]]:
    """The rows of each type of relationship: both ends, and its properties."""
    runs, artifacts = stories * RUNS, stories * OF_A_STORY
    yield "HAS_RUN", ((an_id(1, n // RUNS), an_id(2, n), {}) for n in range(runs))
    yield "CURRENT_RUN", ((an_id(1, n), an_id(2, n * RUNS), {}) for n in range(stories))
    yield "HAS_STEP", ((an_id(2, n // STEPS), an_id(3, n), {}) for n in range(runs * STEPS))
    yield "CREATED", ((an_id(3, n // ARTIFACTS), an_id(4, n), {}) for n in range(artifacts))
    yield "PRODUCED", (_produced(n) for n in range(artifacts))
    yield "HAS_ARTIFACT", (_link(*one) for one in product(range(stories), range(SCENES + 3)))
    older = (n for n in range(artifacts) if n % OF_A_STORY)
    yield "DERIVED_FROM", (_relation(an_id(4, n), an_id(4, n - 1), n) for n in older)
    yield "DERIVED_FROM", _layers()


def _at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def _story(n: int) -> Row:
    made = {"created_at": _at(n), "updated_at": _at(n), "rev": 0}
    return {"id": an_id(1, n), "title": f"The fox and the moon, part {n}", **made}


def _run(n: int) -> Row:
    told = {"workflow": "paint", "status": "completed", "created_at": _at(n), "rev": 0}
    return {"id": an_id(2, n), **told}


def _step(n: int) -> Row:
    told = {"name": f"Step {n % STEPS}", "agent": "painter", "model": "gouache-3"}
    return {"id": an_id(3, n), "step_order": n % STEPS, "status": "completed", **told}


def _artifact(id: str, n: int) -> Row:
    kind, state = KINDS[n % len(KINDS)], STATES[n % len(STATES)]
    told = {"kind": kind, "media_type": "image/png", "state": state, "name": f"Scene {n}"}
    return {"id": id, "created_at": _at(n), "rev": 0, **told}


def _produced(n: int) -> tuple[str, str, Row]:
    run, artifact = an_id(2, n // (STEPS * ARTIFACTS)), an_id(4, n)
    return run, artifact, {"stage": "paint", "key": f"{run}|paint|{artifact}"}


def _link(story: int, place: int) -> tuple[str, str, Row]:
    role = ("cover", "final_audio", "final_video", *["scene_image"] * SCENES)[place]
    start, end = an_id(1, story), an_id(4, story * OF_A_STORY + place)
    own: Row = {"role": role, "is_primary": place < 3, "created_at": _at(story)}
    own["slot"] = f"{start}|{role}" if place < 3 else None
    own["position"] = place if role == "scene_image" else None
    return start, end, {**own, "key": f"{start}|{role}|{end}"}


def _relation(start: str, end: str, n: int) -> tuple[str, str, Row]:
    return start, end, {"key": f"{start}|{end}", "created_at": _at(n)}


def _layers() -> Iterator[tuple[str, str, Row]]:
    for layer, place, step in product(range(1, LAYERS), range(WIDTH), range(SOURCES)):
        newer = layer * WIDTH + place
        older = (layer - 1) * WIDTH + (place + step * 7) % WIDTH
        yield _relation(an_id(5, newer), an_id(5, older), newer)
