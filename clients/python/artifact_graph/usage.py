"""What a step used: tokens and money."""

from __future__ import annotations

import logging
from operator import index

_LOG = logging.getLogger("artifact_graph")

_MAX = 2**53 - 1


class Usage:
    """Numbers of tokens that a step's model read and wrote, and its cost in millionths of a dollar.

    Whole numbers from 0 to 2^53 - 1, NumPy's too, or None for what is not known. Any other value
    raises ValueError when the client is strict; otherwise it is logged and not recorded.
    """

    __slots__ = ("_strict", "cost_micro_usd", "input_tokens", "output_tokens")

    _strict: bool
    input_tokens: int | None
    output_tokens: int | None
    cost_micro_usd: int | None

    def __init__(self, strict: bool) -> None:
        object.__setattr__(self, "_strict", strict)
        for name in ("input_tokens", "output_tokens", "cost_micro_usd"):
            object.__setattr__(self, name, None)

    def __setattr__(self, name: str, value: object) -> None:
        if name not in self.__slots__ or name == "_strict":
            raise AttributeError(
                f"usage has no {name}: it has input_tokens, output_tokens and cost_micro_usd"
            )
        try:
            object.__setattr__(self, name, _count(value))
        except (TypeError, ValueError):
            reason = f"{name} is a whole number from 0 to 2^53 - 1, not {value!r}"
            if self._strict:
                raise ValueError(reason) from None
            _LOG.warning("Not recorded: %s", reason)

    def __reduce__(self) -> tuple[type[Usage], tuple[bool]]:
        return Usage, (self._strict,)

    def as_input(self) -> dict[str, int | None]:
        """The part of the input of `finishStep`."""
        return {
            "inputTokens": self.input_tokens,
            "outputTokens": self.output_tokens,
            "costMicroUsd": self.cost_micro_usd,
        }


def _count(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool):
        raise TypeError(value)
    number = index(value)  # pyright: ignore[reportArgumentType]
    if not 0 <= number <= _MAX:
        raise ValueError(number)
    return number
