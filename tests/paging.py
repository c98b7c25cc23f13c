"""Ways to walk the pages of a field to their end."""

from __future__ import annotations

from typing import Any

from tests.asking import Ask


def paged(field: str, asked: str, arguments: str = "") -> str:
    return (
        f"query ($first: Int!, $after: String) {{ {field}({arguments} first: $first,"
        f" after: $after) {{ totalCount nodes {{ {asked} }} edges {{ cursor node {{ {asked} }} }}"
        " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    )


async def pages(ask: Ask, query: str, first: int, **asked: Any) -> list[dict[str, Any]]:
    """All pages, each of which must be right by itself."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page: Any = await ask(query, first=first, after=after, **asked)
        while "pageInfo" not in page:
            [page] = page.values()
        cursors = [edge["cursor"] for edge in page["edges"]]
        assert page["nodes"] == [edge["node"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is bool(found)
        assert page["pageInfo"]["startCursor"] == (cursors[0] if cursors else None)
        assert page["pageInfo"]["endCursor"] == (cursors[-1] if cursors else None)
        found.append(page)
        if not page["pageInfo"]["hasNextPage"]:
            return found
        assert len(cursors) == first
        after = page["pageInfo"]["endCursor"]
