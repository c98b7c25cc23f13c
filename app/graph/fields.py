"""The fields that cross the graph, read from `cypher/<Type>/<field>.cypher` and held to rules.

A file is the body of a subquery that binds `child`, from `parent` below the root of a query. After
its first sentence, which is the field's description, its header says in columns:

    begins  another field of the type, whose text stands before this one, as for a count of its rows
    child   what is bound: a label, a relationship type's GraphQL name, or {a, b} for a map
    node    which part of that map is the node, such as child.artifact
    page    what the rows are ordered by, so that they can be paged: required properties, the last
            one unique; in front of a colon, the value of `order` that this ordering is for
    complete  what is true of every row where a page's walk has come to its end: the text walks one
            relation further than it shows, `$max_depth + 1`, and binds `shown` beside `child`
    list    what the rows are ordered by when all of them are shown, since something bounds them
    each    $ids = child.id: one item for every value of the parameter, null where there is none
    source  parameters that come from the object that the field belongs to, when that is no row
    words   parameters that hold words of a user's, such as where.text, for a full-text index
    parts   parameters that hold a part of a value, such as where.name, for a full-text index of
            whole values: the text takes the query as $where.name_parts
    walk    routes: a lineage that looks at routes, and so cannot prune; repeated: what is walked
            again when relations were added or retracted meanwhile

A file that only names a part of its parent, `WITH endNode(parent) AS child`, costs no subquery.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.graph.statements import CYPHER, CypherFileError, Header, parameters_of, read_header

COLUMNS = frozenset(
    {
        *("begins", "child", "node", "page", "list", "each", "source", "words", "parts", "walk"),
        "complete",
    }
)
MAX_DEPTH = "max_depth"
MAX_NODES = "max_nodes"

_RESERVED = re.compile(r"\b[ackmnoptw]\d+(_\d+)?\b")
_UNION = re.compile(r"\bUNION\b", re.IGNORECASE)
_INSIDE = re.compile(r"\{[^{}]*\}")
_GOES_ON = ("AND ", "OR ", " ")
_WORD = {word: re.compile(rf"\b{word}\b") for word in ("parent", "child")}
_PAGE = re.compile(
    r"(?:(?P<order>[A-Z_]+): )?(?P<keys>child\.[\w.]+( DESC)?(, child\.[\w.]+( DESC)?)*)"
)
_PART = re.compile(r"WITH (?P<part>[^\n]+) AS child")
_BY_ID = re.compile(r"MATCH \(child:\w+ \{id: \$(?P<source>\w+)\}\)")
_EACH = re.compile(r"\$(?P<parameter>\w+) = child\.(?P<property>\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One column that a page is ordered by, as a path such as `child.created_at`."""

    path: str
    descending: bool

    @property
    def property(self) -> str:
        """The name of the property at the end of the path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field that crosses the graph: the body of its subquery, and what its header says."""

    type: str
    name: str
    sentence: str
    body: str
    parameters: frozenset[str]
    node: str | None
    pages: Mapping[str | None, tuple[Key, ...]]
    complete: str | None
    order: str | None
    each: tuple[str, str] | None
    source: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[str, ...]
    routes: bool
    repeated: bool

    @property
    def at_root(self) -> bool:
        """Whether the field starts from nothing, not from a row."""
        return self.type == "Query" or bool(self.source)

    @property
    def id_source(self) -> str | None:
        """The parameter with the id of `child`, where the object that the field belongs to has it.

        Where there must be a child, an answer with nothing but its id needs no reading.
        """
        match = _BY_ID.fullmatch(self.body)
        return match["source"] if match and match["source"] in self.source else None

    @property
    def part(self) -> str | None:
        """What the text names, when it only names a part of its parent."""
        match = None if self.at_root or self.parameters else _PART.fullmatch(self.body)
        return match["part"] if match else None


