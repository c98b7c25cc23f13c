"""Lines of import files, as tests want them: whole records, of which `facts` change some."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.builders import an_id

Line = dict[str, Any]


def day(number: int) -> str:
    """Noon of a day of March 2026."""
    return f"2026-03-{number:02}T12:00:00Z"


def story_line(number: int = 1, **facts: Any) -> Line:
    known = {"title": f"Story {number}", "created_at": day(1), "updated_at": day(2)}
    return {"type": "story", "id": an_id("s", number), **known, **facts}


def run_line(number: int = 1, **facts: Any) -> Line:
    known = {"story_id": an_id("s", 1), "workflow": "book", "status": "completed"}
    return {"type": "run", "id": an_id("r", number), **known, "created_at": day(3), **facts}


def step_line(number: int = 1, **facts: Any) -> Line:
    known = {"run_id": an_id("r", 1), "name": "paint", "agent": "painter", "step_order": number}
    return {"type": "step", "id": an_id("t", number), **known, "status": "completed", **facts}


def artifact_line(number: int = 1, **facts: Any) -> Line:
    known = {"kind": "image", "media_type": "image/png", "state": "candidate"}
    named = {"name": f"artifact {number}", "created_at": day(4)}
    return {"type": "artifact", "id": an_id("a", number), **known, **named, **facts}


def text_line(number: int, text: str, **facts: Any) -> Line:
    """An artifact whose content is this text."""
    known = {"kind": "text", "media_type": "text/plain", "content": {"text": text}}
    return artifact_line(number, **{**known, **facts})


def assessment_line(number: int = 1, artifact: int = 1, **facts: Any) -> Line:
    known = {"kind": "safety", "score": 0.5, "by": "guard-2", "created_at": day(5)}
    ids = {"id": an_id("x", number), "artifact_id": an_id("a", artifact)}
    return {"type": "assessment", **ids, **known, **facts}


def relation_line(newer: int, source: int, kind: str = "derived_from", **facts: Any) -> Line:
    ends = {"from_artifact_id": an_id("a", newer), "to_artifact_id": an_id("a", source)}
    return {"type": "relation", "relation_type": kind, **ends, **facts}


def story_link_line(artifact: int, role: str = "cover", **facts: Any) -> Line:
    ends = {"story_id": an_id("s", 1), "artifact_id": an_id("a", artifact)}
    return {"type": "storyLink", **ends, "role": role, **facts}


def run_link_line(artifact: int, direction: str = "produced", **facts: Any) -> Line:
    ends = {"run_id": an_id("r", 1), "artifact_id": an_id("a", artifact)}
    return {"type": "runLink", **ends, "stage": "paint", "direction": direction, **facts}


def whole() -> list[Line]:
    """A story of one run, in which every type of line and every name of it is there."""
    return [
        story_line(
            synopsis="A fox\nand the moon.",
            metadata={"age": [5, 8], "loud": False},
            current_run_id=an_id("r", 1),
        ),
        run_line(
            session_id="chat 7",
            status="failed",
            error="the voice broke",
            started_at=day(3),
            finished_at="2026-03-03T12:00:00.123456789Z",
            last_seen_at="2026-03-03T12:00:00.5Z",
        ),
        run_line(2, retry_of_id=an_id("r", 1)),
        step_line(
            model="gouache-3",
            created_at=day(3),
            status="failed",
            error="the voice broke",
            started_at=day(3),
            finished_at=day(4),
            last_seen_at=day(4),
            prompt="a fox",
            parameters={"seed": 7},
            input_tokens=12,
            output_tokens=0,
            cost_micro_usd=2**53 - 1,
        ),
        step_line(2, run_id=an_id("r", 2), created_at=day(5), retry_of_id=an_id("t", 1)),
        artifact_line(1, created_by_step_id=an_id("t", 1), metadata={"width": 640}),
        artifact_line(2, state="published"),
        text_line(3, "Once upon a time ...", state="intermediate"),
        artifact_line(
            4, state="archived", pruned_at=day(9), sha256="a" * 64, size=77, created_at=day(5)
        ),
        assessment_line(1, 1, note="no\nknife"),
        assessment_line(2, 1, score=0.0, created_at=day(4)),
        relation_line(1, 3, note="from the plan", created_at=day(6)),
        relation_line(1, 4, "variant_of", created_at=day(6)),
        relation_line(2, 1, "transcoded_from", created_at=day(6)),
        story_link_line(1, is_primary=True, created_at=day(7)),
        story_link_line(2, "scene_image", is_primary=False, position=0, created_at=day(7)),
        run_link_line(1),
        run_link_line(3, "consumed"),
    ]


def write_lines(path: Path, lines: Iterable[Line]) -> Path:
    """Writes a file of these lines."""
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path
