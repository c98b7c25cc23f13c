"""What every benchmark tells: the machine, spreads, and tables in the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import neo4j

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def machine(driver: neo4j.Driver) -> str:
    """A sentence on what it was measured on, and with."""
    agent = driver.get_server_info().agent
    text = (
        "CALL () { MATCH (n) RETURN count(n) AS n } CALL () { MATCH ()-->() RETURN count(*) AS r }"
    )
    [row] = driver.execute_query(f"{text} RETURN n, r").records
    return (
        f"{platform.system()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {agent},"
        f" driver {neo4j.__version__}; {row['n']:,} nodes,"
        f" {row['r']:,} relationships."
    )


def spread(values: Sequence[float], digits: int) -> str:
    """The median, and the range."""
    shown = [f"{one:,.{digits}f}" for one in (median(values), min(values), max(values))]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def write_table(page: str, told: str) -> None:
    """Puts the tables where that page of the documentation has them."""
    path = DOCS / page
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", encoding="utf-8")
