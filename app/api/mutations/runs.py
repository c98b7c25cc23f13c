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
from app.api.mutations.fields import mutation, result
from app.api.mutations.run_inputs import (
    CreateRunInput,
    CreateStepInput,
    FinishRunInput,
    FinishStepInput,
    StartRunInput,
    StartStepInput,
)
from app.api.problems import (
    BadInputProblem,
    ConflictProblem,
    IdempotencyMismatchProblem,
    IllegalStateProblem,
    IllegalTransitionProblem,
    NotFoundProblem,
)

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


CreateRunResult = Annotated[
    RunPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IdempotencyMismatchProblem
    | IllegalStateProblem,
    result("CreateRunResult"),
]
StartRunResult = Annotated[
    RunPayload | BadInputProblem | NotFoundProblem | ConflictProblem | IllegalTransitionProblem,
    result("StartRunResult"),
]
FinishRunResult = Annotated[
    RunPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
    | IllegalTransitionProblem
    | IllegalStateProblem,
    result("FinishRunResult"),
]
CreateStepResult = Annotated[
    StepPayload
    | BadInputProblem
    | NotFoundProblem
    | ConflictProblem
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

    @mutation("Creates a run. The status of the run is PENDING, or RUNNING when `start` is true.")
    async def create_run(self, info: Info, input: CreateRunInput) -> CreateRunResult:
        run_id = await create_run(
            info.context.graph,
            actor=info.context.actor,
            request_id=input.request_id,
            id=input.id,
            workflow=input.workflow,
            story_id=input.story_id,
            session_id=input.session_id,
            start=input.start,
            retry_of=input.retry_of,
        )
        return RunPayload(run_id=run_id)

    @mutation("Changes a PENDING run to RUNNING.")
    async def start_run(self, info: Info, input: StartRunInput) -> StartRunResult:
        run_id = await start_run(
            info.context.graph,
            actor=info.context.actor,
            run_id=input.run_id,
            if_rev=input.if_rev,
        )
        return RunPayload(run_id=run_id)

    @mutation(
        "Ends a run with a final status. COMPLETED returns an IllegalStateProblem while a step of"
        " the run is PENDING or RUNNING; FAILED and CANCELLED change all PENDING and RUNNING steps"
        " of the run to CANCELLED."
    )
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

    @mutation(
        "Creates a step in a run that has not ended. The status of the step is PENDING, or RUNNING"
        " when `start` is true; the status of the run does not change."
    )
    async def create_step(self, info: Info, input: CreateStepInput) -> CreateStepResult:
        step_id = await create_step(
            info.context.graph,
            request_id=input.request_id,
            id=input.id,
            run_id=input.run_id,
            name=input.name,
            agent=input.agent,
            model=input.model,
            step_order=input.step_order,
            prompt=input.prompt,
            parameters=input.parameters,
            start=input.start,
            retry_of=input.retry_of,
        )
        return StepPayload(step_id=step_id)

    @mutation("Changes a PENDING step to RUNNING. The status of its run does not change.")
    async def start_step(self, info: Info, input: StartStepInput) -> StartStepResult:
        step_id = await start_step(info.context.graph, step_id=input.step_id)
        return StepPayload(step_id=step_id)

    @mutation(
        "Ends a step with a final status, and records the tokens and the cost that the step used."
    )
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
