"""The mutations, put together."""

from __future__ import annotations

import strawberry

from app.api.mutations.runs import RunMutations
from app.api.mutations.stories import StoryMutations


@strawberry.type(description="What can be done. Each field is one transaction: all of it or none.")
class Mutation(StoryMutations, RunMutations):
    """Every field does its work in one transaction, then reads what is asked back."""
