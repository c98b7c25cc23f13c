"""The documents that are sent to the API."""

from __future__ import annotations

_ARTIFACT = "id name kind mediaType state sha256 size"
_ARTIFACTS = (
    f"artifacts(first: 100, after: $after) {{ nodes {{ {_ARTIFACT} }}"
    " pageInfo { hasNextPage endCursor } }"
)

PAYLOADS = {
    "createStory": "... on StoryPayload { story { id title } }",
    "createRun": "... on RunPayload { run { id status } }",
    "finishRun": "... on RunPayload { run { id status } }",
    "createStep": "... on StepPayload { step { id status } }",
    "finishStep": "... on StepPayload { step { id status } }",
    "createUploads": "... on UploadsPayload { uploads { uploadId url fields { name value } } }",
    "registerArtifact": "... on NewArtifactPayload { deduplicated artifact { id } }",
    "linkRunArtifact": "... on RunLinkPayload { link { stage } }",
    "reviseArtifact": f"... on NewArtifactPayload {{ artifact {{ {_ARTIFACT} }} }}",
    "publishArtifact": "... on ArtifactPayload { artifact { id } }",
    "relateArtifacts": "... on RelationPayload { relation { type } }",
    "retractRelation": "... on ArtifactPayload { artifact { id } }",
    "ingestRun": ("... on IngestedPayload { run { id } steps { ref id } artifacts { ref id } }"),
    "heartbeat": "... on HeartbeatPayload { seen ended }",
}
"""What is asked of the payload of each mutation."""


INPUTS = {"publishArtifact": "TransitionInput"}
"""The inputs that are not named after their mutation."""


def document(mutation: str) -> str:
    """The document of a mutation, whose input is the variable `input`."""
    input_type = INPUTS.get(mutation, f"{mutation[0].upper()}{mutation[1:]}Input")
    payload = PAYLOADS[mutation]
    return (
        f"mutation ($input: {input_type}!) {{ {mutation}(input: $input) {{"
        f" {payload} ... on Problem {{ code message }} }} }}"
    )


RUN = "query ($id: ID!) { run(id: $id) { status story { id } } }"
STEP = "query ($id: ID!) { step(id: $id) { status } }"
ARTIFACTS = f"query ($id: ID!, $after: String) {{ step(id: $id) {{ {_ARTIFACTS} }} }}"
UNFINISHED = """query ($run: ID!) {
  steps(where: {run: $run, statuses: [PENDING, RUNNING]}, first: 100) { nodes { id } } }"""
