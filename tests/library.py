"""A graph of many stories for tests, and the same as rows, to answer from by other means."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random

import neo4j

from tests.builders import (
    RELATIONS,
    Row,
    a_link,
    a_relation,
    a_run,
    a_stage_link,
    a_step,
    a_story,
    an_artifact,
    an_assessment,
    at,
    connect,
    create,
)

KINDS = {
    "image": "image/png",
    "audio": "audio/wav",
    "video": "video/mp4",
    "text": "text/plain",
    "json": "application/json",
    "data": "application/pdf",
}
STATES = ("intermediate", "candidate", "published", "archived")
RETRIED = ("failed", "cancelled")
LONG_AGO = at(-300_000)
PROMPTS = (None, "Paint a fox under the moon", "A lighthouse, for the foxglove")
STATUSES = ("pending", "running", "completed", "failed", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Library:
    """What `library` has written, as rows, so that a test can answer from them by itself."""

    stories: list[Row] = field(default_factory=list[Row])
    runs: list[Row] = field(default_factory=list[Row])
    steps: list[Row] = field(default_factory=list[Row])
    artifacts: list[Row] = field(default_factory=list[Row])
    has_run: list[Row] = field(default_factory=list[Row])
    has_step: list[Row] = field(default_factory=list[Row])
    created: list[Row] = field(default_factory=list[Row])
    produced: list[Row] = field(default_factory=list[Row])
    consumed: list[Row] = field(default_factory=list[Row])
    links: list[Row] = field(default_factory=list[Row])
    assessments: list[Row] = field(default_factory=list[Row])
    assesses: list[Row] = field(default_factory=list[Row])
    relations: list[tuple[str, Row]] = field(default_factory=list[tuple[str, Row]])
    retries: list[Row] = field(default_factory=list[Row])


def library(driver: neo4j.Driver, *, stories: int = 12, seed: int = 7) -> Library:
    """Some stories with runs, steps, artifacts, links, relations, content and events.

    Many things share a moment, a name or a place, so that orders have ties.
    """
    made, chance = Library(), Random(seed)
    for number in range(stories):
        _tell(made, chance, number)
    _assess(made)
    _retry(made)
    _be_seen(made)
    for rows, label in (
        (made.stories, "Story"),
        (made.runs, "Run"),
        (made.steps, "AgentStep"),
        (made.artifacts, "Artifact"),
        (made.assessments, "Assessment"),
    ):
        create(driver, label, rows)
    connect(driver, "HAS_RUN", made.has_run)
    connect(driver, "HAS_STEP", made.has_step)
    connect(driver, "CREATED", made.created)
    connect(driver, "HAS_ARTIFACT", made.links)
    connect(driver, "ASSESSES", made.assesses)
    for type_name in RELATIONS:
        connect(driver, type_name, [row for kind, row in made.relations if kind == type_name])
    connect(driver, "CURRENT_RUN", made.has_run[::3])
    connect(driver, "RETRY_OF", made.retries)
    _stages(driver, made)
    _contents_and_events(driver)
    return made


def _assess(made: Library) -> None:
    """Assesses every third artifact twice for safety and once for its quality, without chance."""
    for artifact in made.artifacts[::3]:
        for kind, counts in (("safety", False), ("safety", True), ("quality", True)):
            number = len(made.assessments)
            assessment = an_assessment(
                number,
                kind=kind,
                score=number % 9 / 8,
                note=None if number % 2 else "so it is",
                slot=f"{artifact['id']}|{kind}" if counts else None,
            )
            made.assessments.append(assessment)
            made.assesses.append({"start": assessment["id"], "end": artifact["id"]})


def _retry(made: Library) -> None:
    """Lets runs try again the one before them, or the first that failed, if it is before them.

    In every third run the first step fails, and the others try it again. All of it without chance.
    """
    failed = [place for place, run in enumerate(made.runs) if run["status"] in RETRIED]
    for place, run in enumerate(made.runs):
        older = place - 1 if place % 3 == 2 else failed[0]
        if place % 3 and older in failed and older < place:
            made.retries.append({"start": run["id"], "end": made.runs[older]["id"]})
    for run in made.runs[::3]:
        own = {one["end"] for one in made.has_step if one["start"] == run["id"]}
        steps = [step for step in made.steps if step["id"] in own]
        for step in steps[:1]:
            step |= {"status": "failed", "error": "no paint", "agent": "sketcher"}
            made.retries.extend({"start": one["id"], "end": step["id"]} for one in steps[1:])


def _be_seen(made: Library) -> None:
    """Lets the last step of a run that runs run, too, and every second of both be seen long ago."""
    running = [run for run in made.runs if run["status"] == "running"]
    steps: list[Row] = []
    for run in running:
        own = {one["end"] for one in made.has_step if one["start"] == run["id"]}
        steps += [step for step in made.steps if step["id"] in own][-1:]
    for step in steps:
        step |= {"status": "running", "error": None, "model": "brush-2"}
    for row in [*running[::2], *steps[::2]]:
        row["last_seen_at"] = LONG_AGO


def _tell(made: Library, chance: Random, number: int) -> None:
    words = ["fox", "moon", "lighthouse", "paper boat", "Moonlight", "northern"]
    story = a_story(
        number,
        title=f"The {chance.choice(words)} and the {chance.choice(words)}",
        synopsis=chance.choice([None, f"About a {chance.choice(words)}."]),
        metadata=chance.choice([None, '{"pages":12,"tags":["a","b"]}']),
        created_at=at(number // 3),
    )
    made.stories.append(story)
    for _ in range(chance.randrange(4)):
        _run(made, chance, story)


def _run(made: Library, chance: Random, story: Row) -> None:
    number = len(made.runs)
    run = a_run(
        number,
        workflow=chance.choice(["paint", "narrate"]),
        session_id=chance.choice([None, "monday", "tuesday"]),
        status=chance.choice(STATUSES),
        created_at=at(number // 4),
        started_at=chance.choice([None, at(number)]),
    )
    made.runs.append(run)
    made.has_run.append({"start": story["id"], "end": run["id"]})
    for place in range(chance.randrange(5)):
        step = a_step(
            len(made.steps),
            step_order=place // 2,
            created_at=at(len(made.steps) // 4),
            prompt=PROMPTS[len(made.steps) % 3],
            model=chance.choice([None, "brush-2"]),
            parameters=chance.choice([None, '{"seed":7}']),
            cost_micro_usd=chance.choice([None, 0, 1_250_000]),
        )
        made.steps.append(step)
        made.has_step.append({"start": run["id"], "end": step["id"]})
        for _ in range(chance.randrange(4)):
            _artifact(made, chance, story, step)


def _artifact(made: Library, chance: Random, story: Row, step: Row) -> None:
    number, kind = len(made.artifacts), chance.choice(list(KINDS))
    digest = sha256(str(number // 2).encode()).hexdigest()
    artifact = an_artifact(
        number,
        kind=kind,
        media_type=KINDS[kind],
        state=chance.choice(STATES),
        name=f"{chance.choice(['cover', 'sketch', 'Scene'])} {number % 5}",
        created_at=at(number // 5),
        **chance.choice([{}, {"sha256": digest, "size": number + 1}]),
    )
    made.created.append({"start": step["id"], "end": artifact["id"]})
    for source in chance.sample(made.artifacts, min(len(made.artifacts), chance.randrange(3))):
        relation = a_relation(artifact["id"], source["id"], number // 5, note="so it was")
        made.relations.append((chance.choice(RELATIONS), relation))
    made.artifacts.append(artifact)
    for role in chance.sample(["cover", "scene_image", "final_audio"], chance.randrange(3)):
        taken = {(link["start"], link["role"]) for link in made.links if link["is_primary"]}
        link = a_link(
            story["id"],
            role,
            artifact["id"],
            number // 5,
            is_primary=(story["id"], role) not in taken,
            position=number % 3 if role == "scene_image" else None,
        )
        made.links.append(link)


def _stages(driver: neo4j.Driver, made: Library) -> None:
    pairs = {
        (run["id"], made.artifacts[(place * 11 + step) % len(made.artifacts)]["id"], step % 2)
        for place, run in enumerate(made.runs)
        for step in range(3)
    }
    links = [a_stage_link(run, f"stage {stage}", art) for run, art, stage in sorted(pairs)]
    made.produced.extend(links)
    connect(driver, "PRODUCED", links)
    made.consumed.extend(links[::2])
    connect(driver, "CONSUMED", made.consumed)


def _contents_and_events(driver: neo4j.Driver) -> None:
    driver.execute_query(
        "MATCH (a:Artifact) WHERE a.sha256 IS NOT NULL MERGE (b:Blob {sha256: a.sha256})"
        " ON CREATE SET b.key = 'blobs/' + a.sha256, b.size = a.size, b.created_at = a.created_at"
        " SET a.size = b.size CREATE (a)-[:STORED_AS]->(b)"
    )
    driver.execute_query(
        "MATCH (n:Story|Run|Artifact) UNWIND range(1, n.created_at.minute % 3 + 1) AS rev"
        " SET n.rev = rev"
        " CREATE (e:Event {key: n.id + ':' + rev, kind: 'artifact_registered', actor: 'local',"
        " at: n.created_at, before: '{}', after: $after})-[:ABOUT]->(n)",
        after=json.dumps({"state": "candidate"}),
    )
