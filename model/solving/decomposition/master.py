"""The relaxation: the whole design with its rules, and for each segment the hours it takes, bounded from below.

Who approves where is exact, and so are the loads and waits that approvals and arrivals bring to desks. The hours of a way from
stop to stop are a variable that starts at the least any design could give and is raised by cuts (`distance_cuts.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC

from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.design_relaxation import OptionsByPlace, build_design_relaxation
from model.formulation.desk_options import Choice, DeskOptions
from model.formulation.domains import Domains
from model.formulation.hour_bounds import HourBounds, Place
from model.formulation.network import build_network
from model.formulation.register import BrokenRow
from model.formulation.undominated_changes import Neighbours, undominated_changes
from model.solving.decomposition.aggregation import Amount, Traffic, Waypoint, candidates, gather, is_settled
from model.solving.decomposition.shortest_paths import Ways, find_ways


@dataclass
class Stretch:
    """One leg of a segment: `shares` are the variables of its (from, to) pairs of HQs, `hours` the variable of its hours on the way,
    `weight` what an hour of it weighs."""

    place: Place
    shares: dict[tuple[str, str], Term]
    hours: Term
    weight: float


@dataclass
class Master:
    """The relaxation as a Pyomo model with what the cuts need to know; `broken` names rows that the data alone leave impossible."""

    design: DecisionVariables
    ways: dict[Place, Ways]
    stretches: list[Stretch]
    broken: tuple[BrokenRow, ...]


@dataclass(frozen=True)
class _Use:
    """Services at one HQ: `share` of requests of weight `weight` that bring `load` officer-hours a day."""

    hq: str
    share: Term
    weight: float
    load: float


def build_master(domains: Domains, plans: OptionsByPlace, allowed: Allowance = UNLIMITED) -> Master:
    """The relaxation of an instance; its one objective is the weighted delay. Raises OutOfTime when the time allowed is up."""
    # As in the full model, nothing made here is garbage before the end.
    with PauseGC():
        return _build_master(domains, plans, allowed)


def _build_master(domains: Domains, plans: OptionsByPlace, allowed: Allowance) -> Master:
    traffic = gather(domains)
    d, broken = build_design_relaxation(domains, plans, allowed)
    part = _Part(d, plans)
    for place, found in traffic.items():
        part.add(place, found, allowed)
    d.pyomo.weighted_delay = pyo.Objective(expr=pyo.quicksum(part.costs), sense=pyo.minimize)
    broken += part.broken
    return Master(d, part.ways, part.stretches, tuple(broken))


class _Part:
    """Writes what requests ask for into the model, one phase and condition after the other."""

    def __init__(self, d: DecisionVariables, plans: OptionsByPlace) -> None:
        self.d, self.plans = d, plans
        self.costs: list[Term] = []
        self.ways: dict[Place, Ways] = {}
        self.stretches: list[Stretch] = []
        self.broken: list[BrokenRow] = []
        self._uses: list[_Use] = []
        self._extremes: dict[Place, HourBounds] = {}
        d.pyomo.share, d.pyomo.way_hours = pyo.VarList(domain=pyo.UnitInterval), pyo.VarList(domain=pyo.NonNegativeReals)
        d.pyomo.served_share, d.pyomo.graded_share = pyo.VarList(domain=pyo.UnitInterval), pyo.VarList(domain=pyo.UnitInterval)
        d.pyomo.traffic, d.pyomo.room = pyo.ConstraintList(), pyo.ConstraintList()

    def add(self, place: Place, traffic: Traffic, allowed: Allowance) -> None:
        """Everything of one phase and condition."""
        d, (phase, condition) = self.d, place
        network = build_network(d.domains, phase, condition, self.plans[place])
        self.ways[place] = ways = find_ways(d, network)
        self._uses = []
        nearest = ways.least()
        for stops, amount in traffic.segments.items():
            allowed.check("the relaxation was being written")
            self._add_segment(place, stops, amount, nearest)
        for stop, amount in traffic.approvals.items():
            for hq in candidates(d.domains, place, stop):
                self._approve(place, hq, self._settled_share(place, stop, hq), amount)
        for (last, end), amount in traffic.arrivals.items():
            away = 1 - self._settled_share(place, last, end.hq)
            self._arrive(place, end.hq, away, amount)
        self._desks(place)

    def _row(self, row: Term, name: str, index: tuple[object, ...]) -> None:
        if isinstance(row, bool | np.bool_):
            if not row:
                self.broken.append((name, index))
        else:
            self.d.pyomo.traffic.add(row)

    def _settled_share(self, place: Place, stop: Waypoint, hq: str) -> Term:
        """1 where a stop that the design settles is at the HQ."""
        if not stop.authority:
            return int(stop.hq == hq)
        return self.d.holds(*place, stop.authority, hq)

    def _approve(self, place: Place, hq: str, share: Term, amount: Amount) -> None:
        world, condition = self.d.domains.worlds[place[0]], place[1]
        work = amount.work_weight + world.rest(condition, hq, amount.work_weight)
        self.costs.append((amount.weight * world.decision(condition, hq).total + work) * share)
        self._uses.append(_Use(hq, share, amount.weight, amount.work_requests))

    def _arrive(self, place: Place, hq: str, share: Term, amount: Amount) -> None:
        world, condition = self.d.domains.worlds[place[0]], place[1]
        self.costs.append(amount.weight * world.relay(condition, hq).total * share)
        self._uses.append(_Use(hq, share, amount.weight, amount.requests * world.relay_hours(condition)))

    # Segments ----------------------------------------------------------------------------------------------------

    def _add_segment(self, place: Place, stops: tuple[Waypoint, ...], amount: Amount, nearest: np.ndarray) -> None:
        d, before = self.d, None
        for stop in (stops[0], stops[-1]):
            if not stop.approves and not d.domains.must_open(place[0], stop.hq):
                self._row(d.active(place[0], stop.hq) == 1, "thread_ends_open", (place[0], stop.hq))
        for number in range(len(stops) - 1):
            one, other = stops[number], stops[number + 1]
            kept = self._changes_kept(place, stops, number, amount.works)
            shares = self._stretch(place, one, other, amount, nearest, kept)
            if shares is None:
                return
            self._ends(place, one, other, shares, before)
            inner = number < len(stops) - 2
            for hq in candidates(d.domains, place, other):
                arriving = sum(share for (_, to), share in shares.items() if to == hq)
                if inner:
                    self._approve(place, hq, arriving, amount)
            if not other.approves and not is_settled(d.at(place[0]), one):
                self._arrive(place, other.hq, sum(share for (source, to), share in shares.items() if source != to), amount)
            if one.approves and other.approves:
                self._refer(place, shares, amount)
            before = shares

    def _changes_kept(
        self, place: Place, stops: tuple[Waypoint, ...], number: int, works: Iterable[float]
    ) -> frozenset[tuple[str, str]] | None:
        """The pairs of approvers that a leg between two approvals with one authority needs; None: any."""
        before, one, other, after = (stops[number + step] if 0 <= number + step < len(stops) else None for step in (-1, 0, 1, 2))
        if before is None or after is None or not one or not other or not one.authority or one.authority != other.authority:
            return None
        domains = self.d.domains
        if place not in self._extremes:
            network = build_network(domains, *place, self.plans[place])
            self._extremes[place] = HourBounds(domains, network, self.plans[place])
        ends = (Neighbours(candidates(domains, place, stop), stop.approves) for stop in (before, after))
        return undominated_changes(self._extremes[place], next(ends), candidates(domains, place, one), next(ends), works)

    def _stretch(
        self, place: Place, one: Waypoint, other: Waypoint, amount: Amount, nearest: np.ndarray, kept: frozenset[tuple[str, str]] | None
    ) -> dict[tuple[str, str], Term] | None:
        """The shares of the (from, to) pairs of one leg, of those `kept` (None: any), with the least hours each could take."""
        d, number = self.d, self.ways[place].number
        senders, receivers = candidates(d.domains, place, one), candidates(d.domains, place, other)
        pairs = {
            (h, k): float(nearest[number[h], number[k]])
            for h in senders
            for k in receivers
            if kept is None or (h, k) in kept
            if h in number and k in number and np.isfinite(nearest[number[h], number[k]])
        }
        if not pairs:
            self.broken.append(("starts_at_origin", (*place, one.hq or one.authority, other.hq or other.authority)))
            return None
        single = len(senders) == len(receivers) == 1
        shares: dict[tuple[str, str], Term] = {pair: 1 if single else d.pyomo.share.add() for pair in pairs}
        hours = d.pyomo.way_hours.add()
        self._row(hours >= sum(least * shares[pair] for pair, least in pairs.items()), "way", ())
        self.costs.append(amount.weight * hours)
        self.stretches.append(Stretch(place, shares, hours, amount.weight))
        return shares

    def _ends(
        self, place: Place, one: Waypoint, other: Waypoint, shares: dict[tuple[str, str], Term], before: dict[tuple[str, str], Term] | None
    ) -> None:
        d = self.d
        for hq in candidates(d.domains, place, one):
            leaving = sum(share for (source, _), share in shares.items() if source == hq)
            if before is None:
                here = self._settled_share(place, one, hq)
            else:
                here = sum(share for (_, to), share in before.items() if to == hq)
            self._row(leaving == here, "goes_on_from_approver", (*place, hq))
        for hq in candidates(d.domains, place, other):
            arriving = sum(share for (_, to), share in shares.items() if to == hq)
            if is_settled(d.at(place[0]), other):
                self._row(arriving == self._settled_share(place, other, hq), "approved_by_holder", (*place, hq))
            else:
                self._row(arriving <= d.holds(*place, other.authority, hq), "approved_by_holder", (*place, hq))

    def _refer(self, place: Place, shares: dict[tuple[str, str], Term], amount: Amount) -> None:
        d, (phase, condition) = self.d, place
        headquarters, world = d.at(phase).headquarters, d.domains.worlds[phase]
        for (one, other), share in shares.items():
            mine, theirs = d.domains.grades[phase, one], d.domains.grades[phase, other]
            if not headquarters[one].is_foreign_to(headquarters[other]) or not mine or not theirs:
                continue
            hours = {(g, h): world.referral(condition, one, g, other, h) for g in mine for h in theirs}
            if len(set(hours.values())) == 1:
                self.costs.append(amount.weight * hours[mine[0], theirs[0]] * share)
                continue
            parts = {grades: d.pyomo.graded_share.add() for grades in hours}
            self._row(sum(parts.values()) == share, "referral_has_grades", (*place, one, other))
            for position, hq in enumerate((one, other)):
                for grade in d.domains.grades[phase, hq]:
                    own = sum(part for grades, part in parts.items() if grades[position] == grade)
                    self._row(own <= d.graded(phase, hq, grade), "referral_under_grades", (*place, hq, grade))
            self.costs += [amount.weight * hours[grades] * part for grades, part in parts.items() if hours[grades]]

    # Desks -------------------------------------------------------------------------------------------------------

    def _desks(self, place: Place) -> None:
        """Waits and loads of all services of the place."""
        d = self.d
        by_desk: dict[str, list[_Use]] = {desk: [] for desk in self.plans[place]}
        for use in self._uses:
            desk = d.at(place[0]).headquarters[use.hq].desk
            if desk is not None and not (isinstance(use.share, int) and use.share == 0):
                by_desk[desk].append(use)
        for desk, uses in by_desk.items():
            self._desk(place, self.plans[place][desk], uses)

    def _desk(self, place: Place, plan: DeskOptions, uses: list[_Use]) -> None:
        d = self.d
        loads: list[Term] = [plan.background * d.busy(*place, plan.desk, choice) for choice in plan.choices]
        for use in uses:
            parts: list[Term] = [use.share] * len(plan.choices)
            if plan.told_apart:
                parts = [self._served(place, plan, use, choice) for choice in plan.choices]
                self._row(sum(parts) == use.share, "served_once", (*place, use.hq))
                self.costs += [use.weight * wait * part for wait, part in zip(plan.waits, parts, strict=True) if wait]
            elif plan.waits:
                self.costs.append(use.weight * plan.waits[0] * use.share)
            if use.load:
                loads = [load + use.load * part for load, part in zip(loads, parts, strict=True)]
        for choice, limit, load in zip(plan.choices, plan.limits, loads, strict=True):
            if plan.binding:
                self._room(load <= limit * d.busy(*place, plan.desk, choice), (*place, plan.desk, *choice))
        if not plan.choices:
            for use in uses:
                self._row(use.share == 0, "desk_load", (*place, plan.desk))

    def _room(self, row: Term, index: tuple[object, ...]) -> None:
        if isinstance(row, bool | np.bool_):
            self._row(bool(row), "desk_load", index)
        else:
            self.d.pyomo.room.add(row)

    def _served(self, place: Place, plan: DeskOptions, use: _Use, choice: Choice) -> Term:
        busy = self.d.busy(*place, plan.desk, choice)
        if isinstance(use.share, int):
            return busy  # all of it, whatever the desk's choice
        part = self.d.pyomo.served_share.add()
        self._row(part <= busy, "served_in_band", (*place, use.hq, *choice))
        return part
