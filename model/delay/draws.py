"""Numbers drawn inside their ranges, and instances that have them.

What is drawn is a stratified (Latin hypercube) sample: of N draws of a number each lies in another Nth of its range. The value at hand is
the middle one, as often undercut as exceeded; on either side of it draws are even in proportion, since ranges are given as halves and
doubles, or even in size where an end is 0.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.data.addresses import Address, row_of
from model.data.instance import Instance


@dataclass(frozen=True)
class Span:
    """A range with the value at hand in it."""

    low: float
    value: float
    high: float

    def at(self, share: float) -> float:
        """The number below which that share (0 to 1) of all draws lies."""
        start, end, part = (self.low, self.value, 2 * share) if share < 0.5 else (self.value, self.high, 2 * share - 1)
        return start * (end / start) ** part if start > 0 else start + (end - start) * part


def drawn(spans: Mapping[str, Span], draws: int, seed: int) -> dict[str, list[float]]:
    """That many draws of each path. Each path has a stream of its own, so that a further range changes no draw of another."""
    return {path: _stratified(span, draws, random.Random(f"{seed} {path}")) for path, span in spans.items()}


def _stratified(span: Span, draws: int, stream: random.Random) -> list[float]:
    strata = list(range(draws))
    stream.shuffle(strata)
    return [span.at((stratum + stream.random()) / draws) for stratum in strata]


def with_numbers(instance: Instance, addresses: Sequence[Address], values: Sequence[float]) -> Instance:
    """The instance with these numbers, which can stand there: they lie inside ranges that were checked."""
    tables: dict[str, Any] = {}
    for address, value in zip(addresses, values, strict=True):
        rows = tables.setdefault(address.table, dict(getattr(instance, address.table)))
        key, _ = row_of(instance, address)
        rows[key] = rows[key].model_copy(update={address.column: value})
    return replace(instance, **tables)
