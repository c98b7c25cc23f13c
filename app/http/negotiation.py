"""The media type of an answer, by what the client says that it accepts (GraphQL over HTTP)."""

from __future__ import annotations

HTML = "text/html"
JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


def answered_type(accept: str) -> str:
    """The media type of a GraphQL answer.

    A client that does not name the newer type may know only the older, so wildcards mean that one.
    """
    weights = _weights(accept)
    newer = weights.get(GRAPHQL_JSON, 0.0)
    return GRAPHQL_JSON if newer and newer >= weights.get(JSON, 0.0) else JSON


def wants_page(accept: str) -> bool:
    """Whether a page for people is wanted rather than an answer for programs."""
    weights = _weights(accept)
    page = weights.get(HTML, 0.0)
    return bool(page) and page >= max(weights.get(JSON, 0.0), weights.get(GRAPHQL_JSON, 0.0))


def _weights(accept: str) -> dict[str, float]:
    """The weight of each media type that is named (RFC 9110, section 12.4.2)."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        weights[name] = float(weight) if weight.replace(".", "", 1).isdecimal() else 0.0
    return weights
