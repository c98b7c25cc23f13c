"""Runs and steps that are created, started and ended, as inputs."""

from __future__ import annotations

import strawberry

from app.api.enums import Status
from app.api.mutations.fields import JSON_LIMITS, PROSE, given, if_rev, maybe, new_id, request_id
from app.api.scalars import JSON, BigInt


@strawberry.input(
    description="A run to create. At least one of `storyId` and `sessionId` is required."
)
class CreateRunInput:
    """The facts of a new run."""

    request_id: str = request_id()
    id: strawberry.ID | None = new_id()
    workflow: str = given("Name of the workflow: one line of 1 to 256 characters.")
    story_id: strawberry.ID | None = maybe("Id of the story that the run is for. Default: none.")
    session_id: str | None = maybe(
        "Name of the session, a label that groups runs: one line of 1 to 256 characters. Default:"
        " none."
    )
    start: bool = maybe(
        "Whether to start the run immediately, with the status RUNNING instead of PENDING.", False
    )
    retry_of: strawberry.ID | None = maybe(
        "Id of a FAILED or CANCELLED run of which the new run is a retry. Default: none."
    )


@strawberry.input(description="A run to start.")
class StartRunInput:
    """A run that starts."""

    run_id: strawberry.ID = given("Id of the run, which must be PENDING.")
    if_rev: int | None = if_rev("run")


@strawberry.input(description="A run to end.")
class FinishRunInput:
    """A run that ends."""

    run_id: strawberry.ID = given(
        "Id of the run. A RUNNING run can end with any final status; a PENDING run only with FAILED"
        " or CANCELLED."
    )
    status: Status = given("Final status: COMPLETED, FAILED or CANCELLED.")
    error: str | None = maybe(
        f"Error text, {PROSE}. Required with the status"
        " FAILED, and not allowed with any other status."
    )
    if_rev: int | None = if_rev("run")


@strawberry.input(description="A step to create in a run.")
class CreateStepInput:
    """The facts of a new step."""

    request_id: str = request_id()
    id: strawberry.ID | None = new_id()
    run_id: strawberry.ID = given("Id of the run, which must be PENDING or RUNNING.")
    name: str = given("What the step does: one line of 1 to 256 characters.")
    agent: str = given("Name of the agent that performs the step: one line of 1 to 256 characters.")
    model: str | None = maybe("Name of the model that the agent uses. Default: none.")
    step_order: int | None = maybe(
        "Position in the run, from 0. Default: one more than the highest position in the run, or 1"
        " for the first step."
    )
    prompt: str | None = maybe(f"Prompt that the model is given, {PROSE}. Default: none.")
    parameters: JSON | None = maybe(
        f"Parameters of the model, such as temperature or seed: {JSON_LIMITS} Default: none."
    )
    start: bool = maybe(
        "Whether to start the step immediately, with the status RUNNING instead of PENDING.", False
    )
    retry_of: strawberry.ID | None = maybe(
        "Id of a FAILED or CANCELLED step of which the new step is a retry. That step must belong"
        " to the same run, or to a run of which this run is a retry, directly or indirectly."
        " Default: none."
    )


@strawberry.input(description="A step to start.")
class StartStepInput:
    """A step that starts."""

    step_id: strawberry.ID = given(
        "Id of the step, which must be PENDING. The run of the step must not have ended."
    )


@strawberry.input(description="A step to end, with the tokens and the cost that the step used.")
class FinishStepInput:
    """A step that ends, and what it took."""

    step_id: strawberry.ID = given(
        "Id of the step. A RUNNING step can end with any final status; a PENDING step only with"
        " FAILED or CANCELLED."
    )
    status: Status = given("Final status: COMPLETED, FAILED or CANCELLED.")
    error: str | None = maybe(
        f"Error text, {PROSE}. Required with the status"
        " FAILED, and not allowed with any other status."
    )
    input_tokens: BigInt | None = maybe(
        "Number of tokens that the model read. Default: not recorded."
    )
    output_tokens: BigInt | None = maybe(
        "Number of tokens that the model wrote. Default: not recorded."
    )
    cost_micro_usd: BigInt | None = maybe(
        "Cost of the step in millionths of a US dollar: 12500 is 0.0125 dollars. Default: not"
        " recorded."
    )
