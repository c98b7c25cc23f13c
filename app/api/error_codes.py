"""Every error of an answer gets a code, and what is not expected is masked and logged."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    VariableDefinitionNode,
    get_operation_ast,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import ExecutionResult

from app.api.document_rules import MAX_TOKENS, RULES
from app.errors import AppError
from app.logs import logged

_BEFORE_VALUE = re.compile(r"(?:found|(?<!invalid )value): ")
"""What graphql-core writes before the value at the end of what it says of a variable."""

_ABBREVIATED = {"{": "an object", "[": "a list", "'": "a long text", '"': "a long text"}


class _NoOperation(CannotGetOperationTypeError):
    """The request does not say which operation is meant."""

    def as_http_error_reason(self) -> str:
        if self.operation_name is None:
            return "Say by operationName which operation of the document is meant"
        return "The document has no operation of that operationName"


class ErrorCodes(SchemaExtension):
    """Gives each error of an operation its `extensions.code`."""

    def on_operation(self) -> Iterator[None]:
        """Codes what parsing, validation and execution found."""
        self.execution_context.validation_rules = RULES
        self.execution_context.parse_options["max_tokens"] = MAX_TOKENS
        self._invalid: list[GraphQLError] = []
        yield
        result: Any = self.execution_context.result
        if result is not None:
            self.on_stream_result(result)

    def on_stream_result(self, result: ExecutionResult) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Codes what one message of many found."""
        if result.errors:
            invalid = {id(error) for error in self._invalid}
            result.errors = [coded(error, early=id(error) in invalid) for error in result.errors]

    def on_parse(self) -> Iterator[None]:
        """Takes no operation for another (GraphQL specification, section 6.1, GetOperation)."""
        yield
        context: Any = self.execution_context
        document: DocumentNode | None = context.graphql_document
        if document and not get_operation_ast(document, context._provided_operation_name):
            raise _NoOperation(context._provided_operation_name)

    def on_validate(self) -> Iterator[None]:
        """Keeps apart what validation found: later, errors of execution take its place."""
        yield
        self._invalid = list(self.execution_context.pre_execution_errors or [])


def coded(error: GraphQLError, *, early: bool) -> GraphQLError:
    """The error with a code; `early` says that it was found before execution."""
    cause = _cause(error)
    if isinstance(cause, AppError):
        error.extensions = {"code": cause.code}
    elif error.extensions and "code" in error.extensions:
        pass
    elif isinstance(error, GraphQLSyntaxError):
        many = f"more than {MAX_TOKENS} tokens" in error.message
        error.extensions = {"code": "TOO_MANY_TOKENS" if many else "GRAPHQL_PARSE_FAILED"}
    elif early:
        error.extensions = {"code": "GRAPHQL_VALIDATION_FAILED"}
    elif cause is None or isinstance(cause, _NoOperation) or _is_about_a_variable(error):
        error.extensions = {"code": "BAD_INPUT"}
    else:
        return _masked(error, cause)
    error.message = _as_json(error.message, of_variable=_is_about_a_variable(error))
    return error


def _as_json(message: str, *, of_variable: bool) -> str:
    """The message with values as JSON has them: graphql-core writes those of variables as Python.

    It writes literals as GraphQL has them, but for null, which is None to it.
    """
    message = message.replace("not to be None", "not to be null")
    if not of_variable:
        return message
    starts = [match.end() for match in _BEFORE_VALUE.finditer(message)]
    end = len(message) - message.endswith(".")
    for start in starts:  # The name of a field can look like what stands before the value.
        with suppress(SyntaxError, ValueError, TypeError):
            value = json.dumps(ast.literal_eval(message[start:end]), ensure_ascii=False)
            return message[:start] + value + message[end:]
    for start in starts:
        if value := _ABBREVIATED.get(message[start : start + 1]):
            return message[:start] + value + message[end:]
    return message


def _cause(error: GraphQLError) -> Exception | None:
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _is_about_a_variable(error: GraphQLError) -> bool:
    return any(isinstance(node, VariableDefinitionNode) for node in error.nodes or ())


def _masked(error: GraphQLError, cause: Exception) -> GraphQLError:
    message, code = logged(cause, path=error.path)
    return GraphQLError(message, nodes=error.nodes, path=error.path, extensions={"code": code})
