"""The lines of an import and an export: JSON objects with a `type`, one record each."""

from __future__ import annotations

from typing import Any, cast

from app.domain.forms import FORMS, RecordType, Row
from app.errors import BadInput


def checked_line(value: object) -> tuple[RecordType, Row]:
    """The type of a line and what it says, in the form that is kept; raises Invalid."""
    if not isinstance(value, dict):
        raise BadInput("a line must be a JSON object")
    said = cast("dict[str, Any]", value)
    type_name = said.pop("type", None)
    form = FORMS.get(type_name) if isinstance(type_name, str) else None
    if form is None:
        raise BadInput(f"type must be one of {', '.join(RecordType)}")
    unknown = said.keys() - form.fields.keys()
    if unknown:
        raise BadInput(f"a {type_name} has no {', '.join(sorted(unknown))}")
    row = dict.fromkeys(form.fields)
    for name, given in said.items():
        if given is not None:
            row[name] = form.fields[name](given, name)
    missing = [name for name in form.required if row[name] is None]
    if missing:
        raise BadInput(f"a {type_name} needs {', '.join(missing)}")
    form.rule(row)
    return RecordType(cast("str", type_name)), row
