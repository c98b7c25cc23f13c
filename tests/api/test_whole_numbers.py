"""Every whole number of the model at its limits: in by every way, out as it came, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from graphql import get_named_type, is_input_object_type

from app.blobs.store import Store
from app.domain.forms import FORMS
from app.domain.values import BIG_INT_MAX, INT_MAX
from app.errors import BadInput
from app.graph.session import Graph
from app.transfer.exporting import export_graph
from app.transfer.importing import import_file
from app.transfer.problems import FileRefused
from tests.client import MUTATIONS, Api
from tests.lines import (
    artifact_line,
    run_line,
    step_line,
    story_line,
    story_link_line,
    write_lines,
)
from tests.recording import a_picture, a_run, a_story, request_id
from tests.transfer.conftest import unseen

pytestmark = pytest.mark.anyio

COLUMNS = {
    "step_order": INT_MAX,
    "input_tokens": BIG_INT_MAX,
    "output_tokens": BIG_INT_MAX,
    "cost_micro_usd": BIG_INT_MAX,
    "size": BIG_INT_MAX,
    "position": INT_MAX,
}
"""The largest of each column of whole numbers that callers fill; the least of all is 0."""
USE = {
    "inputTokens": "input_tokens",
    "outputTokens": "output_tokens",
    "costMicroUsd": "cost_micro_usd",
}
"""The columns of what a step took, by the names of inputs."""
NOT_COLUMNS = {"ifRev"}
STEP = "stepOrder inputTokens outputTokens costUsd"


def shown(**facts: int) -> dict[str, Any]:
    """What STEP answers of a step with those facts, by the names of columns."""
    told = {name: facts.get(column) for name, column in USE.items()}
    cost = told.pop("costMicroUsd")
    texts = {name: None if value is None else str(value) for name, value in told.items()}
    return {**texts, "costUsd": None if cost is None else cost / 1_000_000}


def whole_numbers(of: Any) -> Iterator[str]:
    """The names of the fields of an input, and of those in it, that hold whole numbers."""
    for name, field in of.fields.items():
        inner = get_named_type(field.type)
        if is_input_object_type(inner):
            yield from whole_numbers(inner)
        elif inner.name in {"Int", "BigInt"}:
            yield name


def test_the_columns_are_all_that_a_line_or_an_input_may_fill() -> None:
    def is_whole(check: Callable[[object, str], object], most: int) -> bool:
        try:
            return check(most, "x") == most and type(check(most, "x")) is int
        except BadInput:
            return False

    lines = {
        name: BIG_INT_MAX if is_whole(check, BIG_INT_MAX) else INT_MAX
        for form in FORMS.values()
        for name, check in form.fields.items()
        if is_whole(check, INT_MAX)
    }
    inputs = {
        name
        for mutation in MUTATIONS.values()
        for name in whole_numbers(get_named_type(mutation.args["input"].type))
    }

    assert lines == COLUMNS
    assert inputs - NOT_COLUMNS == {*USE, "stepOrder", "size", "position"}


@pytest.mark.parametrize("edge", ["least", "most"])
async def test_a_step_that_is_recorded_has_its_numbers(api: Api, edge: str) -> None:
    facts = {name: 0 if edge == "least" else most for name, most in COLUMNS.items()}
    run = await a_run(api, await a_story(api))
    await api.do("startRun", {"runId": run})
    known = {"runId": run, "name": "draw", "agent": "a", "stepOrder": facts["step_order"]}
    made = await api.do("createStep", {"requestId": request_id(), **known}, f"step {{ id {STEP} }}")
    step = made["step"].pop("id")
    assert made["step"] == {**shown(), "stepOrder": facts["step_order"]}
    await api.do("startStep", {"stepId": step})

    use = {name: facts[column] for name, column in USE.items()}
    end = {"stepId": step, "status": "COMPLETED"}
    refusals = [
        await api.code("finishStep", {**end, **use, name: wrong})
        for name in USE
        for wrong in (-1, BIG_INT_MAX + 1, str(BIG_INT_MAX + 1), 2**63, 2**64, 10**30, 10**400, 0.5)
    ]
    done = await api.do("finishStep", {**end, **use}, f"step {{ {STEP} }}")

    assert set(refusals) == {"BAD_INPUT"}
    assert done["step"] == {**shown(**facts), "stepOrder": facts["step_order"]}


@pytest.mark.parametrize("form", [str, int, float])
async def test_a_number_is_taken_in_every_form_that_says_it_exactly(api: Api, form: Any) -> None:
    facts = {name: form(5_250_000_000) for name in USE}
    step = {"ref": "s", "name": "draw", "agent": "a", **facts}
    batch = {"requestId": request_id(), "run": {"workflow": "w", "sessionId": "s"}, "steps": [step]}

    made = await api.do("ingestRun", batch, f"run {{ steps {{ nodes {{ {STEP} }} }} }}")

    same = dict.fromkeys(USE.values(), 5_250_000_000)
    assert made["run"]["steps"]["nodes"] == [{**shown(**same), "stepOrder": 1}]
    assert shown(**same)["costUsd"] == 5250.0


async def test_a_run_that_is_ingested_has_its_numbers_and_their_sums_are_exact(api: Api) -> None:
    story = await a_story(api)
    use = {name: COLUMNS[column] for name, column in USE.items()}
    step = {"ref": "a", "name": "draw", "agent": "a", "stepOrder": INT_MAX, **use}
    image = {"kind": "IMAGE", "mediaType": "image/png", "state": "CANDIDATE"}
    batch: dict[str, Any] = {
        "run": {"workflow": "w", "storyId": story},
        "steps": [step, {**step, "ref": "b", "stepOrder": 0}],
        "artifacts": [{"ref": one, "name": one, "step": one, **image} for one in "ab"],
        "relations": [{"fromArtifact": "a", "toArtifact": "b"}],
        "links": [{"artifact": "a", "role": "SCENE_IMAGE", "position": INT_MAX}],
    }
    wrong: list[dict[str, Any]] = [
        {"steps": [{**step, **bad}]}
        for bad in ({"stepOrder": INT_MAX + 1}, *({name: BIG_INT_MAX + 1} for name in USE))
    ]
    wrong += [{"links": [{**batch["links"][0], "position": INT_MAX + 1}]}]
    wrong += [{"steps": [step, {"ref": "b", "name": "b", "agent": "b"}]}]  # After the last.

    refusals = [
        await api.code("ingestRun", {"requestId": request_id(), **batch, **one}) for one in wrong
    ]
    sums = "cost { usd inputTokens outputTokens byAgent { usd inputTokens outputTokens } }"
    made = await api.do(
        "ingestRun",
        {"requestId": request_id(), **batch},
        f"run {{ steps {{ nodes {{ {STEP} artifacts {{ nodes {{ name {sums} }} }} }} }}"
        " story { links { nodes { position } } } }",
    )

    assert set(refusals) == {"BAD_INPUT"}
    steps = made["run"]["steps"]["nodes"]
    artifacts = [step.pop("artifacts")["nodes"][0] for step in steps]
    assert steps == [{**shown(**COLUMNS), "stepOrder": order} for order in (0, INT_MAX)]
    total = {"usd": 2 * BIG_INT_MAX / 1e6, **dict.fromkeys(list(USE)[:2], str(2 * BIG_INT_MAX))}
    assert artifacts[1] == {"name": "a", "cost": {**total, "byAgent": [total]}}
    assert made["run"]["story"]["links"]["nodes"] == [{"position": INT_MAX}]


async def test_a_link_and_an_upload_have_their_numbers(api: Api) -> None:
    link = {"storyId": await a_story(api), "artifactId": await a_picture(api)}
    link["role"] = "SCENE_IMAGE"
    upload = {"requestId": request_id(), "kind": "IMAGE", "mediaType": "image/png"}

    for number in (0, INT_MAX):
        made = await api.do("linkArtifact", {**link, "position": number}, "link { position }")
        assert made["link"] == {"position": number}
    refusals = [await api.code("linkArtifact", {**link, "position": INT_MAX + 1})]
    refusals += [
        await api.code("createUpload", {**upload, "size": size})
        for size in (-1, BIG_INT_MAX, BIG_INT_MAX + 1, 2**63)
    ]
    assert set(refusals) == {"BAD_INPUT"}


async def test_lines_that_are_imported_have_their_numbers_and_are_exported_with_them(
    api: Api, graph: Graph, store: Store, tmp_path: Path
) -> None:
    use = {column: COLUMNS[column] for column in USE.values()}
    pruned = {"sha256": "ab" * 32, "size": BIG_INT_MAX, "state": "archived"}
    lines = [
        story_line(),
        run_line(),
        step_line(step_order=INT_MAX, **use),
        artifact_line(1, pruned_at="2026-03-05T12:00:00Z", **pruned),
        artifact_line(2),
        story_link_line(2, "scene_image", position=INT_MAX),
    ]

    async def bring(some: list[dict[str, Any]]) -> None:
        path = write_lines(tmp_path / "in.jsonl", some)
        await import_file(graph, store, path, largest=10**9, progress=unseen)

    for at, line in enumerate(lines):
        for name in COLUMNS.keys() & line.keys():
            wrongs = [-1, COLUMNS[name] + 1, 2**63, 2**64, 10**30, 10**400, 0.5, 1.0, "1", True]
            for wrong in wrongs:
                text = [*lines[:at], {**line, name: wrong}, *lines[at + 1 :]]
                with pytest.raises(FileRefused) as refusal:
                    await bring(text)
                assert [one.code for one in refusal.value.problems] == ["BAD_INPUT"]
    await bring(lines)
    told = await api(
        f"{{ runs {{ nodes {{ steps {{ nodes {{ {STEP} }} }} story {{ links {{ nodes {{ position }}"
        " } } } } artifacts { nodes { size } } }"
    )
    await export_graph(graph, file := BytesIO(), fetcher=None, progress=unseen)

    [run] = told["runs"]["nodes"]
    assert run["steps"]["nodes"] == [{**shown(**use), "stepOrder": INT_MAX}]
    assert run["story"]["links"]["nodes"] == [{"position": INT_MAX}]
    assert {one["size"] for one in told["artifacts"]["nodes"]} == {str(BIG_INT_MAX), None}
    exported = [json.loads(line) for line in file.getvalue().splitlines()]
    found = {name: one[name] for one in exported for name in COLUMNS.keys() & one.keys()}
    assert found == COLUMNS
