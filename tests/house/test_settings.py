"""Every setting is documented, and a setting that does not exist is named."""

import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.failures import UNUSABLE
from app.cli.main import cli
from app.settings import PREFIX, Settings, unknown_settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_a_setting_is_in_the_readme_and_says_what_it_is(name: str) -> None:
    field = Settings.model_fields[name]
    [row] = re.findall(rf"^\| `{PREFIX}{name.upper()}` \|(.*)\|(.*)\|$", README, re.MULTILINE)

    default, description = (cell.strip() for cell in row)

    assert description == field.description
    if default.startswith("`"):
        assert default == f"`{_shown(field.default)}`"
    else:
        assert field.default in (None, "")


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return str(int(default) if isinstance(default, float) else default)


def test_one_server_without_the_other_is_refused() -> None:
    with pytest.raises(ValueError, match="ARTIFACT_GRAPH_S3_ENDPOINT must be set too"):
        Settings(neo4j_uri="bolt://localhost:7687", _env_file=None)


def test_given_servers_need_their_credentials() -> None:
    with pytest.raises(ValueError, match="ARTIFACT_GRAPH_NEO4J_PASSWORD must be set"):
        Settings(neo4j_uri="bolt://localhost", s3_endpoint="http://localhost:9000", _env_file=None)


def test_an_unknown_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTIFACT_GRAPH_NEO4J_URL", "bolt://localhost")
    monkeypatch.setenv("ARTIFACT_GRAPH_TEST_NEO4J_URI", "bolt://localhost")
    assert unknown_settings() == ["ARTIFACT_GRAPH_NEO4J_URL"]


def test_a_file_of_settings_may_hold_those_of_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(
        "MINIO_ROOT_USER=x\nARTIFACT_GRAPH_TEST_NEO4J_URI=bolt://x\nARTIFACT_GRAPH_PORT=8123\n"
    )

    assert unknown_settings() == []
    assert Settings().port == 8123


def test_an_unknown_setting_of_the_file_stops_the_start_and_the_nearest_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ARTIFACT_GRAPH_PROT=8123\n")

    ended = CliRunner().invoke(cli, ["serve"])

    assert ended.exit_code == UNUSABLE
    assert ended.stderr == (
        "Unknown setting ARTIFACT_GRAPH_PROT. Did you mean ARTIFACT_GRAPH_PORT?"
        " README.md lists them under Settings.\n"
    )


@pytest.mark.parametrize("name", ["abc", "x" * 63, "a.b", "a--b", "1.2.3", "my-bucket.2026"])
def test_a_bucket_has_a_name_that_s3_takes(name: str) -> None:
    assert Settings(s3_bucket=name, _env_file=None).s3_bucket == name


@pytest.mark.parametrize(
    "name",
    [
        *["ab", "x" * 64, "Abc", "a_b", "a b", "a/b", "ä-b", "\u0661\u0662\u0663", "abc\n"],
        *["..", "a..b", "a.-b", "a-.b", "-ab", "ab-", ".ab", "ab.", "192.168.5.4"],
    ],
)
def test_a_bucket_of_another_name_stops_the_start_and_is_named(name: str) -> None:
    environment = {**os.environ, "ARTIFACT_GRAPH_S3_BUCKET": name}

    ended = CliRunner().invoke(cli, ["serve"], env=environment)

    assert ended.exit_code == UNUSABLE
    assert ended.stderr.startswith("ARTIFACT_GRAPH_S3_BUCKET: a bucket's name has 3 to 63 ")


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "studio.example", "https://Studio.example", "https://a.example/", "ftp://a"],
)
def test_what_no_browser_sends_as_an_origin_stops_the_start_and_is_named(origin: str) -> None:
    environment = {**os.environ, "ARTIFACT_GRAPH_ORIGINS": f"https://good.example, {origin}"}

    ended = CliRunner().invoke(cli, ["serve"], env=environment)

    assert ended.exit_code == UNUSABLE
    assert ended.stderr.startswith(f"ARTIFACT_GRAPH_ORIGINS: {origin} is no origin")
