"""Words of a user's become a query of which nothing that the user wrote is syntax."""

from __future__ import annotations

import pytest

from app.errors import BadInput
from app.graph.words import words_query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("fox", '+("fox" (+fox*))'),
        ("  The\tfox ", '+("The" (+The*)) +("fox" (+fox*))'),
        ("moon-lan", '+("moon-lan" (+moon* +lan*))'),
        ("fox's", "+(\"fox's\" (+fox\\'s*))"),
        ('"AND" \\', '+("\\"AND\\"" (+AND*))'),
        ("fox !!! (moon)", '+("fox" (+fox*)) +("(moon)" (+moon*))'),
        ("🦊", '+"🦊"'),
    ],
)
def test_each_word_is_quoted_and_its_beginnings_are_escaped(text: str, query: str) -> None:
    assert words_query(text, "text") == query


@pytest.mark.parametrize("text", ["", "  ", '"', "*", "\\", "(", "-- ... ??", "\u200b"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="at least one word"):
        words_query(text, "text")


@pytest.mark.parametrize("text", ["a " * 33, "a-" * 33, "a" * 257])
def test_a_text_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="at most 32 words and 256 characters"):
        words_query(text, "text")


def test_as_many_words_as_may_be_are_taken() -> None:
    assert words_query("a " * 32, "text").count("+(") == 32
