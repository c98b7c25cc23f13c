"""A property that must be there and is not is an error at its place, whatever it is."""

from __future__ import annotations

from typing import Any

import neo4j
import pytest
from graphql import is_leaf_type, is_non_null_type
from structlog.testing import capture_logs

from app.api.definitions import named_type, strawberry_of
from app.api.schema import core_schema
from tests.asking import Ask
from tests.builders import (
    a_link,
    a_relation,
    a_run,
    a_stage_link,
    a_step,
    a_story,
    an_artifact,
    an_assessment,
    an_id,
    at,
    connect,
    create,
)

pytestmark = pytest.mark.anyio

RUN = ["story", "runs", "nodes", 0]
STEP = [*RUN, "steps", "nodes", 0]
ARTIFACT = [*STEP, "artifacts", "nodes", 0]
PLACES: dict[str, tuple[str, list[str | int]]] = {
    "Story": ("(n:Story)", ["story"]),
    "Run": ("(n:Run)", RUN),
    "AgentStep": ("(n:AgentStep)", STEP),
    "Artifact": ("(n:Artifact {id: $made})", ARTIFACT),
    "ArtifactRelation": ("()-[n:DERIVED_FROM]->()", [*ARTIFACT, "sources", "nodes", 0]),
    "RunArtifactLink": ("()-[n:PRODUCED]->()", [*ARTIFACT, "runLinks", "nodes", 0]),
    "StoryArtifactLink": ("()-[n:HAS_ARTIFACT]->()", ["story", "links", "nodes", 0]),
    "Assessment": ("(n:Assessment)", [*ARTIFACT, "assessments", "nodes", 0]),
    "Event": ("(n:Event)", ["story", "history", "nodes", 0]),
}
"""What of the graph each type is, and where `told` shows it."""


def required(type_name: str) -> dict[str, str]:
    """The property of each required field that is one, by the name of the field."""
    fields: Any = core_schema().type_map[type_name]
    found: dict[str, str] = {}
    for name, field in fields.fields.items():
        of = strawberry_of(field)
        source = of.metadata.get("source")
        if source and not source["compute"] and is_non_null_type(field.type):
            assert is_leaf_type(named_type(field))
            found[name] = (*source["columns"], of.python_name)[0]
    return found


def asked(type_name: str) -> str:
    return " ".join(required(type_name))


QUERY = f"""
query ($id: ID!) {{ story(id: $id) {{ {asked("Story")}
  links(first: 2) {{ nodes {{ {asked("StoryArtifactLink")} }} }}
  history(first: 2) {{ nodes {{ {asked("Event")} }} }}
  runs(first: 2) {{ nodes {{ {asked("Run")} steps(first: 2) {{ nodes {{ {asked("AgentStep")}
    artifacts(first: 2) {{ nodes {{ {asked("Artifact")}
      sources(first: 2) {{ nodes {{ {asked("ArtifactRelation")} }} }}
      assessments(first: 2) {{ nodes {{ {asked("Assessment")} }} }}
      runLinks(first: 2) {{ nodes {{ {asked("RunArtifactLink")} }} }} }} }} }} }} }} }} }} }}
"""
EVERY = [(of, field) for of in PLACES for field in required(of) if (of, field) != ("Story", "id")]
"""All but that by which the story is found."""


@pytest.fixture
def told(ask: Ask, driver: neo4j.Driver) -> Ask:
    story, run, step = (an_id(letter, 0) for letter in "srt")
    made, source = (an_id("a", number) for number in range(2))
    create(driver, "Story", [a_story(0, rev=1)])
    create(driver, "Run", [a_run(0)])
    create(driver, "AgentStep", [a_step(0)])
    create(driver, "Artifact", [an_artifact(n) for n in range(2)])
    connect(driver, "HAS_RUN", [{"start": story, "end": run}])
    connect(driver, "HAS_STEP", [{"start": run, "end": step}])
    connect(driver, "CREATED", [{"start": step, "end": made}])
    connect(driver, "HAS_ARTIFACT", [a_link(story, "cover", made)])
    connect(driver, "PRODUCED", [a_stage_link(run, "draft", made)])
    create(driver, "Assessment", [an_assessment(0, slot=f"{made}|safety")])
    connect(driver, "ASSESSES", [{"start": an_id("x", 0), "end": made}])
    connect(driver, "DERIVED_FROM", [a_relation(made, source)])
    event = {"key": f"{story}:1", "kind": "story_updated", "actor": "somebody", "at": at(1)}
    event |= {"before": "{}", "after": "{}"}
    driver.execute_query(
        "MATCH (s:Story) CREATE (e:Event)-[:ABOUT]->(s) SET e = $event", event=event
    )
    return ask


async def test_a_required_property_that_is_missing_is_an_error_at_its_path_both_ways(
    told: Ask, driver: neo4j.Driver
) -> None:
    whole = await told.both(QUERY, id=an_id("s", 0))
    assert whole.errors is None, whole.errors
    found: list[tuple[str, str, Any]] = []

    for of, field in EVERY:
        match, path = PLACES[of]
        name = required(of)[field]
        [[element, held]] = driver.execute_query(
            f"MATCH {match} WITH n, n.{name} AS held REMOVE n.{name} RETURN elementId(n), held",
            made=an_id("a", 0),
        ).records
        with capture_logs():
            result = await told.both(QUERY, id=an_id("s", 0))
        errors = [(error.path, error.extensions) for error in result.errors or []]
        if errors != [([*path, field], {"code": "INTERNAL"})] or result.data != {"story": None}:
            found.append((of, field, errors))
        again = match.replace(" {id: $made}", "")
        driver.execute_query(
            f"MATCH {again} WHERE elementId(n) = $element SET n.{name} = $held",
            element=element,
            held=held,
        )

    assert found == []
    assert len(EVERY) > 25
