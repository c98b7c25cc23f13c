"""Imports and exports from the command line: what they show and what they print."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from app.servers import Say, opened
from app.settings import Settings
from app.transfer.importing import Imported, Progress, import_file
from app.transfer.problems import FileRefused


async def run_import(settings: Settings, file: Path, say: Say) -> Imported:
    """Brings a file into the graph of these settings."""
    async with opened(settings, say) as state:
        with shown_progress() as progress:
            return await import_file(
                state["graph"],
                state["store"],
                file,
                largest=settings.max_upload,
                progress=progress,
            )


def tell_imported(imported: Imported, *, as_json: bool) -> None:
    """Prints how many records of each type there were, and how many were new."""
    if as_json:
        _print_json(asdict(imported))
        return
    for name, count in imported.records.items():
        print(f"{name:10} {count:>9,} in the file, {imported.new[name]:>9,} new")


def tell_refused(refused: FileRefused, file: Path, *, as_json: bool) -> None:
    """Prints what is wrong with a file, by line."""
    if as_json:
        problems = [asdict(problem) for problem in refused.problems]
        _print_json({"problems": problems, "more": refused.more})
        return
    for one in refused.problems:
        print(f"{file}:{one.line}: {one.code}: {one.message}", file=sys.stderr)
    more = ", and there is more" if refused.more else ""
    count = len(refused.problems)
    told = f"{count} {'problem' if count == 1 else 'problems'}{more}: nothing was written."
    print(told, file=sys.stderr)


@contextmanager
def shown_progress() -> Generator[Progress]:
    """A bar on standard error while something is under way, if that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:9}"), BarColumn(), TaskProgressColumn())
    bars = Bars(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)
    tasks: dict[str, Any] = {}

    def told(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done)

    with bars:
        yield told


def _print_json(value: object) -> None:
    print(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
