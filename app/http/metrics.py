"""What was counted, at `/metrics`."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from app.api.complexity import Complexity
from app.api.documents import KnownDocuments
from app.api.plans import ASKED, PLANS
from app.graph.feed import Feed
from app.graph.gate import Gate
from app.measures import MEDIA_TYPE, Reading, exposed

_KEPT = {
    "documents": KnownDocuments.documents,
    "costs": Complexity.kept,
    "places": ASKED,
    "plans": PLANS,
}


async def metrics(request: Request) -> Response:
    """What was counted, in the text format of Prometheus."""
    state = request.state
    readings = [*_places(state.graph.gate), *_caches(), _watchers(state.feed)]
    return Response(exposed(readings), media_type=MEDIA_TYPE)


def _places(gate: Gate) -> Iterator[Reading]:
    facts = gate.facts()
    yield Reading(
        name="artifact_graph_statements",
        says="Statements of requests that Neo4j works on, and that wait for their turn.",
        label="state",
        values={"busy": facts.busy, "waiting": facts.waiting, "most": facts.most},
    )
    yield Reading(
        name="artifact_graph_statements_refused",
        says="Statements that were turned away, since too many waited.",
        label="state",
        values={"refused": facts.refused},
        grows=True,
    )


def _caches() -> Iterator[Reading]:
    facts = {name: kept.facts() for name, kept in _KEPT.items()}
    yield Reading(
        name="artifact_graph_cache_hits",
        says="What was found in a cache.",
        label="cache",
        values={name: of.hits for name, of in facts.items()},
        grows=True,
    )
    yield Reading(
        name="artifact_graph_cache_misses",
        says="What was not found in a cache.",
        label="cache",
        values={name: of.misses for name, of in facts.items()},
        grows=True,
    )
    yield Reading(
        name="artifact_graph_cache_entries",
        says="How many things a cache has.",
        label="cache",
        values={name: of.count for name, of in facts.items()},
    )


def _watchers(feed: Feed) -> Reading:
    return Reading(
        name="artifact_graph_watchers",
        says="Subscriptions that are open.",
        label="of",
        values={"changes": feed.watching[0], "runs": feed.watching[1]},
    )
