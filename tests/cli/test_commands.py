"""How commands end: a sentence and an exit code for whatever can be expected to go wrong."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.cli.failures import STOPPED, UNDONE, UNUSABLE, failures
from app.cli.main import cli
from app.errors import CannotRun, DeadlineExceeded, Unavailable
from app.settings import PREFIX, Settings
from tests.processes import ROOT, environment

COMMANDS = typer.main.get_group(cli).commands


@pytest.mark.parametrize(
    ("failure", "code", "sentence"),
    [
        (CannotRun("The disk is full."), UNUSABLE, "The disk is full."),
        (Unavailable("the graph is away"), UNDONE, "the graph is away (UNAVAILABLE)"),
        (DeadlineExceeded("too slow"), UNDONE, "too slow (DEADLINE_EXCEEDED)"),
        (KeyboardInterrupt(), STOPPED, "Stopped."),
    ],
)
def test_what_can_be_expected_ends_a_command_with_a_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str], failure: BaseException, code: int, sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended, failures():
        raise failure

    assert (ended.value.code, capsys.readouterr().err) == (code, f"{sentence}\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [(["lineage", "moon"], STOPPED), (["export", "-", "--no-content"], 75)],
)
def test_ctrl_c_before_the_servers_are_there_is_no_success(
    settings: Settings, words: list[str], code: int
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        away = f"bolt://127.0.0.1:{silent.getsockname()[1]}"
        command = subprocess.Popen(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT,
            env=environment(settings.model_copy(update={"neo4j_uri": away})),
            stderr=subprocess.PIPE,
            text=True,
        )
        with command:
            assert command.stderr is not None
            waiting = command.stderr.readline()
            command.send_signal(signal.SIGINT)
            rest = command.stderr.read()

    assert waiting.startswith(f"Waiting for {away}")
    assert rest.startswith("Stopped.")
    assert "Traceback" not in rest
    assert command.returncode == code


@pytest.mark.parametrize("words", [["doctor"], ["export", "-", "--no-content"]])
def test_where_there_is_no_data_none_is_made(tmp_path: Path, words: list[str]) -> None:
    data = tmp_path / "data"

    ended = CliRunner().invoke(cli, [*words, "--data", str(data)], env={f"{PREFIX}NEO4J_URI": ""})

    assert ended.exit_code == UNUSABLE
    assert ended.stderr.startswith(f"There is no data in {data}: ")
    assert not data.exists()


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)])
def test_the_help_of_a_command_fits_a_screen(words: list[str]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"], env={"COLUMNS": "80", "LINES": "24"})

    assert shown.exit_code == 0
    assert shown.stdout.count("\n") <= 24
