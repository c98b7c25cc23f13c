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


@strawberry.type(description="The run, as it is now.")
class RunPayload:
    """What a mutation of a run answers."""

    run_id: strawberry.Private[str]

    @crosses
    def run(self) -> Run: ...


@strawberry.type(description="The step, as it is now.")
class StepPayload:
    """What a mutation of a step answers."""

    step_id: strawberry.Private[str]

    @crosses
    def step(self) -> AgentStep: ...


@strawberry.input(description="A new run: for a story, in a session, or both.")
class CreateRunInput:
    """The facts of a run that has not started."""

    request_id: str = request_id()
    workflow: str = given("The name of the workflow: a line of 1 to 256 characters.")
    story_id: strawberry.ID | None = maybe("The story that the run is for.")
    session_id: str | None = maybe("The session that the run belongs to.")


@strawberry.input(description="The start of a run.")
class StartRunInput:
    """A run that starts."""

    run_id: strawberry.ID = given("The run; it must be pending.")
    if_rev: int | None = if_rev()


@strawberry.input(description="The end of a run.")
class FinishRunInput:
    """A run that ends."""

    run_id: strawberry.ID = given("The run.")
    status: Status = given("COMPLETED, FAILED or CANCELLED.")
    error: str | None = maybe(f"Why it failed, {PROSE}; given if and only if it did.")
    if_rev: int | None = if_rev()


@strawberry.input(description="A new step of a run.")
class CreateStepInput:
    """The facts of a step that has not started."""

    request_id: str = request_id()
    run_id: strawberry.ID = given("The run; it must not have ended.")
    name: str = given("What is to be done: a line of 1 to 256 characters.")
    agent: str = given("The agent that does it.")
    model: str | None = maybe("The model that the agent uses.")
    step_order: int | None = maybe("Where it stands in its run; after all others when left out.")
    prompt: str | None = maybe(f"What the model is told, {PROSE}.")
    parameters: JSON | None = maybe(f"How the model is set: {JSON_LIMITS}")


@strawberry.input(description="The start of a step.")
class StartStepInput:
    """A step that starts."""

    step_id: strawberry.ID = given("The step; it must be pending.")


@strawberry.input(description="The end of a step.")
class FinishStepInput:
    """A step that ends, and what it took."""

    step_id: strawberry.ID = given("The step.")
    status: Status = given("COMPLETED, FAILED or CANCELLED.")
    error: str | None = maybe(f"Why it failed, {PROSE}; given if and only if it did.")
    input_tokens: BigInt | None = maybe("How many tokens went in.")
    output_tokens: BigInt | None = maybe("How many tokens came out.")
    cost_micro_usd: BigInt | None = maybe("What it cost, in millionths of a US dollar.")


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

    @mutation("Records a new run, which has not started.")
    async def create_run(self, info: Info, input: CreateRunInput) -> CreateRunResult:
        run_id = await create_run(
            info.context.graph,
            request_id=input.request_id,
            workflow=input.workflow,
            story_id=input.story_id,
            session_id=input.session_id,
        )
        return RunPayload(run_id=run_id)

    @mutation("Says that a run has started.")
    async def start_run(self, info: Info, input: StartRunInput) -> StartRunResult:
        run_id = await start_run(info.context.graph, run_id=input.run_id, if_rev=input.if_rev)
        return RunPayload(run_id=run_id)

    @mutation("Says that a run has ended, and how.")
    async def finish_run(self, info: Info, input: FinishRunInput) -> FinishRunResult:
        run_id = await finish_run(
            info.context.graph,
            run_id=input.run_id,
            status=input.status,
            error=input.error,
            if_rev=input.if_rev,
        )
        return RunPayload(run_id=run_id)

    @mutation("Records a new step of a run, which has not started.")
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

    @mutation("Says that a step has started.")
    async def start_step(self, info: Info, input: StartStepInput) -> StartStepResult:
        step_id = await start_step(info.context.graph, step_id=input.step_id)
        return StepPayload(step_id=step_id)

    @mutation("Says that a step has ended, how, and what it took.")
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
