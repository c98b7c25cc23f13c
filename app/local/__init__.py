"""The servers that a laptop needs, and nothing else on it: Neo4j, and SeaweedFS as S3."""

from app.local.claims import Servers
from app.local.faults import LocalServerError
from app.local.servers import running

__all__ = ["LocalServerError", "Servers", "running"]
