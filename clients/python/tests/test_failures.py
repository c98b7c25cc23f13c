"""What goes wrong is recorded as it happens, and has a code."""

from __future__ import annotations

import asyncio
from asyncio import to_thread
from decimal import Decimal

import anyio
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import artifact_graph
from artifact_graph import ArtifactGraph, AsyncArtifactGraph
from tests.client import served
from tests.proxy import Mode, proxied

pytestmark = pytest.mark.anyio

ELSEWHERE = "5f0c954e-1c1d-4f3a-9b0e-0d6f1f2a7c11"


@pytest.fixture
async def recorder(address):
    async with AsyncArtifactGraph(address, strict=True) as made:
        yield made


@pytest.fixture
def ends(api):
    """How the only run ended, and its steps: the status, and the first line of the error."""

    async def asked():
        query = "{ runs { nodes { status error steps { nodes { status error } } } } }"
        [run] = (await api(query))["runs"]["nodes"]
        return [
            (one["status"], one["error"] and one["error"].splitlines()[0])
            for one in (run, *run["steps"]["nodes"])
        ]

    return asked


async def test_an_exception_fails_the_step_and_the_run(recorder, ends):
    with pytest.raises(ValueError, match="the brush broke"):
        async with recorder.run(session_id="one") as run, run.step("paint", agent="painter"):
            raise ValueError("the brush broke\x00\ud800")

    assert await ends() == [("FAILED", "ValueError: the brush broke␀?")] * 2


async def test_a_group_fails_by_the_first_exception_in_it(api, recorder):
    broken = ExceptionGroup("two", [ValueError("the brush broke"), KeyError("blue")])
    with pytest.raises(ExceptionGroup):
        async with recorder.run(session_id="one"):
            raise ExceptionGroup("one", [broken])

    [run] = (await api("{ runs { nodes { error } } }"))["runs"]["nodes"]
    first, _, rest = run["error"].partition("\n\n")
    assert first == "ValueError: the brush broke"
    assert "Traceback" in rest
    assert "KeyError: 'blue'" in rest


async def test_the_middle_of_a_long_traceback_is_left_out(api, recorder):
    with pytest.raises(ValueError, match=r"^first"):
        async with recorder.run(session_id="one"):
            raise ValueError("first" + "x" * 100_000 + "last")

    [run] = (await api("{ runs { nodes { error } } }"))["runs"]["nodes"]
    message, _, traceback = run["error"].partition("\n\n")
    assert message == "ValueError: first" + "x" * 100_000 + "last"
    assert len(traceback) <= 32_768
    assert run["error"].endswith("last")
    assert "characters left out" in run["error"]


async def test_a_failure_that_was_caught_fails_the_step_alone(recorder, ends):
    async with recorder.run(session_id="one") as run:
        with pytest.raises(KeyError):
            async with run.step("paint", agent="painter"):
                raise KeyError("blue")

    assert await ends() == [("COMPLETED", None), ("FAILED", "KeyError: 'blue'")]


async def test_what_was_made_before_a_failure_stays(api, recorder):
    async def pipeline():
        async with (
            recorder.run(session_id="one") as run,
            run.step("paint", agent="painter") as step,
        ):
            await step.register("plan.md", content="a plan")
            raise ValueError("the brush broke")

    with pytest.raises(ValueError, match="the brush broke"):
        await pipeline()

    found = await api("{ artifacts { nodes { name createdByStep { status } } } }")
    plan = {"name": "plan.md", "createdByStep": {"status": "FAILED"}}
    assert found == {"artifacts": {"nodes": [plan]}}


async def test_ctrl_c_cancels(address, ends):
    def pipeline():
        with (
            pytest.raises(KeyboardInterrupt),
            ArtifactGraph(address, strict=True) as graph,
            graph.run(session_id="one") as run,
            run.step("paint", agent="painter"),
        ):
            raise KeyboardInterrupt

    await to_thread(pipeline)

    assert await ends() == [("CANCELLED", None)] * 2


async def test_an_exit_with_a_code_fails(recorder, ends):
    with pytest.raises(SystemExit):
        async with recorder.run(session_id="one") as run, run.step("paint", agent="painter"):
            raise SystemExit(3)

    assert await ends() == [("FAILED", "SystemExit: 3")] * 2


