"""What is asked of a shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.lineage.data import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query, and the variables with which it is asked of a shape."""

    name: str
    text: str
    variables: Callable[[Shape], Mapping[str, Any]]


def _of_head(shape: Shape) -> Mapping[str, Any]:
    return {"id": shape.head}


def _of_foot(shape: Shape) -> Mapping[str, Any]:
    return {"id": shape.foot}


QUESTIONS = (
    Question(
        name="ancestors, first 100",
        text="""query ($id: ID!) { artifact(id: $id) { ancestors(first: 100) {
            totalCount complete edges { depth node { id name kind state } } } } }""",
        variables=_of_head,
    ),
    Question(
        name="descendants, first 100",
        text="""query ($id: ID!) { artifact(id: $id) { descendants(first: 100) {
            totalCount complete edges { depth node { id name kind state } } } } }""",
        variables=_of_foot,
    ),
    Question(
        name="lineage as a graph",
        text="""query ($id: ID!) { artifact(id: $id) { lineage { totalCount complete
            artifacts { depth artifact { id name kind state } }
            relations { type from { id } to { id } } } } }""",
        variables=_of_head,
    ),
    Question(
        name="roots",
        text="""query ($id: ID!) { artifact(id: $id) { lineage(only: ROOTS) {
            totalCount complete artifacts { depth artifact { id name } } } } }""",
        variables=_of_head,
    ),
    Question(
        name="shortest path",
        text="""query ($from: ID!, $to: ID!) { lineagePath(from: $from, to: $to) {
            exhaustive paths { relations { type from { id } to { id } } } } }""",
        variables=lambda shape: {"from": shape.head, "to": shape.foot},
    ),
    Question(
        name="nearest common ancestors",
        text="""query ($ids: [ID!]!) { commonAncestors(ids: $ids) {
            totalCount complete artifacts { depths artifact { id name } } } }""",
        variables=lambda shape: {"ids": shape.newest},
    ),
    Question(
        name="is an ancestor",
        text="query ($id: ID!, $of: ID!) { isAncestor(ancestor: $id, of: $of) }",
        variables=lambda shape: {"id": shape.foot, "of": shape.head},
    ),
    Question(
        name="impact",
        text="""query ($id: ID!) { impact(id: $id) {
            descendants deepest byKind { kind count } byState { state count } } }""",
        variables=_of_foot,
    ),
    Question(
        name="withdrawal plan",
        text="""query ($id: ID!) { withdrawalPlan(id: $id) { token totalCount complete
            descendants { depth alternative intact artifact { id } } } }""",
        variables=_of_foot,
    ),
    Question(
        name="cost of the lineage",
        text="""query ($id: ID!) { artifact(id: $id) { cost {
            usd steps byAgent { name usd } byModel { name usd } } } }""",
        variables=_of_head,
    ),
)
