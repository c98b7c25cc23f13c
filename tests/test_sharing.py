"""Modules are shared out among processes by what is recorded of them, the same way each time."""

from __future__ import annotations

from tests.sharing import shares


def test_processes_have_about_as_much_to_do() -> None:
    seconds = {"a": 9.0, "b": 5.0, "c": 4.0, "d": 3.0, "e": 3.0}

    shared = shares("edcba", seconds, 2, longest_first=True)

    assert shared == {"a": 0, "b": 1, "c": 1, "d": 0, "e": 1}
    assert shared == shares("abcde", seconds, 2, longest_first=True)


def test_shuffled_modules_are_shared_out_in_their_order() -> None:
    seconds = {"a": 9.0, "b": 5.0}

    assert shares("bac", seconds, 2, longest_first=False) == {"b": 0, "a": 1, "c": 0}
    assert shares("cab", seconds, 2, longest_first=False) == {"c": 0, "a": 1, "b": 0}
