"""Imports and exports from the command line: what they show and what they print."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from os import fsync
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from uuid import uuid4

import orjson
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from app.domain.json_values import JsonLimits, json_limits
from app.servers import Say, opened
from app.settings import Settings
from app.transfer.exporting import export_graph
from app.transfer.fetching import ContentsLost, Fetcher
from app.transfer.importing import Imported, Progress, import_file
from app.transfer.problems import FileRefused
from app.transfer.writing import writing


async def run_import(settings: Settings, file: Path, say: Say) -> Imported:
    """Brings a file into the graph of these settings."""
    async with opened(settings, say) as state:
        limits = JsonLimits(size=settings.max_metadata, depth=settings.max_metadata_depth)
        with shown_progress() as progress, json_limits(limits):
            return await import_file(
                state["graph"],
                state["store"],
                file,
                largest=settings.max_upload,
                progress=progress,
            )


async def run_export(
    settings: Settings, file: Path | None, with_content: bool, say: Say
) -> dict[str, int]:
    """Writes the graph of these settings into a file, or to standard output without one.

    The file is there as a whole or not at all; contents come into a folder beside it.
    """
    async with opened(settings, say) as state:
        with shown_progress() as progress, _written(file) as lines:
            fetcher = Fetcher(state["store"], file.parent) if file and with_content else None
            counts = await export_graph(state["graph"], lines, fetcher=fetcher, progress=progress)
            if fetcher is not None:
                fetcher.finish()
            return counts


@contextmanager
def _written(file: Path | None) -> Generator[BinaryIO]:
    """A file that takes its name when it was written to its end without an error."""
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = file.with_name(f".{file.name}.{uuid4()}")
    with writing(file):
        try:
            with partial.open("xb") as lines:
                yield lines
                lines.flush()
                fsync(lines.fileno())
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)


def tell_exported(counts: Mapping[str, int], *, as_json: bool, on_stdout: bool) -> None:
    """Prints how many records of each type were written, but never among the lines."""
    out = sys.stderr if on_stdout else sys.stdout
    if as_json:
        _print_json({"records": counts}, out)
        return
    for name, count in counts.items():
        print(f"{name:10} {count:>9,} written", file=out)


def tell_lost(lost: ContentsLost, *, as_json: bool) -> None:
    """Prints which contents could not be had."""
    if as_json:
        _print_json({"lost": lost.lost})
        return
    for digest, why in lost.lost.items():
        print(f"{digest}: {why}", file=sys.stderr)
    sentence = (
        "The store does not have these contents: nothing was written. --no-content goes without."
    )
    print(sentence, file=sys.stderr)


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
    sentence = f"{count} {'problem' if count == 1 else 'problems'}{more}: nothing was written."
    print(sentence, file=sys.stderr)


@contextmanager
def shown_progress() -> Generator[Progress]:
    """A bar on standard error while something is under way, if that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:9}"), BarColumn(), TaskProgressColumn())
    bars = Bars(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)
    tasks: dict[str, Any] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done)

    with bars:
        yield show


def _print_json(value: object, out: TextIO | None = None) -> None:
    print(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode(), file=out)
