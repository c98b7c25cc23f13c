"""What a batch makes, with ids in the place of refs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.blobs import StoredBlob
from app.domain.ingest import ArtifactRecord, ConsumedRecord, LinkRecord, RelationRecord
from app.domain.records import Row
from app.domain.values import checked_id
from app.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The ids of what a batch makes, by ref."""

    steps: Mapping[str, str]
    artifacts: Mapping[str, str]

    def step(self, ref: str) -> str:
        """The id of a step of the batch."""
        if ref not in self.steps:
            raise BadInput(f"no step of the batch has the ref {ref}")
        return self.steps[ref]

    def artifact(self, name: str) -> str:
        """The id of an artifact that is named by its ref, or by that id."""
        try:
            return self.artifacts.get(name) or checked_id(name)
        except BadInput:
            raise BadInput(f"no artifact of the batch has the ref {name}") from None

    def name_of(self, artifact_id: str) -> str:
        """How the caller knows an artifact: by its ref in the batch, or else by its id."""
        return next(
            (ref for ref, made in self.artifacts.items() if made == artifact_id), artifact_id
        )

    def existing(self, artifact_ids: Iterable[str]) -> list[str]:
        """Those that the batch does not make, each once, ascending."""
        return sorted(set(artifact_ids) - set(self.artifacts.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a batch makes, with ids in the place of refs; nothing of it contradicts itself.

    `asked` is what the caller said, by which a retry is known. The `place` of an
    artifact is after those of its sources. `stored` has the bytes of new artifacts, and `uploads`
    the artifacts whose bytes were uploaded, by the upload's id.
    """

    run_id: str
    story_id: str | None
    set_current: bool
    names: Names
    asked: Row
    run: Row
    steps: Sequence[Row]
    artifacts: Sequence[Row]
    relations: Sequence[RelationRecord]
    links: Sequence[LinkRecord]
    consumed: Sequence[ConsumedRecord]
    stored: Mapping[str, StoredBlob]
    uploads: Mapping[str, ArtifactRecord]

    def related(self) -> list[str]:
        """The existing artifacts that get new sources, ascending."""
        return self.names.existing(one.from_artifact for one in self.relations)

    def linked(self) -> list[str]:
        """The existing artifacts that the story gets links to, ascending."""
        return self.names.existing(one.artifact for one in self.links)

    def named(self) -> list[str]:
        """All existing artifacts that the batch names, ascending."""
        sources = self.names.existing(one.to_artifact for one in self.relations)
        consumed = self.names.existing(one.artifact for one in self.consumed)
        return sorted({*sources, *consumed, *self.related(), *self.linked()})
