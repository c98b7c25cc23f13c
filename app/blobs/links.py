"""Links to objects that work for a while, signed here without asking the store.

An answer may have thousands of them, and the S3 client takes three times as long for one: it
derives the signing key anew. The algorithm is AWS Signature Version 4 with its signature in the
query (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Signs links to the objects whose address begins with `scheme://host/prefix`."""

    scheme: str
    host: str
    prefix: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)

    def link(self, key: str, shown: Mapping[str, str], *, at: datetime, seconds: int) -> str:
        """A link to an object, from a time in UTC on, for so many seconds.

        `shown` are parameters `response-<header>`, in the order of their names: what the store
        answers in that header instead of its own.
        """
        time = f"{at:%Y%m%dT%H%M%SZ}"
        signing = _signing_key(self.secret_key, time[:8], self.region)
        scope = f"{time[:8]}/{self.region}/s3/aws4_request"
        path = quote(f"{self.prefix}{key}")
        answers = "".join(f"&{name}={_encoded(text)}" for name, text in shown.items())
        query = (
            f"X-Amz-Algorithm={_ALGORITHM}"
            f"&X-Amz-Credential={_encoded(f'{self.access_key}/{scope}')}"
            f"&X-Amz-Date={time}&X-Amz-Expires={seconds}&X-Amz-SignedHeaders=host{answers}"
        )
        request = f"GET\n{path}\n{query}\nhost:{self.host}\n\nhost\nUNSIGNED-PAYLOAD"
        digest = sha256(request.encode()).hexdigest()
        signature = _mac(signing, f"{_ALGORITHM}\n{time}\n{scope}\n{digest}").hex()
        return f"{self.scheme}://{self.host}{path}?{query}&X-Amz-Signature={signature}"


@lru_cache(maxsize=8)
def _signing_key(secret_key: str, day: str, region: str) -> bytes:
    """The key for one day, which the secret key cannot be told from."""
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = _mac(key, part)
    return key


def _encoded(text: str) -> str:
    return quote(text, safe="")


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
