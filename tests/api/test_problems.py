"""Every problem that a mutation can answer is met, over HTTP, and nothing is written then."""

from __future__ import annotations

import re
from typing import Any

import neo4j
import pytest

from tests.client import MUTATIONS, doing, members, success_of
from tests.inputs import GOOD, NOBODY, SVG, an_image
from tests.world import World, everything

pytestmark = pytest.mark.anyio

BAD, MISSING, STALE = "BadInputProblem", "NotFoundProblem", "ConflictProblem"
KNOWN, STEP, STATE = "IdempotencyMismatchProblem", "IllegalTransitionProblem", "IllegalStateProblem"
USED = {"requestId": "@used_request"}
OLD_REV = {"ifRev": 99}
NO_ARTIFACT = {"artifactId": NOBODY}
NEW_ARTIFACT = {
    BAD: {"name": ""},
    "ContentProblem": {"content": {"text": ""}},
    "SourceNotFoundProblem": {"sources": [{"artifactId": NOBODY}]},
    MISSING: {"stepId": NOBODY},
    "UploadExpiredProblem": {"content": {"uploadId": "@used_upload"}},
    KNOWN: USED,
}
LINK = {
    BAD: {"expectedPrimary": "../x"},
    MISSING: {"storyId": NOBODY},
    STALE: {"expectedPrimary": "@note"},
    "KindMismatchProblem": {"artifactId": "@note"},
    STATE: {"artifactId": "@intermediate"},
}
MOVE = {BAD: {"reason": "x" * 1_025}, MISSING: NO_ARTIFACT, STALE: OLD_REV}


def records(**lists: Any) -> dict[str, Any]:
    """A batch of which some lists are others, and the rest is empty."""
    return {"steps": [], "artifacts": [], "relations": [], "links": [], "consumed": [], **lists}


def uploads(**facts: Any) -> dict[str, Any]:
    """A batch of uploads of which the second has other facts."""
    first, second = GOOD["createUploads"]["uploads"]
    return {"uploads": [first, {**second, **facts}]}


def derived(*ends: str) -> dict[str, Any]:
    return {"fromArtifact": ends[0], "toArtifact": ends[1]}


def cover_of_story(**facts: Any) -> dict[str, Any]:
    return {"links": [{"storyId": "@story", "role": "COVER", **facts}]}


PROBLEMS: dict[str, dict[str, dict[str, Any]]] = {
    "createStory": {BAD: {"title": ""}, STALE: {"id": "@story"}, KNOWN: USED},
    "updateStory": {BAD: {"title": None}, MISSING: {"storyId": NOBODY}, STALE: OLD_REV},
    "setCurrentRun": {BAD: {"runId": "@foreign"}, MISSING: {"runId": NOBODY}, STALE: OLD_REV},
    "createRun": {
        BAD: {"storyId": None, "sessionId": None},
        MISSING: {"storyId": NOBODY},
        STALE: {"id": "@story"},
        KNOWN: USED,
        STATE: {"retryOf": "@running"},
    },
    "startRun": {
        BAD: {"runId": "../x"},
        MISSING: {"runId": NOBODY},
        STALE: OLD_REV,
        STEP: {"runId": "@running"},
    },
    "finishRun": {
        BAD: {"status": "RUNNING"},
        MISSING: {"runId": NOBODY},
        STALE: OLD_REV,
        STEP: {"runId": "@pending"},
        STATE: {"runId": "@running"},
    },
    "createStep": {
        BAD: {"stepOrder": -1},
        MISSING: {"runId": NOBODY},
        STALE: {"id": "@story"},
        KNOWN: USED,
        STATE: {"runId": "@ended"},
    },
    "startStep": {
        BAD: {"stepId": "../x"},
        MISSING: {"stepId": NOBODY},
        STEP: {"stepId": "@running_step"},
        STATE: {"stepId": "@late"},
    },
    "heartbeat": {BAD: {"runIds": ["../x"]}, MISSING: {"stepIds": ["@running"]}},
    "finishStep": {
        BAD: {"error": "but it did not fail"},
        MISSING: {"stepId": NOBODY},
        STEP: {"stepId": "@pending_step"},
    },
    "createUpload": {BAD: {"sha256": "AB" * 32}, "ContentProblem": {"size": 0}, KNOWN: USED},
    "createUploads": {
        BAD: {"uploads": []},
        "ContentProblem": uploads(mediaType="image/png"),
        KNOWN: uploads(**USED),
    },
    "registerArtifact": {
        **NEW_ARTIFACT,
        STALE: cover_of_story(expectedPrimary="@note"),
        "KindMismatchProblem": {"links": [{"storyId": "@story", "role": "FINAL_AUDIO"}]},
        STATE: {**cover_of_story(), "state": "INTERMEDIATE"},
    },
    "reviseArtifact": {
        **NEW_ARTIFACT,
        STALE: OLD_REV,
        "KindMismatchProblem": {"kind": "JSON"},
        STATE: {
            "artifactId": "@cover",
            **SVG,
        },
    },
    "promoteArtifact": {
        **MOVE,
        STEP: {"artifactId": "@note"},
        STATE: {"artifactId": "@pruned_draft"},
    },
    "publishArtifact": {
        **MOVE,
        STEP: {"artifactId": "@intermediate"},
        STATE: {"artifactId": "@pruned_candidate"},
    },
    "archiveArtifact": {
        **MOVE,
        STEP: {"artifactId": "@archived"},
        STATE: {"artifactId": "@pruned_candidate"},
        "InUseProblem": {"releasePrimaries": False},
    },
    "unarchiveArtifact": {
        **MOVE,
        STEP: {"artifactId": "@note"},
        STATE: {"artifactId": "@pruned"},
    },
    "withdrawArtifacts": {
        BAD: {"planToken": "x"},
        MISSING: {"planToken": f"{NOBODY}.{'0' * 64}"},
        "ConflictProblem": {"planToken": "@old_plan"},
    },
    "linkArtifact": LINK,
    "setPrimary": LINK,
    "unlinkArtifact": {BAD: {"reason": "x" * 1_025}, MISSING: {"role": "COVER"}},
    "linkRunArtifact": {BAD: {"stage": ""}, MISSING: NO_ARTIFACT},
    "relateArtifacts": {
        BAD: {"note": "x" * 1_025},
        MISSING: {"toArtifactId": NOBODY},
        "SelfRelationProblem": {"toArtifactId": "@spare"},
        "DuplicateRelationProblem": {
            "relationType": "DERIVED_FROM",
            "fromArtifactId": "@newer",
            "toArtifactId": "@note",
        },
        "CycleProblem": {"fromArtifactId": "@note", "toArtifactId": "@newer"},
        KNOWN: USED,
    },
    "retractRelation": {BAD: {"reason": "x" * 1_025}, MISSING: {"relationType": "VARIANT_OF"}},
    "assessArtifact": {BAD: {"score": 1.5}, MISSING: NO_ARTIFACT, KNOWN: USED},
    "ingestRun": {
        BAD: records(artifacts=[an_image("x"), an_image("x")]),
        "ContentProblem": records(artifacts=[an_image("x", content={"text": "no PNG"})]),
        MISSING: {"run": {"workflow": "film", "storyId": NOBODY}},
        "SourceNotFoundProblem": records(relations=[derived("@spare", NOBODY)]),
        "SelfRelationProblem": records(relations=[derived("@spare", "@spare")]),
        "DuplicateRelationProblem": records(relations=[derived("@newer", "@note")]),
        "CycleProblem": records(relations=[derived("@note", "@newer")]),
        "KindMismatchProblem": records(links=[{"artifact": "@note", "role": "COVER"}]),
        STATE: records(links=[{"artifact": "@archived", "role": "COVER"}]),
        "UploadExpiredProblem": records(
            artifacts=[
                an_image(
                    "x",
                    kind="TEXT",
                    mediaType="text/plain",
                    content={"uploadId": "@unsent_upload"},
                )
            ]
        ),
        KNOWN: USED,
    },
}
"""For each mutation, what to change in its input so that it meets each problem."""


