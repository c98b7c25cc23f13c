"""Asks a service that has the demo the README's question, and fetches the cover's bytes."""

import re
import sys
from pathlib import Path

import httpx

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def main(address: str) -> None:
    """Ends with an error unless the answer is whole."""
    found = re.search(r"```graphql\n(.*?)\n?```", README, re.DOTALL)
    assert found is not None
    [story] = ask(address, found[1])["stories"]["nodes"]
    cover = story["cover"]
    ancestors = cover["ancestors"]
    assert ancestors["complete"]
    assert ancestors["totalCount"] == len(ancestors["edges"]) == 15
    facts = f'{{ artifact(id: "{cover["id"]}") {{ size content {{ url }} }} }}'
    sized = ask(address, facts)["artifact"]
    by_link = httpx.get(sized["content"]["url"])
    through = httpx.get(f"{address}/artifacts/{cover['id']}/content")
    assert len(by_link.content) == len(through.content) == int(sized["size"])
    print(f"{story['title']}: the cover has {ancestors['totalCount']} ancestors")


def ask(address: str, query: str) -> dict:
    """The data of an answer without errors."""
    answer = httpx.post(f"{address}/graphql", json={"query": query}, timeout=30).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


if __name__ == "__main__":
    main(sys.argv[1])
