"""The process that keeps SeaweedFS: it does not watch its parent, so this one does."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.local.faults import disk_full, says_disk_full
from app.local.lifeline import Lifeline
from app.local.locks import wait_lock
from app.local.ports import Ports, chosen, reusable

_PREDECESSOR_SECONDS = 35.0
_READY_SECONDS = 60.0
# When a connection between its own parts is idle it waits 30 seconds for it. What is written by
# then is safe: its files are only appended to.
_TERM_SECONDS = 3.0
_LOOK_SECONDS = 0.25
_ATTEMPTS = 3
_LOG_BYTES = 8 << 20
_TAKEN = "Another process has taken a port of SeaweedFS: a new start takes others."
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Run SeaweedFS by the job on stdin until the parent is gone."""
    line = Lifeline()
    job = line.job
    home = Path(job["home"])
    lock = wait_lock(Path(job["lock"]), _PREDECESSOR_SECONDS)
    if lock is None:
        line.failed(
            f"A SeaweedFS of an earlier start still runs on {home.parent} (its process is in "
            f"{home / 'weed.pid'}): end that process, and start again."
        )
    line.orderly()
    os.chdir(home)
    weed, ports = _serve(line, job, lock)
    line.ready(port=ports["s3.port"], pids={"keeper": os.getpid(), "seaweedfs": weed.pid})
    while not line.ended(_LOOK_SECONDS):
        if (code := weed.poll()) is not None:
            _remove_sockets(ports)
            os._exit(code if code >= 0 else 128 - code)  # As shells pass on a signal.
        _bound_log(Path(job["log"]))
    _end(weed, ports)
    os._exit(0)


def _serve(
    line: Lifeline, job: Mapping[str, Any], lock: int
) -> tuple[subprocess.Popen[bytes], Ports]:
    """Start the server; a port that was taken meanwhile means another try with others.

    One that is started again has no others: clients know its port.
    """
    remembered = Path("ports.json")
    for _ in range(1 if job["port"] else _ATTEMPTS):
        ports = reusable(remembered)
        if job["port"] and (ports is None or ports["s3.port"] != job["port"]):
            line.failed(_TAKEN)
        ports = ports or chosen()
        remembered.write_text(json.dumps(ports), encoding="utf-8")
        _remove_sockets(ports)
        weed = _start(job, ports, lock)
        if _answers(line, weed, ports["s3.port"]):
            return weed, ports
        _end(weed, ports)
        if line.ended(0):
            os._exit(0)
        if not job["port"]:
            remembered.unlink()
    return line.failed(_explain(Path(job["log"])))


def _start(job: Mapping[str, Any], ports: Ports, lock: int) -> subprocess.Popen[bytes]:
    options = {**job["options"], **ports}
    text = "".join(f"{name}={value}\n" for name, value in options.items())
    Path("mini.conf").write_text(text, encoding="utf-8")
    command = [job["weed"], "-config_dir=.", "-logtostderr=true", "mini", "-options=mini.conf"]
    # It holds this process's lock too, and on Linux dies with it even by force.
    weed: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, pass_fds=_inherited(lock), preexec_fn=_dying()
    )
    Path("weed.pid").write_text(str(weed.pid), encoding="utf-8")
    return weed


def _inherited(lock: int) -> tuple[int, ...]:
    return () if sys.platform == "win32" else (lock,)


def _dying() -> Callable[[], object] | None:
    if sys.platform != "linux":
        return None
    return functools.partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, signal.SIGKILL)


def _answers(line: Lifeline, weed: subprocess.Popen[bytes], port: int) -> bool:
    """Whether S3 serves before the server ends, the parent ends, or a minute passes."""
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end and weed.poll() is None:
        if _is_s3(port):
            return weed.poll() is None
        if line.ended(0.05):
            return False
    return False


def _is_s3(port: int) -> bool:
    probe = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        probe.request("GET", "/status")
        answer = probe.getresponse()
        return answer.status == 200 and "X-Amz-Request-Id" in answer.headers
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()


def _end(weed: subprocess.Popen[bytes], ports: Ports) -> None:
    weed.terminate()
    try:
        weed.wait(_TERM_SECONDS)
    except subprocess.TimeoutExpired:
        weed.kill()
        weed.wait()
    _remove_sockets(ports)


def _remove_sockets(ports: Ports) -> None:
    """It makes a socket beside each gRPC port, and leaves some, or all if it is killed."""
    for name, port in ports.items():
        if name.endswith(".grpc"):
            role = name.partition(".")[0]
            with contextlib.suppress(OSError):
                Path(f"/tmp/seaweedfs-{role}-grpc-{port}.sock").unlink()  # noqa: S108


def _explain(log: Path) -> str:
    if says_disk_full(_tail(log)):
        return str(disk_full(log.parent))
    return f"SeaweedFS did not start: {log} has its last words."


def _bound_log(log: Path) -> None:
    """Keep the log small: the server writes to its end, wherever that is."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > _LOG_BYTES:
            os.truncate(log, 0)


def _tail(log: Path) -> str:
    with contextlib.suppress(OSError):
        return log.read_bytes()[-20_000:].decode(errors="replace")
    return ""


if __name__ == "__main__":
    main()
