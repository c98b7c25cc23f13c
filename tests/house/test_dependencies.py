"""Whatever is imported is declared where it is needed, not left to come with something else."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
FACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = {"app", "tests", "web", "bench", "conftest", "artifact_graph"}
EXTRAS = {"local": "local", "traces": "otel", "transfer": "export"}
"""The extra that a package of the application needs."""

PATHS = sorted((ROOT / "app").rglob("*.py"))
TESTS = sorted(
    path
    for folder in ("tests", "bench", "clients/python", "web/tests")
    for path in (ROOT / folder).rglob("*.py")
)


def names(requirements: list[str]) -> set[str]:
    """The names of distributions, without versions, in their normal form."""
    return {_normal(re.split(r"[^\w.-]", one)[0]) for one in requirements}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


BASE = names(FACTS["project"]["dependencies"])
OPTIONAL = {name: names(one) for name, one in FACTS["project"]["optional-dependencies"].items()}
GROUPS = names([*FACTS["dependency-groups"]["dev"], *FACTS["dependency-groups"]["web"]])


def libraries(path: Path) -> set[str]:
    """The packages of others that a module imports."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found: set[str] = set()
    for node in tree:
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - OURS


INSTALLED = {
    package: {_normal(one) for one in distributions}
    for package, distributions in packages_distributions().items()
}


def undeclared(path: Path, declared: set[str]) -> set[str]:
    """The packages that a module imports and no declared distribution has."""
    return {name for name in libraries(path) if not INSTALLED.get(name, {_normal(name)}) & declared}


def extra_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "app").parts
    return EXTRAS.get(parts[0].removesuffix(".py"), "")


def test_what_the_application_imports_is_declared() -> None:
    found = {
        str(path.relative_to(ROOT)): undeclared(path, BASE | OPTIONAL.get(extra_of(path), set()))
        for path in PATHS
    }

    assert {path: names for path, names in found.items() if names} == {}


def beside(path: Path) -> set[str]:
    """What a benchmark needs in an environment of its own."""
    file = path.with_name("requirements.txt")
    return names(file.read_text(encoding="utf-8").splitlines()) if file.exists() else set()


def test_what_tests_import_is_declared() -> None:
    every = BASE.union(GROUPS, *OPTIONAL.values())
    found = {str(path.relative_to(ROOT)): undeclared(path, every | beside(path)) for path in TESTS}

    assert {path: names for path, names in found.items() if names} == {}


def test_what_is_declared_is_locked() -> None:
    locked = names((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    every = BASE.union(GROUPS, *OPTIONAL.values())

    assert every - locked == set()
