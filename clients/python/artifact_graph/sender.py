"""The thread that sends what waits in the file, and heartbeats of the runs that are under way."""

from __future__ import annotations

import atexit
import logging
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from uuid import uuid4

from artifact_graph.api import Api
from artifact_graph.errors import ArtifactGraphError, NotFound, may_pass
from artifact_graph.operations import Operation, perform
from artifact_graph.requests import LONGEST_PAUSE, SHORTEST_PAUSE
from artifact_graph.spool import Spool
from artifact_graph.transport import Transport

_LOG = logging.getLogger("artifact_graph")

MAX_BEATS = 100
"""How many runs and steps one heartbeat can name."""


def spool_folder() -> Path:
    """Where files of operations lie unless a folder is given (XDG Base Directory Specification)."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "artifact-graph"


class Sender:
    """Keeps operations in a file of this process, and sends them in their order.

    The thread and the file are made when they are first needed.
    """

    def __init__(self, api: Api, folder: Path, *, heartbeat: float, patience: float) -> None:
        self._api = api
        self._folder = folder
        self._heartbeat = heartbeat
        self._patience = patience
        self._changed = Condition()
        self._spool: Spool | None = None
        self._thread: Thread | None = None
        self._alive: dict[str, str] = {}
        self._hurried = self._stopped = False
        self._failing_since: float | None = None

    @property
    def waiting(self) -> int:
        """How many operations wait to be sent."""
        return 0 if self._spool is None else len(self._spool)

    def keep(self, operation: Operation, *, refused: str | None = None) -> bool:
        """Keeps an operation in the file, to be sent; or the one that was refused, and why.

        False when it cannot be written to a file either, which is logged.
        """
        try:
            with self._changed:
                if self._spool is None or self._spool.closed:
                    self._spool = self._new_spool()
                self._spool.append(operation, refused=refused)
        except Exception as error:
            _LOG.error("Lost: %s. It could not be written to a file either: %s", operation, error)
            return False
        if refused is None:
            self._wake()
        return True

    def flush(self) -> None:
        """Waits until all is sent, or until the service has not answered for some time."""
        with self._changed:
            if self._sending():
                self._hurried = True
                self._changed.notify_all()
            while self._sending() and not self._given_up():
                self._changed.wait(LONGEST_PAUSE / 10)

    @property
    def path(self) -> Path | None:
        """The file, if there is one."""
        return None if self._spool is None else self._spool.path

    def watch(self, entity_id: str, key: str) -> None:
        """Begins to send heartbeats of a run (`runIds`) or a step (`stepIds`)."""
        with self._changed:
            self._alive[entity_id] = key
        self._wake()

    def unwatch(self, entity_id: str) -> None:
        """Ends the heartbeats of a run or a step."""
        with self._changed:
            self._alive.pop(entity_id, None)

    def close(self) -> None:
        """Waits until all is sent, or until the service has not answered for some time."""
        atexit.unregister(self.close)
        self._failing_since = None
        self.flush()
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread is not None and not self._given_up():
            self._thread.join(LONGEST_PAUSE)
        self._tell_what_is_left()
        if self._spool is not None:
            self._spool.close()  # A thread that still waits for an answer leaves it to a replay.

    def forget(self) -> None:
        """Leaves thread and file to the parent of this process, which was forked."""
        atexit.unregister(self.close)
        if self._spool is not None:
            self._spool.abandon()

    def _sending(self) -> bool:
        return self.waiting > 0 and self._thread is not None and self._thread.is_alive()

    def _given_up(self) -> bool:
        since = self._failing_since
        return since is not None and monotonic() - since > self._patience

    def _tell_what_is_left(self) -> None:
        spool = self._spool
        if spool is not None and (left := len(spool) + spool.refused):
            _LOG.warning(
                "%d operations are not recorded: artifact-graph replay %s", left, spool.path
            )

    def _new_spool(self) -> Spool:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        name = f"{moment}-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}.jsonl"
        header = {"address": self._api.address, "headers": dict(self._api.headers)}
        return Spool(self._folder / name, header)

    def _wake(self) -> None:
        with self._changed:
            if self._thread is None and not self._stopped:
                thread = Thread(target=self._work, name="artifact-graph", daemon=True)
                try:
                    thread.start()
                except RuntimeError as error:  # No more threads: the next call tries again.
                    _LOG.warning("Nothing is sent in the background: %s", error)
                    return
                self._thread = thread
                atexit.register(self.close)
            self._changed.notify_all()

    def _work(self) -> None:
        transport, pause, beat_at = Transport(), 0.0, monotonic() + self._heartbeat
        while True:
            with self._changed:
                until_beat = max(beat_at - monotonic(), 0.0)
                if self.waiting:
                    self._changed.wait_for(lambda: self._stopped or self._hurried, pause)
                else:
                    self._changed.wait_for(lambda: self._stopped or self.waiting, until_beat)
                if self._stopped:
                    break
                pause, self._hurried = (0.0 if self._hurried else pause), False
            try:
                if monotonic() >= beat_at:
                    beat_at = monotonic() + self._heartbeat
                    self._beat(transport)
                sent = self._send_first(transport) if self.waiting else True
            except Exception:
                _LOG.exception("Sending failed; it is tried again")
                sent = False
            pause = 0.0 if sent else min(max(2 * pause, SHORTEST_PAUSE), LONGEST_PAUSE)
        transport.close()
        if self._spool is not None:
            self._spool.close()

    def _send_first(self, transport: Transport) -> bool:
        """Sends the operation that waits longest; False when the service does not answer."""
        spool, began = self._spool, monotonic()
        assert spool is not None  # noqa: S101
        entry = spool.first()
        if entry is None:
            return True
        number, operation = entry
        refused: str | None = None
        try:
            transport.do(perform(self._api, operation))
        except Exception as error:
            refused = str(error) or type(error).__name__
            if may_pass(error):
                if self._failing_since is None:
                    self._failing_since = began
                    _LOG.info("The service does not answer: %s", refused)
                return False
            _LOG.warning("Not recorded: %s: %s. Kept in %s", operation, refused, spool.path)
        else:
            self._watch_by(operation)
        self._failing_since = None
        try:
            spool.settle(number, refused)
        except OSError as error:  # It is sent once more by a replay, which changes nothing.
            _LOG.warning("Cannot write to %s: %s", spool.path, error)
        with self._changed:
            self._changed.notify_all()
        return True

    def _watch_by(self, operation: Operation) -> None:
        """Begins or ends heartbeats, by what was sent."""
        match operation.mutation:
            case "createRun":
                self.watch(operation.input["id"], "runIds")
            case "createStep":
                self.watch(operation.input["id"], "stepIds")
            case "finishRun":
                self.unwatch(operation.input["runId"])
            case "finishStep":
                self.unwatch(operation.input["stepId"])
            case _:
                pass

    def _beat(self, transport: Transport) -> None:
        with self._changed:
            alive = list(self._alive.items())
        for start in range(0, len(alive), MAX_BEATS):
            self._beat_some(transport, alive[start : start + MAX_BEATS])

    def _beat_some(self, transport: Transport, alive: list[tuple[str, str]]) -> None:
        """Sends a heartbeat; one that the service does not know ends, and only that."""
        input = {key: [one for one, its in alive if its == key] for key in ("runIds", "stepIds")}
        try:
            transport.do(self._api.mutate("heartbeat", input, LONGEST_PAUSE))
        except NotFound:
            if len(alive) == 1:
                self.unwatch(alive[0][0])
            else:
                for one in alive:
                    self._beat_some(transport, [one])
        except ArtifactGraphError as error:
            _LOG.debug("No heartbeat: %s", error)
