"""Media types: the names that tools give them, and the extensions that their files have.

Registered names are those of https://www.iana.org/assignments/media-types/. Other names are from
the "deprecated alias names" of registrations (RFC 7903 for image/bmp, RFC 9512 for YAML, RFC
9559 for matroska, RFC 9639 for audio/flac), from what browsers, operating systems and Python's
`mimetypes` say, and from
https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Containers. A name never stands
for one of another top-level type, by which artifacts have their kind.
"""

from __future__ import annotations

from collections.abc import Mapping

_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "image/bmp": ("image/x-bmp", "image/x-ms-bmp", "image/x-windows-bmp"),
    "image/gif": ("image/x-gif",),
    "image/jpeg": ("image/jpg", "image/pjpeg", "image/x-jpeg", "image/x-jpg"),
    "image/png": ("image/x-png",),
    "image/svg+xml": ("image/svg",),
    "image/tiff": ("image/tif", "image/x-tiff", "image/x-tif"),
    "image/vnd.adobe.photoshop": ("image/psd", "image/x-psd", "image/x-photoshop"),
    "image/vnd.microsoft.icon": ("image/ico", "image/x-icon"),
    "image/webp": ("image/x-webp",),
    "audio/aac": ("audio/aacp", "audio/x-aac", "audio/x-hx-aac-adts"),
    "audio/flac": ("audio/x-flac",),
    "audio/matroska": ("audio/x-matroska",),
    "audio/mp4": ("audio/m4a", "audio/x-m4a", "audio/x-mp4"),
    "audio/mpeg": (
        *("audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg3", "audio/x-mpeg-3"),
        *("audio/mpg", "audio/x-mpg", "audio/x-mpeg"),
    ),
    "audio/ogg": ("audio/x-ogg",),
    "audio/wav": ("audio/wave", "audio/x-wav", "audio/x-pn-wav", "audio/vnd.wave"),
    "audio/webm": ("audio/x-webm",),
    "video/matroska": ("video/x-matroska",),
    "video/mp4": ("video/m4v", "video/x-m4v", "video/x-mp4"),
    "video/mpeg": ("video/mpg", "video/x-mpeg", "video/x-mpg"),
    "video/ogg": ("video/x-ogg",),
    "video/quicktime": ("video/mov", "video/x-mov", "video/x-quicktime"),
    "video/webm": ("video/x-webm",),
    "application/gzip": ("application/x-gzip",),
    "application/yaml": ("application/x-yaml",),
    "application/zip": ("application/x-zip", "application/x-zip-compressed"),
    "text/csv": ("text/comma-separated-values", "text/x-csv", "text/x-comma-separated-values"),
    "text/javascript": ("text/ecmascript", "text/x-javascript", "text/x-ecmascript"),
    "text/markdown": ("text/x-markdown",),
}
"""The names of each format that mean the same. No WAVE type is registered, nor audio/webm and
video/webm: those are the names that browsers know."""

_REGISTERED = {other: name for name, others in _OTHER_NAMES.items() for other in others}

_EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "image/aces": (".exr",),
    "image/apng": (".apng", ".png"),
    "image/avif": (".avif",),
    "image/bmp": (".bmp", ".dib"),
    "image/gif": (".gif",),
    "image/heic": (".heic", ".heif"),
    "image/heif": (".heif", ".heic"),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/jxl": (".jxl",),
    "image/png": (".png",),
    "image/svg+xml": (".svg",),
    "image/tiff": (".tiff", ".tif"),
    "image/vnd.adobe.photoshop": (".psd",),
    "image/vnd.microsoft.icon": (".ico",),
    "image/webp": (".webp",),
    "image/x-exr": (".exr",),
    "audio/aac": (".aac", ".adts"),
    "audio/aiff": (".aiff", ".aif"),
    "audio/flac": (".flac",),
    "audio/matroska": (".mka",),
    "audio/midi": (".mid", ".midi"),
    "audio/mp4": (".m4a", ".mp4", ".m4b"),
    "audio/mpeg": (".mp3", ".mp2", ".mpga"),
    "audio/ogg": (".ogg", ".oga", ".opus", ".spx"),
    "audio/opus": (".opus", ".ogg"),
    "audio/wav": (".wav", ".wave"),
    "audio/webm": (".webm", ".weba"),
    "audio/x-aiff": (".aiff", ".aif"),
    "video/3gpp": (".3gp", ".3gpp"),
    "video/matroska": (".mkv",),
    "video/mp2t": (".ts", ".m2ts"),
    "video/mp4": (".mp4", ".m4v"),
    "video/mpeg": (".mpg", ".mpeg"),
    "video/ogg": (".ogv", ".ogg"),
    "video/quicktime": (".mov", ".qt"),
    "video/webm": (".webm",),
    "video/x-msvideo": (".avi",),
    "text/calendar": (".ics",),
    "text/css": (".css",),
    "text/csv": (".csv",),
    "text/html": (".html", ".htm"),
    "text/javascript": (".js", ".mjs"),
    "text/json": (".json",),
    "text/markdown": (".md", ".markdown"),
    "text/plain": (".txt", ".text", ".log", ".srt"),
    "text/rtf": (".rtf",),
    "text/tab-separated-values": (".tsv",),
    "text/vtt": (".vtt",),
    "text/x-python": (".py",),
    "text/xml": (".xml",),
    "text/yaml": (".yaml", ".yml"),
    "application/gzip": (".gz", ".tgz"),
    "application/json": (".json",),
    "application/geo+json": (".geojson", ".json"),
    "application/jsonl": (".jsonl",),
    "application/ld+json": (".jsonld", ".json"),
    "application/pdf": (".pdf",),
    "application/x-ndjson": (".ndjson", ".jsonl"),
    "application/x-tar": (".tar",),
    "application/yaml": (".yaml", ".yml"),
    "application/zip": (".zip", ".npz"),
    "model/gltf-binary": (".glb",),
}
"""The extensions of each format, the usual one first."""


def registered(media_type: str) -> str:
    """The registered name of a media type, or what browsers say where none is registered."""
    return _REGISTERED.get(media_type, media_type)


def with_extension(name: str, media_type: str) -> str:
    """The name of a file of that media type; it ends in one of the type's extensions, if any."""
    known = _EXTENSIONS.get(registered(media_type), ())
    if not known and media_type.endswith("+json"):
        known = (".json",)  # RFC 6839, section 3.1
    return name if not known or name.lower().endswith(known) else f"{name}{known[0]}"
