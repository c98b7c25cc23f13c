"""What a document must keep to: the rules of the specification, and limits that bound its work."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    ValidationContext,
    ValidationRule,
    ValuesOfCorrectTypeRule,
    specified_rules,
)

MAX_DOCUMENT_BYTES = 64 * 1024
"""Bytes of a document in UTF-8: a single token of it could be as long as a request."""

MAX_TOKENS = 1_000
"""Tokens of a document; validation compares fields in pairs, so its cost grows with the square."""

MAX_ALIASES = 15
"""Aliases of fields at the root; each is one more statement, beside the others."""


class ValuesRule(ValuesOfCorrectTypeRule):
    """The rule of the specification; what it finds is bad input, as it is in a variable."""

    def report_error(self, error: GraphQLError) -> None:
        """Reports the error with its code."""
        error.extensions = {"code": "BAD_INPUT"}
        super().report_error(error)


class AliasesRule(ValidationRule):
    """Refuses a document that asks for too much at once under other names."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._aliased: list[FieldNode] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Notes what has an alias at the root."""
        schema, parent = self.context.schema, self.context.get_parent_type()
        if node.alias is not None and parent in (schema.query_type, schema.mutation_type):
            self._aliased.append(node)

    def leave_document(self, *_: Any) -> None:
        """Reports how many they are, at the first that is too many."""
        count = len(self._aliased)
        if count > MAX_ALIASES:
            message = f"A document may have {MAX_ALIASES} aliases at its root, not {count}"
            extensions = {"code": "TOO_COMPLEX", "aliases": count, "limit": MAX_ALIASES}
            node = self._aliased[MAX_ALIASES]
            self.report_error(GraphQLError(message, node, extensions=extensions))


RULES = (
    AliasesRule,
    *(ValuesRule if rule is ValuesOfCorrectTypeRule else rule for rule in specified_rules),
)
