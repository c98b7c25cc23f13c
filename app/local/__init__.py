"""The servers that a laptop needs, and nothing else on it: Neo4j, and SeaweedFS as S3."""

from app.local.claims import Servers
from app.local.faults import LocalServerError
from app.local.profiles import BENCH, SUITE
from app.local.servers import running

__all__ = ["BENCH", "SUITE", "LocalServerError", "Servers", "running"]
