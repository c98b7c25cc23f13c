"""A file of operations that the service has not carried out yet.

One JSON object a line, only ever appended to. The first has the address of the service; then comes
each operation with its number, and when it was carried out or refused, a line that says so. Content
that is uploaded stays where it is, or lies in the folder of the same name beside the file.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock
from typing import Any

from artifact_graph.contents import Content
from artifact_graph.operations import Operation

try:
    import fcntl
except ImportError:  # Windows: two processes are not kept from sending the same file.
    fcntl = None

VERSION = 1


class SpoolInUse(Exception):
    """A process that is alive sends the file itself."""


class Spool:
    """The file and what is left in it; any number of threads can use one."""

    def __init__(self, path: Path, header: dict[str, Any]) -> None:
        """Opens the file, which is made anew when there is none. Raises SpoolInUse, OSError."""
        self.path = path
        self._folder = path.with_suffix(".content")
        self._lock = Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._waiting: deque[tuple[int, int, int]] = deque()
        self._refused: dict[int, tuple[int, int, int]] = {}
        if not _take(self._file):
            os.close(self._file)
            raise SpoolInUse(f"{path} is in use: the process that writes it also sends it")
        self.header, self._next = self._read(header)

    def __len__(self) -> int:
        """How many operations wait to be sent."""
        return len(self._waiting)

    @property
    def closed(self) -> bool:
        """Whether the file was closed."""
        return self._file == -1

    @property
    def refused(self) -> int:
        """How many operations were refused, and are kept."""
        return len(self._refused)

    def append(self, operation: Operation, *, refused: str | None = None) -> None:
        """Keeps an operation, to be sent, or with the reason for which it was refused."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            content = None if operation.content is None else self._keep(number, operation.content)
            line = {"number": number, "mutation": operation.mutation, "input": operation.input}
            place = (number, *self._write({**line, "content": content}))
            if refused is None:
                self._waiting.append(place)
            else:
                self._settle(place, refused)

    def first(self) -> tuple[int, Operation] | None:
        """The oldest operation that waits, and its number; None when the file was closed."""
        with self._lock:
            if self.closed or not self._waiting:
                return None
            number, start, length = self._waiting[0]
            return number, _operation(json.loads(os.pread(self._file, length, start)))

    def settle(self, number: int, refused: str | None) -> None:
        """Notes that the oldest operation was carried out, or the reason for which it was not.

        Once the file is closed, nothing is noted: a replay sends the operation again, under the
        same request id.
        """
        with self._lock:
            if self.closed:
                return
            place = self._waiting.popleft()
            assert place[0] == number  # noqa: S101
            self._settle(place, refused)

    def wait_again(self) -> None:
        """Puts what was refused back among what waits, in its place."""
        with self._lock:
            self._waiting = deque(sorted([*self._waiting, *self._refused.values()]))
            self._refused.clear()

    def close(self) -> None:
        """Closes the file, and deletes it when nothing is left in it."""
        with self._lock:
            if not self.closed and not self._waiting and not self._refused:
                self.path.unlink(missing_ok=True)
                shutil.rmtree(self._folder, ignore_errors=True)
            self.abandon()

    def abandon(self) -> None:
        """Closes the file and leaves it as it is; in a forked process, whose parent goes on."""
        if not self.closed:
            os.close(self._file)
            self._file = -1

    def _settle(self, place: tuple[int, int, int], refused: str | None) -> None:
        number = place[0]
        if refused is None:
            self._write({"done": number})
            (self._folder / str(number)).unlink(missing_ok=True)
        else:
            self._refused[number] = place
            self._write({"refused": number, "reason": refused})

    def _keep(self, number: int, content: Content) -> dict[str, Any]:
        """Puts content into the folder: linked when it is a file, which then may be deleted."""
        kept = self._folder / str(number)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if isinstance(content.data, bytes):
            kept.write_bytes(content.data)
        else:
            try:
                os.link(content.data.resolve(), kept)
            except OSError:  # On another file system, or not ours: it must stay where it is.
                kept = content.data
        return {**asdict(content), "data": str(kept)}

    def _write(self, line: dict[str, Any]) -> tuple[int, int]:
        """Appends a line, and returns where it begins and how long it is, in bytes."""
        data = json.dumps(line, default=str).encode() + b"\n"
        start = os.lseek(self._file, 0, os.SEEK_END)
        written = 0
        try:
            while written < len(data):
                written += os.write(self._file, data[written:])
        except OSError:
            os.ftruncate(self._file, start)  # The disk is full: no line is left half written.
            raise
        return start, len(data)

    def _read(self, header: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """What the file holds; a last line that was not written to its end counts for nothing."""
        found: dict[str, Any] | None = None
        waiting: dict[int, tuple[int, int, int]] = {}
        highest, end = 0, 0
        for start, length, line in self._lines():
            end = start + length
            if "number" in line:
                highest = max(highest, line["number"])
                waiting[line["number"]] = (line["number"], start, length)
            elif "done" in line:
                waiting.pop(line["done"], None)
                self._refused.pop(line["done"], None)
            elif "refused" in line:
                place = waiting.pop(line["refused"], None) or self._refused[line["refused"]]
                self._refused[line["refused"]] = place
            else:
                found = line
        self._waiting.extend(sorted(waiting.values()))
        os.ftruncate(self._file, end)
        if found is None:
            found = {"version": VERSION, **header}
            self._write(found)
        return found, highest + 1

    def _lines(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        start = 0
        with self.path.open("rb") as file:
            for data in file:
                if data.endswith(b"\n"):
                    yield start, len(data), json.loads(data)
                start += len(data)


def _operation(line: dict[str, Any]) -> Operation:
    kept: dict[str, Any] | None = line["content"]
    content = None if kept is None else replace(Content(**kept), data=Path(kept["data"]))
    return Operation(mutation=line["mutation"], input=line["input"], content=content)


def _take(file: int) -> bool:
    """Takes the lock of a file, unless a process has it; some file systems have no locks."""
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
    return True
