"""The documents that are sent to the API."""

from __future__ import annotations

_STEPS = "steps(first: 100) { nodes { id status } }"
_ARTIFACTS = "artifacts(first: 100) { nodes { id name kind mediaType state sha256 size } }"

PAYLOADS = {
    "createStory": "... on StoryPayload { story { id title } }",
    "createRun": f"... on RunPayload {{ run {{ id status {_STEPS} }} }}",
    "finishRun": "... on RunPayload { run { id status } }",
    "createStep": f"... on StepPayload {{ step {{ id status {_ARTIFACTS} }} }}",
    "finishStep": "... on StepPayload { step { id status } }",
    "createUpload": "... on UploadPayload { uploadId url fields { name value } }",
    "registerArtifact": "... on NewArtifactPayload { deduplicated artifact { id } }",
    "linkRunArtifact": "... on RunLinkPayload { link { stage } }",
    "heartbeat": "... on HeartbeatPayload { seen ended }",
}
"""What is asked of the payload of each mutation."""


def document(mutation: str) -> str:
    """The document of a mutation, whose input is the variable `input`."""
    input_type = f"{mutation[0].upper()}{mutation[1:]}Input"
    payload = PAYLOADS[mutation]
    return (
        f"mutation ($input: {input_type}!) {{ {mutation}(input: $input) {{"
        f" {payload} ... on Problem {{ code message }} }} }}"
    )


RUN = "query ($id: ID!) { run(id: $id) { status story { id } } }"
STEP = "query ($id: ID!) { step(id: $id) { status } }"
