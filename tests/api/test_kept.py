"""What is kept takes no more room than it may, and what was used last stays."""

from __future__ import annotations

from app.api.kept import Kept, KeptFacts


def test_no_more_values_are_kept_than_may_be() -> None:
    kept = Kept[int, str](most=3, size=1_000)

    for n in range(5):
        kept.keep(n, f"value {n}", 6)
        kept.get(1)

    assert [n for n in range(5) if kept.get(n)] == [1, 3, 4]
    assert kept.facts() == KeptFacts(hits=7, misses=3, count=3, size=18)


def test_what_is_kept_is_no_larger_together_than_may_be() -> None:
    kept = Kept[int, str](most=3, size=100)

    for size in (40, 50, 60):
        kept.keep(size, "value", size)
        assert kept.facts().size <= 100

    assert kept.facts() == KeptFacts(hits=0, misses=0, count=1, size=60)


def test_a_value_that_is_too_large_is_not_kept_and_makes_nothing_be_forgotten() -> None:
    kept = Kept[int, str](most=3, size=100)
    kept.keep(1, "value", 40)

    kept.keep(2, "value", 101)

    assert (kept.get(1), kept.get(2)) == ("value", None)


def test_a_value_that_is_kept_twice_takes_its_room_once() -> None:
    kept = Kept[int, str](most=3, size=100)

    kept.keep(1, "first", 40)
    kept.keep(1, "second", 50)

    assert kept.get(1) == "first"
    assert kept.facts().size == 40
