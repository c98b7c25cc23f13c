"""The demo's stories, as their files tell them: `stories/*.json`, with the bytes in `media/`.

A ref is known inside its story only, so that the second run can name artifacts of the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from app.domain.artifacts import LINKABLE, Kind, State, check_media_type_of
from app.domain.lineage import RelationType, sources_first
from app.domain.runs import Status
from app.domain.stories import ROLE_KIND, Role

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStep:
    """What one agent did; cost is in millionths of a dollar."""

    ref: str
    name: str
    agent: str
    model: str
    step_order: int
    status: Status
    prompt: str
    parameters: Mapping[str, object]
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int
    started_at: datetime
    finished_at: datetime
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArtifact:
    """One thing that was made, and the state in which the story left it.

    Its content is a file of `media/`, or stands in the story itself: as text, or as JSON.
    """

    ref: str
    step: str
    kind: Kind
    media_type: str
    name: str
    metadata: Mapping[str, object]
    stage: str
    state: State
    reason: str | None
    file: str | None = None
    text: str | None = None
    json: object = None

    def content(self) -> bytes:
        """The bytes of the artifact."""
        if self.file is not None:
            return media(self.file)
        if self.text is not None:
            return self.text.encode()
        return (json.dumps(self.json, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRelation:
    """The newer artifact, `from_artifact`, came from `to_artifact`, perhaps of an earlier run."""

    relation_type: RelationType
    from_artifact: str
    to_artifact: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoConsumed:
    """An artifact of an earlier run, and the stage that used it."""

    artifact: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLink:
    """What an artifact is to the readers of the story."""

    artifact: str
    role: Role
    is_primary: bool
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRun:
    """One attempt at the story."""

    ref: str
    workflow: str
    session_id: str
    status: Status
    started_at: datetime
    finished_at: datetime
    error: str | None
    steps: Sequence[DemoStep]
    artifacts: Sequence[DemoArtifact]
    relations: Sequence[DemoRelation]
    consumed: Sequence[DemoConsumed]
    links: Sequence[DemoLink]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStory:
    """A story and its runs, the earliest first; `current_run` is the ref of one of them."""

    slug: str
    title: str
    synopsis: str
    metadata: Mapping[str, object]
    runs: Sequence[DemoRun]
    current_run: str


def load_stories() -> list[DemoStory]:
    """Every story of the demo, by slug; raises ValueError when a file contradicts itself."""
    found = [file for file in files("app.demo").joinpath("stories").iterdir() if file.is_file()]
    texts = {file.name.removesuffix(".json"): file.read_text("utf-8") for file in found}
    return [read_story(slug, json.loads(texts[slug])) for slug in sorted(texts)]


def media(path: str) -> bytes:
    """The bytes of a file, named by its path below `media/`."""
    return files("app.demo").joinpath("media", *path.split("/")).read_bytes()


def read_story(slug: str, row: Row) -> DemoStory:
    """The story that a file tells; raises ValueError when it contradicts itself."""
    runs = [_run(run) for run in row["runs"]]
    story = DemoStory(slug=slug, runs=runs, current_run=row["current_run"], **row["story"])
    _check_refs(story)
    _check_artifacts(story)
    _check_links(story)
    return story


def _run(row: Row) -> DemoRun:
    made: Row = {
        "steps": [DemoStep(**_typed(step)) for step in row["steps"]],
        "artifacts": [_artifact(artifact) for artifact in row["artifacts"]],
        "relations": [_relation(relation) for relation in row["relations"]],
        "consumed": [DemoConsumed(**one) for one in row["consumed"]],
        "links": [DemoLink(**_typed(link)) for link in row["links"]],
    }
    return DemoRun(**_typed({**row, **made}))


def _typed(row: Row) -> Row:
    """The row with what stands for a time or a member of an enum turned into it."""
    types = {"status": Status, "kind": Kind, "state": State, "role": Role}
    turned: Row = {name: types[name](row[name]) for name in types.keys() & row.keys()}
    times = {name: datetime.fromisoformat(row[name]) for name in row if name.endswith("_at")}
    return {**row, **turned, **times}


def _artifact(row: Row) -> DemoArtifact:
    if len({"file", "text", "json"} & row.keys()) != 1:
        raise ValueError(f"{row['ref']} needs a file, a text or json, and just one of them")
    return DemoArtifact(**_typed(row))


def _relation(row: Row) -> DemoRelation:
    return DemoRelation(
        relation_type=RelationType.of(row["relation_type"]),
        from_artifact=row["from"],
        to_artifact=row["to"],
        note=row["note"],
    )


def _check_refs(story: DemoStory) -> None:
    """Refs are unique, and name what this run or an earlier one made."""
    _refuse_unknown([story.current_run], {run.ref for run in story.runs})
    known: set[str] = set()
    for run in story.runs:
        earlier = frozenset(known)
        refs = [artifact.ref for artifact in run.artifacts]
        known.update(refs)
        if len(known) != len(earlier) + len(refs):
            raise ValueError(f"two artifacts of {story.slug} have one ref")
        ends = [end for one in run.relations for end in (one.from_artifact, one.to_artifact)]
        _refuse_unknown((artifact.step for artifact in run.artifacts), {s.ref for s in run.steps})
        _refuse_unknown((*ends, *(link.artifact for link in run.links)), known)
        _refuse_unknown((one.artifact for one in run.consumed), earlier)


def _refuse_unknown(refs: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(refs).difference(known))
    if unknown:
        raise ValueError(f"nothing has the ref {unknown[0]}")


def _check_artifacts(story: DemoStory) -> None:
    """Media types fit kinds, what is archived says why, and nothing is its own ancestor."""
    for artifact in (artifact for run in story.runs for artifact in run.artifacts):
        check_media_type_of(artifact.kind, artifact.media_type)
        if (artifact.state is State.ARCHIVED) != bool(artifact.reason):
            raise ValueError(f"{artifact.ref} needs a reason exactly if it is archived")
    ends = [(one.from_artifact, one.to_artifact) for run in story.runs for one in run.relations]
    sources_first(ends)
    if len(ends) != len(set(ends)):
        raise ValueError(f"two relations of {story.slug} join the same two artifacts")


def _check_links(story: DemoStory) -> None:
    """A role shows artifacts of its kind, fit to be shown, and at most one of them first."""
    made = {artifact.ref: artifact for run in story.runs for artifact in run.artifacts}
    links = [link for run in story.runs for link in run.links]
    for link in links:
        artifact = made[link.artifact]
        if artifact.kind is not ROLE_KIND[link.role] or artifact.state not in LINKABLE:
            raise ValueError(f"{link.artifact} cannot be linked as {link.role}")
    primary = [link.role for link in links if link.is_primary]
    if len(primary) != len(set(primary)):
        raise ValueError(f"a role of {story.slug} has two primary artifacts")
