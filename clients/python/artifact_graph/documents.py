"""What is asked of the API, one document for each question."""

from __future__ import annotations


def _mutation(name: str, asks: str) -> str:
    of = f"{name[0].upper()}{name[1:]}Input"
    return (
        f"mutation ($input: {of}!) {{ {name}(input: $input) {{"
        f" {asks} ... on Problem {{ code message }} }} }}"
    )


CREATE_STORY = _mutation("createStory", "... on StoryPayload { story { id title } }")
CREATE_RUN = _mutation("createRun", "... on RunPayload { run { id } }")
START_RUN = _mutation("startRun", "... on RunPayload { run { id } }")
FINISH_RUN = _mutation("finishRun", "... on RunPayload { run { id } }")
CREATE_STEP = _mutation("createStep", "... on StepPayload { step { id } }")
START_STEP = _mutation("startStep", "... on StepPayload { step { id } }")
FINISH_STEP = _mutation("finishStep", "... on StepPayload { step { id } }")
CREATE_UPLOAD = _mutation(
    "createUpload", "... on UploadPayload { uploadId url fields { name value } }"
)
REGISTER_ARTIFACT = _mutation(
    "registerArtifact", "... on NewArtifactPayload { artifact { id sha256 } }"
)
LINK_ARTIFACT = _mutation("linkArtifact", "... on LinkPayload { link { role } }")
LINK_RUN_ARTIFACT = _mutation("linkRunArtifact", "... on RunLinkPayload { link { stage } }")

RUN_STATUS = "query ($id: ID!) { run(id: $id) { status } }"
STEP_STATUS = "query ($id: ID!) { step(id: $id) { status } }"
