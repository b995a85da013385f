"""Pseudo-costs: how far branching on a column has raised the bound, a unit of the column (T. Achterberg, T. Koch and A. Martin, Branching
rules revisited, Operations Research Letters 33, 2005), multiplied over the two sides (the product rule: T. Achterberg, Constraint Integer
Programming, 2007)."""

from __future__ import annotations

# Pseudo-cost of a column where none is known, and the least one, for the product rule.
UNKNOWN, LEAST = 1.0, 1e-6


class PseudoCosts:
    """What is known of each column and side."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], tuple[float, int]] = {}

    def learn(self, column: int, up: bool, raised: float, moved: float) -> None:
        """Branching to a side moved the column by so much and raised the bound by so much."""
        total, count = self._known.get((column, up), (0.0, 0))
        self._known[column, up] = (total + raised / moved, count + 1)

    def best(self, fractions: dict[int, float]) -> int:
        """The column to branch on, of these with their fractional parts; the first of equals."""
        means = [total / count for total, count in self._known.values()]
        unknown = sum(means) / len(means) if means else UNKNOWN

        def product(column: int) -> tuple[float, int]:
            score = 1.0
            for up in (False, True):
                total, count = self._known.get((column, up), (unknown, 1))
                fraction = fractions[column]
                score *= max(LEAST, total / count * (1.0 - fraction if up else fraction))
            return score, -column

        return max(fractions, key=product)
