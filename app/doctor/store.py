"""Looks at the object store: whether its keys, its bucket, its clock and its public address do."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from urllib.parse import urlsplit

from app.blobs.probing import Probe, probe
from app.doctor.findings import Finding, bad, ok, reason, settings_of
from app.errors import Unavailable
from app.settings import Settings

LARGEST_SKEW = timedelta(minutes=5)
"""S3 refuses what was signed a quarter of an hour away from its own clock."""

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

_REFUSALS = {
    "InvalidAccessKeyId": ("does not know the access key", ("S3_ACCESS_KEY",)),
    "SignatureDoesNotMatch": ("does not accept the signature", ("S3_SECRET_KEY",)),
    "AccessDenied": ("does not let this key read the bucket", ("S3_ACCESS_KEY", "S3_BUCKET")),
    "AuthorizationQueryParametersError": ("is in another region", ("S3_REGION",)),
    "PermanentRedirect": ("is in another region", ("S3_REGION",)),
}
"""What the codes mean with which S3 refuses, and which settings to look at."""


async def store_findings(settings: Settings) -> AsyncGenerator[Finding]:
    """How the store is to the service, up to the first thing that keeps it from being used."""
    endpoint = settings.s3_endpoint or ""
    try:
        found = await probe(settings, endpoint)
    except Unavailable as away:
        mend = f"Start the store, or set {settings_of('S3_ENDPOINT')} to where it is."
        yield bad("store", f"The store at {endpoint} does not answer: {reason(away)}", mend)
        return
    yield ok("store", f"{endpoint} answers.")
    clock = _clock(found)
    yield clock
    if clock.mend is None:
        yield _bucket(found, settings)
        if found.usable and settings.s3_public_endpoint and _is_reached_from_here(settings):
            yield await _public(settings, settings.s3_public_endpoint)


def _clock(found: Probe) -> Finding:
    apart = round(abs(found.ahead).total_seconds())
    if abs(found.ahead) <= LARGEST_SKEW:
        return ok("store clock", f"{apart} seconds from this one.")
    where = "ahead of" if found.ahead > timedelta() else "behind"
    says = f"The store's clock is {apart} seconds {where} this one: it refuses what is signed here."
    return bad("store clock", says, "Let both machines take their time from NTP.")


def _bucket(found: Probe, settings: Settings) -> Finding:
    bucket = settings.s3_bucket
    if found.usable:
        return ok("store bucket", f"The keys can read {bucket}.")
    if found.code == "NoSuchBucket":
        mend = f"Start the service, which creates it, or set {settings_of('S3_BUCKET')}."
        return bad("store bucket", f"The store has no bucket {bucket}.", mend)
    if found.code in _REFUSALS:
        means, names = _REFUSALS[found.code]
        return bad("store keys", f"The store {means} ({found.code}).", _look(names))
    return bad("store", f"What answers is no S3 ({found.code}).", _look(("S3_ENDPOINT",)))


async def _public(settings: Settings, endpoint: str) -> Finding:
    of, names = "store public endpoint", ("S3_PUBLIC_ENDPOINT",)
    try:
        found = await probe(settings, endpoint)
    except Unavailable as away:
        return bad(of, f"Nothing answers at {endpoint}: {reason(away)}", _look(names))
    if found.usable:
        return ok(of, f"Links to {endpoint} work.")
    mend = f"{_look(names)} A proxy there must leave path, query and Host as they are."
    return bad(of, f"Links to {endpoint} do not work ({found.code}).", mend)


def _is_reached_from_here(settings: Settings) -> bool:
    """Whether the public address can be looked at: a container's own loopback is another one."""
    host = urlsplit(settings.s3_public_endpoint or "").hostname
    return not (settings.in_container and host in _LOOPBACK)


def _look(names: tuple[str, ...]) -> str:
    return f"Look at {settings_of(*names)}."
