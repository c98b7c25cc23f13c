"""The command line: `artifact-graph replay FILE` sends what a pipeline could not record."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from artifact_graph.api import Api, address_of
from artifact_graph.errors import ArtifactGraphError, may_pass
from artifact_graph.operations import perform
from artifact_graph.sender import spool_folder
from artifact_graph.spool import Spool, SpoolInUse
from artifact_graph.transport import Transport

RECORDED, NOT_ALL, CANNOT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command. The exit code: 0 all recorded, 1 some refused, 2 the service is away."""
    parser = argparse.ArgumentParser(prog="artifact-graph", description=__doc__)
    commands = parser.add_subparsers(required=True)
    replay = commands.add_parser("replay", help="send what files of a pipeline hold, in its order")
    replay.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=f"default: all in {spool_folder()}"
    )
    replay.add_argument("--address", help="of the service; default: that of the pipeline")
    replay.add_argument(
        "--retry-for", type=float, default=60.0, metavar="SECONDS", help="default: 60"
    )
    given = parser.parse_args(arguments)
    files: list[Path] = given.files or sorted(spool_folder().glob("*.jsonl"))
    if len(files) > 1:  # What workers recorded comes before the end of their run.
        for file in files:
            _replay(file, given.address, given.retry_for, ends=False)
    left = [file for file in files if file.exists() or len(files) == 1]
    codes = [_replay(file, given.address, given.retry_for, ends=True) for file in left]
    return max(codes, default=RECORDED)


def _replay(path: Path, address: str | None, retry_for: float, *, ends: bool) -> int:
    """Sends what a file holds; without `ends` only up to the first end of a run."""
    if not path.is_file():
        print(f"There is no file {path}", file=sys.stderr)
        return CANNOT
    try:
        spool = Spool(path, {})
    except (OSError, SpoolInUse) as error:
        print(error, file=sys.stderr)
        return CANNOT
    transport = Transport()
    try:
        whole = address_of(address or spool.header.get("address", ""))
        api = Api(address=whole, retry_for=retry_for, headers=spool.header.get("headers", {}))
        return _send_all(spool, api, transport, ends=ends)
    except (ArtifactGraphError, ValueError) as error:
        print(f"{path}: {len(spool)} left: {error}", file=sys.stderr)
        return CANNOT
    finally:
        transport.close()
        spool.close()


def _send_all(spool: Spool, api: Api, transport: Transport, *, ends: bool) -> int:
    """Sends what is left, what was refused before included; raises what another try may mend."""
    spool.wait_again()
    sent = 0
    while (entry := spool.first()) is not None:
        number, operation = entry
        if operation.mutation == "finishRun" and not ends:
            break
        refused: str | None = None
        try:
            transport.do(perform(api, operation))
            sent += 1
        except Exception as error:
            if may_pass(error):
                raise
            refused = str(error) or type(error).__name__
            print(f"{spool.path}: not recorded: {operation}: {refused}", file=sys.stderr)
        spool.settle(number, refused)
    print(f"{spool.path}: {sent} recorded, {spool.refused} refused, {len(spool)} left")
    return NOT_ALL if spool.refused else RECORDED


if __name__ == "__main__":
    sys.exit(main())
