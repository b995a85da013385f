"""What is lost on average, and won in the worst, when another aim comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.palette import BLUE, GREEN, SAND
from model.reporting.figures.rows import lines, listed, maybe, of, ordered, percent, real, spoken, text, told
from model.reporting.figures.study_rows import LABEL, table_of
from model.study.methods.compare import percent as in_percent
from model.tables.column import Row

AIMS = {"weighted_delay": "least delay first", "worst_thread": "slowest request first", "cvar": "worst conditions first"}
MEASURES = {"weighted_delay": "weighted delay", "worst_thread_hours": "slowest request", "cvar": "delay in the worst conditions"}


class _Bar(NamedTuple):
    name: str
    measure: str
    percent: float


def objectives_figures(objectives: Sequence[Row]) -> tuple[Figure, ...]:
    """One figure from the table `objectives`; none without rows."""
    if not objectives:
        return ()
    bars = [bar for variant in ordered(objectives, "variant") for bar in _bars(of(objectives, variant=variant))]
    return (
        Figure(
            id="objectives",
            title="What changes when the worst comes first",
            says=_says(objectives),
            chart=_chart(bars),
            alt=spoken(
                "Bars of the change against the posture of least delay.",
                (f"{bar.name}, {bar.measure} {percent(bar.percent)}" for bar in bars),
            ),
            table=table_of("objectives", objectives),
        ),
    )


def _bars(rows: Sequence[Row]) -> list[_Bar]:
    """For each aim but the ordinary one, the change of each measure in percent of the ordinary posture's."""
    ordinary = of(rows, objective="weighted_delay")
    found: list[_Bar] = []
    for row in rows:
        for measure, words in MEASURES.items():
            at_base, there = maybe(ordinary[0], measure) if ordinary else None, maybe(row, measure)
            change = None if at_base is None or there is None else in_percent(there - at_base, at_base)
            if row["objective"] != "weighted_delay" and change is not None:
                found.append(_Bar(f"{text(row, 'variant')}\n{AIMS[text(row, 'objective')]}", words, change))
    return found


def _says(rows: Sequence[Row]) -> str:
    gains: list[tuple[float, float, Row]] = []
    missing = []
    for variant in ordered(rows, "variant"):
        own = {text(row, "objective"): row for row in of(rows, variant=variant)}
        ordinary, worst = own.get("weighted_delay"), own.get("worst_thread")
        if ordinary is None or worst is None or ordinary["weighted_delay"] is None or worst["weighted_delay"] is None:
            missing.append(variant)
            continue
        gain = real(ordinary, "worst_thread_hours") - real(worst, "worst_thread_hours")
        gains.append((gain, real(worst, "weighted_delay") - real(ordinary, "weighted_delay"), ordinary))
    said = []
    if gains:
        gain, cost, ordinary = max(gains, key=lambda one: one[0])
        said.append(
            f"Putting the slowest request first shortens it most for {text(ordinary, 'variant')}: by {told(gain, 'h')} of "
            f"{told(real(ordinary, 'worst_thread_hours'), 'h')}, and costs {told(cost, 'h/day')} of weighted delay."
        )
    if missing:
        said.append(f"Some aim has no posture for {listed(missing)}.")
    return " ".join(said)


def _chart(bars: Sequence[_Bar]) -> Spec:
    label = {bar.name: "\n".join(lines(line, LABEL) for line in bar.name.split("\n")) for bar in bars}
    values: list[charts.Datum] = [{"name": label[bar.name], "measure": bar.measure, "percent": bar.percent} for bar in bars]
    mark = charts.mark(
        "bar",
        {},
        x=charts.length("percent", "change against the posture of least delay, %"),
        color=charts.colour("measure", dict(zip(MEASURES.values(), (BLUE, SAND, GREEN), strict=True))),
        tooltip=charts.tooltip({"name": "posture", "measure": "measure", "percent": "%"}, percent="+.3f"),
    )
    height = charts.bars_height(label.values()) + charts.ROW * max(1, len(label))
    offset = charts.kinds("measure", MEASURES.values())
    return charts.bars(values, "name", label.values(), mark, height=height, yOffset=offset)
