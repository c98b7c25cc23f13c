"""The words of the client are those of the schema."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from graphql import parse, validate

from artifact_graph import errors, mutations, reading, records
from tests.client import SCHEMA, members

SUFFIXES = {
    "cover.png": ("image/png", "image"),
    "cover.webp": ("image/webp", "image"),
    "cover.avif": ("image/avif", "image"),
    "song.wav": ("audio/wav", "audio"),
    "song.mp3": ("audio/mpeg", "audio"),
    "song.flac": ("audio/flac", "audio"),
    "film.mp4": ("video/mp4", "video"),
    "film.webm": ("video/webm", "video"),
    "plan.md": ("text/markdown", "text"),
    "plan.txt": ("text/plain", "text"),
    "film.vtt": ("text/vtt", "text"),
    "plan.json": ("application/json", "json"),
    "scene.gltf": ("model/gltf+json", "json"),
    "scene.glb": ("model/gltf-binary", "data"),
    "book.pdf": ("application/pdf", "data"),
    "latents.npz": ("application/octet-stream", "data"),
    "model.safetensors": ("application/octet-stream", "data"),
    "pages.zip": ("application/zip", "data"),
    "log.jsonl": ("application/jsonl", "data"),
    "flow.yaml": ("application/yaml", "data"),
    "light.exr": ("image/x-exr", "image"),
    "cover.psd": ("image/vnd.adobe.photoshop", "image"),
    "film.mkv": ("video/x-matroska", "video"),
    "cover": ("application/octet-stream", "data"),
    "cover.what": ("application/octet-stream", "data"),
}
DOCUMENTS = {name: mutations.document(name) for name in mutations.PAYLOADS} | {
    "run": mutations.RUN,
    "step": mutations.STEP,
    "artifacts": mutations.ARTIFACTS,
    "unfinished": mutations.UNFINISHED,
    "lineage": reading.LINEAGE,
    "lineage through runs": reading.LINEAGE_THROUGH,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_fits_the_schema(name):
    assert validate(SCHEMA, parse(DOCUMENTS[name])) == []


@pytest.mark.parametrize(
    ("words", "enum"),
    [
        (records.Kind, "ArtifactKind"),
        (records.State, "ArtifactState"),
        (reading.Direction, "LineageDirection"),
        (reading.Hop, "LineageHop"),
        (records.RelationType, "RelationType"),
        (records.Role, "StoryRole"),
    ],
)
def test_the_words_of_an_enum_are_all_there(words, enum):
    assert {word.upper() for word in get_args(words)} == SCHEMA.type_map[enum].values.keys()


def test_every_problem_that_recording_can_meet_has_a_class():
    mutations = re.findall(r"{ (\w+)\(input", " ".join(DOCUMENTS.values()))
    problems = {name for one in mutations for name in members(one) if name.endswith("Problem")}
    told = [SCHEMA.type_map[name].description.partition(":")[0] for name in problems]

    codes = {code for text in told for code in re.findall(r"[A-Z_]{5,}", text)}
    ours = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "OVERLOADED", "UPLOAD_REFUSED"}
    assert codes == errors.CLASSES.keys() - ours


def test_the_tree_of_errors_names_every_class():
    classes = {name for name, one in vars(errors).items() if isinstance(one, type)}
    assert (
        set(re.findall(r"[A-Z]\w+[a-z]\b", errors.__doc__.partition("\n\n")[2])) - {"API"}
        == classes
    )


@pytest.mark.parametrize("name", SUFFIXES)
def test_a_suffix_says_what_a_file_is(name):
    from artifact_graph.contents import content_of

    content = content_of(name, b"bytes", None)

    assert (content.media_type, content.kind) == SUFFIXES[name]
