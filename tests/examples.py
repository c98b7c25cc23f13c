"""A pytest plugin: on how many examples properties are tried, and on which.

They are the same in each run; when the suite is shuffled, or tries more than usual, they are
others each time, and the seed is printed with what fails.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.servers import GIVEN

TIMES = int(os.environ.get(f"{GIVEN}EXAMPLES", "1"))
"""How many times as many as usual."""


def pytest_configure(config: pytest.Config) -> None:
    same = TIMES == 1 and not config.pluginmanager.hasplugin("randomly")
    settings.register_profile(
        "suite",
        deadline=None,
        derandomize=same,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("suite")


def examples(number: int) -> Any:
    """Settings for so many examples; each new text costs Neo4j a plan, so none is made smaller."""
    return settings(max_examples=number * TIMES, phases=[Phase.generate])
