"""An input of every mutation, in which `@name` stands for a thing of `tests.world`."""

from __future__ import annotations

from typing import Any

NOBODY = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"

Input = dict[str, Any]


def an_image(ref: str, state: str = "CANDIDATE", **facts: Any) -> Input:
    """The record of an image of a batch."""
    known = {"kind": "IMAGE", "mediaType": "image/png", "stage": "import"}
    return {"ref": ref, "name": ref, "state": state, **known, **facts}


def a_note(ref: str, **facts: Any) -> Input:
    """The record of a text of a batch."""
    return an_image(ref, **{"kind": "TEXT", "mediaType": "text/plain", **facts})


SVG: Input = {
    "kind": "IMAGE",
    "mediaType": "image/svg+xml",
    "content": {"text": "<svg xmlns='http://www.w3.org/2000/svg'/>"},
}
"""An image whose content comes with the request."""

WHOLE_RUN: Input = {
    "requestId": "@new",
    "run": {
        "workflow": "picture-book",
        "storyId": "@story",
        "sessionId": "monday",
        "status": "COMPLETED",
        "createdAt": "2026-03-01T12:00:00Z",
        "startedAt": "2026-03-01T14:00:00+02:00",
        "finishedAt": "2026-03-01T12:30:00Z",
    },
    "steps": [
        {
            "ref": "write",
            "name": "write",
            "agent": "writer",
            "model": "quill-2",
            "stepOrder": 3,
            "status": "COMPLETED",
            "prompt": "A fox\nand a hen",
            "parameters": {"seed": 7},
            "inputTokens": 12,
            "outputTokens": 34,
            "costMicroUsd": 1_500_000,
            "startedAt": "2026-03-01T12:00:00Z",
            "finishedAt": "2026-03-01T12:01:00Z",
        },
        {"ref": "paint", "name": "paint", "agent": "painter"},
    ],
    "artifacts": [
        {
            "ref": "text",
            "kind": "TEXT",
            "mediaType": "text/plain",
            "name": "the text",
            "content": {"text": "Once upon a time"},
            "step": "write",
            "stage": "writing",
            "state": "CANDIDATE",
            "metadata": {"words": 4},
            "createdAt": "2026-03-01T12:01:00Z",
        },
        {
            "ref": "plan",
            "kind": "JSON",
            "mediaType": "application/json",
            "name": "the plan",
            "content": {"json": {"pages": [1, 2]}},
            "step": "write",
        },
        an_image("front", step="paint", stage="painting"),
    ],
    "relations": [
        {"fromArtifact": "front", "toArtifact": "text", "note": "as it says"},
        {"relationType": "VARIANT_OF", "fromArtifact": "front", "toArtifact": "@spare"},
    ],
    "links": [{"artifact": "front", "role": "SCENE_IMAGE", "isPrimary": True, "position": 7}],
    "consumed": [{"artifact": "@spare", "stage": "painting"}],
    "setCurrent": True,
}

