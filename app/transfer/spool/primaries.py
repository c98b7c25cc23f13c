"""Which links of a file's stories are primary: by their lines, their stories and the graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.forms import CURATED, RecordType, Row
from app.transfer.spool.database import Database

_TABLE = """
CREATE TABLE curated (line INTEGER, field TEXT, story_id TEXT, role TEXT, artifact_id TEXT)
"""
_ADD = "INSERT INTO curated VALUES (?, ?, ?, ?, ?)"
_STORIES_OF_GRAPH = """
SELECT id FROM thing WHERE type = 'story' AND known AND id > ? AND (
  id IN (SELECT story_id FROM story_link) OR id IN (SELECT story_id FROM curated)
) ORDER BY id LIMIT ?
"""
_MARK = """
UPDATE story_link SET is_primary = 1
WHERE story_id = ?1 AND artifact_id = ?2 AND role = ?3 AND is_primary IS NULL
"""
_ADD_LINK = """
INSERT INTO story_link SELECT NULL, ?1, ?2, ?3, 1, NULL WHERE NOT EXISTS (
  SELECT 1 FROM story_link WHERE story_id = ?1 AND artifact_id = ?2 AND role = ?3
)
"""
_SETTLE = """
UPDATE story_link SET is_primary = EXISTS (
  SELECT 1 FROM curated WHERE curated.story_id = story_link.story_id
    AND curated.role = story_link.role AND curated.artifact_id = story_link.artifact_id
) WHERE is_primary IS NULL
"""
_RIVALS = """
SELECT line, role, artifact_id, primaries FROM (
  SELECT line, role, artifact_id, count(*) OVER (PARTITION BY story_id, role) AS primaries
  FROM story_link WHERE is_primary
) WHERE primaries > 1 AND line IS NOT NULL
"""
_UNLINKED = """
SELECT line, field, role, artifact_id FROM curated
WHERE NOT EXISTS (
  SELECT 1 FROM story_link AS link
  WHERE link.story_id = curated.story_id AND link.role = curated.role
    AND link.artifact_id = curated.artifact_id AND link.is_primary
)
"""


class Rival(NamedTuple):
    """A line's primary of a role in which its story has several, and how many these are."""

    line: int
    role: str
    artifact_id: str
    primaries: int


class Curated(NamedTuple):
    """A field of a story's line that names the primary of a role."""

    line: int
    field: str
    role: str
    artifact_id: str


class Primaries:
    """The primaries of stories: an artifact for each role."""

    def __init__(self, db: Database) -> None:
        self._db = db
        db.create(_TABLE, "CREATE INDEX curated_key ON curated (story_id, role)")

    def note(self, line: int, _: RecordType, row: Row) -> None:
        """Takes what a line says."""
        for field, role in CURATED.items():
            if row[field] is not None:
                self._db.run_later(_ADD, line, field, row["id"], role, row[field])

    def stories_of_graph(self) -> Iterator[list[str]]:
        """Pages of the ids of those stories that the graph has, with links or primaries here."""
        return self._db.pages(_STORIES_OF_GRAPH, "")

    def add(self, story_id: str, artifact_id: str, role: str) -> None:
        """Adds a primary of the graph; a line with that link that does not say is primary, too."""
        self._db.run(_MARK, story_id, artifact_id, role)
        self._db.run(_ADD_LINK, story_id, artifact_id, role)

    def settle(self) -> None:
        """Makes those of the links that do not say primary that their story names, no others."""
        self._db.run(_SETTLE)

    def rivals(self) -> Iterator[Rival]:
        """The primaries that are not the only ones of their story and role."""
        return map(Rival._make, self._db.rows(_RIVALS))

    def unlinked(self) -> Iterator[Curated]:
        """What stories name as a primary, and no primary link does."""
        return map(Curated._make, self._db.rows(_UNLINKED))
