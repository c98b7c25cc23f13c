"""What to try, once the demo runs."""

from __future__ import annotations

from urllib.parse import quote

COVER_QUERY = """\
# All ancestors of a cover: one request, and one Cypher statement.
{
  stories(first: 1) {
    nodes {
      title
      cover {
        id
        name
        ancestors(first: 100) {
          totalCount
          complete
          edges {
            depth
            node { id name kind state createdByStep { agent model } }
          }
        }
      }
    }
  }
}
"""


def tell_tour(address: str) -> None:
    """Prints where the API is and four things to try, and at last the word `ready`."""
    print(
        f"""
Artifact Graph is running; Ctrl-C stops it and its servers. Four things to try:

  1. The explorer: stories, what they were made from, and what was made from them:
     {address}/
  2. The API, for any client, and for a browser with GraphiQL and examples in its tabs:
     {address}/graphql
  3. GraphiQL with the question "all ancestors of this cover":
     {address}/graphql?query={_in_a_link(COVER_QUERY)}
  4. The schema:
     {address}/schema.graphql

ready""",
        flush=True,
    )


def _in_a_link(query: str) -> str:
    return quote(query.replace("  ", " "), safe="")
