"""Programs in JavaScript, with the packages of web/package.json."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import anyio
import orjson


async def run(script: str, *words: str) -> Any:
    """What a script beside this module prints, which is JSON."""
    command = ["node", str(Path(__file__).parent / script), *words]
    ended = await anyio.run_process(command, stderr=subprocess.STDOUT, check=False)
    assert ended.returncode == 0, ended.stdout.decode()
    return orjson.loads(ended.stdout)