GOOD: dict[str, Input] = {
    "createStory": {
        "requestId": "@new",
        "title": "The boat",
        "synopsis": "A boat of paper.\nIt floats.",
        "metadata": {"ages": "3-6"},
    },
    "updateStory": {
        "storyId": "@story",
        "title": "The other fox",
        "synopsis": "Short.",
        "metadata": [1, None],
    },
    "setCurrentRun": {"storyId": "@story", "runId": "@pending"},
    "createRun": {
        "requestId": "@new",
        "workflow": "film",
        "storyId": "@story",
        "sessionId": "monday",
        "start": True,
        "retryOf": "@dropped",
    },
    "startRun": {"runId": "@pending"},
    "createStep": {
        "requestId": "@new",
        "runId": "@running",
        "name": "cut",
        "agent": "cutter",
        "model": "scissors-1",
        "stepOrder": 9,
        "prompt": "Cut\nit",
        "parameters": {"seed": 7},
        "start": True,
        "retryOf": "@dropped_step",
    },
    "startStep": {"stepId": "@pending_step"},
    "heartbeat": {"runIds": ["@running", "@ended"], "stepIds": ["@running_step"]},
    "finishStep": {
        "stepId": "@running_step",
        "status": "COMPLETED",
        "inputTokens": 12,
        "outputTokens": 34,
        "costMicroUsd": 2_500_000,
    },
    "finishRun": {"runId": "@foreign", "status": "COMPLETED"},
    "createUpload": {
        "requestId": "@new",
        "kind": "IMAGE",
        "mediaType": "image/png",
        "size": "12",
        "sha256": "ab" * 32,
    },
    "createUploads": {
        "uploads": [
            {"requestId": "@new", "kind": "DATA", "mediaType": "application/pdf", "size": "12"},
            {
                "requestId": "@new",
                "kind": "TEXT",
                "mediaType": "text/plain",
                "size": "5",
                "sha256": "ab" * 32,
            },
        ]
    },
    "registerArtifact": {
        "requestId": "@new",
        **SVG,
        "name": "a drawing",
        "state": "CANDIDATE",
        "metadata": {"words": 2},
        "stepId": "@pending_step",
        "stage": "drawing",
        "sources": [{"artifactId": "@note", "relationType": "DERIVED_FROM", "note": "as it says"}],
        "links": [
            {
                "storyId": "@other",
                "role": "SCENE_IMAGE",
                "isPrimary": True,
                "position": 4,
                "expectedPrimary": None,
            }
        ],
    },
    "reviseArtifact": {
        "requestId": "@new",
        "artifactId": "@note",
        "kind": "TEXT",
        "mediaType": "text/plain",
        "name": "a better note",
        "content": {"text": "A better note"},
        "state": "INTERMEDIATE",
        "metadata": {"words": 3},
        "stepId": "@pending_step",
        "stage": "notes",
        "sources": [{"artifactId": "@newer"}],
        "note": "better",
    },
    "promoteArtifact": {"artifactId": "@intermediate", "reason": "looks good"},
    "publishArtifact": {"artifactId": "@picture", "reason": "approved"},
    "archiveArtifact": {"artifactId": "@cover", "reason": "old", "releasePrimaries": True},
    "unarchiveArtifact": {"artifactId": "@archived", "reason": "after all"},
    "withdrawArtifacts": {"planToken": "@plan", "reason": "not ours"},
    "linkArtifact": {
        "storyId": "@story",
        "artifactId": "@picture",
        "role": "SCENE_IMAGE",
        "isPrimary": True,
        "position": 3,
        "expectedPrimary": None,
    },
    "setPrimary": {
        "storyId": "@other",
        "role": "COVER",
        "artifactId": "@spare",
        "expectedPrimary": None,
    },
    "unlinkArtifact": {
        "storyId": "@story",
        "artifactId": "@scene",
        "role": "SCENE_IMAGE",
        "reason": "too dark",
    },
    "linkRunArtifact": {
        "runId": "@foreign",
        "artifactId": "@note",
        "stage": "reading",
        "direction": "CONSUMED",
    },
    "relateArtifacts": {
        "requestId": "@new",
        "relationType": "TRANSCODED_FROM",
        "fromArtifactId": "@spare",
        "toArtifactId": "@scene",
        "note": "smaller",
    },
    "retractRelation": {
        "relationType": "DERIVED_FROM",
        "fromArtifactId": "@newer",
        "toArtifactId": "@note",
        "reason": "it was not",
    },
    "assessArtifact": {
        "requestId": "@new",
        "artifactId": "@archived",
        "kind": "RIGHTS",
        "score": 0.25,
        "by": "Ada",
        "note": "Whose is it?",
    },
    "ingestRun": WHOLE_RUN,
}
"""An input of every mutation; in this order all of them work on one world."""

PAYLOADS = {
    "StoryPayload": "story { id rev runs { nodes { id steps { nodes { id } } } } }",
    "RunPayload": "run { id rev story { title } history { nodes { kind } } }",
    "HeartbeatPayload": "seen ended",
    "StepPayload": "step { id run { id story { id } } artifacts { totalCount } }",
    "UploadPayload": "uploadId url expiresAt",
    "UploadsPayload": "uploads { uploadId url fields { name } expiresAt }",
    "NewArtifactPayload": "deduplicated artifact { id ancestors { edges { depth node { id } } } }",
    "ArtifactPayload": "artifact { id state storyLinks { nodes { isPrimary story { id } } } }",
    "LinkPayload": "link { isPrimary story { id cover { id } } artifact { id } }",
    "RunLinkPayload": "link { stage direction run { id } artifact { id } }",
    "RelationPayload": "relation { type from { id } to { id descendants { totalCount } } }",
    "WithdrawalPayload": "archived artifact { id state descendants { totalCount } }",
    "AssessmentPayload": "assessment { id score artifact { id history { totalCount } } }",
    "IngestedPayload": "steps { ref id } artifacts { ref id } run { id produced { totalCount } }",
}
"""What to ask back of each success, over several crossings."""
