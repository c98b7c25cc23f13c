"""What is recorded, in the words of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["image", "audio", "video", "text", "json", "data"]
RelationType: TypeAlias = Literal["derived_from", "variant_of", "transcoded_from"]
Role: TypeAlias = Literal["cover", "final_audio", "final_video", "scene_image"]
State: TypeAlias = Literal["intermediate", "candidate", "published", "archived"]
NewState: TypeAlias = Literal["intermediate", "candidate"]
"""The states in which an artifact can be created."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story that runs can be for."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """An artifact as it was registered.

    `size` is in bytes. `deduplicated` tells whether the store had the same content before; it is
    None while the service has not answered.
    """

    id: str
    name: str
    kind: Kind
    media_type: str
    state: State
    sha256: str | None
    size: int | None
    deduplicated: bool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What an artifact was made from, and in what way; `note` is free text."""

    artifact: Artifact | str
    relation_type: RelationType = "derived_from"
    note: str | None = None


def id_of(thing: Story | Artifact | str) -> str:
    """The id of what was recorded before."""
    return thing if isinstance(thing, str) else thing.id
