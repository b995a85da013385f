"""Decision stability: what never changes among postures that are nearly as good, and what does."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.palette import BLUE, INK, SAND
from model.reporting.figures.rows import counted, grouped, identifier, lines, names, of, ordered, real, spoken, text, told, whole
from model.reporting.figures.study_rows import LABEL, MOST_BARS, table_of
from model.tables.column import Row

FIXED, MOVED = "never changes", "changes in some"
HOLDER = "holder"
THICK = 0.65  # of a bar, in parts of its row
PLURAL = {"open": "open or closed", "grade": "grades", "holder": "holders", "liaison level": "liaison levels", "officers": "desk officers"}


def stability_figures(stability: Sequence[Row], alternatives: Sequence[Row]) -> tuple[Figure, ...]:
    """Two figures for each variant, from the tables `stability` and `alternatives`: by kind of decision, and by authority."""
    found: list[Figure] = []
    for variant in ordered(stability, "variant"):
        rows = of(stability, variant=variant)
        found.append(_by_kind(variant, rows, of(alternatives, variant=variant)))
        if holders := of(rows, kind=HOLDER):
            found.append(_by_authority(variant, holders))
    return tuple(found)


def _by_kind(variant: str, rows: Sequence[Row], alternatives: Sequence[Row]) -> Figure:
    kinds = grouped(rows, lambda row: text(row, "kind"))
    fixed = sum(bool(row["never_changes"]) for row in rows)
    others = [row for row in alternatives if row["alternative"]]
    slower = max((real(row, "more_delay_percent") for row in others if row["more_delay_percent"] is not None), default=0.0)
    says = f"{fixed} of {counted(len(rows), 'decision')} never change among {counted(whole(rows[0], 'postures') or 0, 'posture')}"
    if others:
        far = max(whole(row, "decisions_changed") or 0 for row in others)
        says += f", though the most distant differs from the best in {far} and the slowest is {told(slower)} % slower"
    proved = (
        ""
        if all(row["most_different"] for row in others)
        else " Not all alternatives are proved to be the most different, or the next best, that there are."
    )
    return Figure(
        id=identifier("stability", variant),
        title=f"What never changes among nearly as good postures: {variant}",
        says=says + "." + proved,
        chart=_kind_chart(kinds),
        alt=spoken("Bars of decisions by kind.", (_kind_told(kind, group) for kind, group in kinds.items())),
        table=table_of("stability", rows),
        variant=variant,
    )


def _kind_told(kind: str, rows: Sequence[Row]) -> str:
    return f"{PLURAL.get(kind, kind)}: {sum(bool(row['never_changes']) for row in rows)} of {len(rows)} never change"


def _kind_chart(kinds: dict[str, list[Row]]) -> Spec:
    values: list[charts.Datum] = []
    for kind, rows in kinds.items():
        fixed = sum(bool(row["never_changes"]) for row in rows)
        for order, (fate, count) in enumerate(((FIXED, fixed), (MOVED, len(rows) - fixed))):
            values.append({"kind": PLURAL.get(kind, kind), "fate": fate, "order": order, "decisions": count})
    names = [PLURAL.get(kind, kind) for kind in kinds]
    beside = charts.tooltip({"kind": "kind", "fate": "among them", "decisions": "decisions"})
    fill = charts.colour("fate", {FIXED: BLUE, MOVED: SAND})
    stack = charts.mark(
        "bar", {"height": {"band": THICK}}, x=charts.length("decisions", "decisions"), color=fill, order={"field": "order"}, tooltip=beside
    )
    return charts.bars(values, "kind", names, stack, height=charts.bars_height(names) + 30)


def _by_authority(variant: str, rows: Sequence[Row]) -> Figure:
    """Holders over all phases and conditions: the least stable authority first."""
    # A decision is named phase, condition, authority; none of the three has a blank.
    groups = grouped(rows, lambda row: text(row, "decision").split(" ")[-1])
    shares = {name: fmean(real(row, "share") for row in group) for name, group in groups.items()}
    order = sorted(shares, key=lambda name: (shares[name], name))
    steady = [name for name in order if shares[name] == 1]
    says = f"{counted(len(steady), 'authority', 'authorities')} of {len(order)} stay with the same holder in every one of these postures"
    if shares[order[0]] < 1:
        says += f"; {order[0]} is held as in the best posture in {percent_of(shares[order[0]])} of cases, the least of all"
    shown = [name for name in order if shares[name] < 1][:MOST_BARS] or order[:MOST_BARS]
    return Figure(
        id=identifier("stability-holders", variant),
        title=f"How often each authority stays with its holder: {variant}",
        says=says + ".",
        chart=_authority_chart(shown, shares, groups),
        alt=spoken("Bars, the least stable first.", (f"{name} {percent_of(shares[name])}" for name in shown)),
        table=table_of("stability", rows),
        variant=variant,
    )


def percent_of(share: float) -> str:
    """A share of 1 in percent."""
    return f"{100 * share:.0f} %"


def _authority_chart(shown: Sequence[str], shares: dict[str, float], groups: dict[str, list[Row]]) -> Spec:
    labels = {name: lines(name, LABEL) for name in shown}
    values: list[charts.Datum] = [
        {
            "authority": labels[name],
            "share": shares[name],
            "told": percent_of(shares[name]),
            "best": ", ".join(sorted({text(row, "best") for row in groups[name]})),
            "others": ", ".join(sorted({part for row in groups[name] for part in names(row, "others")})),
        }
        for name in shown
    ]
    title = "decided as in the best posture, over phases, conditions and postures"
    x = charts.length("share", title, scale={"domain": [0, 1]}, axis={"format": ".0%", "tickCount": 6})
    layers = (
        charts.bar(x, THICK, tooltip=charts.plain_tooltip("authority", "told", "best", "others")),
        charts.words("told", {**charts.BESIDE, "color": INK}, "share"),
    )
    return charts.bars(values, "authority", labels.values(), *layers)
