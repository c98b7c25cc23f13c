"""What compose.yaml starts is private, has no password of its own, and is what the tests run on."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.settings import PREFIX, Settings
from tests.servers import MINIO_IMAGE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_published_on_loopback_only(name: str) -> None:
    ports = SERVICES[name]["ports"]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_without_privileges(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_waited_for_until_it_answers(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_every_variable_that_must_be_set_is_empty_in_the_example() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", TEXT))
    empty = set(re.findall(r"^(\w+)=$", EXAMPLE, re.MULTILINE))
    assert required == empty
    assert required == {
        f"{PREFIX}{name}" for name in ("NEO4J_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    }


def test_passwords_and_keys_have_no_defaults() -> None:
    defaults = dict(re.findall(r"\$\{(\w+):-([^}]*)", TEXT))
    assert [name for name in defaults if re.search("PASSWORD|KEY|AUTH", name)] == []


def test_the_images_are_those_that_the_tests_run_on() -> None:
    assert SERVICES["neo4j"]["image"] == "${NEO4J_IMAGE:-neo4j:5.26-community}"
    assert SERVICES["minio"]["image"] == MINIO_IMAGE


def test_the_file_of_settings_may_hold_what_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("NEO4J_IMAGE=neo4j:2026-community\nARTIFACT_GRAPH_PORT=8123\n")
    monkeypatch.chdir(tmp_path)

    assert Settings().port == 8123
