"""How many columns the whole model will have, told before a path is listed: listing alone takes minutes where there are many.

A leg has a column for each pair of approvers it may go between, and for each pair about a tenth of what is open on the way: the
liaison levels of hops whose hours depend on them, and the sizes and bands of desks. Where one authority approves twice in a row, few of
the changes of approver remain (`undominated_changes.py`): about two a holder, beside staying. Over three orders of magnitude this is
within a factor of two of the columns there are, or of four where there are less than a thousand (benchmarks/README.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from model.formulation.desk_options import DeskOptions
from model.formulation.network import Network

# Columns a pair of approvers for each level, size and band that is open on the way.
SHARE_MET = 0.1
# Pairs a holder where one authority approves twice in a row: with itself, and with two others.
PAIRS_A_HOLDER = 3


def estimated_columns(network: Network, desk_of: Mapping[str, str | None], desk_options: Mapping[str, DeskOptions], pairs: int) -> float:
    """Columns of one phase and condition whose legs go between so many `pairs` of approvers."""
    levels = sum(len(arc.options) for arcs in network.leaving.values() for arc in arcs if arc.worst > arc.best)
    desks = (desk_options[desk] for hq in network.leaving if (desk := desk_of[hq]) is not None)
    choices = sum(len(options.told_apart) for options in desks)
    return pairs * (1 + SHARE_MET * (levels + choices))


def pairs_of(legs: Iterable[tuple[int, int, bool]]) -> int:
    """Pairs of approvers that stay after changes that lead to nothing, of legs with so many senders and receivers; the third tells that one
    authority approves at both ends."""
    return sum(min(senders, PAIRS_A_HOLDER) * receivers if twice else senders * receivers for senders, receivers, twice in legs)
