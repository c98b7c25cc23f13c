"""What the lines of a file say of one another, and of what the graph has: it must agree."""

from __future__ import annotations

from app.domain.artifacts import Kind, State
from app.domain.links import check_kind_fits, check_linkable
from app.domain.stories import Role
from app.errors import BadInput, DuplicateRelation, IllegalState, NotFound
from app.transfer.problems import Problems
from app.transfer.spool import Spool

_SAME_ID = """
SELECT line, id, first, of FROM (
  SELECT line, id, first_value(line) OVER same AS first, first_value(type) OVER same AS of
  FROM thing WHERE line IS NOT NULL WINDOW same AS (PARTITION BY id ORDER BY line)
) WHERE line > first
"""
_SAME_RELATION = """
SELECT line, first FROM (
  SELECT line, min(line) OVER (PARTITION BY newer, source, type) AS first
  FROM edge WHERE newer IS NOT NULL AND source IS NOT NULL
) WHERE line > first
"""
_SAME_STORY_LINK = """
SELECT line, first FROM (
  SELECT line, min(line) OVER (PARTITION BY story_id, role, artifact_id) AS first
  FROM story_link WHERE line IS NOT NULL
) WHERE line > first
"""
_SAME_RUN_LINK = """
SELECT line, first FROM (
  SELECT line, min(line) OVER (PARTITION BY direction, key) AS first FROM run_link
) WHERE line > first
"""
_MISSING = """
SELECT named.line, named.field, named.type, named.id, thing.type FROM named
LEFT JOIN thing ON thing.id = named.id
WHERE thing.type IS NOT named.type
UNION ALL
SELECT edge.line, 'from_artifact_id', 'artifact', relation.newer, thing.type FROM edge
JOIN relation ON relation.line = edge.line LEFT JOIN thing ON thing.id = relation.newer
WHERE edge.newer IS NULL
UNION ALL
SELECT edge.line, 'to_artifact_id', 'artifact', relation.source, thing.type FROM edge
JOIN relation ON relation.line = edge.line LEFT JOIN thing ON thing.id = relation.source
WHERE edge.source IS NULL
"""
_LINKED = """
SELECT link.line, link.role, link.is_primary, thing.kind, thing.state FROM story_link AS link
JOIN thing ON thing.id = link.artifact_id AND thing.type = 'artifact'
WHERE link.line IS NOT NULL
"""
_PRIMARIES = """
SELECT line, role, artifact_id, primaries FROM (
  SELECT line, role, artifact_id, count(*) OVER (PARTITION BY story_id, role) AS primaries
  FROM story_link WHERE is_primary
) WHERE primaries > 1 AND line IS NOT NULL
"""
_UNCURATED = """
SELECT line, field, role, artifact_id FROM curated
WHERE NOT EXISTS (
  SELECT 1 FROM story_link AS link
  WHERE link.story_id = curated.story_id AND link.role = curated.role
    AND link.artifact_id = curated.artifact_id AND link.is_primary
)
"""
_FOREIGN_RUNS = """
SELECT current_run.line, current_run.run_id FROM current_run
JOIN thing ON thing.id = current_run.run_id AND thing.type = 'run'
WHERE thing.story_id IS NOT current_run.story_id
"""


def check_ids(spool: Spool, problems: Problems) -> None:
    """Notes the lines whose id another line has."""
    for line, thing_id, first, of in spool.rows(_SAME_ID):
        message = f"the id {thing_id} is that of the {of} of line {first} already"
        problems.add(line, BadInput(message))


def check_doubles(spool: Spool, problems: Problems) -> None:
    """Notes the lines that say what another line has said."""
    for line, first in spool.rows(_SAME_RELATION):
        problems.add(line, DuplicateRelation(f"line {first} is the same relation"))
    for question in (_SAME_STORY_LINK, _SAME_RUN_LINK):
        for line, first in spool.rows(question):
            problems.add(line, BadInput(f"line {first} is the same link"))


def check_ends(spool: Spool, problems: Problems) -> None:
    """Notes the lines that name what neither the file nor the graph has."""
    for line, field, wanted, thing_id, found in spool.rows(_MISSING):
        if found is None:
            problems.add(line, NotFound(f"{field}: there is no {wanted} {thing_id}"))
        else:
            problems.add(line, BadInput(f"{field}: {thing_id} is no {wanted}: its type is {found}"))


def check_links(spool: Spool, problems: Problems) -> None:
    """Notes links that no artifact of that kind and state can have, and primaries that disagree."""
    for line, role, is_primary, kind, state in spool.rows(_LINKED):
        with problems.at(line):
            check_kind_fits(Role(role), Kind(kind))
            _check_state(State(state), is_primary=bool(is_primary))
    for line, role, artifact_id, count in spool.rows(_PRIMARIES):
        message = (
            f"the story has {count} primaries in the role {role}; {artifact_id} is one of them"
        )
        problems.add(line, BadInput(message))
    for line, field, role, artifact_id in spool.rows(_UNCURATED):
        message = f"{field}: no primary storyLink in the role {role} names {artifact_id}"
        problems.add(line, BadInput(message))
    for line, run_id in spool.rows(_FOREIGN_RUNS):
        problems.add(line, BadInput(f"current_run_id: {run_id} is no run of this story"))


def _check_state(state: State, *, is_primary: bool) -> None:
    """What was archived after it was linked keeps its links, but for being primary."""
    if state is not State.ARCHIVED:
        check_linkable(state)
    elif is_primary:
        raise IllegalState("an archived artifact is no primary")
