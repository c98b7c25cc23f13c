"""What is asked, in GraphQL and by the best statement that one would write by hand for it.

The statements return the answer as maps; its keys come in any order, as maps have none.
@neo4j/graphql sits out dates, which need APOC in Neo4j, lineages, and a page of all artifacts with
their number, for which it needs more than the 1 GiB that a transaction may take here. An aliased
field loses its order there without a word, so that what it is asked has no alias.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.requests.data import Size, story_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question: as GraphQL, by hand, and as @neo4j/graphql has it, where it has it."""

    name: str
    text: str
    by_hand: str
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    neo4j_graphql: str | None = None
    dataloaders: bool = True


def _below(dates: str = "") -> str:
    return (
        f"id workflow status {dates} steps(first: 5) {{ nodes {{ id name agent model"
        f" artifacts(first: 4) {{ nodes {{ id name kind state {dates} }} }} }} }}"
    )


def _below_by_hand(dates: bool = False) -> str:
    run = ", createdAt: toString(r.created_at)" if dates else ""
    artifact = ", createdAt: toString(a.created_at)" if dates else ""
    return f"""
CALL (r) {{
  MATCH (r)-[:HAS_STEP]->(t:AgentStep)
  WITH t ORDER BY t.step_order, t.id LIMIT 5
  CALL (t) {{
    MATCH (t)-[:CREATED]->(a:Artifact)
    WITH a ORDER BY a.created_at, a.id LIMIT 4
    RETURN collect({{id: a.id, name: a.name, kind: toUpper(a.kind),
      state: toUpper(a.state){artifact}}}) AS artifacts
  }}
  WITH t, artifacts ORDER BY t.step_order, t.id
  RETURN collect({{id: t.id, name: t.name, agent: t.agent, model: t.model,
    artifacts: {{nodes: artifacts}}}}) AS steps
}}
WITH r, steps ORDER BY r.created_at DESC, r.id DESC
RETURN collect({{id: r.id, workflow: r.workflow, status: toUpper(r.status){run},
  steps: {{nodes: steps}}}}) AS runs
"""


def _stories_by_hand(dates: bool = False) -> str:
    told = ", createdAt: toString(s.created_at)" if dates else ""
    return f"""
MATCH (s:Story) WHERE s.created_at IS NOT NULL
WITH s ORDER BY s.created_at DESC, s.id DESC LIMIT $first
CALL (s) {{
  MATCH (s)-[:HAS_RUN]->(r:Run)
  WITH r ORDER BY r.created_at DESC, r.id DESC LIMIT 3
  {_below_by_hand(dates)}
}}
WITH s, runs ORDER BY s.created_at DESC, s.id DESC
RETURN {{stories: {{nodes: collect({{id: s.id, title: s.title{told},
  runs: {{nodes: runs}}}})}}}} AS data
"""


STORY = f"""
query ($id: ID!) {{ story(id: $id) {{ id title runs(first: 2) {{ nodes {{ {_below()} }} }} }} }}
"""
STORY_BY_HAND = f"""
MATCH (s:Story {{id: $id}})
CALL (s) {{
  MATCH (s)-[:HAS_RUN]->(r:Run)
  WITH r ORDER BY r.created_at DESC, r.id DESC LIMIT 2
  {_below_by_hand()}
}}
RETURN {{story: {{id: s.id, title: s.title, runs: {{nodes: runs}}}}}} AS data
"""
STORIES = f"""
query ($first: Int!) {{ stories(first: $first) {{ nodes {{
  id title runs(first: 3) {{ nodes {{ {_below()} }} }} }} }} }}
"""
DATED = f"""
query ($first: Int!) {{ stories(first: $first) {{ nodes {{
  id title createdAt runs(first: 3) {{ nodes {{ {_below("createdAt")} }} }} }} }} }}
"""
PAGES = """
query ($first: Int!) { artifacts(first: $first) { totalCount pageInfo { hasNextPage }
  nodes { id name kind state } } }
"""
PAGES_BY_HAND = """
CALL () { MATCH (a:Artifact) RETURN count(a) AS total }
CALL () {
  MATCH (a:Artifact) WHERE a.created_at IS NOT NULL
  WITH a ORDER BY a.created_at DESC, a.id DESC LIMIT $first + 1
  RETURN collect({id: a.id, name: a.name, kind: toUpper(a.kind), state: toUpper(a.state)}) AS rows
}
RETURN {artifacts: {totalCount: total, pageInfo: {hasNextPage: size(rows) > $first},
  nodes: rows[..$first]}} AS data
"""
LINEAGE = """
query ($id: ID!, $depth: Int!) { artifact(id: $id) { id
  ancestors(first: 100, maxDepth: $depth) { totalCount edges { depth node { id name kind } } } } }
"""


