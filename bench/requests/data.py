"""The graph that is asked about: many stories of one size, and a deep lineage, by `import`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import anyio
import neo4j
import orjson

from app.cli.transfers import run_import, tell_imported
from app.local import Servers
from bench.services import settings
from bench.writing import an_id

RUNS, STEPS, ARTIFACTS = 3, 5, 4
OF_A_STORY = RUNS * STEPS * ARTIFACTS
SCENES = 18
ROLES = {"cover": "image", "final_audio": "audio", "final_video": "video", "scene_image": "image"}
"""The kind that each role takes."""
SOURCES = 3
START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("image", "audio", "image", "text", "image", "video")
MEDIA_TYPES = {
    "image": "image/png",
    "audio": "audio/mpeg",
    "text": "text/markdown",
    "video": "video/mp4",
}
STATES = ("intermediate", "candidate", "published")
"""Of these and of the kinds the artifacts have each in turn; an intermediate one is not linked."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many stories there are, and the layers of the deep lineage with the artifacts of each."""

    stories: int
    layers: int
    width: int

    @property
    def deepest(self) -> str:
        """The id of an artifact of the newest layer: every other layer has ancestors of it."""
        return an_id(5, self.layers * self.width - 1)


def story_id(story: int) -> str:
    """The id of a story, of which the newest has the highest number."""
    return an_id(1, story)


def fill(servers: Servers, driver: neo4j.Driver, size: Size) -> None:
    """Imports the graph as `python -m app import` does, and waits for the indexes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.jsonl"
        with path.open("wb") as file:
            file.writelines(orjson.dumps(record) + b"\n" for record in records(size))
        imported = anyio.run(run_import, settings(servers), path, print)
    tell_imported(imported, as_json=False)
    driver.execute_query("CALL db.awaitIndexes(600)")


def records(size: Size) -> Iterator[Row]:
    """The records of the file, as docs/import.md has them."""
    runs, made = size.stories * RUNS, size.stories * OF_A_STORY
    yield from (_story(n) for n in range(size.stories))
    yield from (_run(n) for n in range(runs))
    yield from (_step(n) for n in range(runs * STEPS))
    yield from (_artifact(an_id(4, n), n, an_id(3, n // ARTIFACTS)) for n in range(made))
    yield from (_artifact(an_id(5, n), n) for n in range(size.layers * size.width))
    yield from (_produced(n) for n in range(made))
    yield from (_link(n, *link) for n, link in product(range(size.stories), _links()))
    yield from (_relation(an_id(4, n), an_id(4, n - 1), n) for n in range(made) if n % OF_A_STORY)
    yield from _layers(size)


def _at(seconds: int) -> str:
    """A time with nine digits, as the service answers it: then all systems answer the same."""
    return f"{START + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S.000000001Z}"


def _story(n: int) -> Row:
    told = {"title": f"The fox and the moon, part {n}", "current_run_id": an_id(2, n * RUNS)}
    return {"type": "story", "id": an_id(1, n), "created_at": _at(n), **told}


def _run(n: int) -> Row:
    told = {"workflow": "paint", "status": "completed", "created_at": _at(n)}
    return {"type": "run", "id": an_id(2, n), "story_id": an_id(1, n // RUNS), **told}


def _step(n: int) -> Row:
    told = {"name": f"Step {n % STEPS}", "agent": "painter", "model": "gouache-3"}
    own = {"step_order": n % STEPS, "status": "completed", **told}
    return {"type": "step", "id": an_id(3, n), "run_id": an_id(2, n // STEPS), **own}


def _artifact(id: str, n: int, step: str | None = None) -> Row:
    kind, state = KINDS[n % len(KINDS)], STATES[n % len(STATES)]
    own = {"type": "artifact", "id": id, "created_by_step_id": step, "created_at": _at(n)}
    told = {"kind": kind, "media_type": MEDIA_TYPES[kind], "state": state, "name": f"Scene {n}"}
    return {**own, **told}


def _produced(n: int) -> Row:
    ends = {"run_id": an_id(2, n // (STEPS * ARTIFACTS)), "artifact_id": an_id(4, n)}
    return {"type": "runLink", **ends, "stage": "paint", "direction": "produced"}


def _links() -> list[tuple[str, int | None, int]]:
    """The links of each story: the role, the position of a scene, and which of its artifacts."""
    fitting = {kind: _linkable(kind) for kind in MEDIA_TYPES}
    links: list[tuple[str, int | None, int]] = []
    for role, kind in ROLES.items():
        positions = range(SCENES) if role == "scene_image" else [None]
        links += [(role, position, next(fitting[kind])) for position in positions]
    return links


def _linkable(kind: str) -> Iterator[int]:
    """Which artifacts of a story are of that kind, and not intermediate."""
    return (n for n in range(OF_A_STORY) if KINDS[n % len(KINDS)] == kind and n % len(STATES))


def _link(story: int, role: str, position: int | None, n: int) -> Row:
    ends = {"story_id": an_id(1, story), "artifact_id": an_id(4, story * OF_A_STORY + n)}
    own = {"role": role, "position": position, "is_primary": position is None}
    return {"type": "storyLink", **ends, **own, "created_at": _at(story)}


def _relation(newer: str, older: str, n: int) -> Row:
    ends = {"from_artifact_id": newer, "to_artifact_id": older}
    return {"type": "relation", "relation_type": "derived_from", **ends, "created_at": _at(n)}


def _layers(size: Size) -> Iterator[Row]:
    """Each artifact of a layer is made from some of the layer before."""
    width = size.width
    for layer, place, step in product(range(1, size.layers), range(width), range(SOURCES)):
        newer, older = layer * width + place, (layer - 1) * width + (place + step * 7) % width
        yield _relation(an_id(5, newer), an_id(5, older), newer)
