"""The servers that a laptop needs, and nothing else on it: Neo4j, and SeaweedFS as S3."""

from app.local.claims import Servers
from app.local.faults import LocalServerError
from app.local.profiles import BENCH, SUITE
from app.local.servers import running
from app.local.watch import Limits

__all__ = ["BENCH", "SUITE", "Limits", "LocalServerError", "Servers", "running"]
