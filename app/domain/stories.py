"""What a story shows: the roles of its artifacts, and the kinds that can play them."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from app.domain.artifacts import Kind


class Role(StrEnum):
    """What an artifact is to the readers of a story."""

    COVER = "cover"
    FINAL_AUDIO = "final_audio"
    FINAL_VIDEO = "final_video"
    SCENE_IMAGE = "scene_image"


ROLE_KIND = MappingProxyType(
    {
        Role.COVER: Kind.IMAGE,
        Role.FINAL_AUDIO: Kind.AUDIO,
        Role.FINAL_VIDEO: Kind.VIDEO,
        Role.SCENE_IMAGE: Kind.IMAGE,
    }
)
"""The one kind of artifact that fits each role."""
