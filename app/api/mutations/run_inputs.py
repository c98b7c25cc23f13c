"""Runs and steps that are created, started and ended, as inputs."""

from __future__ import annotations

import strawberry

from app.api.enums import Status
from app.api.mutations.fields import JSON_LIMITS, PROSE, given, if_rev, maybe, new_id, request_id
from app.api.scalars import JSON, BigInt


@strawberry.input(description="A run to create. It needs a story, a session, or both.")
class CreateRunInput:
    """The facts of a new run."""

    request_id: str = request_id()
    id: strawberry.ID | None = new_id()
    workflow: str = given("Name of the workflow: one line of 1 to 256 characters.")
    story_id: strawberry.ID | None = maybe("Id of the story that the run is for. Default: none.")
    session_id: str | None = maybe("Name of the session that the run belongs to. Default: none.")
    start: bool = maybe("Whether to start the run at once: it is RUNNING then, not PENDING.", False)
    retry_of: strawberry.ID | None = maybe(
        "Id of the run that this one tries again, which must be FAILED or CANCELLED. Default: none."
    )


@strawberry.input(description="A run to start.")
class StartRunInput:
    """A run that starts."""

    run_id: strawberry.ID = given("Id of the run, which must be PENDING.")
    if_rev: int | None = if_rev("run")


@strawberry.input(description="The end of a run.")
class FinishRunInput:
    """A run that ends."""

    run_id: strawberry.ID = given(
        "Id of a RUNNING run, or of a PENDING one that FAILED or was CANCELLED."
    )
    status: Status = given("Final status: COMPLETED, FAILED or CANCELLED.")
    error: str | None = maybe(
        f"Error text, {PROSE}. Needed for FAILED, refused for any other status."
    )
    if_rev: int | None = if_rev("run")


@strawberry.input(description="A step of a run to create.")
class CreateStepInput:
    """The facts of a new step."""

    request_id: str = request_id()
    id: strawberry.ID | None = new_id()
    run_id: strawberry.ID = given("Id of the run, which must not have ended.")
    name: str = given("What the step does: one line of 1 to 256 characters.")
    agent: str = given("Name of the agent that does it: one line of 1 to 256 characters.")
    model: str | None = maybe("Name of the model that the agent uses. Default: none.")
    step_order: int | None = maybe(
        "Place in the run, from 0. Default: after all other steps of the run."
    )
    prompt: str | None = maybe(f"Prompt that the model is given, {PROSE}.")
    parameters: JSON | None = maybe(
        f"Parameters of the model, such as temperature or seed: {JSON_LIMITS}"
    )
    start: bool = maybe(
        "Whether to start the step at once: it is RUNNING then, not PENDING.", False
    )
    retry_of: strawberry.ID | None = maybe(
        "Id of the step that this one tries again, which must be FAILED or CANCELLED. It is one of"
        " the same run, or of a run that this run tries again, directly or through others."
        " Default: none."
    )


@strawberry.input(description="A step to start.")
class StartStepInput:
    """A step that starts."""

    step_id: strawberry.ID = given(
        "Id of the step, which must be PENDING. Its run must not have ended."
    )


@strawberry.input(description="The end of a step, and what it used.")
class FinishStepInput:
    """A step that ends, and what it took."""

    step_id: strawberry.ID = given(
        "Id of a RUNNING step, or of a PENDING one that FAILED or was CANCELLED."
    )
    status: Status = given("Final status: COMPLETED, FAILED or CANCELLED.")
    error: str | None = maybe(
        f"Error text, {PROSE}. Needed for FAILED, refused for any other status."
    )
    input_tokens: BigInt | None = maybe("Number of tokens that the model read.")
    output_tokens: BigInt | None = maybe("Number of tokens that the model wrote.")
    cost_micro_usd: BigInt | None = maybe("Cost in millionths of a US dollar.")
