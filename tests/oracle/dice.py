"""Random choices with a budget of decisions, so that nothing is thrown away for being too large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

Picked = TypeVar("Picked")


@dataclass
class Dice:
    """A source of random choices, and how many more combinations of decisions may be opened up."""

    random: Random
    budget: int

    def pick(self, options: Sequence[Picked]) -> Picked:
        """One of the options."""
        return self.random.choice(options)

    def often(self, chance: int) -> bool:
        """True `chance` times in ten."""
        return self.random.randrange(10) < chance

    def some(self, options: Sequence[Picked], least: int = 0, most: int = 9) -> list[Picked]:
        """Some of the options, in their order, each once."""
        most = min(most, len(options))
        size = self.random.randint(min(least, most), most)
        chosen = set(self.random.sample(range(len(options)), size))
        return [option for place, option in enumerate(options) if place in chosen]

    def spend(self, ways: int) -> bool:
        """Whether a decision with that many ways still fits; if so it is paid for."""
        if ways > self.budget:
            return False
        self.budget //= ways
        return True