@cache
def load_field(type_name: str, name: str) -> Field:
    """Reads the file of a field; CypherFileError when it is missing or breaks a rule."""
    path = CYPHER / type_name / f"{name}.cypher"
    if not path.is_file():
        raise CypherFileError(f"{path.relative_to(CYPHER)} is missing: every crossing is a file")
    return parse_field(path)


def parse_field(path: Path) -> Field:
    """Reads the file of a field; CypherFileError when it breaks a rule."""
    header, body = read_header(path, COLUMNS)
    type_name, name = path.parent.name, path.stem
    begins = [load_field(type_name, one) for one in header.words("begins")]
    body = "\n".join([*(one.body for one in begins), body])
    field = Field(
        type=type_name,
        name=name,
        sentence=header.sentence.removesuffix("."),
        body=body,
        parameters=parameters_of(body),
        node=next(iter(header.columns.get("node", ())), None),
        pages=_pages(header, path),
        complete=next(iter(header.columns.get("complete", ())), None),
        order=next(iter(header.columns.get("list", ())), None),
        each=_each(header),
        source=header.words("source"),
        words=header.words("words") + tuple(word for one in begins for word in one.words),
        parts=header.words("parts") + tuple(part for one in begins for part in one.parts),
        routes="routes" in header.words("walk"),
        repeated="repeated" in header.words("walk"),
    )
    for refused, why in _faults(field, header):
        if refused:
            raise CypherFileError(f"{path.relative_to(CYPHER)}: {why}")
    return field


def _faults(field: Field, header: Header) -> list[tuple[bool, str]]:
    names_parent = _WORD["parent"].search(field.body) is not None
    return [
        (len(header.words("child")) == 0, "the header must say what `child` is"),
        (_WORD["child"].search(field.body) is None, "the text must bind `child`"),
        (
            field.complete is not None and not _walks_beyond(field),
            "a page that says `complete` must bind `shown` and walk to `$max_depth + 1`",
        ),
        (field.at_root and names_parent, "a field at the root has no `parent`"),
        (not field.at_root and not names_parent, "the text must start from `parent`"),
        (_has_union(field.body), "a UNION must stand inside a CALL of its own"),
        (_RESERVED.search(field.body) is not None, "n1, c1, t1, p1, ... belong to the compiler"),
        (not set(field.source) <= field.parameters, "a source that the text does not use"),
        (
            field.at_root and bool(field.pages) and not _ends_in_where(field.body),
            "a page at the root must end in a WHERE, to which the cursor's test is added",
        ),
    ]


def _walks_beyond(field: Field) -> bool:
    return bool(field.pages) and "AS shown" in field.body and f"${MAX_DEPTH} + 1" in field.body


def _has_union(body: str) -> bool:
    text, removed = body, 1
    while removed:
        text, removed = _INSIDE.subn("", text)
    return _UNION.search(text) is not None


def _ends_in_where(body: str) -> bool:
    clauses = [line for line in body.splitlines() if not line.startswith(_GOES_ON)]
    return clauses[-1].startswith("WHERE ") and "// if " not in clauses[-1]


def _pages(header: Header, path: Path) -> dict[str | None, tuple[Key, ...]]:
    pages: dict[str | None, tuple[Key, ...]] = {}
    for text in header.columns.get("page", ()):
        match = _PAGE.fullmatch(text)
        if match is None:
            raise CypherFileError(f"{path.relative_to(CYPHER)}: page  {text}: not an ordering")
        keys = tuple(
            Key(path=key.removesuffix(" DESC"), descending=key.endswith(" DESC"))
            for key in match["keys"].split(", ")
        )
        if len({key.descending for key in keys}) > 1:
            raise CypherFileError(f"{path.relative_to(CYPHER)}: page  {text}: one direction only")
        pages[match["order"]] = keys
    return pages


def _each(header: Header) -> tuple[str, str] | None:
    match = _EACH.fullmatch(" ".join(header.columns.get("each", ())))
    return (match["parameter"], match["property"]) if match else None