async def test_an_exit_without_a_code_cancels(recorder, ends):
    with pytest.raises(SystemExit):
        async with recorder.run(session_id="one") as run, run.step("paint", agent="painter"):
            raise SystemExit(0)

    assert await ends() == [("CANCELLED", None)] * 2


@pytest.mark.parametrize("tokens", [-1, 2**53, 1.0, Decimal(1), True, "1"])
async def test_a_usage_that_cannot_be_recorded_fails_where_it_is_set(recorder, ends, tokens):
    with pytest.raises(ValueError, match="input_tokens is a whole number"):
        async with recorder.run(session_id="one") as run, run.step("p", agent="p") as step:
            step.usage.input_tokens = tokens

    error = f"ValueError: input_tokens is a whole number from 0 to 2^53 - 1, not {tokens!r}"
    assert await ends() == [("FAILED", error)] * 2


async def test_a_failure_after_the_client_was_closed_is_what_is_raised(address):
    def pipeline():
        with ArtifactGraph(address, strict=True) as graph, graph.run(session_id="one"):
            graph.close()
            raise ValueError("the brush broke")

    async def async_pipeline():
        async with AsyncArtifactGraph(address, strict=True) as graph, graph.run(session_id="one"):
            await graph.close()
            raise ValueError("the brush broke")

    with pytest.raises(ValueError, match="the brush broke"):
        await to_thread(pipeline)
    with pytest.raises(ValueError, match="the brush broke"):
        await async_pipeline()


async def test_a_misspelt_keyword_is_refused_by_python(api, recorder):
    async with recorder.run(session_id="one") as run, run.step("paint", agent="painter") as step:
        with pytest.raises(TypeError, match="sourcs"):
            await step.register("plan.md", content="a plan", sourcs=[])
        with pytest.raises(TypeError, match="modle"):
            run.step("paint", agent="painter", modle="gouache-3")
    with pytest.raises(TypeError, match="workflw"):
        recorder.run(session_id="one", workflw="book")
    with pytest.raises(TypeError, match="synopsys"):
        await recorder.create_story("The fox", synopsys="It is dark.")

    counts = "{ stories { totalCount } runs { totalCount } artifacts { totalCount } }"
    assert await api(counts) == {
        "stories": {"totalCount": 0},
        "runs": {"totalCount": 1},
        "artifacts": {"totalCount": 0},
    }


@pytest.mark.parametrize("facts", [{"is_primary": True}, {"position": 1}])
async def test_a_place_in_a_story_needs_a_role(api, recorder, picture, facts):
    story = await recorder.create_story("The fox")

    with pytest.raises(ValueError, match="belong to a role: give one"):
        async with recorder.run(story) as run, run.step("paint", agent="painter") as step:
            await step.register(picture, **facts)

    assert await api("{ artifacts { totalCount } }") == {"artifacts": {"totalCount": 0}}


async def test_a_password_of_the_address_is_not_told(settings):
    address = settings.s3_endpoint.replace("://", "://me:secret@")
    async with AsyncArtifactGraph(address, strict=True) as graph:
        with pytest.raises(artifact_graph.ArtifactGraphError) as raised:
            await graph.create_story("The fox")

    assert raised.value.message.startswith(f"{settings.s3_endpoint}/graphql answered 4")


async def test_a_task_that_is_cancelled_cancels(recorder, ends):
    painting = asyncio.Event()

    async def pipeline():
        async with recorder.run(session_id="one") as run, run.step("paint", agent="painter"):
            painting.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(pipeline())
    await painting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await ends() == [("CANCELLED", None)] * 2


async def test_a_cancelled_scope_cancels(recorder, ends):
    with anyio.CancelScope() as scope:
        async with recorder.run(session_id="one") as run, run.step("paint", agent="painter"):
            scope.cancel()
            await anyio.sleep_forever()

    assert scope.cancelled_caught
    assert await ends() == [("CANCELLED", None)] * 2


async def test_what_is_cancelled_while_its_end_is_told_is_cancelled(api, ends):
    telling, over = asyncio.Event(), asyncio.Event()

    async def hold_the_first_end(request: Request) -> Response:
        asked = await request.json()
        if "finishRun" in asked["query"] and not telling.is_set():
            telling.set()
            await over.wait()
        answer = await api.http.post("/graphql", json=asked)
        return Response(answer.content, media_type="application/json")

    async def pipeline():
        async with graph.run(session_id="one"):
            pass

    route = Route("/graphql", hold_the_first_end, methods=["POST"])
    async with (
        served(Starlette(routes=[route])) as gateway,
        AsyncArtifactGraph(gateway, strict=True) as graph,
    ):
        task = asyncio.create_task(pipeline())
        await telling.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        ended = await ends()
        over.set()

    assert ended == [("CANCELLED", None)]


