"""Words that a user looks for, as a query of a full-text index.

Nothing that the user wrote is syntax of the query: words are quoted or escaped
(https://lucene.apache.org/core/9_11_0/queryparser/org/apache/lucene/queryparser/classic/package-summary.html).
"""

from __future__ import annotations

import re
import unicodedata

from app.errors import BadInput

MAX_WORDS = 32
MAX_LENGTH = 256
MAX_PART = 64
"""Characters of a part of a value that an index is asked for."""

_SYNTAX = re.compile(r"[^\w]")
_QUOTED = re.compile(r'["\\]')
_SAYS_SOMETHING = frozenset({"L", "N", "M", "S"})


def words_query(text: str, name: str) -> str:
    """A query for what has all the words of a text, or words that begin with them, in any case.

    What stands between spaces is looked for as the index itself splits it, or else as the
    beginnings of its parts; so `moon-lan` finds "Moon-landing". Raises BadInput, which says `name`,
    when the text has no letter, digit or symbol, or is too long.
    """
    chunks = [chunk for chunk in text.split() if _says_something(chunk)]
    if not chunks:
        raise BadInput(f"{name} must have at least one word")
    parts = [_parts(chunk) for chunk in chunks]
    if len(text) > MAX_LENGTH or sum(map(len, parts)) > MAX_WORDS:
        raise BadInput(f"{name} must have at most {MAX_WORDS} words and {MAX_LENGTH} characters")
    return " ".join(_clause(chunk, part) for chunk, part in zip(chunks, parts, strict=True))


def part_query(text: str, of: str) -> str:
    """A query for the values of a property that may contain a text, with its case and its spaces.

    The index has each value as one term, as the analyzer `keyword` gives it. Only the beginning of
    a long text is looked for: Lucene refuses patterns that take it too long to compile.
    """
    escaped = _SYNTAX.sub(r"\\\g<0>", text[:MAX_PART])
    return f"{of}:*{escaped}*"


def _says_something(chunk: str) -> bool:
    return any(unicodedata.category(character)[0] in _SAYS_SOMETHING for character in chunk)


def _parts(chunk: str) -> list[str]:
    return re.findall(r"\w+(?:['’.]\w+)*", chunk)


def _clause(chunk: str, parts: list[str]) -> str:
    whole = '"' + _QUOTED.sub(r"\\\g<0>", chunk) + '"'
    if not parts:
        return f"+{whole}"
    beginnings = " ".join("+" + _SYNTAX.sub(r"\\\g<0>", part) + "*" for part in parts)
    return f"+({whole} ({beginnings}))"
