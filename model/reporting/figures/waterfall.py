"""From the baseline to a variant, part by part of the delay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.delay.posture import PART_NAMES
from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, FigureTable, Spec
from model.reporting.figures.palette import LESS, LINE, MORE, QUIET
from model.reporting.figures.rows import beside, change, identifier, listed, ordered, real, text, told, words
from model.tables.column import Column, Row, number

COLUMNS = (
    Column("part", "part of the delay"),
    number("baseline", "in the baseline", "h/day"),
    number("variant", "in the variant", "h/day"),
    number("difference", "variant less baseline", "h/day"),
)
Parts = Mapping[str, float]


def weighted_parts(routes: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Variant -> part -> urgency-weighted hours a day: each route's part times its weight. They add up to the weighted delay."""
    found: dict[str, dict[str, float]] = {}
    for row in routes:
        parts = found.setdefault(text(row, "variant"), dict.fromkeys(PART_NAMES, 0.0))
        hours = real(row, "hours")
        weight = real(row, "weighted_hours_per_day") / hours if hours else 0.0
        for part in PART_NAMES:
            parts[part] += weight * real(row, part)
    return found


def steps(baseline: Parts, variant: Parts) -> list[tuple[str, float]]:
    """(part, change in h/day), greatest savings first, then by the order of the parts."""
    changed = [(part, variant[part] - baseline[part]) for part in PART_NAMES]
    return sorted(changed, key=lambda one: round(one[1], 6))


def waterfalls(routes: Sequence[Row], baseline: str) -> list[Figure]:
    """A figure for each variant with a posture other than the baseline; none where the baseline has no posture."""
    parts = weighted_parts(routes)
    if baseline not in parts:
        return []
    return [_figure(baseline, parts[baseline], name, parts[name]) for name in ordered(routes, "variant") if name != baseline]


def _figure(baseline: str, before: Parts, variant: str, after: Parts) -> Figure:
    changed = steps(before, after)
    start, end = sum(before.values()), sum(after.values())
    rows: list[Row] = [
        {"part": words(part), "baseline": before[part], "variant": after[part], "difference": more} for part, more in changed
    ]
    rows.append({"part": "all parts", "baseline": start, "variant": end, "difference": end - start})
    says = f"{variant} changes the weighted delay by {change(end - start, 'h/day')}"
    says += beside(end - start, start)
    named = [f"{words(part)} {change(more)}" for part, more in sorted(changed, key=lambda one: -abs(one[1]))[:3] if abs(more) >= 0.005]
    says += f", most of it by {listed(named)} h/day." if named else "."
    alt = f"Steps from {baseline} ({told(start)} h/day) to {variant} ({told(end)} h/day): "
    alt += "; ".join(f"{words(part)} {change(more)}" for part, more in changed) + "."
    title = f"From {baseline} to {variant}, by part of the delay"
    chart = _chart(baseline, start, variant, end, changed)
    return Figure(identifier("waterfall", variant), title, says, chart, alt, FigureTable(COLUMNS, tuple(rows)), variant=variant)


def _chart(baseline: str, start: float, variant: str, end: float, changed: Sequence[tuple[str, float]]) -> Spec:
    """Steps in changes, not in levels: the parts are small beside the whole, which stands in the labels."""
    level, values = 0.0, [_bar(f"{baseline}: {told(start)}", 0.0, 0.0, "", "total")]
    for part, more in changed:
        shown = change(more) if abs(more) >= 0.005 else "0"
        values.append(_bar(words(part), level, level + more, shown, "less" if more < 0 else "more"))
        level += more
    values.append(_bar(f"{variant}: {told(end)}", 0.0, end - start, change(end - start), "total"))
    title = f"change of urgency-weighted h/day against {baseline}"
    bar = charts.mark(
        "bar",
        {"height": 18},
        x=charts.length("from", title, scale={"padding": 90, "nice": False}),
        x2={"field": "to"},
        color=charts.quiet_colour("kind", {"total": QUIET, "less": LESS, "more": MORE}),
        tooltip=charts.tooltip({"step": "step", "label": "h/day"}),
    )
    label = charts.words("label", {"align": "right", "dx": -6, "fontWeight": 600}, "left")
    y = charts.kinds("step", title=None, axis={"labelLimit": 300})
    return charts.chart({"step": 27}, [charts.zero_line(LINE, type="quantitative"), bar, label], values, y=y)


def _bar(step: str, start: float, end: float, label: str, kind: str) -> charts.Datum:
    return {"step": step, "from": start, "to": end, "left": min(start, end), "label": label, "kind": kind}