async def test_a_failure_that_could_not_be_recorded_says_so_and_is_raised(address, ends):
    async def pipeline():
        async with graph.run(session_id="one"):
            await proxy.turn(Mode.REFUSE)
            raise ValueError("the brush broke")

    async with (
        proxied(address) as proxy,
        AsyncArtifactGraph(proxy.url, strict=True, retry_for=0.1) as graph,
    ):
        with pytest.raises(ValueError, match="the brush broke") as raised:
            await pipeline()

    [note] = raised.value.__notes__
    assert note.startswith(
        "Artifact Graph has not recorded how this ended: UNAVAILABLE: tried again for"
    )
    assert await ends() == [("RUNNING", None)]


REFUSALS = {
    "SOURCE_NOT_FOUND": ("SourceNotFound", {"sources": [ELSEWHERE]}),
    "BAD_INPUT": ("BadInput", {"name": ""}),
    "EMPTY_BLOB": ("ContentMismatch", {"content": b""}),
    "MEDIA_TYPE_MISMATCH": ("ContentMismatch", {"media_type": "image/gif"}),
    "KIND_MISMATCH": ("KindMismatch", {"role": "final_audio"}),
}


@pytest.mark.parametrize("code", REFUSALS)
async def test_what_is_refused_is_an_error_of_its_own(code, recorder, picture):
    name, facts = REFUSALS[code]
    story = await recorder.create_story("The fox")

    with pytest.raises(getattr(artifact_graph, name)) as raised:
        async with recorder.run(story) as run, run.step("paint", agent="painter") as step:
            await step.register(picture, **facts)

    assert raised.value.code == code


RING = []
RING.append(RING)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "half \ud83e"},
        {"metadata": {"half": "\ud83e"}},
        {"metadata": {"\ud83e": "half"}},
        {"metadata": {"cfg": float("nan")}},
        {"metadata": [float("inf")]},
        {"metadata": {"words": {"a set"}}},
        {"metadata": RING},
        {"content": "half \ud83e", "media_type": "text/plain"},
    ],
    ids=repr,
)
async def test_what_no_json_can_have_is_bad_input(recorder, ends, picture, facts):
    with pytest.raises(artifact_graph.BadInput) as raised:
        async with recorder.run(session_id="one") as run, run.step("a", agent="b") as step:
            await step.register(picture, **facts)

    assert raised.value.code == "BAD_INPUT"
    assert [status for status, _ in await ends()] == ["FAILED", "FAILED"]


async def test_a_run_for_no_story_that_there_is_is_not_found(recorder):
    with pytest.raises(artifact_graph.NotFound) as raised:
        async with recorder.run(ELSEWHERE):
            pass

    assert raised.value.code == "NOT_FOUND"


async def test_a_run_that_somebody_ended_takes_no_more_steps(api, recorder):
    async def pipeline():
        async with recorder.run(session_id="one") as run:
            await api.do("finishRun", {"runId": run.id, "status": "CANCELLED"})
            async with run.step("paint", agent="painter"):
                pass

    with pytest.raises(artifact_graph.IllegalState) as raised:
        await pipeline()

    assert raised.value.code == "ILLEGAL_STATE"
    assert raised.value.__notes__ == [
        "Artifact Graph has not recorded how this ended: ILLEGAL_TRANSITION:"
        " a run that is CANCELLED cannot become FAILED"
    ]


async def test_a_role_needs_a_story(api, recorder, picture):
    with pytest.raises(ValueError, match="the run is for no story"):
        async with (
            recorder.run(session_id="one") as run,
            run.step("paint", agent="painter") as step,
        ):
            await step.register(picture, role="cover")

    assert await api("{ artifacts { totalCount } }") == {"artifacts": {"totalCount": 0}}


async def test_an_answer_of_something_else_is_an_error(settings):
    async with AsyncArtifactGraph(settings.s3_endpoint, strict=True) as graph:
        with pytest.raises(artifact_graph.ArtifactGraphError) as raised:
            await graph.create_story("The fox")

    assert raised.value.code == "UNEXPECTED_ANSWER"
    assert raised.value.message.startswith(f"{settings.s3_endpoint}/graphql answered 4")
