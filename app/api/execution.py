"""GraphQL execution that does not walk into what is finished, and reads rows by response key."""

from __future__ import annotations

from typing import Any, cast

from graphql import GraphQLError
from graphql.execution.executor import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.graph.rows import Done, Fault, Row


class FinishedExecution(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, with the places where it meets what a crossing returned."""

    def complete_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """A finished part stands as it is."""
        if type(result) is Done:
            return result.value
        return cast("Any", super()).complete_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def execute_field(
        self,
        parent_type: Any,
        source: Any,
        field_details_list: Any,
        path: Any,
        position_context: Any,
    ) -> Any:
        """A row has the value of every field that was asked for, by response key."""
        if type(source) is not Row:
            return cast("Any", super()).execute_field(
                parent_type, source, field_details_list, path, position_context
            )
        own, node = cast("Any", self), field_details_list[0].node
        field = own.schema.get_field(parent_type, node.name.value)
        nodes = [details.node for details in field_details_list]
        info = own.build_resolve_info(field, nodes, parent_type, path)
        value = source[node.alias.value if node.alias else node.name.value]
        try:
            return self.complete_value(
                field.type, field_details_list, info, path, value, position_context
            )
        except Exception as error:
            own.handle_field_error(error, field.type, field_details_list, path)
            return None

    @staticmethod
    def complete_leaf_value(return_type: Any, result: Any) -> Any:
        """A value that its type cannot show is a fault of what is stored, not of the question.

        What was to be shown is no business of a log.
        """
        try:
            return Executor.complete_leaf_value(return_type, result)
        except GraphQLError:
            raise Fault("a value that its type cannot show") from None

    def complete_abstract_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """A row knows the name of its type."""
        if type(result) is not Row:
            return cast("Any", super()).complete_abstract_value(
                return_type, field_details_list, info, path, result, position_context
            )
        return self.complete_object_value(
            self.schema.get_type(result.type_name),  # pyright: ignore[reportArgumentType]
            field_details_list,
            info,
            path,
            result,
            position_context,
        )

    def complete_object_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """A row is of the type that it says; Strawberry's check is for its own classes."""
        if type(result) is not Row:
            return cast("Any", super()).complete_object_value(
                return_type, field_details_list, info, path, result, position_context
            )
        return self.collect_and_execute_subfields(
            return_type, field_details_list, path, result, position_context
        )
