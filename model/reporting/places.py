"""Tables of where the headquarters stand and of the conditions: what a picture needs beyond the postures."""

from __future__ import annotations

from collections.abc import Sequence

from model.data.instance import Instance
from model.data.records import Condition, Headquarters
from model.study.runs import RunRecord
from model.tables.column import Column, Row, Table, number
from model.tables.common import CONDITION, PHASE_OF_PLANS, VARIANT, plan_cells

PLACES = Table(
    "places",
    "a headquarters, its superior and where it stands",
    (
        VARIANT,
        PHASE_OF_PLANS,
        Column("hq", "headquarters"),
        Column("hq_name", "the headquarters in words"),
        Column("nation", "nation whose forces it belongs to"),
        Column("superior", "headquarters above it in the command chain; empty at the top"),
        Column("site", "where it stands"),
        Column("site_name", "the site in words"),
        number("latitude", "of the site, north positive", "degree"),
        number("longitude", "of the site, east positive", "degree"),
        Column("timezone", "IANA time zone of the site"),
        Column("status_now", "existing or planned"),
        Column("role", "what it does, in words"),
    ),
    ("variant", "phase", "hq"),
    filled=("latitude", "longitude"),
)
CONDITIONS = Table(
    "conditions",
    "a condition under which requests arise",
    (
        VARIANT,
        PHASE_OF_PLANS,
        CONDITION,
        Column("condition_name", "the condition in words"),
        number("share", "planning weight of the condition", "1"),
        number("tempo", "pace of staff work: multiplies handling, release, relay and work hours", "1"),
        number("decision_period_hours", "time between two decision boards", "h"),
        Column("source", "where the numbers come from"),
    ),
    ("variant", "phase", "condition"),
    filled=("share", "tempo", "decision_period_hours"),
)


def places(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each headquarters of each variant and phase, whether or not the variant has a posture."""
    return [
        {"variant": run.variant, **plan_cells(run.instance, phase=phase.id), **_place(run.instance.at(phase.id), about)}
        for run in runs
        for phase in run.instance.phases
        for about in run.instance.at(phase.id).headquarters.values()
    ]


def _place(view: Instance, about: Headquarters) -> Row:
    site = view.sites[about.site]
    return {
        "hq": about.hq,
        "hq_name": about.name,
        "nation": about.nation,
        "superior": about.superior or "",
        "site": about.site,
        "site_name": site.name,
        "latitude": float(site.latitude),
        "longitude": float(site.longitude),
        "timezone": site.timezone,
        "status_now": about.status,
        "role": about.role,
    }


def conditions(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each condition of each variant and phase."""
    return [
        {"variant": run.variant, **plan_cells(run.instance, phase=phase.id), **_condition(about)}
        for run in runs
        for phase in run.instance.phases
        for about in run.instance.at(phase.id).conditions.values()
    ]


def _condition(about: Condition) -> Row:
    return {
        "condition": about.condition,
        "condition_name": about.name,
        "share": float(about.share),
        "tempo": float(about.tempo),
        "decision_period_hours": float(about.decision_period_hours),
        "source": about.source,
    }
