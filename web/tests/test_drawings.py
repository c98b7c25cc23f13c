"""Lineages that the service writes are drawn by Graphviz and parsed by Mermaid as they are."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from app.domain.drawings import LineageFormat
from tests.drawings import NASTY, NO_XML, a_lineage, ends_of, names_of, written
from web.tests.node import run

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("written_as", [LineageFormat.DOT, LineageFormat.MERMAID])
async def test_nasty_names_are_shown_as_they_are(tmp_path: Path, written_as: LineageFormat) -> None:
    chance, pieces = Random(3), "".join(NASTY[:-1])
    odd = ["".join(chance.choices(pieces, k=chance.randint(1, 60))) for _ in range(60)]
    lineage = a_lineage([*NASTY, *odd])
    file = tmp_path / f"lineage.{written_as}"
    file.write_text(written(lineage, written_as), encoding="utf-8")

    told = await run("drawings.mjs", str(file))

    ids = {f"a{number}": one["id"] for number, one in enumerate(lineage.nodes)}
    nodes = {ids.get(one, one): name.replace("\u00a0", " ").strip() for one, name in told["nodes"]}
    edges = sorted((ids.get(end, end), ids.get(to, to), of) for end, to, of in told["edges"])
    assert nodes == {one: name.strip().translate(NO_XML) for one, name in names_of(lineage).items()}
    assert edges == ends_of(lineage)