def test_every_problem_of_every_union_has_a_case() -> None:
    unions = {
        (mutation, member)
        for mutation in MUTATIONS
        for member in members(mutation)
        if member.endswith("Problem")
    }

    assert unions == {(mutation, one) for mutation, cases in PROBLEMS.items() for one in cases}


@pytest.mark.parametrize("mutation", PROBLEMS)
async def test_every_problem_of_a_union_is_met_and_nothing_is_written(
    world: World, driver: neo4j.Driver, mutation: str
) -> None:
    before = everything(driver)

    for problem, changes in PROBLEMS[mutation].items():
        answer = await world.api.do(mutation, world.good(mutation, **changes))

        assert answer["__typename"] == problem, answer
        assert answer.keys() - {"path"} == {"__typename", "code", "message"}
        assert everything(driver) == before, problem


PAGES = {
    "StoryPayload": "story {{ runs({}) {{ nodes {{ id }} }} }}",
    "RunPayload": "run {{ steps({}) {{ nodes {{ id }} }} }}",
    "StepPayload": "step {{ run {{ steps({}) {{ nodes {{ id }} }} }} }}",
    "NewArtifactPayload": "artifact {{ sources({}) {{ nodes {{ note }} }} }}",
    "ArtifactPayload": "artifact {{ descendants({}) {{ nodes {{ id }} }} }}",
    "LinkPayload": "link {{ story {{ links({}) {{ nodes {{ role }} }} }} }}",
    "RunLinkPayload": "link {{ run {{ produced({}) {{ nodes {{ stage }} }} }} }}",
    "RelationPayload": "relation {{ from {{ history({}) {{ nodes {{ kind }} }} }} }}",
    "AssessmentPayload": "assessment {{ artifact {{ assessments({}) {{ nodes {{ id }} }} }} }}",
    "IngestedPayload": "run {{ consumed({}) {{ nodes {{ stage }} }} }}",
}
"""A page below each success, of which the arguments are left open."""


@pytest.mark.parametrize("mutation", [name for name in GOOD if success_of(name) in PAGES])
async def test_nothing_is_done_when_what_is_asked_back_cannot_be_answered(
    world: World, driver: neo4j.Driver, mutation: str
) -> None:
    before, page = everything(driver), PAGES[success_of(mutation)]
    keys = re.findall(r"(\w+)(?:\(\{\}\))? \{\{", page)

    for argument, code in (("first: 0", "BAD_INPUT"), ('after: "x"', "CURSOR_INVALID")):
        answer = await world.api.ask(
            doing(mutation, page.format(argument)), input=world.good(mutation)
        )

        [error] = answer["errors"]
        assert answer["data"] is None
        assert error["extensions"] == {"code": code}
        assert error["path"] == [mutation, *keys[: keys.index("nodes")]]

    assert everything(driver) == before
