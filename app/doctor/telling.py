"""Findings as text and as JSON, and the exit code that they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import orjson
import typer

from app.doctor.findings import Finding, State

MOST_ROWS = 20
"""How many offenders of one check are told as text."""

_CODES = {State.BAD: 1, State.UNKNOWN: 2}
"""The exit codes, the worst first."""


def tell_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Prints what was found; as JSON, a list whose items have all of their offenders."""
    if as_json:
        listed = [asdict(finding) for finding in findings]
        typer.echo(orjson.dumps(listed, option=orjson.OPT_INDENT_2))
        return
    for finding in findings:
        _tell(finding)


def exit_code(findings: Sequence[Finding]) -> int:
    """What the findings come to for whoever started the command."""
    states = {finding.state for finding in findings}
    return next((code for state, code in _CODES.items() if state in states), 0)


def _tell(finding: Finding) -> None:
    state = finding.state.value
    mark = state if finding.state is State.OK else state.upper()
    lines = [finding.mend] if finding.mend else []
    lines += [str(dict(row)) for row in finding.offenders[:MOST_ROWS]]
    if (more := len(finding.offenders) - MOST_ROWS) > 0:
        lines.append(f"... {more} more, which --json tells")
    typer.echo(f"{mark:<8}{finding.of}: {finding.says}")
    for line in lines:
        typer.echo(f"        {line}")
