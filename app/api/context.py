"""What every resolver of a request can reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.blobs.store import Store
    from app.graph.session import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The servers of a request. With `finish` false, answers are completed the ordinary way."""

    graph: Graph
    store: Store
    finish: bool = True