def _lineage_by_hand(depth: int) -> str:
    return f"""
MATCH (a:Artifact {{id: $id}})
CALL (a) {{
  MATCH path = (a)-[:DERIVED_FROM|VARIANT_OF|TRANSCODED_FROM*1..{depth}]->(found)
  WITH found, min(length(path)) AS depth ORDER BY depth, found.id
  WITH collect({{found: found, depth: depth}}) AS rows
  RETURN size(rows) AS total, [row IN rows[..100] | {{depth: row.depth, node: {{id: row.found.id,
    name: row.found.name, kind: toUpper(row.found.kind)}}}}] AS edges
}}
RETURN {{artifact: {{id: a.id, ancestors: {{totalCount: total, edges: edges}}}}}} AS data
"""


_BELOW_NEO4J = """
  id workflow status steps(limit: 5, sort: [{ step_order: ASC }, { id: ASC }]) {
    id name agent model artifacts(limit: 4, sort: [{ created_at: ASC }, { id: ASC }]) {
      id name kind state } }
"""
_NEWEST = "sort: [{ created_at: DESC }, { id: DESC }]"
STORY_NEO4J = f"""
query ($id: ID!) {{ stories(where: {{ id: {{ eq: $id }} }}) {{ id title
  runs(limit: 2, {_NEWEST}) {{ {_BELOW_NEO4J} }} }} }}
"""
STORIES_NEO4J = f"""
query ($first: Int!) {{ stories(limit: $first, {_NEWEST}) {{ id title
  runs(limit: 3, {_NEWEST}) {{ {_BELOW_NEO4J} }} }} }}
"""


NOTHING = "{ __typename }"


def queries(size: Size) -> list[Query]:
    """The questions, about a graph of that size."""
    return [
        Query(
            name="__typename",
            text=NOTHING,
            by_hand="RETURN {__typename: 'Query'} AS data",
            neo4j_graphql=NOTHING,
        ),
        Query(
            name="S",
            text=STORY,
            by_hand=STORY_BY_HAND,
            variables={"id": story_id(size.stories // 2)},
            neo4j_graphql=STORY_NEO4J,
        ),
        _stories("M", 8),
        _stories("L", 80),
        Query(
            name="M, dates",
            text=DATED,
            by_hand=_stories_by_hand(dates=True),
            variables={"first": 8},
        ),
        Query(
            name="page, total",
            text=PAGES,
            by_hand=PAGES_BY_HAND,
            variables={"first": 100},
            dataloaders=False,
        ),
        *(_lineage(size.deepest, depth) for depth in (5, 20, 39)),
    ]


def _stories(name: str, first: int) -> Query:
    return Query(
        name=name,
        text=STORIES,
        by_hand=_stories_by_hand(),
        variables={"first": first},
        neo4j_graphql=STORIES_NEO4J,
    )


def _lineage(id: str, depth: int) -> Query:
    return Query(
        name=f"lineage {depth}",
        text=LINEAGE,
        by_hand=_lineage_by_hand(depth),
        variables={"id": id, "depth": depth},
        dataloaders=False,
    )
