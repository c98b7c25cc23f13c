"""Mutations of runs and their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.actions.create_run import create_run
from app.actions.create_step import create_step
from app.actions.finish_run import finish_run
from app.actions.finish_step import finish_step
from app.actions.start_run import start_run
from app.actions.start_step import start_step
from app.api.context import Context
from app.api.crossings import crosses
from app.api.enums import Status
from app.api.mutations.fields import (
    JSON_LIMITS,
    PROSE,
    given,
    if_rev,
    maybe,
    mutation,
    request_id,
    result,
)
from app.api.problems import (
    BadInputProblem,
    ConflictProblem,
    IdempotencyMismatchProblem,
    IllegalStateProblem,
    IllegalTransitionProblem,
    NotFoundProblem,
)
from app.api.scalars import JSON, BigInt

if TYPE_CHECKING:
    from app.api.runs import AgentStep, Run

Info = strawberry.Info[Context]


@strawberry.type(description="Result of changing a run.")
class RunPayload:
    """What a mutation of a run answers."""

    run_id: strawberry.Private[str]

    @crosses
    def run(self) -> Run: ...


@strawberry.type(description="Result of changing a step.")
class StepPayload:
    """What a mutation of a step answers."""

    step_id: strawberry.Private[str]

    @crosses
    def step(self) -> AgentStep: ...


@strawberry.input(description="A run to create. It needs a story, a session, or both.")
class CreateRunInput:
    """The facts of a run that has not started."""

    request_id: str = request_id()
    workflow: str = given("Name of the workflow: one line of 1 to 256 characters.")
    story_id: strawberry.ID | None = maybe("Id of the story that the run is for. Default: none.")
    session_id: str | None = maybe("Name of the session that the run belongs to. Default: none.")


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
    """The facts of a step that has not started."""

    request_id: str = request_id()
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


CreateRunResult = Annotated[
    RunPayload | BadInputProblem | NotFoundProblem | IdempotencyMismatchProblem,
    result("CreateRunResult"),
]
StartRunResult = Annotated[
    RunPayload | BadInputProblem | NotFoundProblem | ConflictProblem | IllegalTransitionProblem,
    result("StartRunResult"),
]
FinishRunResult = Annotated[
    RunPayload | BadInputProblem | NotFoundProblem | ConflictProblem | IllegalTransitionProblem,
    result("FinishRunResult"),
]
CreateStepResult = Annotated[
    StepPayload
    | BadInputProblem
    | NotFoundProblem
    | IdempotencyMismatchProblem
    | IllegalStateProblem,
    result("CreateStepResult"),
]
StartStepResult = Annotated[
    StepPayload
    | BadInputProblem
    | NotFoundProblem
    | IllegalTransitionProblem
    | IllegalStateProblem,
    result("StartStepResult"),
]
FinishStepResult = Annotated[
    StepPayload | BadInputProblem | NotFoundProblem | IllegalTransitionProblem,
    result("FinishStepResult"),
]


@strawberry.type
class RunMutations:
    """What can be done to runs and their steps."""

    @mutation("Creates a run, which is PENDING.")
    async def create_run(self, info: Info, input: CreateRunInput) -> CreateRunResult:
        run_id = await create_run(
            info.context.graph,
            actor=info.context.actor,
            request_id=input.request_id,
            workflow=input.workflow,
            story_id=input.story_id,
            session_id=input.session_id,
        )
        return RunPayload(run_id=run_id)

    @mutation("Makes a PENDING run RUNNING.")
    async def start_run(self, info: Info, input: StartRunInput) -> StartRunResult:
        run_id = await start_run(
            info.context.graph,
            actor=info.context.actor,
            run_id=input.run_id,
            if_rev=input.if_rev,
        )
        return RunPayload(run_id=run_id)

    @mutation("Ends a run with a final status.")
    async def finish_run(self, info: Info, input: FinishRunInput) -> FinishRunResult:
        run_id = await finish_run(
            info.context.graph,
            actor=info.context.actor,
            run_id=input.run_id,
            status=input.status,
            error=input.error,
            if_rev=input.if_rev,
        )
        return RunPayload(run_id=run_id)

    @mutation("Creates a step of a run, which is PENDING.")
    async def create_step(self, info: Info, input: CreateStepInput) -> CreateStepResult:
        step_id = await create_step(
            info.context.graph,
            request_id=input.request_id,
            run_id=input.run_id,
            name=input.name,
            agent=input.agent,
            model=input.model,
            step_order=input.step_order,
            prompt=input.prompt,
            parameters=input.parameters,
        )
        return StepPayload(step_id=step_id)

    @mutation("Makes a PENDING step RUNNING.")
    async def start_step(self, info: Info, input: StartStepInput) -> StartStepResult:
        step_id = await start_step(info.context.graph, step_id=input.step_id)
        return StepPayload(step_id=step_id)

    @mutation("Ends a step with a final status, and records the tokens and the cost that it used.")
    async def finish_step(self, info: Info, input: FinishStepInput) -> FinishStepResult:
        step_id = await finish_step(
            info.context.graph,
            step_id=input.step_id,
            status=input.status,
            error=input.error,
            input_tokens=input.input_tokens,
            output_tokens=input.output_tokens,
            cost_micro_usd=input.cost_micro_usd,
        )
        return StepPayload(step_id=step_id)
