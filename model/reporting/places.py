"""Tables of where the headquarters stand and of the conditions: what a picture needs beyond the postures."""

from __future__ import annotations

from collections.abc import Sequence

from model.study.runs import RunRecord
from model.tables.column import Column, Row, Table, number
from model.tables.common import CONDITION, VARIANT

PLACES = Table(
    "places",
    "a headquarters, its superior and where it stands",
    (
        VARIANT,
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
    ("variant", "hq"),
    filled=("latitude", "longitude"),
)
CONDITIONS = Table(
    "conditions",
    "a condition under which requests arise",
    (
        VARIANT,
        CONDITION,
        Column("condition_name", "the condition in words"),
        number("share", "planning weight of the condition", "1"),
        number("tempo", "pace of staff work: multiplies handling, release, relay and work hours", "1"),
        number("decision_period_hours", "time between two decision boards", "h"),
        Column("source", "where the numbers come from"),
    ),
    ("variant", "condition"),
    filled=("share", "tempo", "decision_period_hours"),
)


def places(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each headquarters of each variant, whether or not the variant has a posture."""
    return [
        {
            "variant": run.variant,
            "hq": hq,
            "hq_name": about.name,
            "nation": about.nation,
            "superior": about.superior or "",
            "site": about.site,
            "site_name": run.instance.sites[about.site].name,
            "latitude": float(run.instance.sites[about.site].latitude),
            "longitude": float(run.instance.sites[about.site].longitude),
            "timezone": run.instance.sites[about.site].timezone,
            "status_now": about.status,
            "role": about.role,
        }
        for run in runs
        for hq, about in run.instance.headquarters.items()
    ]


def conditions(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each condition of each variant."""
    return [
        {
            "variant": run.variant,
            "condition": condition,
            "condition_name": about.name,
            "share": float(about.share),
            "tempo": float(about.tempo),
            "decision_period_hours": float(about.decision_period_hours),
            "source": about.source,
        }
        for run in runs
        for condition, about in run.instance.conditions.items()
    ]
