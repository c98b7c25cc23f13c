"""How bytes that somebody else made are handed to a browser, so that they do nothing there.

Only types that a browser shows without running anything keep their name. All others (HTML, SVG,
XML, PDF, archives, scripts, and what nobody has heard of) become a download without a type.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from app.domain.media_types import registered, with_extension

_SHOWN = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "audio/wav",
        "audio/mpeg",
        "audio/ogg",
        "audio/flac",
        "audio/aac",
        "audio/mp4",
        "audio/webm",
        "video/mp4",
        "video/webm",
        "video/ogg",
        "video/quicktime",
        "text/plain",
        "text/csv",
        "text/markdown",
        "text/vtt",
        "application/json",
    }
)
_DOWNLOAD = "application/octet-stream"

# What could end a header or leave a directory, and what would turn the order of letters around.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u202a-\u202e\u2066-\u2069]")
_NOT_PLAIN = re.compile(r"[^ !#$&'()+,\-.0-9=@A-Z\[\]^_`a-z{}~]")
_ATTR_CHAR = "!#$&+-.^_`|~"


def served_type(media_type: str) -> str:
    """The Content-Type that bytes of a media type are served with; text is UTF-8."""
    media_type = registered(media_type)
    if media_type not in _SHOWN:
        return _DOWNLOAD
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def policy(media_type: str) -> str:
    """The Content-Security-Policy of bytes of a media type: no script runs, and nothing is loaded.

    A browser shows sound and film in a page of its own making, whose player loads them once more:
    from here, and as a page of here, or they would come to it from another site.
    """
    if served_type(media_type).startswith(("audio/", "video/")):
        return "default-src 'none'; media-src 'self'; sandbox allow-same-origin"
    return "default-src 'none'; sandbox"


def disposition(name: str, media_type: str) -> str:
    """The Content-Disposition of bytes of that name (RFC 6266; the name by RFC 8187).

    The name is one part of a path whatever it holds, with an extension of the media type, and the
    header one line of ASCII.
    """
    how = "inline" if registered(media_type) in _SHOWN else "attachment"
    kept = with_extension(_UNSAFE.sub("_", name).strip(". ") or "artifact", media_type)
    plain = _NOT_PLAIN.sub("_", kept)
    exact = quote(kept.encode("utf-8", "replace"), safe=_ATTR_CHAR)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{exact}"
