"""A cursor holds where a row stands, and nothing else is taken for one."""

from __future__ import annotations

import base64

import orjson
import pytest

from app.errors import CursorInvalid
from app.graph.cursors import decode, encode, page_mark
from app.graph.fields import load_field

MARK = "0123456789ab"


def crafted(*cells: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(cells)).decode()


@pytest.mark.parametrize(
    ("cells", "times"),
    [
        (["2026-01-01T00:00:00Z", "an id"], [True, False]),
        (["2026-01-01T00:00:00.123456789Z", 2**63 - 1], [True, False]),
        (["2026-01-01T00:00:00+05:30"], [True]),
        (["0001-01-01T00:00Z"], [True]),
        ([0.1, 0.0, 5e-324, "an id"], [False] * 4),
        (["🦊" * 256, "stage|" + "🦊" * 256, -3, ""], [False] * 4),
    ],
)
def test_a_cursor_gives_back_the_cells_that_it_was_made_of(
    cells: list[object], times: list[bool]
) -> None:
    cursor = encode(MARK, cells)

    assert decode(cursor, MARK, times) == cells
    assert decode(cursor + "=" * (-len(cursor) % 4), MARK, times) == cells


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "not base64!",
        "\x00",
        "é",
        "\ud800",
        "A" * 9_000,
        base64.b64encode(b"{}").decode(),
        base64.b64encode(b"null").decode(),
        base64.b64encode(b"[" * 5_000).decode(),
        crafted(MARK),
        crafted("another mark", "2026-01-01T00:00:00Z", 1),
        crafted(MARK, "2026-01-01T00:00:00Z"),
        crafted(MARK, "2026-01-01T00:00:00Z", 1, 1),
        crafted(MARK, "2026-01-01T00:00:00Z", None),
        crafted(MARK, "2026-01-01T00:00:00Z", True),
        crafted(MARK, "2026-01-01T00:00:00Z", [1]),
        crafted(MARK, "2026-01-01T00:00:00Z", 2**63),
        crafted(MARK, "yesterday", 1),
        crafted(MARK, 7, 1),
        crafted(MARK, "2026-01-01T00:00:00", 1),
        crafted(MARK, "2026-01-01T00:00:00Z\n", 1),
        crafted(MARK, "0000-01-01T00:00:00Z", 1),
        crafted(MARK, "2026-02-30T00:00:00Z", 1),
        crafted(MARK, "2026-01-01T24:00:00Z", 1),
        crafted(MARK, "2026-01-01T00:00:60Z", 1),
        crafted(MARK, "2026-01-01T00:00:00+18:30", 1),
        crafted(MARK, "2026-01-01T00:00:00.1234567890Z", 1),
        crafted(MARK, "2026-01-01T0٠:00:00Z", 1),
        crafted(MARK, "٢٠٢٦-01-01T00:00:00Z", 1),
    ],
)
def test_what_is_no_cursor_of_the_page_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        decode(cursor, MARK, [True, False])


def test_a_mark_tells_fields_orders_and_filters_apart_but_not_sizes_or_absent_arguments() -> None:
    runs, steps = load_field("Story", "runs"), load_field("Run", "steps")

    mark = page_mark(runs, {"first": 5, "roles": ["cover"]})

    nothing = {"first": 9, "after": "x", "order": None, "where": {"kinds": None}}
    assert mark == page_mark(runs, {"roles": ["cover"], **nothing})
    others = [
        page_mark(steps, {"roles": ["cover"]}),
        page_mark(runs, {"roles": ["cover"], "order": "OLDEST"}),
        page_mark(runs, {"roles": ["final_audio"]}),
        page_mark(runs, {}),
    ]
    assert len({mark, *others}) == 5
