"""What is looked for: by words, by digest, by id, or what is newest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.pages.asking import asked, found
from app.pages.rendering import rendered

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


async def search(request: Request) -> Response:
    """What is found; an id leads to what it is of."""
    text = request.query_params.get("q", "").strip()
    if _ID.fullmatch(text.lower()):
        node = found(await asked(request, "node", id=text.lower()), "node")["node"]
        return RedirectResponse(_place(node), status_code=303)
    older = request.query_params.get("after")
    answer = await asked(request, "search", **_filters(text), older=older)
    return rendered("search", text=text, older=older, found=answer)


def _filters(text: str) -> dict[str, object]:
    if not text:
        return {"named": False}
    by_digest = _DIGEST.fullmatch(text.lower())
    return {
        "named": True,
        "stories": {"text": text},
        "artifacts": {"sha256": text.lower()} if by_digest else {"text": text},
        "workflow": {"workflow": text},
        "session": {"session": text},
    }


def _place(node: Mapping[str, Any]) -> str:
    match node["__typename"]:
        case "Story":
            return f"/stories/{node['id']}"
        case "Run":
            return f"/runs/{node['id']}"
        case "AgentStep":
            return f"/runs/{node['run']['id']}#{node['id']}"
        case "Assessment":
            return f"/artifacts/{node['artifact']['id']}"
        case _:
            return f"/artifacts/{node['id']}"
