"""Tables of where the headquarters stand and of the conditions: what a picture needs beyond the postures."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.cells import Row
from model.study.records import RunRecord


def places(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each headquarters of each variant, whether or not the variant has a posture."""
    return [
        {
            "variant": run.variant,
            "hq": hq,
            "hq_name": about.name,
            "nation": about.nation,
            "superior": about.superior,
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
