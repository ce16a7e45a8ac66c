"""Drawing by weight, fast enough for a million people: weights are summed once."""

from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things to draw from, each with a weight above nought."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        things, weights = zip(*pairs, strict=True)
        self._things: tuple[T, ...] = things
        self._sums = list(accumulate(weights))

    def draw(self, chance: Random) -> T:
        """One of them."""
        return self._things[bisect(self._sums, chance.random() * self._sums[-1])]
