"""What a posture is worth by the aims beyond the ordinary four, and how far apart two postures are.

Pure arithmetic on postures and evaluations: the optimiser's own claims are held against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from model.data.instance import Instance
from model.delay.evaluate import phase_by_id
from model.delay.posture import Evaluation, Posture

# A whole decision as it is named in a design: ("holds", phase, condition, authority, hq), ("level", phase, from, to, level),
# ("graded", phase, hq, grade), ("opened", phase, hq), ("sized", phase, desk, officers).
Decision = tuple[str | int | float, ...]
# What is decided, without the answer: a decision less its last part; for an opening the whole of it.
Slot = tuple[str | int | float, ...]
# What counts where postures are compared; None: everything.
Slots = frozenset[Slot] | None
# A commander and a desk come and go with their HQ: where one posture lacks them, the HQ's opening already tells so.
WITH_THE_HQ = ("graded", "sized")


def decisions(posture: Posture) -> frozenset[Decision]:
    """Every design decision of a posture, also those that the data left no choice in. Bands and routes follow from these.

    Open HQs, the grades of their commanders, the sizes of open desks, all liaison levels and all holders."""
    found: set[Decision] = {("opened", *key) for key, is_open in posture.active.items() if is_open}
    found |= {("graded", *key, grade) for key, grade in posture.grades.items()}
    found |= {("sized", *key, officers) for key, officers in posture.officers.items() if officers > 0}
    found |= {("level", phase, *channel, level) for (phase, channel), level in posture.levels.items()}
    found |= {("holds", *key, hq) for key, holders in posture.holders.items() for hq in holders}
    return frozenset(found)


def slot(decision: Decision) -> Slot:
    """What the decision decides."""
    return decision if decision[0] == "opened" else decision[:-1]


def by_slot(chosen: Iterable[Decision]) -> dict[Slot, frozenset[Decision]]:
    """Decisions grouped by what they decide; an authority may have several holders."""
    groups: dict[Slot, set[Decision]] = {}
    for decision in chosen:
        groups.setdefault(slot(decision), set()).add(decision)
    return {key: frozenset(group) for key, group in groups.items()}


def differing(one: Iterable[Decision], other: Iterable[Decision], among: Slots = None) -> tuple[Slot, ...]:
    """What two postures decide differently, sorted; of all that is decided, or `among` this alone. An authority whose holders differ
    counts once in each phase and condition; the commander and the desk of an HQ that only one of them opens are counted with the HQ."""
    mine, theirs = by_slot(one), by_slot(other)
    differ = [
        key
        for key in mine.keys() | theirs.keys()
        if mine.get(key) != theirs.get(key)
        and (among is None or key in among)
        and not (key[0] in WITH_THE_HQ and (key not in mine or key not in theirs))
    ]
    return tuple(sorted(differ, key=str))


def distance(chosen: Iterable[Decision], others: Iterable[Iterable[Decision]], among: Slots = None) -> int:
    """The least number of decisions, `among` these where they are given, in which a posture differs from any of the others; 0 where there
    are none."""
    mine = frozenset(chosen)
    return min((len(differing(mine, other, among)) for other in others), default=0)


def worst_thread(evaluation: Evaluation) -> float:
    """Hours of the slowest occurring thread in any phase and condition; 0 where none occurs."""
    return max((route.parts.total for route in evaluation.routes), default=0.0)


def condition_delays(instance: Instance, evaluation: Evaluation) -> dict[str, float]:
    """Urgency-weighted hours a day of each condition while it lasts: phase weight x requests a day x urgency x hours."""
    delays = dict.fromkeys(instance.conditions, 0.0)
    for delay in evaluation.routes:
        route = delay.route
        demand = instance.at(route.phase).demand[route.thread, route.condition]
        weight = phase_weight(instance, route.phase, route.condition) * demand.requests_per_day * demand.urgency
        delays[route.condition] += weight * delay.parts.total
    return delays


def phase_weight(instance: Instance, phase: str, condition: str) -> float:
    """Weight of a phase in what a condition costs while it lasts: of two equal phases the one in which it has twice the share has twice
    the weight."""
    own = {row.id: instance.at(row.id).conditions[condition].share for row in instance.phases}
    weight = phase_by_id(instance, phase).weight
    if len(set(own.values())) == 1:
        return weight
    return weight * own[phase] / _share(instance, condition)


def shares(instance: Instance) -> dict[str, float]:
    """Share of the time in each condition, over all phases; the shares add up to 1."""
    found = {condition: _share(instance, condition) for condition in instance.conditions}
    total = sum(found.values())
    return {name: share / total if total else 1.0 / len(found) for name, share in found.items()}


def _share(instance: Instance, condition: str) -> float:
    """The mean share of a condition by the weight of phases."""
    own = {phase.id: instance.at(phase.id).conditions[condition].share for phase in instance.phases}
    if len(set(own.values())) == 1:
        return next(iter(own.values()))
    return sum(phase.weight * own[phase.id] for phase in instance.phases) / sum(phase.weight for phase in instance.phases)


def tail_mean(values: Mapping[str, float], weights: Mapping[str, float], tail: float) -> float:
    """CVaR: the mean of the largest values over a share `tail` (0 < tail <= 1) of the weight, which adds up to 1."""
    left, total = tail, 0.0
    for name in sorted(values, key=lambda name: -values[name]):
        taken = min(left, weights[name])
        total += taken * values[name]
        left -= taken
    return total / tail
