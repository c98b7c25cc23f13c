"""Templates, and how the words and numbers of the model are shown to people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import jinja2
from starlette.responses import HTMLResponse

from app.pages.static import PAGE_HEADERS

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def rendered(template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """The page of a template; it is made anew for every request."""
    html = _TEMPLATES.get_template(f"{template}.html").render(facts)
    headers = {**PAGE_HEADERS, "Cache-Control": "no-store"}
    return HTMLResponse(html, status_code=status, headers=headers)


def word(name: str) -> str:
    """The name of an enum's value, as people write it."""
    return name.replace("_", " ").lower()


def moment(text: str) -> str:
    """A time in UTC, to the minute."""
    return f"{text[:10]} {text[11:16]} UTC"


def amount(size: str | int) -> str:
    """A number of bytes in the unit that leaves at most three digits before the point."""
    number, unit = float(size), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.{1 if unit else 0}f} {_UNITS[unit]}"


def dollars(usd: str) -> str:
    """A sum of money, of its six places at least those of cents."""
    whole, _, places = usd.partition(".")
    return f"${whole}.{places[:2]}{places[2:].rstrip('0')}"


def counted(number: int, thing: str) -> str:
    """How many there are of a thing, whose plural ends in s."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def written(value: object) -> str:
    """JSON, indented; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_FILTERS = cast("dict[str, Callable[..., str]]", _TEMPLATES.filters)
_FILTERS.update({each.__name__: each for each in (word, moment, amount, dollars, counted, written)})
