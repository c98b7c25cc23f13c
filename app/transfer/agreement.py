"""What the lines of a file say of one another, and of what the graph has: it must agree."""

from __future__ import annotations

from app.domain.artifacts import Kind, State
from app.domain.links import check_kind_fits, check_linkable
from app.domain.stories import Role
from app.errors import BadInput, DuplicateRelation, IllegalState, NotFound
from app.transfer.problems import Problems
from app.transfer.spool.spools import Spool


def check_ids(spool: Spool, problems: Problems) -> None:
    """Notes the lines whose id another line has."""
    for line, thing_id, first, first_type in spool.things.same_ids():
        message = f"the id {thing_id} is that of the {first_type} of line {first} already"
        problems.add(line, BadInput(message))


def check_ends(spool: Spool, problems: Problems) -> None:
    """Notes the lines that name what neither the file nor the graph has."""
    for line, field, wanted, thing_id, found in spool.references.missing():
        if found is None:
            problems.add(line, NotFound(f"{field}: there is no {wanted} {thing_id}"))
        else:
            problems.add(line, BadInput(f"{field}: {thing_id} is no {wanted}: its type is {found}"))


def check_doubles(spool: Spool, problems: Problems) -> None:
    """Notes the lines that say what another line has said."""
    for line, first in spool.relations.doubled():
        problems.add(line, DuplicateRelation(f"line {first} is the same relation"))
    for line, first in spool.links.doubled():
        problems.add(line, BadInput(f"line {first} is the same link"))


def check_links(spool: Spool, problems: Problems) -> None:
    """Notes links that no artifact of that kind and state can have, and primaries that disagree."""
    for line, role, is_primary, kind, state in spool.links.linked():
        with problems.at(line):
            check_kind_fits(Role(role), Kind(kind))
            _check_state(State(state), is_primary=is_primary)
    for line, role, artifact_id, count in spool.primaries.rivals():
        message = (
            f"the story has {count} primaries in the role {role}; {artifact_id} is one of them"
        )
        problems.add(line, BadInput(message))
    for line, field, role, artifact_id in spool.primaries.unlinked():
        message = f"{field}: no primary storyLink in the role {role} names {artifact_id}"
        problems.add(line, BadInput(message))
    for line, run_id in spool.things.foreign_runs():
        problems.add(line, BadInput(f"current_run_id: {run_id} is no run of this story"))


def _check_state(state: State, *, is_primary: bool) -> None:
    """What was archived after it was linked keeps its links, but for being primary."""
    if state is not State.ARCHIVED:
        check_linkable(state)
    elif is_primary:
        raise IllegalState("an archived artifact is no primary")
