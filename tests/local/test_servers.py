"""The real servers: private, on loopback, shared while they run, gone with their owner."""

from __future__ import annotations

import fcntl
import http.client
import io
import json
import os
import socket
import ssl
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import neo4j
import psutil
import pytest
from minio import Minio
from neo4j.exceptions import ClientError, Neo4jError

from app.local import LocalServerError, Servers, running
from tests.waiting import HANG, until_now

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    data: Path
    servers: Servers
    first_bolt_answer: str
    early: Servers
    early_said: list[str]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, owning) -> Iterator[Running]:
    """Servers that another process owns, probed from their very first moment."""
    data = tmp_path_factory.mktemp("shared") / "data"
    with owning(data) as owner, ThreadPoolExecutor(1) as pool:
        until_now(owner.descendants)
        early = pool.submit(use, data)
        answer = as_soon_as_bolt_opens(owner)
        servers = owner.servers()
        used, said = early.result()
        yield Running(
            data=data, servers=servers, first_bolt_answer=answer, early=used, early_said=said
        )


def use(data: Path) -> tuple[Servers, list[str]]:
    said: list[str] = []
    with running(data, say=said.append) as used:
        return used, said


def as_soon_as_bolt_opens(owner) -> str:
    while owner.process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            for process in owner.descendants():
                if "app.local.neo4j_child" not in process.cmdline():
                    continue
                for port in listening(process.pid):
                    return bolt_answer(f"bolt://127.0.0.1:{port.port}", "neo4j", "neo4j")
        time.sleep(0.005)
    raise AssertionError("Bolt never opened")


def bolt_answer(uri: str, user: str, password: str) -> str:
    try:
        with neo4j.GraphDatabase.driver(uri, auth=(user, password)) as driver:
            return str(driver.execute_query("RETURN 'served' AS answer").records[0]["answer"])
    except Neo4jError as error:
        return str(error.code)


def listening(pid: int) -> list:
    found = psutil.Process(pid).net_connections("inet")
    return [each.laddr for each in found if each.status == psutil.CONN_LISTEN or each.type == 2]


def until_gone(pids: list[int]) -> None:
    until_now(lambda: not any(psutil.pid_exists(pid) for pid in pids))


def s3(servers: Servers) -> Minio:
    return Minio(
        servers.s3_endpoint.removeprefix("http://"),
        access_key=servers.s3_access_key,
        secret_key=servers.s3_secret_key,
        secure=False,
        region="us-east-1",
    )


def query(servers: Servers, text: str) -> list:
    auth = (servers.neo4j_user, servers.neo4j_password)
    with neo4j.GraphDatabase.driver(
        servers.neo4j_uri, auth=auth, notifications_min_severity="OFF"
    ) as driver:
        return [record.values() for record in driver.execute_query(text).records]


def put(servers: Servers, key: str, content: bytes) -> None:
    client = s3(servers)
    if not client.bucket_exists("kept"):
        client.make_bucket("kept")
    client.put_object("kept", key, io.BytesIO(content), len(content))


def get(servers: Servers, key: str) -> bytes:
    with s3(servers).get_object("kept", key) as answer:
        return answer.read()


def test_the_default_password_never_opens_neo4j(shared: Running) -> None:
    assert shared.first_bolt_answer == "Neo.ClientError.Security.Unauthorized"
    assert (
        bolt_answer(shared.servers.neo4j_uri, "neo4j", "neo4j")
        == "Neo.ClientError.Security.Unauthorized"
    )
    assert not (shared.data / "neo4j" / "data" / "dbms" / "auth.ini").exists()


def test_both_servers_serve_who_has_the_credentials(shared: Running) -> None:
    put(shared.servers, "object", b"content")

    assert query(shared.servers, "RETURN 1 + 1") == [[2]]
    assert get(shared.servers, "object") == b"content"


def test_nothing_listens_beyond_loopback(shared: Running) -> None:
    pids = [pid for name, pid in shared.servers.pids.items() if name != "owner"]

    heard = {name: listening(pid) for name, pid in zip("nks", pids, strict=True)}

    assert {each.ip for found in heard.values() for each in found} <= {
        "127.0.0.1",
        "::ffff:127.0.0.1",
    }
    assert [len(found) for found in heard.values()] == [1, 0, 10]


