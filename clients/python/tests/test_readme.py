"""The README's example runs as it stands."""

from __future__ import annotations

import re
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

pytestmark = pytest.mark.anyio

CLIENT = Path(__file__).parents[1]
README = (CLIENT / "README.md").read_text(encoding="utf-8")


async def test_the_example_records_the_cover(api, address, tmp_path):
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    for name in ("sketch", "cover"):
        (tmp_path / f"{name}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + name.encode())

    process = await create_subprocess_exec(
        sys.executable,
        "-c",
        example.replace("http://127.0.0.1:8000", address),
        cwd=tmp_path,
        env={"PYTHONPATH": str(CLIENT)},
        stdout=PIPE,
    )
    printed, _ = await process.communicate()

    query = "{ stories { nodes { cover { id ancestors { edges { node { name } } } } } } }"
    [story] = (await api(query))["stories"]["nodes"]
    assert story["cover"] == {
        "id": printed.decode().strip(),
        "ancestors": {"edges": [{"node": {"name": "sketch.png"}}]},
    }


def test_the_readme_is_twenty_lines():
    assert len(README.splitlines()) == 20
