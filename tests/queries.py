"""Queries of any form that the schema allows, for a graph whose ids and cursors are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from app.api.schema import schema

TYPES = schema._schema.type_map
UNSTABLE = {"url"}
"""Fields whose value differs from one moment to the next."""


@dataclass(kw_only=True)
class Asking:
    """A query in the making: it draws from `chance`, and from values that the graph knows."""

    chance: Random
    known: Mapping[str, Sequence[Any]]
    cursors: Mapping[str, Sequence[str]]
    crossings: int = 10
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    declared: list[str] = field(default_factory=list[str])
    fragments: list[str] = field(default_factory=list[str])
    aliases: int = 0

    def query(self) -> str:
        """A whole document. Variables that it declares are in `variables`, but for some."""
        root = self._selection("Query", depth=0)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return "\n".join([f"query Q{declared} {root}", *self.fragments])

    def _selection(self, type_name: str, depth: int) -> str:
        of: Any = TYPES[type_name]
        parts = [self._part(of, depth) for _ in range(self.chance.randint(1, 4))]
        if isinstance(of, GraphQLInterfaceType):
            names = [one.name for one in schema._schema.get_possible_types(of)]
            chosen = self.chance.sample(names, self.chance.randint(1, 3))
            parts += [f"... on {name} {self._selection(name, depth)}" for name in chosen]
        return f"{{ {' '.join(parts)} }}"

    def _part(self, of: Any, depth: int) -> str:
        way = self.chance.random()
        if way < 0.08:
            return self._aliased("__typename")
        if way < 0.16 and depth < 6:
            condition = self.chance.choice(["", f" on {of.name}"])
            return f"...{condition}{self._directive()} {self._selection(of.name, depth + 1)}"
        if way < 0.24 and depth < 6:
            name = f"F{len(self.fragments)}"
            self.fragments.append("")
            body = self._selection(of.name, depth + 1)
            self.fragments[int(name[1:])] = f"fragment {name} on {of.name} {body}"
            return f"...{name}{self._directive()}"
        return self._field(of, depth)

    def _field(self, of: Any, depth: int) -> str:
        fields = {name: one for name, one in of.fields.items() if name not in UNSTABLE}
        leaves = [name for name, one in fields.items() if is_leaf_type(get_named_type(one.type))]
        others = [name for name in fields if name not in leaves]
        deeper = others and self.crossings > 0 and depth < 9
        if not deeper and not leaves:
            return self._aliased("__typename")
        pool = others if deeper and (not leaves or self.chance.random() < 0.6) else leaves
        name = self.chance.choice(pool)
        definition: GraphQLField = fields[name]
        arguments = self._arguments(f"{of.name}.{name}", definition)
        called = f"{self._aliased(name)}{arguments}{self._directive()}"
        if name in leaves:
            return called
        if name not in {"nodes", "edges", "node", "pageInfo"} or of.name == "Query":
            self.crossings -= 1
        inner: Any = get_named_type(definition.type)
        return f"{called} {self._selection(inner.name, depth + 1)}"

    def _aliased(self, name: str) -> str:
        self.aliases += 1
        return f"a{self.aliases}: {name}"

    def _directive(self) -> str:
        if self.chance.random() < 0.85:
            return ""
        condition = self.chance.choice(["true", "false", ""])
        condition = condition or self._variable("Boolean!", self.chance.random() < 0.7)
        return f" @{self.chance.choice(['skip', 'include'])}(if: {condition})"

    def _arguments(self, name: str, definition: GraphQLField) -> str:
        given: list[str] = []
        cursors = self.cursors.get(name)
        if cursors and self.chance.random() < 0.3:
            cursor = self._variable("String", self.chance.choice(cursors))
            return f"(first: {self.chance.randint(1, 3)}, after: {cursor})"
        for argument, one in definition.args.items():
            left_out = not is_required_argument(one) and self.chance.random() < 0.6
            refused = argument == "asOf" and any(one.startswith("through") for one in given)
            if argument == "after" or left_out or refused:
                continue
            given.append(f"{argument}: {self._value(argument, one.type)}")
        return f"({', '.join(given)})" if given else ""

    def _value(self, name: str, of: Any) -> str:
        """A value of a type as text, or a variable that holds one."""
        value = self._plain(name, of)
        if self.chance.random() < 0.4:
            return self._variable(str(of), value)
        return _literal(value, of)

    def _variable(self, type_name: str, value: Any) -> str:
        name = f"v{len(self.declared)}"
        default = ""
        if not type_name.endswith("!") and self.chance.random() < 0.3:
            default = " = null"
        if not default or self.chance.random() < 0.5:
            self.variables[name] = value
        self.declared.append(f"${name}: {type_name}{default}")
        return f"${name}"

    def _plain(self, name: str, of: Any) -> Any:
        if isinstance(of, GraphQLNonNull):
            return self._plain_required(name, of.of_type)
        return None if self.chance.random() < 0.15 else self._plain_required(name, of)

    def _plain_required(self, name: str, of: Any) -> Any:
        if isinstance(of, GraphQLList):
            return [self._plain(name, of.of_type) for _ in range(self.chance.randint(0, 4))]
        if isinstance(of, GraphQLInputObjectType):
            return {
                key: self._plain(key, one.type)
                for key, one in of.fields.items()
                if isinstance(one.type, GraphQLNonNull) or self.chance.random() < 0.25
            }
        if isinstance(of, GraphQLEnumType):
            return self.chance.choice(list(of.values))
        if of.name == "Int":
            return self.chance.choice([1, 2, 3, 5, 10])
        if of.name == "Float":
            return self.chance.choice([0.0, 0.25, 0.5, 1.0])
        if of.name == "Boolean":
            return self.chance.random() < 0.5
        return self.chance.choice(self.known.get(name) or self.known[of.name])


def _literal(value: Any, of: Any) -> str:
    of = of.of_type if isinstance(of, GraphQLNonNull) else of
    if value is None:
        return "null"
    if isinstance(of, GraphQLList):
        return f"[{', '.join(_literal(one, of.of_type) for one in value)}]"
    if isinstance(of, GraphQLInputObjectType):
        members = (f"{key}: {_literal(one, of.fields[key].type)}" for key, one in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) or isinstance(of, GraphQLEnumType):
        return str(value)
    return f'"{value}"'
