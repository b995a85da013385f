"""Number lines: over the range of an assumption, which answer holds where, and where it switches."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.palette import INK, PAPER, SERIES
from model.reporting.figures.rows import grouped, identifier, lines, maybe, real, text
from model.reporting.figures.study_rows import LABEL, table_without
from model.study.methods.compare import percent as in_percent
from model.study.methods.follow import SWITCH, UNANSWERED
from model.tables.column import Row

BASE = "base"
HEIGHT = 84  # of one number line with the words above and below, in pixels


def switch_point_figures(points: Sequence[Row], answers: Sequence[Row]) -> tuple[Figure, ...]:
    """A figure for each question asked of a variant or of several, from `switch_points` and `switch_answers`."""
    asked = grouped(points, lambda row: (text(row, "variant"), text(row, "question")))
    solved = grouped(answers, lambda row: (text(row, "variant"), text(row, "question")))
    return tuple(_figure(number, *key, rows, solved.get(key, [])) for number, (key, rows) in enumerate(asked.items(), 1))


def _figure(number: int, variant: str, question: str, points: Sequence[Row], answers: Sequence[Row]) -> Figure:
    return Figure(
        id=identifier("switch-points", str(number)),
        title=f"Where the answer switches: {question}",
        says=" ".join(_sentence(row) for row in points),
        chart=_drawn(points, answers),
        alt="Number lines over the range of each factor. " + " ".join(_alt(row) for row in points),
        table=table_without("switch_points", points, "paths", "tolerance", "distance_percent"),
        # One with several variants is about all of them, so it is shown whichever is chosen.
        variant="" if "|" in variant else variant,
    )


def _sentence(row: Row) -> str:
    factor, what = text(row, "factor"), text(row, "question")
    if row["result"] == SWITCH:
        return (
            f"{_capital(what)} is {text(row, 'below')} up to {factor} = {_value(row, 'switch_from')} and {text(row, 'above')} from "
            f"{_value(row, 'switch_to')} on (base {_value(row, 'base')})."
        )
    if row["result"] == UNANSWERED:
        return f"{_capital(what)}: over the range of {factor} some solve has no answer, so a switch there is not excluded."
    return f"{_capital(what)} is {text(row, 'below')} for {factor} anywhere between {_value(row, 'low')} and {_value(row, 'high')}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _alt(row: Row) -> str:
    range_of = (
        f"{text(row, 'factor')} from {_value(row, 'low')} to {_value(row, 'high')}, base {_value(row, 'base')}: {text(row, 'result')}"
    )
    return range_of + (f" at {_value(row, 'switch_to')}." if row["result"] == SWITCH else ".")


def _value(row: Row, name: str) -> str:
    """An assumption's value in the digits that tell it from its neighbours."""
    value = maybe(row, name)
    return "none" if value is None else f"{value:.4g}"


def _share(row: Row, value: float | None) -> float | None:
    """Place of a value in its factor's range, in percent; every factor has a line of the same length."""
    low, high = real(row, "low"), real(row, "high")
    return None if value is None else in_percent(value - low, high - low) or 0.0


def _drawn(points: Sequence[Row], answers: Sequence[Row]) -> Spec:
    by_factor = grouped(points, lambda row: text(row, "factor"))
    labels = {
        factor: f"{lines(factor, LABEL)}\n{_value(rows[0], 'low')} to {_value(rows[0], 'high')}" for factor, rows in by_factor.items()
    }
    marks: list[charts.Datum] = []
    for factor, rows in by_factor.items():
        marks.append(_mark(labels[factor], rows[0], "base", BASE))
        marks += [_mark(labels[factor], row, "switch_to", SWITCH) for row in rows if row["result"] == SWITCH]
    solved: list[charts.Datum] = [
        {
            "factor": labels[text(row, "factor")],
            "share": _share(by_factor[text(row, "factor")][0], maybe(row, "value")),
            "value": maybe(row, "value"),
            "answer": text(row, "answer"),
        }
        for row in answers
        if text(row, "factor") in by_factor
    ]
    return _chart(list(labels.values()), _stretches(by_factor, labels), solved, marks)


def _mark(factor: str, row: Row, place: str, kind: str) -> charts.Datum:
    return {"factor": factor, "share": _share(row, maybe(row, place)), "words": f"{kind} {_value(row, place)}", "kind": kind}


def _stretches(by_factor: dict[str, list[Row]], labels: dict[str, str]) -> list[charts.Datum]:
    """From switch to switch: one stretch an answer. Where an answer is missing, the line stays thin."""
    found: list[charts.Datum] = []
    for factor, rows in by_factor.items():
        if any(row["result"] == UNANSWERED for row in rows):
            continue
        switches = [row for row in rows if row["result"] == SWITCH]
        ends = [0.0, *(_share(row, maybe(row, "switch_to")) or 0.0 for row in switches), 100.0]
        told_there = [text(row, "below") for row in switches or rows[:1]] + [text(row, "above") for row in switches[-1:]]
        found += [
            {"factor": labels[factor], "from": start, "to": end, "answer": answer}
            for start, end, answer in zip(ends[:-1], ends[1:], told_there, strict=True)
        ]
    return found


def _chart(labels: Sequence[str], stretches: Sequence[charts.Datum], solved: Sequence[charts.Datum], marks: Sequence[charts.Datum]) -> Spec:
    axis: charts.Piece = {"title": "place in the range, %", "values": [0, 25, 50, 75, 100]}
    y, x = charts.named("factor", labels), charts.measure("share", scale={"domain": [0, 100]}, axis=axis)
    legend: charts.Piece = {"orient": "top", "columns": 1, "labelLimit": 700, "symbolType": "stroke", "symbolStrokeWidth": 8}
    fill = charts.kinds("answer", title="answer there", scale={"range": SERIES}, legend=legend)
    answer: charts.Piece = {"shape": "stroke", "angle": 90, "color": INK, "size": 90, "opacity": 1}
    layers = [
        charts.over(stretches, charts.mark("rule", {"strokeWidth": 12}, x={**x, "field": "from"}, x2={"field": "to"}, y=y, color=fill)),
        charts.over(solved, charts.mark("point", answer, x=x, y=y, tooltip=charts.plain_tooltip("factor", "value", "answer"))),
    ]
    for kind, shape, dy, weight in ((BASE, "circle", -20, 400), (SWITCH, "diamond", 24, 600)):
        here = [one for one in marks if one["kind"] == kind]
        symbol: charts.Piece = {"shape": shape, "filled": True, "fill": PAPER, "stroke": INK, "size": 110, "opacity": 1}
        layers.append(charts.over(here, charts.words("words", {"dy": dy, "fontWeight": weight}, x=x, y=y)))
        layers.append(charts.over(here, charts.mark("point", symbol, x=x, y=y)))
    return charts.chart(HEIGHT * len(labels), layers)
