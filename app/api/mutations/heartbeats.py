"""The mutation by which runs and steps say that they are still at work."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.actions.heartbeat import heartbeat
from app.api.context import Context
from app.api.mutations.fields import mutation, result
from app.api.problems import BadInputProblem, NotFoundProblem

Info = strawberry.Info[Context]


@strawberry.input(
    description="Runs and steps that are still being worked on, at most 100 ids in total."
)
class HeartbeatInput:
    """What is still at work."""

    run_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list[strawberry.ID], description="Ids of runs. Default: none."
    )
    step_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list[strawberry.ID],
        description="Ids of steps. `lastSeenAt` of their runs is updated too. Default: none.",
    )


@strawberry.type(description="Result of a heartbeat.")
class HeartbeatPayload:
    """What a heartbeat answers."""

    seen: list[strawberry.ID] = strawberry.field(
        description="The given ids whose run or step is RUNNING. `lastSeenAt` was set to the"
        " current time."
    )
    ended: list[strawberry.ID] = strawberry.field(
        description="The given ids whose run or step is not RUNNING, because it has ended or is"
        " still PENDING; `lastSeenAt` was not updated. Stop working on a run or step that has"
        " ended."
    )


HeartbeatResult = Annotated[
    HeartbeatPayload | BadInputProblem | NotFoundProblem, result("HeartbeatResult")
]


@strawberry.type
class HeartbeatMutations:
    """What says that something is at work."""

    @mutation(
        "Sets `lastSeenAt` of RUNNING runs and steps to the current time, without increasing `rev`"
        " or recording an event. Call it regularly, for example every 30 seconds."
    )
    async def heartbeat(self, info: Info, input: HeartbeatInput) -> HeartbeatResult:
        heard = await heartbeat(info.context.graph, run_ids=input.run_ids, step_ids=input.step_ids)
        return HeartbeatPayload(
            seen=[strawberry.ID(one) for one in heard.seen],
            ended=[strawberry.ID(one) for one in heard.ended],
        )
