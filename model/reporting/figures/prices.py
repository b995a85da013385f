"""What each law, mandate, officer, team, star and holder costs or saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.reporting.cells import Row
from model.reporting.figures.figure import Figure, Json, Spec
from model.reporting.figures.palette import BLUE, INK
from model.reporting.figures.rows import counted, identifier, lines, maybe, names, of, ordered, real, text, told
from model.reporting.figures.study_rows import LABEL, MOST_BARS, TICKS, WITHIN, bars_height, label_axis, room, table_of, within_gap

COLUMNS = (
    "variant",
    "kind",
    "what",
    "says",
    "citation",
    "price",
    "price_percent",
    "effect",
    "decisions_changed",
    "next_best",
    "blocked_by",
)


@dataclass(frozen=True)
class _Group:
    """Kinds of price that are shown together: the figure's title, what one bar is, and the words for its length."""

    name: str
    kinds: tuple[str, ...]
    title: str
    one: str
    many: str
    axis: str
    verb: str


GROUPS = (
    _Group("rules", ("rule",), "What each law and rule costs", "rule", "rules", "hours a day that the rule costs", "costs most"),
    _Group("mandates", ("mandate",), "What each mandate costs", "mandate", "mandates", "hours a day that the mandate costs", "costs most"),
    _Group(
        "people",
        ("officer", "liaison", "star"),
        "What more people and stars save",
        "addition",
        "additions",
        "hours a day saved",
        "saves most",
    ),
    _Group("holders", ("holder",), "What the next best holder loses", "authority", "authorities", "hours a day lost", "loses most"),
)


def price_figures(prices: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure for each variant and group of the table `prices` that has rows."""
    return tuple(
        _figure(variant, group, rows)
        for variant in ordered(prices, "variant")
        for group in GROUPS
        if (rows := [row for row in of(prices, variant=variant) if row["kind"] in group.kinds])
    )


def _figure(variant: str, group: _Group, rows: Sequence[Row]) -> Figure:
    known = sorted((row for row in rows if row["price"] is not None), key=lambda row: -real(row, "price"))
    bars = [row for row in known if row["effect"] not in ("slack", WITHIN)][:MOST_BARS] or known[:1]
    return Figure(
        id=identifier("prices", group.name, variant),
        title=f"{group.title}: {variant}",
        says=_says(group, rows, known),
        chart=Spec(_spec(group, bars)),
        alt="Bars, longest first. " + "; ".join(f"{_words(row)} {told(maybe(row, 'price'), 'h/day')}" for row in bars) + ".",
        table=table_of("prices", rows, *COLUMNS),
        variant=variant,
    )


def _words(row: Row) -> str:
    """The row as a planner would say it, without its full stop."""
    return text(row, "says").rstrip(".")


def _says(group: _Group, rows: Sequence[Row], known: Sequence[Row]) -> str:
    told_so = []
    if known and known[0]["effect"] == "binding":
        dearest = known[0]
        more = f" ({told(maybe(dearest, 'price_percent'))} %)" if dearest["price_percent"] is not None else ""
        instead = f"; {text(dearest, 'next_best')} would hold it" if dearest["next_best"] else ""
        told_so.append(f"{_words(dearest)}: this {group.verb}, {told(maybe(dearest, 'price'), 'h/day')}{more}{instead}.")
    slack = sum(row["effect"] == "slack" for row in rows)
    if slack:
        told_so.append(f"{counted(slack, group.one, group.many)} of {len(rows)} {'changes' if slack == 1 else 'change'} no hour.")
    opened = [_words(row) for row in rows if row["effect"] == "makes possible"]
    if opened:
        told_so.append(f"Without it there is a posture at all: {'; '.join(opened)}.")
    blocked = [row for row in rows if row["effect"] == "no posture"]
    if blocked:
        causes = sorted({name for row in blocked for name in names(row, "blocked_by")})
        told_so.append(f"{counted(len(blocked), 'case')} without a posture" + (f", blocked by {', '.join(causes)}." if causes else "."))
    unanswered = sum(row["effect"] == "unanswered" for row in rows)
    if unanswered:
        told_so.append(f"{counted(unanswered, 'case')} without an answer.")
    return " ".join(told_so) + within_gap(rows, "what")


def _label(row: Row) -> str:
    wrapped = lines(_words(row), LABEL).split("\n")
    return "\n".join(wrapped[:3]) + (" \u2026" if len(wrapped) > 3 else "")


def _spec(group: _Group, bars: Sequence[Row]) -> dict[str, Json]:
    labels = [_label(row) for row in bars]
    values: list[Json] = [
        {
            "name": label,
            "what": text(row, "what"),
            "says": text(row, "says"),
            "citation": text(row, "citation"),
            "price": maybe(row, "price"),
            "least": maybe(row, "price_least"),
            "most": maybe(row, "price_most"),
            "told": told(maybe(row, "price")) + (f", then {text(row, 'next_best')}" if row["next_best"] else ""),
        }
        for label, row in zip(labels, bars, strict=True)
    ]
    y: Json = {"field": "what", "type": "nominal", "sort": [text(row, "what") for row in bars], "axis": None}
    x: Json = {
        "field": "price",
        "type": "quantitative",
        "title": group.axis,
        "axis": TICKS,
        "scale": room((maybe(row, "price_most") or 0.0 for row in bars), 0.2),
    }
    tooltip: list[Json] = [{"field": name, "title": name} for name in ("says", "what", "citation")]
    tooltip.append({"field": "price", "title": "h/day", "format": ",.2f"})
    named: Json = {"field": "name", "type": "nominal", "sort": labels, "axis": label_axis()}
    # Two things may be said in the same words; only then are bars told apart by their names in the files.
    rows_by: Json = named if len(set(labels)) == len(labels) else {**y, "axis": label_axis()}  # type: ignore[dict-item]
    return {
        "width": "container",
        "height": bars_height(labels),
        "data": {"values": values},
        "encoding": {"y": rows_by},
        "layer": [
            {"mark": {"type": "bar", "color": BLUE, "height": {"band": 0.6}}, "encoding": {"x": x, "tooltip": tooltip}},
            {
                "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
                "encoding": {"x": {"field": "least", "type": "quantitative"}, "x2": {"field": "most"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"x": {"field": "most", "type": "quantitative"}, "text": {"field": "told"}},
            },
        ],
    }
