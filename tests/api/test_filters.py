"""Every filter of a page at the root, alone and with every other, finds what its rows say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from tests.asking import Ask
from tests.builders import Row, an_id, at, ids_of
from tests.library import LONG_AGO, Library

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

Holds = Callable[[Library, Row, Any], bool]
"""Whether a filter with that value lets a row through, as told by the rows of the library."""


def _starts(rows: list[Row], end: str) -> set[str]:
    return {row["start"] for row in rows if row["end"] == end}


def _made_by(books: Library, artifact: Row, place: int) -> set[str]:
    """What made an artifact: its step, the run of that or that produced it, the story of these."""
    steps = _starts(books.created, artifact["id"])
    runs = {run for step in steps for run in _starts(books.has_step, step)}
    runs |= _starts(books.produced, artifact["id"])
    stories = {story for run in runs for story in _starts(books.has_run, run)}
    return (steps, runs, stories)[place]


def _makers(books: Library, artifact: Row) -> list[Row]:
    """The step that created an artifact, if any."""
    steps = _starts(books.created, artifact["id"])
    return [step for step in books.steps if step["id"] in steps]


def _ancestors(books: Library, artifact: str) -> set[str]:
    found = set[str]()
    new = {artifact}
    while new:
        new = {row["end"] for _, row in books.relations if row["start"] in new} - found
        found |= new
    return found


def _used(books: Library, artifact: Row) -> bool:
    links = [row for _, row in books.relations] + books.consumed + books.links
    return artifact["id"] in {link["end"] for link in links}


def _prompted(books: Library, artifact: Row, text: str) -> bool:
    return any(_has_words(step, text, "prompt") for step in _makers(books, artifact))


def _lineage_prompted(books: Library, artifact: Row, text: str) -> bool:
    ids = {artifact["id"]} | _ancestors(books, artifact["id"])
    return any(_prompted(books, row, text) for row in books.artifacts if row["id"] in ids)


def _of_story(books: Library, step: Row) -> set[str]:
    runs = _starts(books.has_step, step["id"])
    return {story for run in runs for story in _starts(books.has_run, run)}


def _stale(row: Row, seconds: int) -> bool:
    seen = row.get("last_seen_at") or row.get("started_at") or row["created_at"]
    return row["status"] == "running" and seen < datetime.now(UTC) - timedelta(seconds=seconds)


def _since(moment: datetime) -> int:
    """The seconds that have passed since a moment."""
    return int((datetime.now(UTC) - moment).total_seconds())


def _linked(books: Library, artifact: Row, to: Mapping[str, Any]) -> bool:
    roles = {
        link["role"].upper()
        for link in books.links
        if link["start"] == to["story"] and link["end"] == artifact["id"]
    }
    return to["role"] in roles if to.get("role") else bool(roles)


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").lower())


def _has_words(row: Row, text: str, *properties: str) -> bool:
    has = [word for name in properties for word in _words(row[name])]
    return all(any(one.startswith(word) for one in has) for word in _words(text))


def _upper(name: str) -> Holds:
    return lambda _, row, value: row[name].upper() in value


TIMES: dict[str, Holds] = {
    "createdAfter": lambda _, row, value: row["created_at"] >= datetime.fromisoformat(value),
    "createdBefore": lambda _, row, value: row["created_at"] < datetime.fromisoformat(value),
}
HOLDS: dict[str, dict[str, Holds]] = {
    "stories": {"text": lambda _, row, value: _has_words(row, value, "title", "synopsis"), **TIMES},
    "runs": {
        "story": lambda books, row, value: value in _starts(books.has_run, row["id"]),
        "session": lambda _, row, value: row["session_id"] == value,
        "statuses": _upper("status"),
        "workflow": lambda _, row, value: row["workflow"] == value,
        "staleAfter": lambda _, row, value: _stale(row, value),
        **TIMES,
    },
    "steps": {
        "story": lambda books, row, value: value in _of_story(books, row),
        "run": lambda books, row, value: value in _starts(books.has_step, row["id"]),
        "statuses": _upper("status"),
        "agent": lambda _, row, value: row["agent"] == value,
        "model": lambda _, row, value: row["model"] == value,
        "staleAfter": lambda _, row, value: _stale(row, value),
        **TIMES,
    },
    "artifacts": {
        "ids": lambda _, row, value: row["id"] in value,
        "sha256": lambda _, row, value: row.get("sha256") == value,
        "kinds": _upper("kind"),
        "mediaTypes": lambda _, row, value: row["media_type"] in value,
        "states": _upper("state"),
        "name": lambda _, row, value: value in row["name"],
        "text": lambda _, row, value: _has_words(row, value, "name"),
        "madeFor": lambda books, row, value: value in _made_by(books, row, 2),
        "linkedTo": _linked,
        "run": lambda books, row, value: value in _made_by(books, row, 1),
        "step": lambda books, row, value: value in _made_by(books, row, 0),
        "agents": lambda books, row, value: any(
            step["agent"] in value for step in _makers(books, row)
        ),
        "models": lambda books, row, value: any(
            step["model"] in value for step in _makers(books, row)
        ),
        "prompt": _prompted,
        "lineagePrompt": _lineage_prompted,
        "roles": lambda books, row, value: any(
            link["role"].upper() in value for link in books.links if link["end"] == row["id"]
        ),
        "ancestorOf": lambda books, row, value: row["id"] in _ancestors(books, value),
        "descendantOf": lambda books, row, value: value in _ancestors(books, row["id"]),
        "unused": lambda books, row, value: value != _used(books, row),
        **TIMES,
    },
}


def _values(books: Library) -> dict[str, dict[str, list[Any]]]:
    """For each filter some values: one that many rows have, and others that some or none have."""
    artifact = next(row for row in books.artifacts[20:] if row.get("sha256"))
    step = min(_made_by(books, artifact, 0))
    run = min(_made_by(books, artifact, 1))
    story = min(_made_by(books, artifact, 2))
    times: dict[str, list[Any]] = {
        "createdAfter": [at(3).isoformat(), "2026-01-01T02:03:00+02:00"],
        "createdBefore": [at(3).isoformat(), at(-9).isoformat()],
    }
    return {
        "stories": {"text": ["moon", "THE fo", "boat lighthouse", "nobody"], **times},
        "runs": {
            "story": [books.has_run[0]["start"], an_id("s", 77)],
            "session": ["monday", "Monday", ""],
            "statuses": [["FAILED", "RUNNING"], []],
            "workflow": ["paint", "nothing"],
            "staleAfter": [_since(LONG_AGO + timedelta(days=30)), 0, 2**31 - 1],
            **times,
        },
        "steps": {
            "story": [_of_story(books, books.steps[0]).pop(), an_id("s", 77)],
            "run": [books.has_step[0]["start"], an_id("r", 77)],
            "statuses": [["COMPLETED", "FAILED"], ["RUNNING"], []],
            "agent": ["sketcher", "painter", "nobody"],
            "model": ["brush-2", "brush-3"],
            "staleAfter": [_since(LONG_AGO + timedelta(days=30)), 0, 2**31 - 1],
            **times,
        },
        "artifacts": {
            "ids": [[*ids_of(books.artifacts[3:30:2]), an_id("a", 999)], []],
            "sha256": [artifact["sha256"], "0" * 64],
            "kinds": [["IMAGE", "TEXT", "JSON"], ["AUDIO"], []],
            "mediaTypes": [["image/png", "text/plain"], ["image/gif"]],
            "states": [["CANDIDATE", "PUBLISHED"], ["ARCHIVED"], []],
            "name": ["over", "Scene", "scene", ""],
            "text": ["sc", "3 COVER", "over"],
            "madeFor": [story, an_id("s", 77)],
            "linkedTo": [{"story": story}, {"story": story, "role": "COVER"}],
            "run": [run, an_id("r", 77)],
            "step": [step, an_id("t", 77)],
            "agents": [["sketcher", "nobody"], []],
            "models": [["brush-2"], ["brush-3"]],
            "prompt": ["fox MOON", "lighthouse", "night"],
            "lineagePrompt": ["lighthouse fox", "night"],
            "roles": [["COVER", "FINAL_AUDIO"], []],
            "ancestorOf": [books.relations[-1][1]["start"], an_id("a", 999)],
            "descendantOf": [books.artifacts[0]["id"], an_id("a", 999)],
            "unused": [True, False],
            **times,
        },
    }


def _fitting(books: Library) -> dict[str, dict[str, Any]]:
    """For each type a value of every filter that lets one row of it through, and not all others."""
    linked = {link["end"] for link in books.links}
    artifact = next(
        row
        for row in books.artifacts
        if row["id"] in linked
        and row.get("sha256")
        and _ancestors(books, row["id"])
        and row["id"] in {relation["end"] for _, relation in books.relations}
        and any(step["model"] and step["prompt"] for step in _makers(books, row))
    )
    [maker] = _makers(books, artifact)
    run = next(row for row in books.runs if row["session_id"] and row["status"] == "running")
    step = next(row for row in books.steps if row["status"] == "running")
    story = next(row for row in books.stories if row["created_at"] > at(0))
    of_artifact = {name: values[0] for name, values in _values(books)["artifacts"].items()}
    makers = [min(_made_by(books, artifact, place)) for place in range(3)]

    def times(row: Row) -> dict[str, Any]:
        later = (row["created_at"] + timedelta(seconds=1)).isoformat()
        return {"createdAfter": row["created_at"].isoformat(), "createdBefore": later}

    return {
        "stories": {"text": story["title"].split()[-1], **times(story)},
        "runs": {
            "story": next(iter(_starts(books.has_run, run["id"]))),
            "session": run["session_id"],
            "statuses": [run["status"].upper()],
            "workflow": run["workflow"],
            "staleAfter": 1,
            **times(run),
        },
        "steps": {
            "story": _of_story(books, step).pop(),
            "run": _starts(books.has_step, step["id"]).pop(),
            "statuses": ["RUNNING"],
            "agent": step["agent"],
            "model": step["model"],
            "staleAfter": 1,
            **times(step),
        },
        "artifacts": {
            "ids": [artifact["id"], *of_artifact["ids"]],
            "sha256": artifact["sha256"],
            "kinds": [artifact["kind"].upper()],
            "mediaTypes": [artifact["media_type"]],
            "states": [artifact["state"].upper()],
            "name": artifact["name"],
            "text": artifact["name"],
            **dict(zip(("step", "run", "madeFor"), makers, strict=True)),
            "agents": [maker["agent"]],
            "models": [maker["model"]],
            "prompt": maker["prompt"],
            "lineagePrompt": maker["prompt"],
            "roles": [
                link["role"].upper() for link in books.links if link["end"] == artifact["id"]
            ],
            "ancestorOf": min(
                relation["start"]
                for _, relation in books.relations
                if relation["end"] == artifact["id"]
            ),
            "descendantOf": min(_ancestors(books, artifact["id"])),
            "unused": False,
            "linkedTo": {"story": next(iter(_starts(books.links, artifact["id"])))},
            **times(artifact),
        },
    }


TYPES = {
    "stories": "StoryFilter",
    "runs": "RunFilter",
    "steps": "StepFilter",
    "artifacts": "ArtifactFilter",
}
ALONE = [(field, name) for field, filters in HOLDS.items() for name in filters]
DIFFERENCES = {
    "stories": (0, 1),
    "runs": (0, 1, 3),
    "steps": (0, 1, 3, 9),
    "artifacts": (0, 1, 4, 14, 16),
}
"""Places that differ by every number once, modulo those below: shifted, they meet every pair."""
MODULO = {"stories": 3, "runs": 7, "steps": 13, "artifacts": 21}
GROUPS = [
    (field, tuple(names[place] for place in places if place < len(names)))
    for field, names in ((field, list(filters)) for field, filters in HOLDS.items())
    for shift in range(MODULO[field])
    for places in [[(shift + one) % MODULO[field] for one in DIFFERENCES[field]]]
]


async def _agrees(reader: Ask, books: Library, field: str, where: dict[str, Any]) -> int:
    """Asks, compares with the rows of the library, and returns how many there were."""
    data = await reader(
        f"query ($where: {TYPES[field]}) {{ {field}(where: $where, first: 100)"
        " { totalCount nodes { id } } }",
        where=where,
    )

    rows = [
        row
        for row in getattr(books, field)
        if all(HOLDS[field][name](books, row, value) for name, value in where.items())
    ]
    rows.sort(key=lambda row: (row["created_at"], row["id"]), reverse=True)
    assert data[field] == {
        "totalCount": len(rows),
        "nodes": [{"id": one} for one in ids_of(rows)],
    }
    return len(rows)


@pytest.mark.parametrize(("field", "name"), ALONE)
async def test_a_filter_alone_finds_what_a_plain_search_finds(
    reader: Ask, books: Library, field: str, name: str
) -> None:
    values = _values(books)[field][name]

    counts = [await _agrees(reader, books, field, {name: value}) for value in values]

    assert 0 < counts[0] < len(getattr(books, field))


def test_every_filter_meets_every_other() -> None:
    met = {(field, *pair) for field, group in GROUPS for pair in combinations(sorted(group), 2)}

    for field, filters in HOLDS.items():
        assert {(field, *pair) for pair in combinations(sorted(filters), 2)} <= met


@pytest.mark.parametrize(
    ("field", "group"), GROUPS, ids=lambda part: part if isinstance(part, str) else "-".join(part)
)
async def test_filters_in_groups_find_what_a_plain_search_finds(
    reader: Ask, books: Library, field: str, group: tuple[str, ...]
) -> None:
    values = _fitting(books)[field]

    assert await _agrees(reader, books, field, {name: values[name] for name in group}) > 0


async def test_all_filters_together_find_what_a_plain_search_finds(
    reader: Ask, books: Library
) -> None:
    values = _values(books)["artifacts"]
    chosen: dict[str, Any] = {
        "ids": ids_of(books.artifacts),
        "kinds": ["IMAGE", "AUDIO", "VIDEO", "TEXT", "JSON", "DATA"],
    }

    await _agrees(reader, books, "artifacts", {name: value[0] for name, value in values.items()})
    await _agrees(
        reader, books, "artifacts", {**chosen, "name": "", "madeFor": values["madeFor"][0]}
    )


@pytest.mark.parametrize("name", ["text", "prompt", "lineagePrompt"])
async def test_what_has_no_word_is_refused_by_the_name_of_its_filter(
    reader: Ask, name: str
) -> None:
    query = "query ($where: ArtifactFilter) { artifacts(where: $where) { totalCount } }"

    [error] = (await reader.result(query, where={name: "..."})).errors or []

    assert error.message == f"{name} must have at least one word"
    assert error.extensions == {"code": "BAD_INPUT"}


async def test_an_artifact_with_several_roles_on_a_story_is_listed_once(
    reader: Ask, books: Library
) -> None:
    ends = [(link["start"], link["end"]) for link in books.links]
    story, artifact = next(pair for pair in ends if ends.count(pair) > 1)

    data = await reader(
        "query ($story: ID!, $ids: [ID!]) {"
        " artifacts(where: {linkedTo: {story: $story}, ids: $ids}) { totalCount nodes { id } }"
        " story(id: $story) { artifacts(first: 100) { totalCount nodes { id } } } }",
        story=story,
        ids=[artifact],
    )

    assert data["artifacts"] == {"totalCount": 1, "nodes": [{"id": artifact}]}
    of_story = data["story"]["artifacts"]
    linked = {end for start, end in ends if start == story}
    assert of_story["totalCount"] == len(linked)
    assert sorted(node["id"] for node in of_story["nodes"]) == sorted(linked)


@pytest.mark.parametrize("roles", [None, [], ["COVER"], ["COVER", "SCENE_IMAGE"]])
@pytest.mark.parametrize("primary", [None, True, False])
async def test_the_links_of_a_story_are_filtered_by_role_and_primary(
    reader: Ask, books: Library, roles: list[str] | None, primary: bool | None
) -> None:
    asked = "" if primary is None else f", primaryOnly: {str(primary).lower()}"
    for story in books.stories[:6]:
        data = await reader(
            "query ($id: ID!, $roles: [StoryRole!]) { story(id: $id) {"
            f" links(first: 100, roles: $roles{asked}) {{ totalCount"
            " nodes { artifact { id } } } } }",
            id=story["id"],
            roles=roles,
        )

        ends = [
            link["end"]
            for link in books.links
            if link["start"] == story["id"]
            and (roles is None or link["role"].upper() in roles)
            and (not primary or link["is_primary"])
        ]
        links = data["story"]["links"]
        assert links["totalCount"] == len(ends)
        assert sorted(node["artifact"]["id"] for node in links["nodes"]) == sorted(ends)
