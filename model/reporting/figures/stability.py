"""Decision stability: what never changes among postures that are nearly as good, and what does."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from model.reporting.cells import Row
from model.reporting.figures.figure import Figure, Json, Spec
from model.reporting.figures.palette import BLUE, INK, SAND
from model.reporting.figures.rows import counted, grouped, identifier, lines, of, ordered, real, text, told, whole
from model.reporting.figures.study_rows import LABEL, MOST_BARS, TICKS, bars_height, label_axis, table_of

FIXED, MOVED = "never changes", "changes in some"
HOLDER = "holder"
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
    proved = "" if all(row["most_different"] for row in others) else " Not all alternatives are proved to be the most different there are."
    return Figure(
        id=identifier("stability", variant),
        title=f"What never changes among nearly as good postures: {variant}",
        says=says + "." + proved,
        chart=Spec(_kind_spec(kinds)),
        alt="Bars of decisions by kind. " + "; ".join(_kind_told(kind, group) for kind, group in kinds.items()) + ".",
        table=table_of("stability", rows),
        variant=variant,
    )


def _kind_told(kind: str, rows: Sequence[Row]) -> str:
    return f"{PLURAL.get(kind, kind)}: {sum(bool(row['never_changes']) for row in rows)} of {len(rows)} never change"


def _kind_spec(kinds: dict[str, list[Row]]) -> dict[str, Json]:
    values: list[Json] = []
    for kind, rows in kinds.items():
        fixed = sum(bool(row["never_changes"]) for row in rows)
        name = PLURAL.get(kind, kind)
        values.append({"kind": name, "fate": FIXED, "order": 0, "decisions": fixed})
        values.append({"kind": name, "fate": MOVED, "order": 1, "decisions": len(rows) - fixed})
    colour: Json = {
        "field": "fate",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [FIXED, MOVED], "range": [BLUE, SAND]},
        "legend": {"orient": "top"},
    }
    names: Json = [PLURAL.get(kind, kind) for kind in kinds]
    return {
        "width": "container",
        "height": bars_height([PLURAL.get(kind, kind) for kind in kinds]) + 30,
        "data": {"values": values},
        "mark": {"type": "bar", "height": {"band": 0.65}},
        "encoding": {
            "y": {"field": "kind", "type": "nominal", "sort": names, "axis": label_axis()},
            "x": {"field": "decisions", "type": "quantitative", "title": "decisions", "axis": TICKS},
            "color": colour,
            "order": {"field": "order"},
            "tooltip": [
                {"field": "kind", "title": "kind"},
                {"field": "fate", "title": "among them"},
                {"field": "decisions", "title": "decisions", "axis": TICKS},
            ],
        },
    }


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
        chart=Spec(_authority_spec(shown, shares, groups)),
        alt="Bars, the least stable first. " + "; ".join(f"{name} {percent_of(shares[name])}" for name in shown) + ".",
        table=table_of("stability", rows),
        variant=variant,
    )


def percent_of(share: float) -> str:
    """A share of 1 in percent."""
    return f"{100 * share:.0f} %"


def _authority_spec(shown: Sequence[str], shares: dict[str, float], groups: dict[str, list[Row]]) -> dict[str, Json]:
    labels = {name: lines(name, LABEL) for name in shown}
    values: list[Json] = []
    for name in shown:
        others = sorted({part for row in groups[name] for part in text(row, "others").split("|") if part})
        best = sorted({text(row, "best") for row in groups[name]})
        values.append(
            {
                "authority": labels[name],
                "share": shares[name],
                "told": percent_of(shares[name]),
                "best": ", ".join(best),
                "others": ", ".join(others),
            }
        )
    return {
        "width": "container",
        "height": bars_height(list(labels.values())),
        "data": {"values": values},
        "encoding": {"y": {"field": "authority", "type": "nominal", "sort": list(labels.values()), "axis": label_axis()}},
        "layer": [
            {
                "mark": {"type": "bar", "color": BLUE, "height": {"band": 0.65}},
                "encoding": {
                    "x": {
                        "field": "share",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1]},
                        "axis": {"format": ".0%", "tickCount": 6},
                        "title": "decided as in the best posture, over phases, conditions and postures",
                    },
                    "tooltip": [{"field": name, "title": name} for name in ("authority", "told", "best", "others")],
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": INK},
                "encoding": {"x": {"field": "share", "type": "quantitative"}, "text": {"field": "told"}},
            },
        ],
    }
