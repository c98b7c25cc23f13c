"""Documents that an operator trusts, which requests name by the SHA-256 digest of their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import orjson
from graphql import GraphQLError, parse, validate

from app.api.document_rules import MAX_DOCUMENT_BYTES, MAX_TOKENS, RULES
from app.errors import (
    AppError,
    BadInput,
    CannotRun,
    DocumentNotFound,
    DocumentNotTrusted,
    DocumentsNotNamed,
    TooComplex,
)

DIGEST = "sha256:"
"""What may stand before a digest (GraphQL over HTTP, appendix A, Document Identifier)."""

ID = "documentId"


class DocumentsUnusable(CannotRun):
    """The trusted documents cannot be read, or one of them is wrong."""


class RefusedDocument(str):
    """A document that can be parsed, in the place of one that is refused."""

    __slots__ = ("error",)
    error: GraphQLError


class Trusted:
    """The documents by their digests; with `only`, requests may ask no other."""

    def __init__(self, documents: Mapping[str, str], *, only: bool) -> None:
        self.documents = documents
        self._texts = frozenset(documents.values())
        self._only = only

    def named(self, body: dict[str, Any]) -> dict[str, Any]:
        """The request with the document that it names, or with a RefusedDocument."""
        query = body.get("query")
        if not isinstance(query, str | None):
            return body
        try:
            return {**body, "query": self._text(query, digest_of(body))}
        except AppError as refusal:
            return _refused(body, refusal)

    def _text(self, query: str | None, name: object) -> str | None:
        if name is not None and not isinstance(name, str):
            raise BadInput("the digest of a document is text")
        if query and name and name.removeprefix(DIGEST) != _digest(query):
            raise BadInput("the query and the digest are of different documents")
        if query or name is None:
            if self._only and query and query not in self._texts:
                raise DocumentNotTrusted("only known documents are answered here, by documentId")
            return query
        text = self.documents.get(name.removeprefix(DIGEST))
        if text is None:
            raise DocumentNotFound
        return text


def digest_of(body: Mapping[str, Any]) -> object:
    """What a request names its document by: `documentId`, or what clients of Apollo and urql send,
    `extensions.persistedQuery.sha256Hash`."""
    if body.get(ID) is not None:
        return body[ID]
    persisted = _part(body.get("extensions"), "persistedQuery")
    return _part(persisted, "sha256Hash")


def unnamed(body: dict[str, Any]) -> dict[str, Any]:
    """The request, or it with a RefusedDocument when it has a digest in place of its text."""
    if body.get("query") or digest_of(body) is None:
        return body
    return _refused(body, DocumentsNotNamed())


def bounded(body: dict[str, Any]) -> dict[str, Any]:
    """The request, or it with a RefusedDocument when its text is too long to be parsed."""
    query = body.get("query")
    if not isinstance(query, str) or len(query.encode()) <= MAX_DOCUMENT_BYTES:
        return body
    return _refused(body, TooComplex(f"a document may have {MAX_DOCUMENT_BYTES} bytes"))


def _part(value: object, name: str) -> object:
    return cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None


def _refused(body: dict[str, Any], refusal: AppError) -> dict[str, Any]:
    document = RefusedDocument("{ __typename }")
    document.error = GraphQLError(refusal.message, extensions={"code": refusal.code})
    return {**body, "query": document, "operationName": None}


def trusted_documents(path: Path, *, only: bool, schema: Any) -> Trusted:
    """The documents of a folder or file, each of them valid. Raises DocumentsUnusable."""
    try:
        found = dict(_found(path))
    except (OSError, ValueError) as error:
        raise DocumentsUnusable(f"The trusted documents cannot be read: {error}") from error
    for name, text in found.values():
        _require_valid(name, text, schema)
    return Trusted({digest: text for digest, (_, text) in found.items()}, only=only)


def _found(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """The digest of each document, where it is, and its text."""
    if path.is_dir():
        for file in sorted(path.rglob("*.graphql")):
            text = file.read_bytes().decode()
            yield _digest(text), (str(file), text)
        return
    held = orjson.loads(path.read_bytes())
    if not isinstance(held, dict):
        raise ValueError(f"{path} is no JSON object")
    for name, text in cast("dict[str, Any]", held).items():
        if name.removeprefix(DIGEST) != _digest(str(text)):
            raise ValueError(f"{name} of {path} is not the SHA-256 of its document")
        yield _digest(text), (f"{name} of {path}", text)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _require_valid(name: str, text: str, schema: Any) -> None:
    try:
        errors = validate(schema, parse(text, max_tokens=MAX_TOKENS), RULES)
    except GraphQLError as error:
        errors = [error]
    if errors:
        raise DocumentsUnusable(f"The trusted document {name} is wrong: {errors[0].message}")
