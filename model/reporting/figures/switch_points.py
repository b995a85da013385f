"""Number lines: over the range of an assumption, which answer holds where, and where it switches."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.cells import Row
from model.reporting.figures.figure import Figure, Json, Spec
from model.reporting.figures.palette import INK, PAPER, SERIES
from model.reporting.figures.rows import grouped, identifier, lines, maybe, real, text
from model.reporting.figures.study_rows import LABEL, label_axis, table_of
from model.study.methods.compare import percent as in_percent

SWITCH, UNANSWERED, BASE = "switch", "unanswered", "base"
HEIGHT = 84  # of one number line with the words above and below, in pixels
COLUMNS = ("variant", "question", "factor", "result", "low", "high", "base", "switch_from", "switch_to", "below", "above", "solved_points")


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
        chart=Spec(_spec(points, answers)),
        alt="Number lines over the range of each factor. " + " ".join(_alt(row) for row in points),
        table=table_of("switch_points", points, *COLUMNS),
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


def _spec(points: Sequence[Row], answers: Sequence[Row]) -> dict[str, Json]:
    by_factor = grouped(points, lambda row: text(row, "factor"))
    labels = {
        factor: f"{lines(factor, LABEL)}\n{_value(rows[0], 'low')} to {_value(rows[0], 'high')}" for factor, rows in by_factor.items()
    }
    marks: list[Json] = []
    for factor, rows in by_factor.items():
        first = rows[0]
        marks.append(_mark(labels[factor], _share(first, maybe(first, "base")), f"base {_value(first, 'base')}", BASE))
        marks += [
            _mark(labels[factor], _share(row, maybe(row, "switch_to")), f"switch {_value(row, 'switch_to')}", SWITCH)
            for row in rows
            if row["result"] == SWITCH
        ]
    solved: list[Json] = [
        {
            "factor": labels[text(row, "factor")],
            "share": _share(by_factor[text(row, "factor")][0], maybe(row, "value")),
            "value": maybe(row, "value"),
            "answer": text(row, "answer"),
        }
        for row in answers
        if text(row, "factor") in by_factor
    ]
    return _layers(list(labels.values()), _stretches(by_factor, labels), solved, marks)


def _mark(factor: str, share: float | None, words: str, kind: str) -> dict[str, Json]:
    return {"factor": factor, "share": share, "words": words, "kind": kind}


def _stretches(by_factor: dict[str, list[Row]], labels: dict[str, str]) -> list[Json]:
    """From switch to switch: one stretch an answer. Where an answer is missing, the line stays thin."""
    found: list[Json] = []
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


def _layers(labels: Sequence[str], stretches: list[Json], solved: list[Json], marks: list[Json]) -> dict[str, Json]:
    y: Json = {"field": "factor", "type": "nominal", "sort": list(labels), "axis": label_axis()}
    axis: Json = {"title": "place in the range, %", "values": [0, 25, 50, 75, 100]}
    x: dict[str, Json] = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": axis}
    colour: Json = {
        "field": "answer",
        "type": "nominal",
        "sort": None,
        "title": "answer there",
        "scale": {"range": list(SERIES)},
        "legend": {"orient": "top", "columns": 1, "labelLimit": 700, "symbolType": "stroke", "symbolStrokeWidth": 8},
    }
    about: Json = [{"field": name, "title": name} for name in ("factor", "value", "answer")]
    layers: list[Json] = [
        {
            "data": {"values": stretches},
            "mark": {"type": "rule", "strokeWidth": 12},
            "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": y, "color": colour},
        },
        {
            "data": {"values": solved},
            "mark": {"type": "point", "shape": "stroke", "angle": 90, "color": INK, "size": 90, "opacity": 1},
            "encoding": {"x": x, "y": y, "tooltip": about},
        },
    ]
    for kind, shape, dy in ((BASE, "circle", -20), (SWITCH, "diamond", 24)):
        here: list[Json] = [mark for mark in marks if isinstance(mark, dict) and mark["kind"] == kind]
        words: Json = {"type": "text", "dy": dy, "fontWeight": 600 if kind == SWITCH else 400}
        symbol: Json = {"type": "point", "shape": shape, "filled": True, "fill": PAPER, "stroke": INK, "size": 110, "opacity": 1}
        layers.append({"data": {"values": here}, "mark": words, "encoding": {"x": x, "y": y, "text": {"field": "words"}}})
        layers.append({"data": {"values": here}, "mark": symbol, "encoding": {"x": x, "y": y}})
    return {"width": "container", "height": HEIGHT * len(labels), "layer": layers}
