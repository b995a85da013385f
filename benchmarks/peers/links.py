"""Two ways of saying that what is closed carries nothing.

Both have the same whole solutions. The first has few rows and a weak relaxation: one request over a channel opens only
the n-th part of it. The second has a row a request and a tighter relaxation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import pyomo.environ as pyo

Term = Any  # a Pyomo variable or expression, or a number

# The flows of each user (a request's leg, say) of one thing that may be open or closed; any one user's add up to at most 1.
Uses = Mapping[Hashable, Sequence[Term]]
Link = Callable[[Uses, Term], Iterator[Any]]


def aggregated(uses: Uses, opened: Term) -> Iterator[Any]:
    """One row: all flows together are at most the number of users where open."""
    yield pyo.quicksum(flow for flows in uses.values() for flow in flows) <= len(uses) * opened


def disaggregated(uses: Uses, opened: Term) -> Iterator[Any]:
    """A row a user: its flow is at most 1 where open."""
    for flows in uses.values():
        yield pyo.quicksum(flows) <= opened
