"""The decision variables of the model under construction, and the answer to "is this fixed?" for each design decision.

A decision whose domain has one value is a plain 0 or 1; otherwise it is a Pyomo variable. Constraint families ask
through these methods and never care which.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo

from model.data.commanders import Command, shared_commands
from model.data.instance import Instance
from model.data.kinds import FOUR_STAR
from model.delay.evaluate import objective_weight
from model.formulation.desk_options import Choice
from model.formulation.domains import Domains
from model.formulation.incidence import FlowIndex, ServiceUse, build_incidence, flow_index, level_matters
from model.formulation.legs import LegKey, Routing
from model.formulation.phase_ties import keepable, movable
from model.formulation.register import VariableFamily
from model.formulation.resource_presolve import ChannelKey

Term = Any  # a Pyomo variable or expression, or a number where the decision is fixed


# Families of variables whose indices end in the band of a desk.
OF_BANDS = ("busy", "served")


class DecisionVariables:
    """Domains and routing of one instance with the Pyomo model `pyomo` whose variables stand for what is open.

    `indices` tells which variables there are: family -> (indices, whether whole). The model itself is made by `declare`, or is that
    of earlier variables of the same structure.
    """

    pyomo: pyo.ConcreteModel

    def __init__(self, domains: Domains, routing: Routing) -> None:
        self.domains = domains
        self.routing = routing
        self.instance: Instance = domains.instance
        self.phases = tuple(domains.worlds)
        self.conditions = tuple(domains.instance.conditions)
        self.incidence = build_incidence(domains, routing)
        self.weights = {key[:3]: objective_weight(domains.instance, *key[:3]) for key in routing.legs}
        self.whole = frozenset(self.incidence.whole)
        self._open_choices = {key: options.told_apart for key, options in routing.desks.items()}
        self.indices = {**self._design_indices(), **self._routing_indices()}

    def at(self, phase: str) -> Instance:
        """The instance as it is in the phase."""
        return self.domains.worlds[phase].instance

    # Variables --------------------------------------------------------------------------------------------------

    def _design_indices(self) -> dict[str, tuple[tuple[Any, ...], bool]]:
        domains = self.domains
        graded_holders = [
            (*key, hq, grade)
            for key, options in domains.holders.items()
            for hq in options
            if len(domains.grades[key[0], hq]) > 1
            for grade in domains.grades[key[0], hq]
        ]
        levels = [(t, *key, level) for (t, key), options in domains.levels.items() if len(options) > 1 for level in options]
        return {
            "opened": (tuple(key for key, options in domains.open_options.items() if len(options) == 2), True),
            "graded": (tuple((*key, grade) for key, options in domains.grades.items() if len(options) > 1 for grade in options), True),
            "holds": (tuple((*key, hq) for key, options in domains.holders.items() if len(options) > 1 for hq in options), True),
            "holds_graded": (tuple(graded_holders), False),
            "level": (tuple(levels), True),
            "sized": (tuple((*key, size) for key, options in domains.officers.items() if self._size_open(*key) for size in options), True),
            "busy": (
                tuple((*key, *at) for key, options in self.routing.desks.items() if len(options.choices) > 1 for at in options.choices),
                True,
            ),
            "moved": (movable(domains), True),
            "ranked": (self._rankings(), False),
            "kept": (keepable(domains), True),
            "absorbs": (tuple(key for key in domains.officers if len(domains.absorption(*key)) > 1), False),
        }

    def _routing_indices(self) -> dict[str, tuple[tuple[Any, ...], bool]]:
        incidence = self.incidence
        hops = [
            (*leg, use.arc.tail, use.arc.head, use.arc.kind, level)
            for (leg, _), use in incidence.arcs.items()
            if level_matters(use.arc)
            for level, _ in use.arc.options
        ]
        served = [(*leg, hq, kind, *choice) for (leg, hq, kind), use in incidence.services.items() for choice in self.open_choices(use)]
        referred = [(*leg, one, other, *grades) for (leg, one, other) in incidence.pairs for grades in self.open_grades(leg[0], one, other)]
        return {
            "flow": (tuple(flow_index(flow) for flow in self.routing.flows()), False),
            "hop": (tuple(hops), False),
            "served": (tuple(served), False),
            "referred": (tuple(referred), False),
        }

    def declare(self) -> None:
        """Make the Pyomo model with its variables."""
        self.pyomo = pyo.ConcreteModel(name=self.domains.instance.name)
        for name, (index, whole) in self.indices.items():
            # Sorted, so that the order of the input does not matter.
            in_order = sorted(index, key=_with_band if name in OF_BANDS else None)
            lengths = {len(one) for one in in_order}
            keys = pyo.Set(initialize=in_order, dimen=None) if len(lengths) > 1 else in_order
            self.pyomo.add_component(name, pyo.Var(keys, domain=pyo.Binary if whole else pyo.UnitInterval))
        for one in sorted(self.whole):
            self.pyomo.flow[one].domain = pyo.Binary

    def fractions(self, family: VariableFamily, index: list[Any]) -> Any:
        """Make the variables, in [0, 1], of a family that is declared with its rows, and return them."""
        self.pyomo.add_component(family.name, pyo.Var(index, domain=pyo.UnitInterval))
        return getattr(self.pyomo, family.name)

    def _size_open(self, phase: str, desk: str) -> bool:
        members = self.domains.worlds[phase].desk_members[desk]
        certain = any(self.domains.must_open(phase, hq) for hq in members)
        possible = any(self.domains.may_open(phase, hq) for hq in members)
        return possible and (len(self.domains.officers[phase, desk]) > 1 or not certain)

    # Decisions --------------------------------------------------------------------------------------------------

    def active(self, phase: str, hq: str) -> Term:
        """1 where the HQ is open."""
        options = self.domains.open_options[phase, hq]
        return self.pyomo.opened[phase, hq] if len(options) == 2 else int(options == (True,))

    def graded(self, phase: str, hq: str, grade: int) -> Term:
        """1 where the HQ is open under a commander of that grade."""
        options = self.domains.grades[phase, hq]
        if grade not in options:
            return 0
        return self.pyomo.graded[phase, hq, grade] if len(options) > 1 else self.active(phase, hq)

    def at_least(self, phase: str, hq: str, grade: int) -> Term:
        """1 where the HQ is open under a commander of at least that grade."""
        return sum(self.graded(phase, hq, one) for one in self.domains.grades[phase, hq] if one >= grade)

    def ranked(self, phase: str, command: Command, grade: int) -> Term:
        """1 where the commander of these HQs commands an open one and has at least that grade."""
        able = self._able(phase, command, grade)
        if len(able) <= 1:
            return sum(self.at_least(phase, hq, grade) for hq in able)
        return 1 if self._counts_surely(phase, able, grade) else self.pyomo.ranked[phase, command[0], grade]

    def _able(self, phase: str, command: Command, grade: int) -> list[str]:
        """The HQs that can be open under a commander of at least that grade."""
        return [hq for hq in command if self.domains.may_open(phase, hq) and any(one >= grade for one in self.domains.grades[phase, hq])]

    def _counts_surely(self, phase: str, hqs: list[str], grade: int) -> bool:
        return any(self.domains.must_open(phase, hq) and min(self.domains.grades[phase, hq]) >= grade for hq in hqs)

    def _rankings(self) -> tuple[tuple[str, str, int], ...]:
        """(phase, first HQ, grade) of commanders of several HQs for whom it is open whether they count."""
        return tuple(
            (t, command[0], grade)
            for t in self.phases
            for command in shared_commands(self.at(t).headquarters)
            for grade in sorted({FOUR_STAR, *(rule.grade for rule in self.at(t).rules.values() if rule.kind == "max_grade_count")})
            if len(able := self._able(t, command, grade)) > 1 and not self._counts_surely(t, able, grade)
        )

    def holds(self, phase: str, condition: str, authority: str, hq: str) -> Term:
        """1 where the HQ holds the authority."""
        options = self.domains.holders[phase, condition, authority]
        if hq not in options:
            return 0
        return self.pyomo.holds[phase, condition, authority, hq] if len(options) > 1 else 1

    def holds_graded(self, phase: str, condition: str, authority: str, hq: str, grade: int) -> Term:
        """1 where the HQ holds the authority under a commander of that grade."""
        options = self.domains.grades[phase, hq]
        if grade not in options or hq not in self.domains.holders[phase, condition, authority]:
            return 0
        if len(options) == 1:
            return self.holds(phase, condition, authority, hq)
        return self.pyomo.holds_graded[phase, condition, authority, hq, grade]

    def level(self, phase: str, channel: ChannelKey, level: int) -> Term:
        """1 where the channel has the liaison level."""
        options = self.domains.levels[phase, channel]
        if level not in options:
            return 0
        return self.pyomo.level[phase, *channel, level] if len(options) > 1 else 1

    def sized(self, phase: str, desk: str, officers: int) -> Term:
        """1 where the desk is open with that many officers."""
        if officers not in self.domains.officers[phase, desk]:
            return 0
        if self._size_open(phase, desk):
            return self.pyomo.sized[phase, desk, officers]
        return int(self.desk_may_open(phase, desk))

    def busy(self, phase: str, condition: str, desk: str, choice: Choice) -> Term:
        """1 where the desk has that many officers and works within the band, and is absorbing a transfer if the choice says so."""
        options = self.routing.desks[phase, condition, desk]
        if choice not in options.choices:
            return 0
        if len(options.choices) > 1:
            return self.pyomo.busy[phase, condition, desk, *choice]
        return self.sized(phase, desk, choice[0])

    def desk_may_open(self, phase: str, desk: str) -> bool:
        """Whether some HQ of the desk can be open."""
        return any(self.domains.may_open(phase, hq) for hq in self.domains.worlds[phase].desk_members[desk])

    # Routing ----------------------------------------------------------------------------------------------------

    def flow_sum(self, flows: Iterable[FlowIndex]) -> Term:
        """Share of the requests that take one of these flows."""
        return pyo.quicksum(self.pyomo.flow[index] for index in flows)

    def open_choices(self, use: ServiceUse) -> tuple[Choice, ...]:
        """The choices a service must be told apart by; none where its wait and room are fixed."""
        return self._open_choices[use.leg[0], use.leg[1], use.desk]

    def service(self, key: tuple[LegKey, str, str], choice: Choice) -> Term:
        """Share of the leg's requests served at the HQ in that way while its desk is in `choice`."""
        use = self.incidence.services[key]
        leg, hq, kind = key
        return self.pyomo.served[*leg, hq, kind, *choice] if self.open_choices(use) else self.flow_sum(use.flows)

    def open_grades(self, phase: str, one: str, other: str) -> tuple[tuple[int, int], ...]:
        """Pairs of grades two approvers may have, where that is not fixed."""
        mine, theirs = self.domains.grades[phase, one], self.domains.grades[phase, other]
        return tuple((g, h) for g in mine for h in theirs) if len(mine) * len(theirs) > 1 else ()


def _with_band(index: tuple[Any, ...]) -> tuple[Any, ...]:
    """A sort key for indices that end in a choice of a desk: the band None, which desks of explicit capacity have, comes first."""
    return tuple(-1.0 if part is None else part for part in index)
