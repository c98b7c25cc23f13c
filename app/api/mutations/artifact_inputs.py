"""What new artifacts are made of, as inputs."""

from __future__ import annotations

import strawberry

from app.api.enums import Kind, RelationType, Role, State
from app.api.mutations.fields import (
    EXPECTED,
    JSON_LIMITS,
    POSITION,
    expected,
    given,
    if_rev,
    maybe,
    new_id,
    request_id,
)
from app.api.scalars import JSON
from app.domain.contents import Content, json_content, text_content
from app.domain.lineage import Source
from app.domain.story_links import NewLink


@strawberry.input(
    one_of=True, description="Content of a new artifact. Exactly one field must be given."
)
class ContentInput:
    """Bytes in the request itself, or uploaded before."""

    text: str | None = strawberry.field(
        default=strawberry.UNSET, description="Text of up to 1 MiB in UTF-8."
    )
    json: JSON | None = strawberry.field(
        default=strawberry.UNSET, description="A JSON value of up to 1 MiB."
    )
    upload_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Id of an upload (`createUpload`) whose file was sent.",
    )


@strawberry.input(
    description="A source of the new artifact: an existing artifact from which the new artifact was"
    " made."
)
class SourceInput:
    """A relation of the new artifact."""

    artifact_id: strawberry.ID = given("Id of the source.")
    relation_type: RelationType = maybe(
        "How the new artifact was made from the source.", RelationType.DERIVED_FROM
    )
    note: str | None = maybe("Free text about the relation, up to 1,024 characters.")


@strawberry.input(description="A link between a story and the new artifact.")
class NewLinkInput:
    """A link that is made together with its artifact."""

    story_id: strawberry.ID = given("Id of the story.")
    role: Role = given(
        "Role of the artifact in the story, which must fit the kind of the artifact (see"
        " StoryRole)."
    )
    is_primary: bool = maybe(
        "True: the artifact becomes the primary of the role, and the previous primary stays linked."
        " False: the primary of the role does not change.",
        False,
    )
    position: int | None = maybe(POSITION)
    expected_primary: strawberry.ID | None = maybe(EXPECTED, strawberry.UNSET)


@strawberry.input
class NewArtifactFields:
    """What can be said of any new artifact."""

    request_id: str = request_id()
    media_type: str = given(
        "Media type, such as image/png. A common alias, such as image/jpg, is replaced by the"
        " registered name."
    )
    name: str = given("Name for people: one line of 1 to 256 characters. Names need not be unique.")
    content: ContentInput = given("Content of the artifact: inline text or JSON, or an upload.")
    metadata: JSON | None = maybe(
        "Additional data about the artifact, such as a seed or dimensions:"
        f" {JSON_LIMITS} Default: none."
    )
    step_id: strawberry.ID | None = maybe(
        "Id of the step that creates the artifact. Default: none."
    )
    stage: str | None = maybe(
        "Name of the stage that produces the artifact, in the run of the step. Needs `stepId`."
        " Default: none."
    )


@strawberry.input(
    description="A new artifact with its content, its sources, and its links to stories."
)
class RegisterArtifactInput(NewArtifactFields):
    """The facts of an artifact."""

    id: strawberry.ID | None = new_id()
    kind: Kind = given("Kind of media or data, to which `mediaType` must belong.")
    state: State = maybe("Initial state: INTERMEDIATE or CANDIDATE.", State.INTERMEDIATE)
    sources: list[SourceInput] = strawberry.field(
        default_factory=list[SourceInput],
        description="The artifacts from which the new artifact was made, at most 100. Default:"
        " none.",
    )
    links: list[NewLinkInput] = strawberry.field(
        default_factory=list[NewLinkInput],
        description="Links of the new artifact to stories: at most 10, and at most one for each"
        " pair of story and role. The rules of `linkArtifact` apply, so an artifact with links must"
        " have the `state` CANDIDATE. When a link is refused, the artifact is not created. Default:"
        " none.",
    )


@strawberry.input(
    description="A new version of an artifact: a new artifact with a VARIANT_OF relation to the old"
    " version. The state of the old version does not change."
)
class ReviseArtifactInput(NewArtifactFields):
    """The facts of a new version; its kind is that of the old one."""

    artifact_id: strawberry.ID = given("Id of the old version.")
    kind: Kind | None = maybe(
        "Kind of the new version. It must be the kind of the old version; otherwise the mutation"
        " returns a KindMismatchProblem. Default: the kind of the old version."
    )
    state: State = maybe(
        "Initial state of the new version: INTERMEDIATE or CANDIDATE. It must be CANDIDATE when the"
        " old version is the primary of a role, because the new version replaces that primary, even"
        " a PUBLISHED one.",
        State.CANDIDATE,
    )
    sources: list[SourceInput] = strawberry.field(
        default_factory=list[SourceInput],
        description="Further artifacts from which the new version was made, besides the old"
        " version, at most 99. Default: none.",
    )
    note: str | None = maybe(
        "What was changed; kept as the note of the VARIANT_OF relation, up to 1,024 characters."
    )
    if_rev: int | None = if_rev("old version")


def content_of(input: ContentInput) -> Content:
    """The one member of the input that is given."""
    if isinstance(input.text, str):
        return text_content(input.text)
    if input.json is not strawberry.UNSET:
        return json_content(input.json)
    return Content(upload_id=input.upload_id)


def sources_of(inputs: list[SourceInput]) -> list[Source]:
    """The sources of a new artifact, in the words of the domain."""
    return [
        Source(
            artifact_id=source.artifact_id,
            relation_type=source.relation_type,
            note=source.note,
        )
        for source in inputs
    ]


def links_of(inputs: list[NewLinkInput]) -> list[NewLink]:
    """The links of a new artifact, in the words of the domain."""
    return [
        NewLink(
            story_id=link.story_id,
            role=link.role,
            is_primary=link.is_primary,
            position=link.position,
            expected_primary=expected(link.expected_primary),
        )
        for link in inputs
    ]
