"""A pytest plugin: each process of a run has a fixed share of the modules.

The same commit runs the same tests in the same processes and in the same order, each time: nothing
hangs on which process was free first. Shuffled by pytest-randomly, the shares hang on its seed.
`--write-durations` records how long each module takes, by which the shares are made equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

DURATIONS = Path(__file__).with_name("durations.json")
UNKNOWN = 1.0
"""Seconds that a module is taken to need which nobody has timed."""


def shares(
    modules: Iterable[str], seconds: Mapping[str, float], processes: int, *, longest_first: bool
) -> dict[str, int]:
    """The process of each module: one after the other goes to the process with the least to do."""
    order = list(modules)
    if longest_first:
        order.sort(key=lambda module: (-seconds.get(module, UNKNOWN), module))
    load, share = [0.0] * processes, dict[str, int]()
    for module in order:
        least = load.index(min(load))
        share[module] = least
        load[least] += seconds.get(module, UNKNOWN)
    return share


class FixedShares(LoadScopeScheduling):
    """Gives each process all of its tests at the start."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        super().__init__(config, log)  # type: ignore[arg-type]
        self._share: Mapping[str, int] = {}

    def remove_node(self, node: object) -> str | None:
        """Marks the test that crashed its process as done: the replacement does not run it."""
        for unit in self.assigned_work[node].values():  # type: ignore[index]
            for test, completed in unit.items():
                if not completed:
                    unit[test] = True
                    super().remove_node(node)  # type: ignore[arg-type]
                    return test
        return super().remove_node(node)  # type: ignore[arg-type]

    def schedule(self) -> None:
        if not self._share:
            collected = next(iter(self.registered_collections.values()))
            self._share = shares(
                dict.fromkeys(map(module_of, collected)),
                json.loads(DURATIONS.read_text(encoding="utf-8")),
                len(self.nodes),
                longest_first=not self.config.pluginmanager.hasplugin("randomly"),
            )
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return f"share {self._share[module_of(nodeid)]}"


def module_of(nodeid: str) -> str:
    return nodeid.split("::")[0]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-durations", action="store_true", help=f"write {DURATIONS.name} after the run"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--write-durations") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Durations())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FixedShares:
    return FixedShares(config, log)


class _Durations:
    """Adds up what the tests of each module took, with their fixtures."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        module = module_of(report.nodeid)
        self._seconds[module] = self._seconds.get(module, 0.0) + report.duration

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus != 0:
            return
        rounded = {module: round(took, 1) for module, took in sorted(self._seconds.items())}
        DURATIONS.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
