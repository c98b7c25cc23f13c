"""Recording in MLflow: a server of its own, and a client, both in MLflow's own environment."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.recording.files import BATCHES, Files, Record, in_batches

HERE = Path(__file__).parent
PATIENCE = 120.0
"""Seconds that the server may take to start: it imports for many of them."""


def installed(venv: Path) -> bool:
    """Whether MLflow is there, or can be installed; a sentence where it cannot."""
    if (venv / "bin" / "mlflow").exists():
        return True
    requirements = str(HERE / "requirements.txt")
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", requirements]
    for command in ([sys.executable, "-m", "venv", str(venv)], pip):
        if subprocess.run(command, check=False).returncode != 0:
            print(f"MLflow could not be installed in {venv}: it is left out.")
            shutil.rmtree(venv, ignore_errors=True)
            return False
    return True


@contextmanager
def mlflow(venv: Path, folder: Path) -> Generator[Record]:
    """Records by MLflow's client to a server with SQLite, from files that are written before."""
    folder.mkdir()
    port = _free_port()
    told = {
        **os.environ,
        "MLFLOW_TRACKING_URI": f"http://127.0.0.1:{port}",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    command = [str(venv / "bin" / "mlflow"), "server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--workers", "1"]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=told, stdout=log, stderr=log, cwd=folder)
    try:
        _await(f"http://127.0.0.1:{port}/health", server, folder / "server.log")
        with _client(venv, told, folder / "client.log") as client:
            yield lambda question, some: _record(client, folder, question, some)
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"MLflow does not answer: {log.read_text(errors='replace')[-2_000:]}")


@contextmanager
def _client(venv: Path, told: Mapping[str, str], log: Path) -> Generator[subprocess.Popen[str]]:
    pipe, command = subprocess.PIPE, [str(venv / "bin" / "python"), str(HERE / "mlflow_client.py")]
    with log.open("wb") as errors:
        client = subprocess.Popen(
            command, env=told, stdin=pipe, stdout=pipe, stderr=errors, text=True
        )
    try:
        yield client
    except (OSError, EOFError) as ended:
        text = log.read_text(errors="replace")[-2_000:]
        raise SystemExit(f"MLflow's client ended: {text}") from ended
    finally:
        client.terminate()
        client.wait()


def _record(client: subprocess.Popen[str], folder: Path, question: str, some: Files) -> float:
    """The seconds that the client says; a batch is a folder of its own."""
    parts = in_batches(some) if question == BATCHES else [some]
    return sum(_seconds(client, folder, question, part) for part in parts)


def _seconds(client: subprocess.Popen[str], folder: Path, question: str, some: Files) -> float:
    assert client.stdin is not None
    assert client.stdout is not None
    with tempfile.TemporaryDirectory(dir=folder) as files:
        for name, content in some.items():
            (Path(files) / name).write_bytes(content)
        print(question, files, file=client.stdin, flush=True)
        for line in client.stdout:  # MLflow may print lines of its own.
            if line.startswith("seconds "):
                return float(line.split()[1])
    raise EOFError
