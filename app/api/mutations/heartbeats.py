"""The mutation by which runs and steps say that they are still at work."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.actions.heartbeat import heartbeat
from app.api.context import Context
from app.api.mutations.fields import mutation, result
from app.api.problems import BadInputProblem, NotFoundProblem

Info = strawberry.Info[Context]


@strawberry.input(description="Runs and steps that are still at work, at most 100 ids altogether.")
class HeartbeatInput:
    """What is still at work."""

    run_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list[strawberry.ID], description="Ids of runs. Default: none."
    )
    step_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list[strawberry.ID],
        description="Ids of steps. The run of each is seen as well. Default: none.",
    )


@strawberry.type(description="Result of a heartbeat.")
class HeartbeatPayload:
    """What a heartbeat answers."""

    seen: list[strawberry.ID] = strawberry.field(
        description="Ids of the input that are RUNNING. Their `lastSeenAt` is now."
    )
    ended: list[strawberry.ID] = strawberry.field(
        description="Ids of the input that are not RUNNING, usually because they have ended: stop"
        " their work. Nothing of them was changed."
    )


HeartbeatResult = Annotated[
    HeartbeatPayload | BadInputProblem | NotFoundProblem, result("HeartbeatResult")
]


@strawberry.type
class HeartbeatMutations:
    """What says that something is at work."""

    @mutation(
        "Sets `lastSeenAt` of RUNNING runs and steps. It raises no `rev`, and is not part of the"
        " history."
    )
    async def heartbeat(self, info: Info, input: HeartbeatInput) -> HeartbeatResult:
        heard = await heartbeat(info.context.graph, run_ids=input.run_ids, step_ids=input.step_ids)
        return HeartbeatPayload(
            seen=[strawberry.ID(one) for one in heard.seen],
            ended=[strawberry.ID(one) for one in heard.ended],
        )
