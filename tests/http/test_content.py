"""The bytes of an artifact over HTTP: exact, and harmless to a browser."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

import httpx
import neo4j
import pytest

from app.blobs.calls import CHUNK
from tests.contents import Seed, refusal

pytestmark = [pytest.mark.anyio, pytest.mark.releases]

DIGITS = b"0123456789"
LONG = bytes(range(256)) * (3 * CHUNK // 256) + b"the end"
NO_BLOB = (
    "CREATE (:Artifact:Entity {id: $id, kind: 'image', media_type: 'image/png', state: 'candidate',"
    " name: 'none', created_at: datetime(), rev: 0})"
)


async def test_content_is_served_with_what_makes_it_safe_and_cached(
    http: httpx.AsyncClient, seed: Seed
) -> None:
    seed(b"another")
    answer = await http.get(seed(DIGITS, name="Moon, näht.png"))

    assert answer.status_code == 200
    assert answer.content == DIGITS
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-length"] == "10"
    assert answer.headers["etag"] == f'"{sha256(DIGITS).hexdigest()}"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["content-disposition"] == (
        "inline; filename=\"Moon, n_ht.png\"; filename*=UTF-8''Moon%2C%20n%C3%A4ht.png"
    )


async def test_content_of_many_chunks_is_served_whole(http: httpx.AsyncClient, seed: Seed) -> None:
    assert (await http.get(seed(LONG))).content == LONG


async def test_a_head_has_the_headers_and_no_bytes(http: httpx.AsyncClient, seed: Seed) -> None:
    path = seed(DIGITS)
    got, head = await http.get(path), await http.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


@pytest.mark.parametrize("asked", ["bytes=2-3", "bytes=10-"])
async def test_a_range_is_defined_for_get_only(
    http: httpx.AsyncClient, seed: Seed, asked: str
) -> None:
    """RFC 9110, section 14.2: for other methods it is passed over."""
    head = await http.head(seed(DIGITS), headers={"Range": asked})

    assert (head.status_code, head.headers["content-length"]) == (200, "10")
    assert "content-range" not in head.headers


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html",
        "image/svg+xml",
        "text/xml",
        "application/xhtml+xml",
        "application/pdf",
        "application/zip",
        "x/y",
    ],
)
async def test_what_a_browser_could_run_is_a_download_of_no_type(
    http: httpx.AsyncClient, seed: Seed, media_type: str
) -> None:
    answer = await http.get(seed(b"<script>", media_type=media_type))

    assert answer.content == b"<script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


async def test_text_is_served_as_utf_8(http: httpx.AsyncClient, seed: Seed) -> None:
    answer = await http.get(seed("Mönd".encode(), media_type="text/plain"))

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "Mönd"


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1", '"; filename="x', "../../x", "C:\\x"])
async def test_a_name_breaks_out_of_no_header(
    http: httpx.AsyncClient, seed: Seed, name: str
) -> None:
    answer = await http.get(seed(DIGITS, name=name))
    disposition = answer.headers["content-disposition"]

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert disposition.count('"') == 2
    assert not {"/", "\\", "\r", "\n"} & set(disposition)


@pytest.mark.parametrize(
    ("asked", "part", "content_range"),
    [
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", DIGITS, "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=0-", DIGITS, "bytes 0-9/10"),
        (f"bytes={2:030}-{4:030}", b"234", "bytes 2-4/10"),
    ],
)
async def test_a_range_is_served_in_part(
    http: httpx.AsyncClient, seed: Seed, asked: str, part: bytes, content_range: str
) -> None:
    answer = await http.get(seed(DIGITS), headers={"Range": asked})

    assert (answer.status_code, answer.content) == (206, part)
    assert answer.headers["content-range"] == content_range
    assert answer.headers["content-length"] == str(len(part))


@pytest.mark.parametrize(
    "asked",
    ["bytes=4-2", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes", "0-1", "bytes=٣-"],
)
async def test_a_range_of_another_form_is_passed_over(
    http: httpx.AsyncClient, seed: Seed, asked: str
) -> None:
    answer = await http.get(seed(DIGITS), headers={"Range": asked.encode()})

    assert (answer.status_code, answer.content) == (200, DIGITS)
    assert "content-range" not in answer.headers


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-20", "bytes=-0", f"bytes={10**30}-"])
async def test_a_range_beyond_the_end_is_refused_with_the_size(
    http: httpx.AsyncClient, seed: Seed, asked: str
) -> None:
    answer = await http.get(seed(DIGITS), headers={"Range": asked})

    assert refusal(answer) == (416, "BAD_INPUT")
    assert answer.headers["content-range"] == "bytes */10"


async def test_a_range_is_served_only_of_the_content_that_it_was_asked_of(
    http: httpx.AsyncClient, seed: Seed
) -> None:
    path = seed(DIGITS)
    etag = (await http.head(path)).headers["etag"]

    async def status(condition: str) -> int:
        headers = {"Range": "bytes=0-1", "If-Range": condition}
        return (await http.get(path, headers=headers)).status_code

    assert await status(etag) == 206
    assert await status('"another"') == 200
    assert await status(f"W/{etag}") == 200
    assert await status("Wed, 21 Oct 2015 07:28:00 GMT") == 200


async def test_what_the_client_has_is_not_sent_again(http: httpx.AsyncClient, seed: Seed) -> None:
    path = seed(DIGITS)
    etag = (await http.head(path)).headers["etag"]

    for condition in (etag, f"W/{etag}", f'"a", {etag}', "*"):
        headers = {"If-None-Match": condition, "Range": "bytes=0-1"}
        answer = await http.get(path, headers=headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
    for condition in ('"another"', etag.strip('"'), f'{etag[:-1]}x"'):
        answer = await http.get(path, headers={"If-None-Match": condition})
        assert (answer.status_code, answer.content) == (200, DIGITS)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_an_artifact_that_is_not_there_or_has_no_content_is_not_found(
    http: httpx.AsyncClient, driver: neo4j.Driver, seed: Seed, method: str
) -> None:
    seed(DIGITS)
    bare = str(uuid4())
    driver.execute_query(NO_BLOB, id=bare)

    for missing in (str(uuid4()), bare):
        answer = await http.request(method, f"/artifacts/{missing}/content")
        assert answer.status_code == 404
        if method == "GET":
            assert refusal(answer) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "malformed",
    ["x", "%2e%2e", "5F0C954E-1C1D-4F3A-9B0E-0D6F1F2A7C11", "0" * 8 + "-0000" * 3 + "-" + "0" * 12],
)
async def test_a_malformed_id_is_bad_input(http: httpx.AsyncClient, malformed: str) -> None:
    assert refusal(await http.get(f"/artifacts/{malformed}/content")) == (400, "BAD_INPUT")


async def test_content_can_only_be_read(http: httpx.AsyncClient, seed: Seed) -> None:
    answer = await http.put(seed(DIGITS), content=b"x")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
