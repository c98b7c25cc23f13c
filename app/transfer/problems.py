"""What is wrong with a file, by line: all of it up to a limit, so that one look is enough."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import AppError

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One line that cannot come in, and why."""

    line: int
    code: str
    message: str


class FileRefused(Exception):
    """The file cannot come in as it is, and nothing of it was written."""

    def __init__(self, problems: list[Problem], *, more: bool) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems
        self.more = more


class Problems:
    """The problems that were found so far."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    @property
    def enough(self) -> bool:
        """Whether there are so many that no more are told."""
        return len(self._found) > MOST

    def add(self, line: int, error: AppError) -> None:
        """Notes what is wrong with a line."""
        if not self.enough:
            self._found.append(Problem(line=line, code=error.code, message=error.message))

    @contextmanager
    def at(self, line: int) -> Generator[None]:
        """Notes what is raised about a line, and goes on."""
        try:
            yield
        except AppError as error:
            self.add(line, error)

    def refuse(self) -> None:
        """Raises FileRefused when something is wrong, in the order of the lines."""
        if self._found:
            ordered = sorted(self._found[:MOST], key=lambda problem: problem.line)
            raise FileRefused(ordered, more=self.enough)
