"""What each law, mandate, officer, team, star and holder costs or saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.rows import counted, identifier, lines, maybe, names, of, ordered, real, spoken, text, told
from model.reporting.figures.study_rows import LABEL, MOST_BARS, WITHIN, table_without, within_gap
from model.tables.column import Row

LEFT_OUT = ("status", "base_delay", "weighted_delay", "price_least", "price_most", "decisions", "gap")


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


PEOPLE = ("officer", "liaison", "star")
GROUPS = (
    _Group("rules", ("rule",), "What each law and rule costs", "rule", "rules", "hours a day that the rule costs", "costs most"),
    _Group("mandates", ("mandate",), "What each mandate costs", "mandate", "mandates", "hours a day that the mandate costs", "costs most"),
    _Group("people", PEOPLE, "What more people and stars save", "addition", "additions", "hours a day saved", "saves most"),
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
    shown = [row for row in known if row["effect"] not in ("slack", WITHIN)][:MOST_BARS] or known[:1]
    return Figure(
        id=identifier("prices", group.name, variant),
        title=f"{group.title}: {variant}",
        says=_says(group, rows, known),
        chart=_chart(group, shown),
        alt=spoken("Bars, longest first.", (f"{_words(row)} {told(maybe(row, 'price'), 'h/day')}" for row in shown)),
        table=table_without("prices", rows, *LEFT_OUT),
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


def _chart(group: _Group, rows: Sequence[Row]) -> Spec:
    labels, what = [_label(row) for row in rows], [text(row, "what") for row in rows]
    values: list[charts.Datum] = [
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
        for label, row in zip(labels, rows, strict=True)
    ]
    x = charts.length("price", group.axis, scale=charts.room((maybe(row, "price_most") or 0.0 for row in rows), 0.2))
    beside = [*charts.plain_tooltip("says", "what", "citation"), *charts.tooltip({"price": "h/day"}, price=",.2f")]
    layers = charts.bar(x, tooltip=beside), charts.interval(), charts.words("told", charts.BESIDE, "most")
    # Two things may be said in the same words; only then are bars told apart by their names in the files.
    field, order = ("name", labels) if len(set(labels)) == len(labels) else ("what", what)
    return charts.bars(values, field, order, *layers, height=charts.bars_height(labels))
