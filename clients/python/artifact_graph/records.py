"""What is recorded, in the words of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypedDict

Kind: TypeAlias = Literal["image", "audio", "video", "text", "json"]
RelationType: TypeAlias = Literal["derived_from", "variant_of", "transcoded_from"]
Role: TypeAlias = Literal["cover", "final_audio", "final_video", "scene_image"]
State: TypeAlias = Literal["intermediate", "candidate"]
"""The states in which an artifact can be made."""

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story that runs can be for."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """An artifact as it was registered."""

    id: str
    name: str
    kind: Kind
    media_type: str
    state: State
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """What an artifact was made from, and in what way."""

    artifact: Artifact | str
    relation_type: RelationType = "derived_from"
    note: str | None = None


class Facts(TypedDict, total=False):
    """What may be said of an artifact that is registered, beside its file.

    `content` is there instead of the file, whose name then says what it is. `name` is that of the
    file, and `media_type` that of its suffix, unless they are given. `sources` are artifacts, or
    their ids, or Sources. With a `role` the artifact is linked to the run's story: it is a
    candidate then, and with `is_primary` the one canonical artifact of that role. `stage` is the
    stage of the run that produced it. With the same `request_id` it is registered once, even by a
    process that was started again.
    """

    content: bytes | str
    name: str
    media_type: str
    state: State
    metadata: Json
    stage: str
    sources: Sequence[Artifact | Source | str]
    role: Role
    is_primary: bool
    position: int
    request_id: str


@dataclass(slots=True)
class Use:
    """What a step took: tokens, and millionths of a US dollar."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_micro_usd: int | None = None

    def __setattr__(self, name: str, value: object) -> None:
        if value is not None and not (type(value) is int and 0 <= value < 2**53):
            raise ValueError(f"{name} is a whole number from 0 to 2^53 - 1, not {value!r}")
        object.__setattr__(self, name, value)


def check_words(facts: Mapping[str, object], known: frozenset[str]) -> None:
    """TypeError for a word that is not among those that may be said."""
    unknown = sorted(facts.keys() - known)
    if unknown:
        raise TypeError(f"no such word: {', '.join(unknown)}; there are {', '.join(sorted(known))}")


def id_of(thing: Story | Artifact | str) -> str:
    """The id of what was recorded before."""
    return thing if isinstance(thing, str) else thing.id
