"""Objectives beyond the ordinary four. Their variables and rows are in the model only when a task asks for them.

An objective that counts nothing in rows (liaison staff) is a plain sum; the others bound one variable by rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from model.delay.measure import Decision, Slot, Slots, by_slot, phase_weight, shares
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.objectives import Objective, liaison_staff
from model.formulation.register import VariableFamily

Decisions = frozenset[Decision]


@dataclass(frozen=True)
class ObjectiveParameters:
    """What the additional objectives need beyond the instance: postures to be far from, the share of the worst conditions, and the
    decisions that count for the distance (None: all)."""

    away_from: tuple[Decisions, ...] = ()
    tail: float = 1.0
    among: Slots = None

    def counts(self, *slot: str | int | float) -> bool:
        """Whether this decision is one of those that tell postures apart."""
        return self.among is None or slot in self.among


@dataclass(frozen=True)
class OptionalObjective:
    """An objective with what it brings: how it is written, its variables, and the function that adds them and returns the term to be
    minimised. `rows` names the rows (none: a plain sum) and `row_unit` the unit of both their sides."""

    objective: Objective
    math: str
    variables: tuple[VariableFamily, ...]
    rows: str
    row_unit: str
    add: Callable[[DecisionVariables, ObjectiveParameters], Term]


def add_optional_objectives(d: DecisionVariables, names: Iterable[str], parameters: ObjectiveParameters) -> None:
    """Give the model these of the optional objectives, in the order of OPTIONAL."""
    wanted = set(names)
    for optional in OPTIONAL:
        if optional.objective.name in wanted:
            d.pyomo.add_component(optional.objective.name, pyo.Objective(expr=0.0 + optional.add(d, parameters), sense=pyo.minimize))


def _rows(d: DecisionVariables, name: str) -> Any:
    d.pyomo.add_component(f"row_{name}", pyo.Constraint(pyo.Any))
    return getattr(d.pyomo, f"row_{name}")


def _variable(d: DecisionVariables, name: str, *index: Any, most: float | None = None, whole: bool = False) -> Any:
    """A variable of at least 0: no delay is below it, and no posture is nearer than the same."""
    domain = pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals
    d.pyomo.add_component(name, pyo.Var(*index, domain=domain, bounds=(0, most)))
    return getattr(d.pyomo, name)


def _add_liaison_staff(d: DecisionVariables, parameters: ObjectiveParameters) -> Term:
    return liaison_staff(d)


def _add_worst_thread(d: DecisionVariables, parameters: ObjectiveParameters) -> Term:
    worst = _variable(d, "worst_hours")
    rows = _rows(d, "worst_thread")
    for key in d.pyomo.hours:
        rows[key] = worst - d.pyomo.hours[key] >= 0.0
    return worst


def _add_cvar(d: DecisionVariables, parameters: ObjectiveParameters) -> Term:
    weights = shares(d.instance)
    delays = _condition_delays(d)
    start, excess, rows = _variable(d, "tail_start"), _variable(d, "tail_excess", sorted(weights)), _rows(d, "tail")
    for condition in sorted(weights):
        rows[condition] = start + excess[condition] - delays[condition] >= 0.0
    return start + sum(share / parameters.tail * excess[condition] for condition, share in sorted(weights.items()))


def _condition_delays(d: DecisionVariables) -> dict[str, Term]:
    """Urgency-weighted hours a day of each condition while it lasts."""
    terms: dict[str, list[Term]] = {condition: [] for condition in d.conditions}
    for phase, condition, thread in d.pyomo.hours:
        demand = d.at(phase).demand[thread, condition]
        weight = phase_weight(d.instance, phase, condition) * demand.requests_per_day * demand.urgency
        terms[condition].append(weight * d.pyomo.hours[phase, condition, thread])
    return {condition: pyo.quicksum(own) for condition, own in terms.items()}


def _add_distance(d: DecisionVariables, parameters: ObjectiveParameters) -> Term:
    # Declared whole, so that the solver may round its bound.
    least = _variable(d, "least_apart", whole=True)
    places = range(len(parameters.away_from))
    shared = sorted(
        key
        for key, options in d.domains.holders.items()
        if len(options) > 1 and d.at(key[0]).authorities[key[2]].holders_max > 1 and parameters.counts("holds", *key)
    )
    apart = _variable(d, "apart", [(number, *key) for number in places for key in shared], most=1.0)
    rows, holder_rows = _rows(d, "distance"), _rows(d, "holders_apart")
    for number, other in enumerate(parameters.away_from):
        theirs = by_slot(other)
        for key in shared:
            held = {decision[-1] for decision in theirs.get(("holds", *key), ())}
            moved = sum(1 - d.holds(*key, hq) if hq in held else d.holds(*key, hq) for hq in d.domains.holders[key])
            gone = len(held - set(d.domains.holders[key]))
            holder_rows[number, *key] = apart[number, *key] - moved <= gone
        single = [key for key in sorted(d.domains.holders) if key not in set(shared) and parameters.counts("holds", *key)]
        holders = [_unless(theirs, ("holds", *key), {hq: d.holds(*key, hq) for hq in d.domains.holders[key]}) for key in single]
        terms = [*holders, *(apart[number, *key] for key in shared), *_design_differences(d, theirs, parameters)]
        rows[number] = least - pyo.quicksum(terms) <= 0.0
    return -least if parameters.away_from else 0.0 * least


def _design_differences(d: DecisionVariables, theirs: Mapping[Slot, Decisions], parameters: ObjectiveParameters) -> list[Term]:
    """A term for each opening, grade, size and level that counts: 1 where the model's differs from the other posture's."""
    terms: list[Term] = []
    for t, hq in sorted(d.domains.open_options):
        if parameters.counts("opened", t, hq):
            terms.append(1 - d.active(t, hq) if ("opened", t, hq) in theirs else d.active(t, hq))
        if ("graded", t, hq) in theirs and d.domains.grades[t, hq] and parameters.counts("graded", t, hq):
            terms.append(d.active(t, hq) - sum(d.graded(t, hq, int(value)) for value in _values(theirs, ("graded", t, hq))))
    for t, desk in sorted(d.domains.officers):
        if ("sized", t, desk) in theirs and parameters.counts("sized", t, desk):
            sizes = {size: d.sized(t, desk, size) for size in d.domains.officers[t, desk] if size > 0}
            same = sum(sizes.get(int(value), 0) for value in _values(theirs, ("sized", t, desk)))
            terms.append(sum(sizes.values()) - same)
    for (t, channel), options in sorted(d.domains.levels.items()):
        if not parameters.counts("level", t, *channel):
            continue
        terms.append(_unless(theirs, ("level", t, *channel), {level: d.level(t, channel, level) for level in options}))
    return terms


def _unless(theirs: Mapping[Slot, Decisions], key: Slot, taken: Mapping[Any, Term]) -> Term:
    """1 unless the model takes the other posture's only value of this slot."""
    values = _values(theirs, key)
    return 1 - taken.get(values[0], 0) if len(values) == 1 else 1


