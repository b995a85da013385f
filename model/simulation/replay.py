"""Reads the plans that are to be lived through from the tables of a report and the instance that they are about.

Shares no code with the formulation, nor with the evaluation of postures: what a hop, a service and a decision are is said here once more,
so that a wait which the model leaves out is not left out here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from model.data.digest import digest
from model.data.instance import Instance
from model.data.reader import load_instance
from model.delay.calendars import weekly_hours
from model.delay.posture import PART_NAMES
from model.errors import Finding, InputError, nearest
from model.simulation.legs import home_of, legs_of
from model.simulation.plan import Cell, DeskPlan, Home, ThreadPlan, VariantPlan
from model.verify.claim import Claim, PathStop, members, read_claim
from model.verify.entry import instance_of_run
from model.verify.manifest import manifest_of
from model.verify.reading import read_tables
from model.verify.rows import Row
from model.verify.shapes import PLAN_SHAPES, SHAPES

DAYS_A_WEEK = 7
Tables = Mapping[str, tuple[Row, ...]]


def read_plans(instance_folder: Path, reports: Path, variants: Sequence[str] = ()) -> tuple[VariantPlan, ...]:
    """The postures of a report, in its order; of `variants` alone where there are some.

    Raises InputError where the report cannot be read, is about another instance, or has no posture of a variant."""
    base = load_instance(Path(instance_folder))
    tables = read_tables(Path(reports), (PLAN_SHAPES if base.is_plan else SHAPES).values())
    manifest = manifest_of(Path(reports))
    runs = {run.text("variant"): run for run in tables["runs"] if run.number("weighted_delay") is not None}
    unknown = [name for name in variants if name not in runs]
    if unknown or not runs:
        found = [Finding("--variant", 0, "", name, "the report has no posture of it", nearest(name, runs)) for name in unknown]
        raise InputError(found or [Finding("runs.csv", 0, "", "", "the report has no posture to simulate")])
    longest = _longest(tables["routes"])
    plans = []
    for name, run in runs.items():
        if not variants or name in variants:
            instance = instance_of_run(base, name, manifest)
            if run.text("digest") != digest(instance):
                why = "the report is about another instance: what is in the folder has changed since, or was set otherwise"
                raise InputError([Finding("runs.csv", run.line, "digest", run.text("digest"), why)])
            plans.append(_variant(name, instance, run, tables, longest))
    return tuple(plans)


def plan_of(variant: str, instance: Instance, tables: Tables) -> VariantPlan:
    """The plan of one run out of its rows in the tables. Raises InputError where they cannot be read."""
    run = next(row for row in tables["runs"] if row.text("variant") == variant)
    return _variant(variant, instance, run, tables, _longest(tables["routes"]))


def _longest(routes: Iterable[Row]) -> dict[tuple[str, str], float]:
    """The most hours of any request in each phase and condition, whatever the variant, so that each is watched over the same weeks."""
    found: dict[tuple[str, str], float] = {}
    for row in routes:
        key = (row.text("phase"), row.text("condition"))
        found[key] = max(found.get(key, 0.0), row.number("hours") or 0.0)
    return found


def _variant(name: str, instance: Instance, run: Row, tables: Tables, longest: Mapping[tuple[str, str], float]) -> VariantPlan:
    own = {table: tuple(row for row in rows if row.text("variant") == name) for table, rows in tables.items()}
    claim, faults = read_claim(name, instance, run, own)
    if claim is None:
        raise InputError([Finding(f"{one.table}.csv", one.row, one.column, one.said, one.why) for one in faults])
    cells = [_cell(claim, phase.id, condition, longest) for phase in instance.phases for condition in instance.conditions]
    return VariantPlan(name, run.number("weighted_delay") or 0.0, tuple(cell for cell in cells if cell.threads))


def _cell(claim: Claim, phase: str, condition: str, longest: Mapping[tuple[str, str], float]) -> Cell:
    view = claim.at(phase)
    start = next(one.start for one in claim.instance.phases if one.id == phase)
    homes = {hq: home_of(view, condition, hq) for hq in view.headquarters}
    longest_duty = {desk: _longest_duty(homes[hq] for hq in members(view, desk)) for desk in view.desks if members(view, desk)}
    staff = {name: longest_duty[hq.desk] for name, hq in view.headquarters.items() if hq.desk is not None}
    desks = {
        desk: _desk(claim, (phase, condition, desk), home)
        for desk, home in longest_duty.items()
        if any(claim.is_open(phase, hq) for hq in members(view, desk))
    }
    threads = tuple(
        _thread(claim, (phase, condition, thread), stops, desks)
        for (where, when, thread), stops in sorted(claim.stops.items())
        if (where, when) == (phase, condition)
    )
    cv, bound = view.parameter("service_cv"), view.parameter("duty_bound_share")
    return Cell(phase, condition, start, cv, homes, desks, threads, longest.get((phase, condition), 0.0), bound, staff)


def _longest_duty(homes: Iterable[Home]) -> Home:
    """The duty of a desk of these HQs; of equally long ones the first."""
    return max(homes, key=lambda home: weekly_hours(home.calendar))


def _desk(claim: Claim, key: tuple[str, str, str], home: Home) -> DeskPlan:
    phase, condition, desk = key
    view, row = claim.at(phase), claim.desks[key]
    about, state = view.desks[desk], view.conditions[condition]
    capacity = row.number("capacity_hours_per_day") or 0.0
    explicit = about.wait_hours is not None
    return DeskPlan(
        desk,
        home,
        0.0 if explicit else capacity * DAYS_A_WEEK / weekly_hours(home.calendar),
        (about.mean_service_hours or 0.0) * state.tempo,
        about.background_hours_per_day,
        row.number("load_hours_per_day") or 0.0,
        capacity,
        row.number("exact_wait_hours") or 0.0,
        about.wait_hours if explicit or capacity > 0 else 0.0,
    )


def _thread(claim: Claim, key: tuple[str, str, str], stops: tuple[PathStop, ...], desks: Mapping[str, DeskPlan]) -> ThreadPlan:
    phase, condition, name = key
    view, row = claim.at(phase), claim.routes[key]
    demand, weight = view.demand[name, condition], next(one.weight for one in claim.instance.phases if one.id == phase)
    legs = legs_of(claim, key, stops)
    model = {part: row.number(part) or 0.0 for part in PART_NAMES}
    queues = sum(desks[leg.desk].exact_wait for leg in legs if leg.desk is not None)
    return ThreadPlan(
        name,
        stops[0].hq,
        demand.requests_per_day,
        demand.urgency,
        weight * view.conditions[condition].share * demand.requests_per_day * demand.urgency,
        demand.deadline_hours,
        legs,
        model,
        {**model, "desk_queue": queues},
    )


def with_demand(plan: VariantPlan, factor: float) -> VariantPlan:
    """The plan with that many times the requests and the load, which tells when its desks no longer keep up."""
    cells = [
        replace(
            cell,
            desks={name: replace(desk, load=desk.load * factor, background=desk.background * factor) for name, desk in cell.desks.items()},
            threads=tuple(replace(thread, requests_per_day=thread.requests_per_day * factor) for thread in cell.threads),
        )
        for cell in plan.cells
    ]
    return replace(plan, cells=tuple(cells))
