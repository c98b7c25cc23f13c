"""What is written, in GraphQL and by the statements that one would write by hand for the same.

By hand the rows are there already, nothing is checked, and no request is kept by its id. One of the
statements returns the answer as maps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

import orjson

from bench.requests.data import Row, Size, story_id

STEPS, ARTIFACTS = 5, 100
TITLE = "The fox and the moon"
SOURCES = ((1, "derived_from"), (2, "derived_from"), (3, "variant_of"))
"""How many places before it in the batch an artifact has its sources, and how it came from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A mutation, and the statements of one transaction that leave the same; new ones each time."""

    name: str
    text: str
    variables: Callable[[], Mapping[str, Any]]
    by_hand: Sequence[str]
    rows: Callable[[], Mapping[str, Any]]


CREATE = """
mutation ($input: CreateStoryInput!) { createStory(input: $input) {
  ... on StoryPayload { story { id title } } ... on Problem { code message } } }
"""
INGEST = """
mutation ($input: IngestRunInput!) { ingestRun(input: $input) {
  ... on IngestedPayload { artifacts { ref id } } ... on Problem { code message } } }
"""
CREATE_BY_HAND = """
CREATE (story:Story:Entity {id: $row.id, rev: 1, created_at: datetime(), updated_at: datetime(),
  title: $row.title})
CREATE (:Event {key: $row.id + ':1', kind: 'story_created', actor: 'bench', at: datetime(),
  before: '{}', after: $row.after})-[:ABOUT]->(story)
RETURN {createStory: {story: {id: story.id, title: story.title}}} AS data
"""
INGEST_BY_HAND = [
    """
    MATCH (story:Story {id: $story})
    CREATE (story)-[:HAS_RUN]->(run:Run:Entity {id: $run, workflow: 'paint', status: 'completed',
      created_at: datetime(), rev: 1})
    WITH run UNWIND $steps AS row
    CREATE (run)-[:HAS_STEP]->(:AgentStep:Entity {id: row.id, name: row.name, agent: 'painter',
      model: 'gouache-3', step_order: row.step_order, status: 'completed',
      created_at: run.created_at})
    """,
    """
    UNWIND $artifacts AS row
    MATCH (run:Run)-[:HAS_STEP]->(step:AgentStep {id: row.step})
    CREATE (step)-[:CREATED]->(artifact:Artifact:Entity {id: row.id, kind: 'image',
      media_type: 'image/png', state: 'intermediate', name: row.name, metadata: row.metadata,
      created_at: datetime(), rev: 1})
    CREATE (artifact)-[:MADE_IN]->(run)
    RETURN {ingestRun: {artifacts: collect({ref: row.ref, id: artifact.id})}} AS data
    """,
    *(
        f"""
        UNWIND $relations.{name} AS row
        MATCH (artifact:Artifact {{id: row.from}}) MATCH (source:Artifact {{id: row.to}})
        CREATE (artifact)-[:{name.upper()} {{key: row.key, created_at: datetime()}}]->(source)
        """
        for name in ("derived_from", "variant_of")
    ),
    """
    UNWIND $events AS row
    MATCH (subject:Run|Artifact {id: row.subject})
    CREATE (:Event {key: row.subject + ':1', kind: row.kind, actor: 'bench', at: datetime(),
      before: '{}', after: row.after})-[:ABOUT]->(subject)
    """,
]


def writes(size: Size) -> list[Write]:
    """The writes, into a graph of that size."""
    turn = count()

    def ingest() -> Row:
        return {"input": _batch(story_id(next(turn) % size.stories))}

    def rows() -> Row:
        return _rows(story_id(next(turn) % size.stories))

    def create() -> Row:
        return {"input": {"requestId": str(uuid4()), "title": TITLE}}

    def row() -> Row:
        return {"row": {"id": str(uuid4()), "title": TITLE, "after": _json({"title": TITLE})}}

    return [
        Write(
            name="createStory",
            text=CREATE,
            variables=create,
            by_hand=[CREATE_BY_HAND],
            rows=row,
        ),
        Write(
            name="ingestRun of 100",
            text=INGEST,
            variables=ingest,
            by_hand=INGEST_BY_HAND,
            rows=rows,
        ),
    ]


def _batch(story: str) -> Row:
    steps = [
        {"ref": f"s{n}", "name": f"Step {n}", "agent": "painter", "model": "gouache-3"}
        for n in range(STEPS)
    ]
    artifacts = [
        {
            "ref": f"a{n}",
            "kind": "IMAGE",
            "mediaType": "image/png",
            "name": f"Scene {n}",
            "step": f"s{n % STEPS}",
            "metadata": {"seed": n},
        }
        for n in range(ARTIFACTS)
    ]
    relations = [
        {"relationType": name.upper(), "fromArtifact": f"a{new}", "toArtifact": f"a{old}"}
        for name, new, old in _relations()
    ]
    return {
        "requestId": str(uuid4()),
        "run": {"workflow": "paint", "storyId": story},
        "steps": steps,
        "artifacts": artifacts,
        "relations": relations,
    }


def _rows(story: str) -> Row:
    run = str(uuid4())
    steps = [{"id": str(uuid4()), "name": f"Step {n}", "step_order": n} for n in range(STEPS)]
    artifacts = [
        {
            "ref": f"a{n}",
            "id": str(uuid4()),
            "name": f"Scene {n}",
            "metadata": _json({"seed": n}),
            "step": steps[n % STEPS]["id"],
        }
        for n in range(ARTIFACTS)
    ]
    ids = [row["id"] for row in artifacts]
    relations: dict[str, list[Row]] = {"derived_from": [], "variant_of": []}
    for name, new, old in _relations():
        key = f"{ids[new]}|{ids[old]}"
        relations[name].append({"from": ids[new], "to": ids[old], "key": key})
    after = _json({"state": "intermediate"})
    told = [{"subject": run, "kind": "run_created", "after": _json({"status": "completed"})}]
    told += [{"subject": one, "kind": "artifact_registered", "after": after} for one in ids]
    return {
        "story": story,
        "run": run,
        "steps": steps,
        "artifacts": artifacts,
        "relations": relations,
        "events": told,
    }


def _relations() -> Iterator[tuple[str, int, int]]:
    """The relations of a batch: the type, and the places of both ends."""
    for new in range(ARTIFACTS):
        for back, name in SOURCES:
            if back <= new:
                yield name, new, new - back


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
