"""Every setting, in one class; each is an environment variable with the prefix ARTIFACT_GRAPH_."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ARTIFACT_GRAPH_"

# S3 User Guide, "General purpose bucket naming rules".
_BUCKET = re.compile(r"(?=.{3,63}$)[a-z0-9]+((\.|-+)[a-z0-9]+)*")
# RFC 6454, section 6.2.
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?")
_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")


class Settings(BaseSettings):
    """Where the servers are, and the limits of a request."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Field(
        default=Path(".artifact-graph"), description="Directory of the local servers' data."
    )
    neo4j_uri: str | None = Field(
        default=None,
        pattern=r"^(bolt|neo4j)(\+s|\+ssc)?://",
        description="Address of Neo4j; when it is set, no local server is started.",
    )
    neo4j_user: str = Field(default="neo4j", description="User of Neo4j.")
    neo4j_password: SecretStr | None = Field(default=None, description="Password of that user.")
    s3_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://[^/]+/?$",
        description="Address of the object store, as the service reaches it.",
    )
    s3_public_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://[^/]+/?$",
        description="Address of the object store as clients reach it, for presigned URLs.",
    )
    s3_access_key: SecretStr | None = Field(default=None, description="Access key of the store.")
    s3_secret_key: SecretStr | None = Field(default=None, description="Secret key of the store.")
    s3_bucket: str = Field(
        default="artifact-graph",
        description="Bucket of the artifacts' bytes; it is created when missing.",
    )
    s3_region: str = Field(default="us-east-1", description="Region that requests are signed for.")
    host: str = Field(default="127.0.0.1", description="Address that the API listens on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port of the API; 0 takes any free one."
    )
    workers: int = Field(default=1, ge=1, le=64, description="Processes that serve the API.")
    hosts: str = Field(
        default="",
        description="Host names that the API answers besides localhost, separated by commas.",
    )
    origins: str = Field(
        default="",
        description="Origins whose pages may use the API from a browser, separated by commas.",
    )
    in_container: bool = Field(
        default=False,
        description="True in the container image: the API may listen on every address.",
    )
    request_timeout: float = Field(
        default=15.0,
        gt=0,
        le=300,
        description="Seconds that the statements of a request may take; then it is ended.",
    )
    documents: Path | None = Field(
        default=None,
        description="Folder of `.graphql` files, or a JSON file of documents by their SHA-256.",
    )
    document_ids: Literal["off", "accept", "only"] = Field(
        default="off",
        description="Whether requests may name documents by digest: `off`, `accept` or `only`.",
    )
    connections: int = Field(
        default=100,
        ge=1,
        description="Most statements that each process runs in Neo4j at the same time.",
    )
    max_waiting: int = Field(
        default=200,
        ge=0,
        description="Most statements that may wait in the queue; a request beyond that gets 503.",
    )
    max_body: int = Field(
        default=8 * 1024**2, ge=1024, description="Most bytes of a GraphQL request."
    )
    max_metadata: int = Field(
        default=64 * 1024,
        ge=1024,
        description="Most bytes of metadata, or of the parameters of a step, as JSON.",
    )
    max_metadata_depth: int = Field(
        default=32,
        ge=1,
        le=100,
        description="Most levels of arrays and objects in metadata, or in those parameters.",
    )
    max_nodes: int = Field(
        default=10_000, ge=1, description="Most artifacts in the answer of a `lineage`."
    )
    max_upload: int = Field(
        default=5 * 1024**3, ge=1, le=5 * 1024**3, description="Most bytes of an upload."
    )

    @field_validator("s3_bucket")
    @classmethod
    def _bucket_of_s3(cls, name: str) -> str:
        if not _BUCKET.fullmatch(name) or _ADDRESS.fullmatch(name):
            raise ValueError(
                "a bucket's name has 3 to 63 lowercase letters, digits, hyphens and single points,"
                " with a letter or digit at both ends and beside each point, and is no IP address"
            )
        return name

    @field_validator("origins")
    @classmethod
    def _exact_origins(cls, origins: str) -> str:
        for origin in _parts(origins):
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin} is no origin as browsers send it, such as https://studio.example or"
                    " http://localhost:3000: in lowercase, without a path, and * is not one either"
                )
        return origins

    @model_validator(mode="after")
    def _documents_where_some_may_be_named(self) -> Self:
        if self.document_ids != "off" and self.documents is None:
            raise ValueError(f"{PREFIX}DOCUMENT_IDS is set, so {PREFIX}DOCUMENTS must be set too")
        return self

    @model_validator(mode="after")
    def _both_servers_or_none(self) -> Self:
        if (self.neo4j_uri is None) != (self.s3_endpoint is None):
            given, missing = "NEO4J_URI", "S3_ENDPOINT"
            if self.neo4j_uri is None:
                given, missing = missing, given
            raise ValueError(f"{PREFIX}{given} is set, so {PREFIX}{missing} must be set too")
        if self.neo4j_uri is not None:
            for name in ("neo4j_password", "s3_access_key", "s3_secret_key"):
                if getattr(self, name) is None:
                    raise ValueError(f"{PREFIX}{name.upper()} must be set with given servers")
        return self

    @property
    def port_is_asked_for(self) -> bool:
        """Whether somebody said which port, so that no other one will do."""
        return "port" in self.model_fields_set

    @property
    def host_names(self) -> frozenset[str]:
        """The names of `hosts`, as an URL has them."""
        return frozenset(_parts(self.hosts.lower()))

    @property
    def origin_names(self) -> frozenset[str]:
        """The origins of `origins`, as browsers send them."""
        return frozenset(_parts(self.origins))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def unknown_settings() -> list[str]:
    """The variables of the environment and of `.env` that have the prefix and are no settings.

    Those of the tests, ARTIFACT_GRAPH_TEST_*, are not the application's.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *dotenv_values(".env"))}
    ours = {name for name in given if name.startswith(PREFIX)}
    return sorted(name for name in ours - known if not name.startswith(f"{PREFIX}TEST_"))
