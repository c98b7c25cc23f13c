"""`python -m app.local.relist`: resolve Neo4j's jars anew and print the list to commit.

For a new version of Neo4j: takes some minutes, reads some hundred POMs and fetches every jar.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from jgo.maven import Artifact, MavenContext

from app.local.jars import committed, digest

_PARTS = ("neo4j", "neo4j-bolt")
_THREADS = 8


def resolved(folder: Path, version: str) -> list[Artifact]:
    """The jars that this version of Neo4j and its Bolt server run on, fetched into the folder."""
    context = MavenContext(repo_cache=folder)
    roots = [context.create_dependency(f"org.neo4j:{part}:{version}") for part in _PARTS]
    direct, transitive = context.resolver.resolve(roots)
    artifacts = [each.artifact for each in (*direct, *transitive)]
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(Artifact.resolve, artifacts))
    return artifacts


def line(artifact: Artifact) -> str:
    """One line of the list."""
    parts = [artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier]
    path = artifact.resolve()
    return f"{digest(path)} {path.stat().st_size} {':'.join(filter(None, parts))}"


def main(arguments: Sequence[str]) -> None:
    """Print the list for the version that is named, or for the one that is committed."""
    current = next(jar.version for jar in committed() if jar.artifact == "neo4j")
    with TemporaryDirectory() as folder:
        version = arguments[0] if arguments else current
        lines = [line(artifact) for artifact in resolved(Path(folder), version)]
    print("# SHA-256, size in bytes, group:artifact:version[:classifier]; see relist.py")
    print("\n".join(sorted(lines, key=lambda text: text.split()[2])))


if __name__ == "__main__":
    main(sys.argv[1:])
