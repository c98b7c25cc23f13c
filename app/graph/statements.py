"""The statements of writes and checks, read from `cypher/` and held to their headers.

A file opens with a sentence, then says in columns which parameters it takes and which columns it
returns::

    // Takes locks, in the order given, and holds them to the end of the transaction.
    //
    // param    names
    // returns  n
    UNWIND $names AS name
    ...
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CYPHER = Path(__file__).parents[2] / "cypher"

PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"//[^\n]*")


class CypherFileError(Exception):
    """A file in `cypher/` breaks a rule; the message names the file and the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a file says of itself: its first sentence, and the columns below it."""

    sentence: str
    columns: Mapping[str, tuple[str, ...]]

    def words(self, name: str) -> tuple[str, ...]:
        """Every word of the columns of that name, in order, without commas."""
        return tuple(" ".join(self.columns.get(name, ())).replace(",", " ").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement: its text, and the parameters it takes."""

    name: str
    text: str
    parameters: frozenset[str]
    returns: tuple[str, ...]

    def check(self, parameters: Mapping[str, object]) -> None:
        """Raises TypeError when these are not exactly its parameters."""
        odd = self.parameters ^ frozenset(parameters)
        if odd:
            raise TypeError(f"{self.name}: wrong parameters: {', '.join(sorted(odd))}")


def read_header(path: Path, known: frozenset[str]) -> tuple[Header, str]:
    """Returns the header and the body of a file; CypherFileError when the header is malformed."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
    comments = [line.removeprefix("//").strip() for line in lines[:count]]
    where = path.relative_to(CYPHER)
    if not comments or not comments[0].endswith("."):
        raise CypherFileError(f"{where}: the first line must be a comment with one sentence")
    if ";" in source:
        raise CypherFileError(f"{where}: one statement a file, without a semicolon")
    columns: dict[str, tuple[str, ...]] = {}
    for comment in comments[1:]:
        word, _, rest = comment.partition("  ")
        if word in known and rest:
            columns[word] = (*columns.get(word, ()), rest.strip())
    return Header(sentence=comments[0], columns=columns), "\n".join(lines[count:]).strip()


def parameters_of(body: str) -> frozenset[str]:
    """The names of the parameters in the text of a statement."""
    return frozenset(PARAMETER.findall(_COMMENT.sub("", body)))


def in_map(text: str, name: str) -> str:
    """The text with its parameters in the map `$<name>`."""
    return PARAMETER.sub(rf"${name}.\1", text)


@cache
def joined(statements: tuple[Statement, ...]) -> str:
    """A text that runs statements one after the other, and returns the rows of the last.

    The parameters of each are in a map: `$s1`, `$s2` and so on.
    """
    lines: list[str] = []
    for number, statement in enumerate(statements, 1):
        lines += ["CALL () {", in_map(statement.text, f"s{number}"), "}"]
    if statements[-1].returns:
        lines.append(f"RETURN {', '.join(statements[-1].returns)}")
    return "\n".join(lines)


def load_statement(path: Path) -> Statement:
    """Reads one statement; CypherFileError when its header and its text do not match."""
    header, body = read_header(path, frozenset({"param", "returns", "rows"}))
    declared, used = frozenset(header.words("param")), parameters_of(body)
    if declared != used:
        odd = ", ".join(sorted(declared ^ used))
        raise CypherFileError(
            f"{path.relative_to(CYPHER)}: the header and the text disagree: {odd}"
        )
    returns = header.words("returns") + header.words("rows")
    return Statement(
        name=str(path.relative_to(CYPHER)), text=body, parameters=used, returns=returns
    )


def writes(noun: str) -> Mapping[str, Statement]:
    """The statements that write a noun, by verb, from `cypher/writes/<noun>/<verb>.cypher`."""
    return {path.stem: load_statement(path) for path in (CYPHER / "writes" / noun).glob("*.cypher")}


def folder(name: str) -> list[Statement]:
    """All statements of a folder such as `checks` or `schema`, in the order of their names."""
    return [load_statement(path) for path in sorted((CYPHER / name).glob("*.cypher"))]