def _values(theirs: Mapping[Slot, Decisions], key: Slot) -> list[Any]:
    return sorted((decision[-1] for decision in theirs.get(key, ())), key=str)


OPTIONAL = (
    OptionalObjective(
        Objective("liaison_staff", "Staff of all liaison teams.", "people"),
        r"\sum_{t,e,m} \mathrm{staff}_m\, z_{t,e,m}",
        (),
        "",
        "",
        _add_liaison_staff,
    ),
    OptionalObjective(
        Objective("worst_thread", "Hours of the slowest occurring thread in any phase and condition.", "h"),
        r"\min W \quad\text{subject to}\quad W \ge \mathrm{hours}_{t,c,k} \quad \forall t, c, k",
        (VariableFamily("worst_hours", "W", "hours that no occurring thread exceeds", "continuous, at least 0", ""),),
        "worst_thread",
        "h",
        _add_worst_thread,
    ),
    OptionalObjective(
        Objective(
            "cvar",
            "Conditional value at risk: mean weighted delay over the worst conditions, up to a share of the time.",
            "urgency-weighted h/day",
        ),
        r"\min \zeta + \tfrac{1}{\tau} \sum_c \mathrm{share}_c\, \eta_c \quad\text{subject to}\quad "
        r"\zeta + \eta_c \ge \sum_{t,k} w_t\, \mathrm{requests}_{k,c}\, \mathrm{urgency}_{k,c}\, \mathrm{hours}_{t,c,k} \quad \forall c",
        (
            VariableFamily("tail_start", r"\zeta", "the delay at which the tail starts", "continuous, at least 0", ""),
            VariableFamily("tail_excess", r"\eta_c", "delay beyond it", "continuous, at least 0", "condition"),
        ),
        "tail",
        "urgency-weighted h/day",
        _add_cvar,
    ),
    OptionalObjective(
        Objective(
            "distance",
            "Least number of decisions in which the posture differs from any of the given ones; the more the better.",
            "decisions",
        ),
        r"\max \lambda \quad\text{subject to}\quad \lambda \le \sum_{s} [\text{slot } s \text{ differs from posture } j] \quad \forall j,"
        r"\qquad \alpha_{j,t,c,a} \le \sum_{h \in H_j} (1 - x_{t,c,a,h}) + \sum_{h \notin H_j} x_{t,c,a,h}"
        r" \quad \forall j, t, c, a \text{ with several holders possible}",
        (
            VariableFamily("least_apart", r"\lambda", "every given posture is at least so far away", "whole, at least 0", ""),
            VariableFamily(
                "apart",
                r"\alpha_{j,t,c,a}",
                "1 where the holders of an authority that may have several differ from the given posture's",
                "continuous in [0, 1]",
                "posture, phase, condition, authority",
            ),
        ),
        "distance, holders_apart",
        "decisions",
        _add_distance,
    ),
)
