"""The sliders of a run's page: a few assumptions that the reader moves, and the ranking of the postures under them.

All numbers stand in the page. What the script does with them is said in `study.sliders`; here they are only put together.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures.figure import Json
from model.reporting.figures.rows import grouped, of, real, text, told, whole
from model.reporting.page.findings import Findings
from model.reporting.page.parts import Panel, PanelSlider
from model.study.factor_places import MIDDLE, PLACES
from model.tables.column import Row

EVEN_STOPS = 2  # with more stops a slider is bent, and can be put at its stops alone
SAYS = (
    "Move the assumptions that matter most, several at once. The ranking follows: the hours of the postures as they were solved at the "
    "base values, exact wherever the sliders can be put. Postures solved anew for these values could only be better: the command below "
    "solves them. What a variant sets itself stays as it sets it."
)


def panel(about: Findings, instance: str) -> tuple[Panel, ...]:
    """The panel; none where no futures were drawn, or nothing can be moved."""
    moved = [row for row in about.drivers if row["slider"] is not None]
    if not moved or not about.slider_hours:
        return ()
    paths = grouped((row for row in about.slider_paths if row["slider"] is not None), lambda row: whole(row, "slider"))
    slides = tuple(_slide(row, paths[whole(row, "slider")]) for row in moved)
    return (Panel("sliders", "What if? Move the assumptions", SAYS, slides, _rows(about), _data(about, moved, instance)),)


def _slide(row: Row, paths: Sequence[Row]) -> PanelSlider:
    first, stops = paths[0], text(row, "stops").split("|")
    name = text(row, "assumption")
    label = name if len(paths) == 1 else f"{name}: {text(first, 'path')} and {len(paths) - 1} more"
    falls = any(real(one, "low") < real(one, "base") for one in paths)
    rises = any(real(one, "high") > real(one, "base") for one in paths)
    return PanelSlider(
        number=whole(row, "slider") or 0,
        label=label,
        least=0 if falls else MIDDLE,
        most=PLACES if rises else MIDDLE,
        step=1 if len(stops) <= EVEN_STOPS else MIDDLE // 2,
        base=MIDDLE,
        first=f"{real(first, 'base'):.4g}",
    )


def _rows(about: Findings) -> tuple[tuple[str, str, str], ...]:
    """The ranking at base."""
    competes = {text(row, "variant"): bool(row["competes"]) for row in about.fragility}
    hours = {text(row, "variant"): real(row, "hours") for row in of(about.slider_hours, stops="")}
    least = min((value for name, value in hours.items() if competes[name]), default=0.0)
    order = sorted(hours, key=lambda name: (hours[name], name))
    return tuple((name, told(hours[name]), _behind(hours[name], least, competes[name])) for name in order)


def _behind(hours: float, least: float, competes: bool) -> str:
    more = f"{100 * (hours / least - 1):+.1f} %".replace("-", "\u2212") if least else ""
    more = "leads" if competes and hours <= least * (1 + 1e-9) else more
    return more if competes else f"{more}, sets a law aside"


def _data(about: Findings, moved: Sequence[Row], instance: str) -> Json:
    """All that the script needs."""
    paths = [{name: row[name] for name in ("slider", "path", "low", "base", "high", "adds_up")} for row in about.slider_paths]
    sliders: list[Json] = [
        {"number": whole(row, "slider"), "stops": [int(stop) for stop in text(row, "stops").split("|")], "straight": bool(row["straight"])}
        for row in moved
    ]
    variants: dict[str, Json] = {}
    competes = {text(row, "variant"): bool(row["competes"]) for row in about.fragility}
    for name, rows in grouped(about.slider_hours, lambda row: text(row, "variant")).items():
        terms: list[Json] = [[_stops(row), real(row, "hours")] for row in rows]
        variants[name] = {"competes": competes[name], "terms": terms}
    return {"command": f"solve.py run instances/{instance}", "middle": MIDDLE, "sliders": sliders, "paths": paths, "variants": variants}


def _stops(row: Row) -> Json:
    return [[int(number) for number in part.split(":")] for part in text(row, "stops").split()]
