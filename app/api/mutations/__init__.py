"""The mutations of the schema, by noun: an input, what it answers, and one call of an action."""

from app.api.mutations import (
    artifacts,
    assessments,
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
    ingest,
    lineage,
    links,
    runs,
    stories,
    transitions,
    uploads,
    withdrawals,
)
