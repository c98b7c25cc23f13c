"""The mutations of the schema, by noun: an input, what it answers, and one call of an action."""

from app.api.mutations import (
    artifacts,
    assessments,
    heartbeats,
    ingest,
    lineage,
    links,
    runs,
    stories,
    transitions,
    uploads,
    withdrawals,
)

MODULES = (
    artifacts,
    assessments,
    heartbeats,
    ingest,
    lineage,
    links,
    runs,
    stories,
    transitions,
    uploads,
    withdrawals,
)
