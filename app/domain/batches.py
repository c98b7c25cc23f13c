"""A batch as a whole: what its records name is there, and no two of them contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from uuid import uuid4

from app.domain import ingest
from app.domain.batch_plan import Names, Plan
from app.domain.ingest import Batch, ConsumedRecord, RelationRecord
from app.domain.lineage import sources_first
from app.domain.links import check_kind_fits, check_linkable, checked_position
from app.domain.records import Row, about, artifact_row, run_row, step_row
from app.domain.runs import refuse_unfinished_of_ended
from app.domain.values import checked_name
from app.errors import BadInput, DuplicateRelation, SelfRelation, SizeMismatch


def planned(batch: Batch) -> Plan:
    """Checks all that can be checked without the graph, and gives everything new an id.

    Raises BadInput naming the record, SelfRelation, DuplicateRelation, Cycle with refs or ids in
    its path, KindMismatch, IllegalState, MediaTypeMismatch, EmptyBlob, SizeMismatch.
    """
    _check_sizes(batch)
    names = Names(
        steps=_new_ids("step", [step.ref for step in batch.steps]),
        artifacts=_new_ids("artifact", [artifact.ref for artifact in batch.artifacts]),
    )
    run, steps, artifacts = run_row(batch.run), _step_rows(batch), _artifact_rows(batch)
    run_id = str(uuid4())
    named = _named(batch, names)
    lineage = _checked_lineage(named.relations, names)
    _check_links(batch, named)
    _check_consumed(named.consumed, names)
    return Plan(
        run_id=run_id,
        story_id=batch.run.story_id,
        set_current=batch.set_current,
        names=names,
        asked=_asked(batch, run, steps, artifacts),
        run={**run, "id": run_id},
        steps=[{**row, "id": names.step(str(row["ref"]))} for row in steps],
        artifacts=_placed(artifacts, names, lineage),
        relations=named.relations,
        links=named.links,
        consumed=named.consumed,
        stored={
            names.artifact(one.ref): one.blob for one in batch.artifacts if one.blob is not None
        },
        uploads={one.upload_id: one for one in batch.artifacts if one.upload_id is not None},
    )


def _asked(batch: Batch, run: Row, steps: Sequence[Row], artifacts: Sequence[Row]) -> Row:
    """All that the caller said; an upload is named by its id alone, not by its bytes."""
    by_id: Row = {"sha256": None, "size": None}
    named = [
        {**row, "upload_id": one.upload_id, **(by_id if one.upload_id is not None else {})}
        for one, row in zip(batch.artifacts, artifacts, strict=True)
    ]
    return {
        "run": run,
        "steps": steps,
        "artifacts": named,
        "relations": [
            {**asdict(one), "relation_type": one.relation_type.word} for one in batch.relations
        ],
        "links": batch.links,
        "consumed": batch.consumed,
        "set_current": batch.set_current,
    }


def _check_sizes(batch: Batch) -> None:
    sizes = {
        "steps": (len(batch.steps), ingest.MAX_STEPS),
        "artifacts": (len(batch.artifacts), ingest.MAX_ARTIFACTS),
        "relations": (len(batch.relations), ingest.MAX_RELATIONS),
        "links": (len(batch.links), ingest.MAX_LINKS),
        "consumed": (len(batch.consumed), ingest.MAX_CONSUMED),
    }
    for name, (size, most) in sizes.items():
        if size > most:
            raise BadInput(f"{name} must be at most {most}, not {size}")


def _new_ids(noun: str, refs: Sequence[str]) -> dict[str, str]:
    twice = _first_double(refs)
    if twice is not None:
        raise BadInput(f"two {noun}s have the ref {twice}")
    return {checked_name(ref, f"the ref of a {noun}"): str(uuid4()) for ref in refs}


def _first_double(values: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _step_rows(batch: Batch) -> list[Row]:
    rows: list[Row] = []
    highest = 0
    for step in batch.steps:
        order = highest + 1 if step.step_order is None else step.step_order
        highest = max(highest, order)
        with about("step", step.ref):
            rows.append(step_row(replace(step, step_order=order)))
            refuse_unfinished_of_ended(batch.run.status, step.status)
    return rows


def _artifact_rows(batch: Batch) -> list[Row]:
    sizes: dict[str, int] = {}
    rows: list[Row] = []
    for artifact in batch.artifacts:
        with about("artifact", artifact.ref):
            rows.append(artifact_row(artifact))
            blob = artifact.blob
            if blob is not None and sizes.setdefault(blob.sha256, blob.size) != blob.size:
                raise SizeMismatch(f"the batch has the same digest with {sizes[blob.sha256]} bytes")
    twice = _first_double(one.upload_id for one in batch.artifacts if one.upload_id is not None)
    if twice is not None:
        raise BadInput(f"two artifacts have the upload {twice}")
    return rows


def _placed(rows: Sequence[Row], names: Names, lineage: Sequence[str]) -> list[Row]:
    places = {artifact_id: place for place, artifact_id in enumerate(lineage)}
    placed: list[Row] = []
    for row in rows:
        ref, step = str(row["ref"]), row["step"]
        with about("artifact", ref):
            step_id = None if step is None else names.step(str(step))
        artifact_id = names.artifact(ref)
        place = places.get(artifact_id, 0)
        placed.append({**row, "id": artifact_id, "step_id": step_id, "place": place})
    return placed


def _named(batch: Batch, names: Names) -> Batch:
    """The batch with ids in the place of refs wherever an artifact is named."""
    relations = [
        replace(
            one,
            from_artifact=names.artifact(one.from_artifact),
            to_artifact=names.artifact(one.to_artifact),
        )
        for one in batch.relations
    ]
    links = [replace(one, artifact=names.artifact(one.artifact)) for one in batch.links]
    consumed = [replace(one, artifact=names.artifact(one.artifact)) for one in batch.consumed]
    return replace(batch, relations=relations, links=links, consumed=consumed)


def _checked_lineage(relations: Sequence[RelationRecord], names: Names) -> list[str]:
    seen: set[tuple[str, str, str]] = set()
    for one in relations:
        if one.from_artifact == one.to_artifact:
            name = names.name_of(one.from_artifact)
            raise SelfRelation(f"artifact {name} cannot be made from itself")
        key = (one.relation_type, one.from_artifact, one.to_artifact)
        if key in seen:
            first, second = names.name_of(one.from_artifact), names.name_of(one.to_artifact)
            raise DuplicateRelation(
                f"{first} is {one.relation_type.word} {second} twice in the batch"
            )
        seen.add(key)
    return sources_first([(one.from_artifact, one.to_artifact) for one in relations], names.name_of)


def _check_links(batch: Batch, named: Batch) -> None:
    if batch.run.story_id is None and (batch.links or batch.set_current):
        raise BadInput("links and setCurrent need the storyId of the run")
    made = {artifact.ref: artifact for artifact in batch.artifacts}
    for one in batch.links:
        with about("link of artifact", one.artifact):
            checked_position(one.role, one.position)
            if one.artifact in made:
                check_kind_fits(one.role, made[one.artifact].kind)
                check_linkable(made[one.artifact].state)
    if len({(one.role, one.artifact) for one in named.links}) < len(named.links):
        raise BadInput("links has an artifact twice in the same role")
    twice = _first_double(one.role for one in named.links if one.is_primary)
    if twice is not None:
        raise BadInput(f"links has two primaries of the role {twice}")


def _check_consumed(consumed: Sequence[ConsumedRecord], names: Names) -> None:
    refs = {made: ref for ref, made in names.artifacts.items()}
    for one in consumed:
        with about("consumed artifact", refs.get(one.artifact, one.artifact)):
            checked_name(one.stage, "stage")
    if len({(one.stage, one.artifact) for one in consumed}) < len(consumed):
        raise BadInput("consumed has an artifact twice in the same stage")