def test_files_are_for_their_owner_only(shared: Running) -> None:
    secret = ("security.toml", "s3.json", "key.pem", "mini.conf")
    ports = json.loads((shared.data / "seaweed" / "ports.json").read_text()).values()

    paths = [
        shared.data,
        *shared.data.iterdir(),
        *(shared.data / "seaweed" / name for name in secret),
        *(path for port in ports for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock")),
    ]

    open_to_others = [path for path in paths if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    assert open_to_others == []
    assert {"credentials.json", "servers.json"} < {path.name for path in paths}


def test_secrets_stand_in_no_command_line_and_no_environment(shared: Running) -> None:
    secrets = (shared.servers.neo4j_password, shared.servers.s3_secret_key)

    seen = [
        text
        for pid in shared.servers.pids.values()
        for text in (*psutil.Process(pid).cmdline(), *psutil.Process(pid).environ().values())
    ]

    assert [text for text in seen for secret in secrets if secret in text] == []


def test_a_second_process_uses_the_servers_and_leaves_them(shared: Running) -> None:
    used, said = use(shared.data)

    assert used == shared.servers
    assert query(shared.servers, "RETURN 1") == [[1]]
    owner = shared.servers.pids["owner"]
    assert said == [f"Using the servers that process {owner} runs on {shared.data}"]


def test_a_process_that_comes_while_they_start_waits_for_them(shared: Running) -> None:
    owner = shared.servers.pids["owner"]

    assert shared.early == shared.servers
    assert shared.early_said == [
        f"Another process starts servers on {shared.data}; waiting for them",
        f"Using the servers that process {owner} runs on {shared.data}",
    ]


def test_a_directory_in_use_gets_a_sentence(shared: Running) -> None:
    owner = shared.servers.pids["owner"]
    expected = rf"Process {owner} runs servers on .*: stop it, or choose another data directory"

    with (
        pytest.raises(LocalServerError, match=expected),
        running(shared.data, say=print, share=False),
    ):
        pass


def test_strangers_get_nothing_from_the_stores_inner_ports(shared: Running) -> None:
    put(shared.servers, "secret", b"content")
    ports: dict[str, int] = json.loads((shared.data / "seaweed" / "ports.json").read_text())
    paths = ("/buckets/kept/secret", "/dir/assign", "/dir/status", "/vol/grow?count=1")

    answers = {
        (name, path): http_status(port, path)
        for name, port in ports.items()
        if not name.endswith("grpc")
        for path in paths
    }
    handshakes = {
        name: tls_answer_without_certificate(port)
        for name, port in ports.items()
        if name.endswith("grpc")
    }

    assert set(answers.values()) <= {401, 403, 404}
    assert set(handshakes.values()) == {"TLSV13_ALERT_CERTIFICATE_REQUIRED"}
    assert len(handshakes) == 5


def http_status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HANG)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def tls_answer_without_certificate(port: int) -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=HANG) as plain,
            context.wrap_socket(plain) as secured,
        ):
            secured.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
            return f"answered {secured.recv(10)!r}"
    except ssl.SSLError as error:
        return error.reason


def test_cypher_reads_neither_files_nor_urls(shared: Running) -> None:
    def load(url: str) -> None:
        query(shared.servers, f"LOAD CSV FROM '{url}' AS line RETURN line")

    asked: list[str] = []

    def hang_up(web: socket.socket) -> None:
        with suppress(OSError):
            while True:
                asked.append(web.accept()[0].close() or "asked")

    with socket.create_server(("127.0.0.1", 0)) as web:
        Thread(target=hang_up, args=(web,), daemon=True).start()
        with pytest.raises(ClientError, match=r"cypher_ip_blocklist"):
            load(f"http://127.0.0.1:{web.getsockname()[1]}/")
        with pytest.raises(ClientError, match=r"allow_csv_import_from_file_urls"):
            load("file:///etc/hosts")
        with suppress(OSError):
            web.shutdown(socket.SHUT_RDWR)

    assert asked == []


def test_both_servers_together_stay_under_600_megabytes(shared: Running) -> None:
    query(shared.servers, "UNWIND range(1, 20000) AS n CREATE (:Load {n: n}) RETURN count(*)")
    for key in ("one", "two", "three"):
        put(shared.servers, key, os.urandom(20 * MEGABYTE))
        assert len(get(shared.servers, key)) == 20 * MEGABYTE

    resident = {
        name: psutil.Process(pid).memory_info().rss // MEGABYTE
        for name, pid in shared.servers.pids.items()
        if name != "owner"
    }

    assert sum(resident.values()) < 600, resident


def test_an_idle_store_leaves_the_processor_alone(shared: Running) -> None:
    process = psutil.Process(shared.servers.pids["seaweedfs"])
    before, began = sum(process.cpu_times()[:2]), time.monotonic()

    time.sleep(2)

    share = (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)
    assert share < 0.5


@pytest.mark.timeout(300)
def test_servers_die_with_a_killed_owner_and_start_again_on_the_same_data(
    tmp_path: Path, owning
) -> None:
    with owning(tmp_path) as owner:
        first = owner.servers()
        query(first, "CREATE (:Kept {by: 'neo4j'})")
        put(first, "by", b"seaweedfs")
        owner.kill()
    children = [pid for name, pid in first.pids.items() if name != "owner"]
    assert (tmp_path / "servers.json").exists()

    with owning(tmp_path) as owner:
        second = owner.servers()
        assert query(second, "MATCH (k:Kept) RETURN k.by") == [["neo4j"]]
        assert get(second, "by") == b"seaweedfs"
        until_gone(children)
        assert second.neo4j_password == first.neo4j_password

        assert owner.press_ctrl_c() != 0

    children = [pid for name, pid in second.pids.items() if name != "owner"]
    until_gone(children)
    assert not (tmp_path / "servers.json").exists()


def test_ctrl_c_while_they_start_leaves_nothing_behind(tmp_path: Path, owning) -> None:
    with owning(tmp_path) as owner:
        until_now(lambda: len(owner.descendants()) >= 3)
        children = [process.pid for process in owner.descendants()]

        assert owner.press_ctrl_c() != 0

    until_gone(children)


def test_a_store_that_another_neo4j_has_open_gets_a_sentence(tmp_path: Path, owning) -> None:
    lock = tmp_path / "neo4j" / "data" / "databases" / "store_lock"
    lock.parent.mkdir(parents=True)
    (tmp_path / "credentials.json").write_text(
        json.dumps({"neo4j_password": "p" * 32, "s3_access_key": "a" * 20, "s3_secret_key": "s"})
    )
    with lock.open("w") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)

        with owning(tmp_path) as owner:
            sentence = owner.sentence()

    assert sentence == (
        f"{tmp_path} is in use by another Neo4j that was not started from here: "
        "stop that one, or choose another data directory."
    )
