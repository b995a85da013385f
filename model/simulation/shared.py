"""What variants have in common is lived through once: a phase and condition that is the same in all, with the same random numbers, gives
the same to the last bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from model.simulation.options import SimulationOptions
from model.simulation.plan import VariantPlan
from model.simulation.replication import SIMULATED, Replayed

Key = tuple[str, str]  # phase and condition


@dataclass(frozen=True)
class Share:
    """A variant's part of the work: `plan` has only the cells that no variant before it has, each watched for so many `weeks`; `lenders`
    are the variants, itself among them, that live through each of its cells."""

    plan: VariantPlan
    weeks: tuple[int, ...]
    lenders: Mapping[Key, str]


def shares(plans: Sequence[VariantPlan], options: SimulationOptions) -> list[Share]:
    """Who lives through what, a share for each plan in their order."""
    first: dict[tuple[int, str], str] = {}
    found = []
    for plan in plans:
        about = [((weeks, repr(cell)), cell) for weeks, cell in zip(options.weeks(len(plan.cells)), plan.cells, strict=True)]
        lenders = {(cell.phase, cell.condition): first.setdefault(same, plan.variant) for same, cell in about}
        own = [(same[0], cell) for same, cell in about if lenders[cell.phase, cell.condition] == plan.variant]
        found.append(Share(replace(plan, cells=tuple(cell for _, cell in own)), tuple(weeks for weeks, _ in own), lenders))
    return found


def put_together(share: Share, number: int, seen: Mapping[tuple[str, int], Replayed]) -> Replayed | None:
    """A variant's replication of what it and its lenders lived through; None where some of that is missing."""
    lent = {key: seen.get((lender, number)) for key, lender in share.lenders.items()}
    cells = {key: one.cells[key] for key, one in lent.items() if one is not None}
    return Replayed(SIMULATED, cells=cells) if len(cells) == len(lent) else None
