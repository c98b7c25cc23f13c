"""Publishing, and what holds for each of the four transitions."""

from __future__ import annotations

import pytest

from app.actions.archive_artifact import archive_artifact
from app.actions.promote_artifact import promote_artifact
from app.actions.publish_artifact import publish_artifact
from app.actions.unarchive_artifact import unarchive_artifact
from app.domain.artifacts import State
from app.errors import (
    BadInput,
    IllegalState,
    IllegalTransition,
    NotFound,
    StaleRevision,
)
from app.writes.transitions import Moved

pytestmark = pytest.mark.anyio

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"
LEGAL = [
    (promote_artifact, "intermediate", "candidate", "artifact_promoted"),
    (publish_artifact, "candidate", "published", "artifact_published"),
    (archive_artifact, "intermediate", "archived", "artifact_archived"),
    (archive_artifact, "candidate", "archived", "artifact_archived"),
    (archive_artifact, "published", "archived", "artifact_archived"),
    (unarchive_artifact, "archived", "candidate", "artifact_unarchived"),
]
ACTIONS = [promote_artifact, publish_artifact, archive_artifact, unarchive_artifact]
ILLEGAL = [
    (action, state)
    for action in ACTIONS
    for state in State
    if (action, state.value) not in {(legal, before) for legal, before, _, _ in LEGAL}
]


@pytest.mark.parametrize(("action", "before", "after", "kind"), LEGAL)
async def test_a_legal_transition_happens_and_is_told(
    graph, look, artifact, action, before, after, kind
):
    sketch, other = artifact(state=before), artifact(state=before)

    moved = await action(graph, artifact_id=sketch, reason="as agreed", actor="ada")

    assert moved == Moved(artifact_id=sketch, state=State(after), rev=1)
    assert [look.node(sketch)["state"], look.node(sketch)["rev"]] == [after, 1]
    assert look.node(other)["state"] == before
    assert look.events(sketch) == [(kind, {"state": before}, {"state": after})]
    assert look.rows("MATCH (e:Event) RETURN e.key, e.actor, e.reason, valueType(e.at)") == [
        [f"{sketch}:1", "ada", "as agreed", "ZONED DATETIME NOT NULL"]
    ]


@pytest.mark.parametrize(("action", "state"), ILLEGAL)
async def test_an_illegal_transition_is_refused(graph, artifact, refused, action, state):
    sketch = artifact(state=state.value)

    with refused(IllegalTransition) as raised:
        await action(graph, artifact_id=sketch)

    assert raised.value.message.startswith(f"the artifact is {state.name} and cannot become ")


@pytest.mark.parametrize("action", ACTIONS)
async def test_only_an_artifact_that_is_there_changes_its_state(graph, refused, action):
    with refused(NotFound) as raised:
        await action(graph, artifact_id=NOBODY)
    with refused(BadInput):
        await action(graph, artifact_id=NOBODY.upper())
    with refused(BadInput):
        await action(graph, artifact_id=NOBODY, reason="x" * 1_025)

    assert raised.value.message == f"there is no artifact {NOBODY}"


async def test_a_transition_needs_the_revision_that_the_caller_read(graph, look, artifact, refused):
    sketch = artifact(state="intermediate")
    await promote_artifact(graph, artifact_id=sketch, if_rev=0)

    with refused(StaleRevision) as raised:
        await publish_artifact(graph, artifact_id=sketch, if_rev=0)
    await publish_artifact(graph, artifact_id=sketch, if_rev=1)

    assert raised.value.message == "the artifact is at revision 1, not 0"
    assert look.node(sketch)["state"] == "published"


async def test_a_stale_revision_is_told_before_an_illegal_transition(graph, artifact, refused):
    sketch = artifact(state="published")

    with refused(StaleRevision):
        await publish_artifact(graph, artifact_id=sketch, if_rev=3)


async def test_a_pruned_artifact_is_restored_before_it_is_unarchived(
    graph, look, artifact, refused
):
    sketch = artifact(state="archived")
    look.rows("MATCH (a:Artifact) SET a.pruned_at = datetime()")

    with refused(IllegalState) as raised:
        await unarchive_artifact(graph, artifact_id=sketch)

    assert raised.value.message == "the artifact was pruned: its content is gone"


async def test_of_many_who_publish_an_artifact_one_does_and_none_is_told_to_retry(
    graph, look, race, artifact, sent
):
    async def publish_one(artifact_id):
        return await publish_artifact(graph, artifact_id=artifact_id)

    for _ in range(5):
        cover = artifact()

        outcomes = await race(publish_one, [cover] * 6)

        assert outcomes.count(IllegalTransition) == 5
        assert Moved(artifact_id=cover, state=State.PUBLISHED, rev=1) in outcomes
        assert [kind for kind, _, _ in look.events(cover)] == ["artifact_published"]
    assert sent.count(["writes/artifacts/hold.cypher"]) == 30


async def test_of_transitions_that_exclude_one_another_one_happens(graph, look, race, artifact):
    sketch = artifact(state="archived")

    outcomes = await race(
        lambda action: action(graph, artifact_id=sketch, if_rev=0),
        [unarchive_artifact, unarchive_artifact, archive_artifact, archive_artifact],
    )

    assert StaleRevision in outcomes[:2]
    assert Moved(artifact_id=sketch, state=State.CANDIDATE, rev=1) in outcomes[:2]
    assert set(outcomes[2:]) <= {StaleRevision, IllegalTransition}
    assert look.node(sketch)["rev"] == 1
