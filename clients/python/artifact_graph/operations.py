"""What is recorded, one mutation each: it can be carried out at once, or kept in a file until then.

Each can be carried out twice: mutations that create have a request id, and what ends has ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from artifact_graph.api import ANSWER_SECONDS, Api
from artifact_graph.contents import Content
from artifact_graph.errors import BadInput, IllegalState, IllegalTransition
from artifact_graph.json_values import as_json
from artifact_graph.mutations import RUN, STEP, UNFINISHED
from artifact_graph.requests import Flow
from artifact_graph.uploads import create_uploaded

Payload = dict[str, Any]

_ENDS = {"finishRun": ("runId", RUN, "run"), "finishStep": ("stepId", STEP, "step")}
"""Of each mutation that ends something: the input that names it, and the query of its status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A mutation with its input, and the content of the artifact if that is to be uploaded."""

    mutation: str
    input: dict[str, Any]
    content: Content | None = None

    @classmethod
    def of(cls, mutation: str, input: Mapping[str, Any], content: Content | None = None) -> Self:
        """An operation without the parts of its input that are None: they are not given."""
        given = {name: value for name, value in input.items() if value is not None}
        with suppress(BadInput):  # Then the request is refused, with the path of what is wrong.
            given = as_json(given)
        return cls(mutation=mutation, input=given, content=content)

    @classmethod
    def with_content(cls, mutation: str, input: Mapping[str, Any], content: Content) -> Self:
        """An operation with content, which comes with the request if it is text that is small."""
        if content.text is None:
            return cls.of(mutation, input, content)
        return cls.of(mutation, {**input, "content": {"text": content.text}})

    def __str__(self) -> str:
        named = self.input.get("name") or self.input.get("title") or self.input.get("workflow")
        return f"{self.mutation} {named}" if named else self.mutation


def perform(api: Api, operation: Operation) -> Flow[Payload]:
    """Carries out an operation; raises what the API refuses, Unavailable without an answer."""
    if operation.mutation in _ENDS:
        return _finish(api, operation)
    if operation.content is not None:
        return create_uploaded(api, operation.mutation, operation.input, operation.content)
    return api.mutate(operation.mutation, operation.input)


def _finish(api: Api, operation: Operation) -> Flow[Payload]:
    """Ends a run or a step, which may have been done before, by a request whose answer was lost."""
    key, status, field = _ENDS[operation.mutation]
    try:
        return (yield from api.mutate(operation.mutation, operation.input))
    except IllegalState:  # Steps of the run have not ended: a process was killed in them, say.
        if operation.mutation != "finishRun":
            raise
        yield from _cancel_steps(api, operation.input["runId"])
        return (yield from api.mutate(operation.mutation, operation.input))
    except IllegalTransition:
        data = yield from api.query(status, {"id": operation.input[key]}, ANSWER_SECONDS)
        found = data[field]
        if found is None or found["status"] != operation.input["status"]:
            raise
        return {field: found}


def _cancel_steps(api: Api, run_id: str) -> Flow[None]:
    """Cancels the steps of a run that have not ended."""
    while steps := (yield from api.query(UNFINISHED, {"run": run_id}))["steps"]["nodes"]:
        for step in steps:
            with suppress(IllegalTransition):  # It has ended meanwhile.
                yield from api.mutate("finishStep", {"stepId": step["id"], "status": "CANCELLED"})
