"""Why this holder: who would be next best, what that costs in hours, and through which parts of the delay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.data.instance import Instance
from model.data.shut_out import Forbid, shut_out, without_holders
from model.delay.posture import Evaluation, Parts, Posture
from model.errors import ModelFault
from model.explain.conflict import Part, find_conflict
from model.formulation.domains import build_domains
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve


@dataclass(frozen=True)
class HolderChoice:
    """One authority with the holders an optimal posture gives it, in the conditions where they are the same."""

    phase: str
    authority: str
    holders: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """Why a choice is as it is, in its phase; where it waits for a later one, also what keeps it back.

    `next_best` are the holders of the best posture in which none of the chosen ones holds the authority there, in each
    condition; `extra` what that posture costs more, part by part, in urgency-weighted hours a day. Where there is no
    other posture, `next_best` is empty and `pinned_by` says which rules, mandates, pools and requests leave none.
    """

    choice: HolderChoice
    next_best: tuple[tuple[str, tuple[str, ...]], ...]
    extra: Parts
    status: Status
    pinned_by: tuple[Part, ...] = ()


def choices(instance: Instance, posture: Posture, authority: str | None = None) -> tuple[HolderChoice, ...]:
    """Every choice of holders in a posture, or those of one authority; only choices that had an alternative, unless one
    authority is asked about."""
    domains = build_domains(instance)
    grouped: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for (t, c, a), holders in posture.holders.items():
        free = len(domains.holders[t, c, a]) > len(holders)
        if a == authority or (authority is None and free):
            grouped.setdefault((t, a, holders), []).append(c)
    return tuple(HolderChoice(t, a, holders, tuple(conditions)) for (t, a, holders), conditions in sorted(grouped.items()))


def reasons(instance: Instance, outcome: Outcome, options: SolveOptions, authority: str | None = None) -> Iterator[Reason]:
    """A reason for each choice of an optimal `outcome`, as each is found: every one takes a solve of its own."""
    if outcome.posture is None or outcome.evaluation is None:
        raise ModelFault("only a posture has holders to explain")
    base = weighted_parts(outcome.evaluation)
    for choice in choices(instance, outcome.posture, authority):
        forbids = (Forbid(choice.authority, choice.holders, choice.conditions, (choice.phase,) if instance.is_plan else ()),)
        flipped = without_holders(instance, forbids)
        other = solve(flipped, options)
        if other.posture is None or other.evaluation is None:
            pinned = find_conflict(flipped, options).parts if other.status is Status.INFEASIBLE else ()
            yield Reason(choice, (), Parts(), other.status, tuple(part for part in pinned if part.name not in shut_out(forbids)))
            continue
        holders = tuple((c, other.posture.holders[choice.phase, c, choice.authority]) for c in choice.conditions)
        yield Reason(choice, holders, weighted_parts(other.evaluation) + base.scaled(-1.0), other.status)


def weighted_parts(evaluation: Evaluation) -> Parts:
    """The weighted delay, part by part, in urgency-weighted hours a day."""
    total = Parts()
    for delay in evaluation.routes:
        route = delay.route
        total += delay.parts.scaled(evaluation.weights[route.phase, route.condition, route.thread])
    return total
