"""Links of runs to the artifacts that they produced or consumed."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.links import Direction, stage_key


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLink:
    """In which stage a run produced or consumed an artifact."""

    run_id: str
    artifact_id: str
    stage: str
    direction: Direction

    @property
    def key(self) -> str:
        """The key of the link, among the links of its direction."""
        return stage_key(self.run_id, self.stage, self.artifact_id)

    def as_dict(self) -> dict[str, object]:
        """The link as the events of its run hold it."""
        return {"artifact": self.artifact_id, "stage": self.stage}

    def row(self) -> dict[str, object]:
        """The link as the statements of `cypher/writes/run_links` take it."""
        return {
            "run_id": self.run_id,
            "artifact_id": self.artifact_id,
            "direction": self.direction.value,
            "stage": self.stage,
            "key": self.key,
        }
