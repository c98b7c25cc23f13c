"""Imports and exports as commands: what they print, and how they end."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio
import psutil
import pytest
from pydantic import SecretStr

from app.settings import PREFIX, Settings
from app.transfer.spool.spools import NoRoom
from tests.lines import artifact_line, text_line, write_lines
from tests.transfer.conftest import Bring

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.anyio


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    stdout: str
    stderr: str


Run = Callable[..., Awaitable[Ended]]


@pytest.fixture
def run(settings: Settings, graph: object) -> Run:
    """Runs a command on the suite's servers."""
    given = {
        f"{PREFIX}{name.upper()}": value.get_secret_value()
        if isinstance(value, SecretStr)
        else str(value)
        for name in settings.model_fields_set
        if (value := getattr(settings, name)) is not None
    }

    async def running(
        *words: str, program: Sequence[str] = (sys.executable, "-m", "app"), **environment: str
    ) -> Ended:
        ended = await anyio.run_process(
            [*program, *words],
            cwd=ROOT,
            env={**os.environ, **given, **environment},
            check=False,
        )
        return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return running


async def test_an_import_tells_what_was_new(run: Run, tmp_path: Path) -> None:
    path = str(write_lines(tmp_path / "lines.jsonl", [artifact_line(1), artifact_line(2)]))

    first = await run("import", path)
    again = await run("import", path, "--json")

    assert (first.code, again.code) == (0, 0)
    assert "artifact           2 in the file,         2 new" in first.stdout
    assert first.stderr == ""
    told = json.loads(again.stdout)
    assert (told["records"]["artifact"], told["new"]["artifact"]) == (2, 0)


async def test_a_file_that_is_refused_is_told_by_line(run: Run, tmp_path: Path) -> None:
    lines = [artifact_line(1), artifact_line(2, kind="song")]
    path = str(write_lines(tmp_path / "lines.jsonl", lines))

    plain = await run("import", path)
    as_json = await run("import", path, "--json")

    message = "kind must be one of image, audio, video, text, json, data"
    assert (plain.code, as_json.code) == (1, 1)
    assert plain.stderr == (f"{path}:2: BAD_INPUT: {message}\n1 problem: nothing was written.\n")
    assert json.loads(as_json.stdout) == {
        "problems": [{"line": 2, "code": "BAD_INPUT", "message": message}],
        "more": False,
    }


async def test_an_export_to_standard_output_is_the_file(run: Run, tmp_path: Path) -> None:
    made = "2026-03-04T12:00:00.000000000Z"
    lines = [artifact_line(number, created_at=made) for number in (1, 2)]
    await run("import", str(write_lines(tmp_path / "lines.jsonl", lines)))

    written = await run("export", str(tmp_path / "out.jsonl"), "--json")
    piped = await run("export", "-", "--no-content")

    assert (written.code, piped.code) == (0, 0)
    assert json.loads(written.stdout)["records"]["artifact"] == 2
    assert [json.loads(line) for line in piped.stdout.splitlines()] == lines
    assert (tmp_path / "out.jsonl").read_text() == piped.stdout


async def test_a_command_that_cannot_be_done_says_why(run: Run, tmp_path: Path) -> None:
    to_nowhere = await run("export", str(tmp_path / "no" / "out.jsonl"))
    of_nothing = await run("import", str(tmp_path / "no.jsonl"))
    without_folder = await run("export", "-")
    path = str(write_lines(tmp_path / "lines.jsonl", [artifact_line(1)]))
    refused = await run("import", path, ARTIFACT_GRAPH_S3_ACCESS_KEY="wrong")

    assert (to_nowhere.code, of_nothing.code, without_folder.code) == (78, 2, 2)
    assert refused.code == 78
    assert "out.jsonl cannot be written: No such file or directory" in to_nowhere.stderr
    assert "add --no-content" in without_folder.stderr
    assert "Traceback" not in to_nowhere.stderr + refused.stderr


async def test_an_import_without_room_for_its_temporary_file_says_so(
    run: Run, bring: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_lines(tmp_path / "lines.jsonl", [artifact_line(n) for n in range(1, 200)])
    limit = 'ulimit -f 8 && exec "$0" -m app import "$1"'

    full = await run(str(path), program=("sh", "-c", limit, sys.executable))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no"))
    with pytest.raises(NoRoom, match="TMPDIR says where: No such file or directory"):
        await bring(path)

    assert full.code == 78
    assert full.stderr.endswith("TMPDIR says where: disk I/O error\n")


async def test_an_export_says_which_folder_cannot_be_written(run: Run, tmp_path: Path) -> None:
    await run("import", str(write_lines(tmp_path / "lines.jsonl", [text_line(1, "a text")])))
    (tmp_path / "contents").write_text("a file")

    ended = await run("export", str(tmp_path / "out.jsonl"))

    assert ended.code == 78
    assert ended.stderr == f"{tmp_path}/contents cannot be written: File exists\n"
    assert not (tmp_path / "out.jsonl").exists()


async def test_ctrl_c_ends_an_import_with_the_code_that_says_so(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "lines.jsonl"
    os.mkfifo(pipe)
    ended: list[Ended] = []

    async def importing() -> None:
        ended.append(await run("import", str(pipe)))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(importing)
        writer = await anyio.to_thread.run_sync(pipe.open, "w")
        [process] = [one for one in psutil.Process().children() if str(pipe) in one.cmdline()]
        process.send_signal(signal.SIGINT)
        writer.close()

    assert ended[0].code == 75
    assert "Stopped. Run the same command again" in ended[0].stderr
