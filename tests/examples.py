"""How many examples the properties are tried on: few with every run, many at night."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from tests.servers import GIVEN

TIMES = int(os.environ.get(f"{GIVEN}EXAMPLES", "1"))
"""How many times as many as usual, which are not the usual ones then."""


def examples(number: int) -> Any:
    """Settings for so many examples; each new text costs Neo4j a plan, so none is made smaller."""
    return settings(
        max_examples=number * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
