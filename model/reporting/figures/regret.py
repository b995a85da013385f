"""Every variant in every scenario: how much slower it is there than the variant that is best there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.cells import Row
from model.reporting.figures.figure import Figure, Json, Spec
from model.reporting.figures.palette import INK, LABEL_LINES, LINE, PAPER, RISING
from model.reporting.figures.rows import counted, lines, listed, maybe, of, ordered, percent, real, text, told, whole
from model.reporting.figures.study_rows import LABEL, TICKS, label_axis, room, table_of, within_gap
from model.reporting.figures.study_rows import LINE as LINE_HEIGHT

ROW = 40  # height of a row of cells, in pixels
MOST_NAMED = 12  # with more scenarios there is no room for their names or numbers
DARK = 0.6  # where the colour is this dark, in parts of the largest regret, letters on it are white
COLUMNS = (
    "variant",
    "scenario",
    "status",
    "weighted_delay",
    "best_variants",
    "regret",
    "regret_percent",
    "effect",
    "satisfices",
    "blocked_by",
)


def regret_figures(regret: Sequence[Row], robustness: Sequence[Row], information: Sequence[Row]) -> tuple[Figure, ...]:
    """Cells of regret, from the tables `regret`, `robustness` and `information_value`; none without rows."""
    if not regret:
        return ()
    scenarios = ordered(regret, "scenario")
    return (
        Figure(
            id="regret",
            title="How much slower each variant is than the best one there",
            says=_says(robustness, information, scenarios) + _gap(regret),
            chart=Spec(_spec(regret, robustness, scenarios)),
            alt=_alt(regret, scenarios),
            table=table_of("regret", regret, *COLUMNS),
        ),
        Figure(
            id="robustness",
            title="The largest and the mean regret of each variant",
            says=_robust_says(robustness),
            chart=Spec(_robust_spec(robustness)),
            alt="Bars of the largest regret with a tick at the mean. "
            + "; ".join(
                f"{text(row, 'variant')}: largest {told(maybe(row, 'most_regret'))}, mean {told(maybe(row, 'mean_regret'), 'h/day')}"
                for row in robustness
            )
            + ".",
            table=table_of("robustness", robustness),
        ),
    )


def _says(robustness: Sequence[Row], information: Sequence[Row], scenarios: Sequence[str]) -> str:
    safest = [text(row, "variant") for row in robustness if row["minimax"] and row["most_regret"] is not None]
    if not safest:
        return f"No variant has a proved posture in all {counted(len(scenarios), 'scenario')}, so none can be called the safest."
    first = of(robustness, variant=safest[0])[0]
    most = real(first, "most_regret")
    size = (
        "it is best in every one of them"
        if most == 0
        else f"its largest regret is {told(most, 'h/day')}, in {text(first, 'worst_scenario')}"
    )
    says = f"Safest over {counted(len(scenarios), 'scenario')}: {listed(safest)}; {size}."
    for row in information:
        says += f" Knowing the scenario before choosing would be worth {told(real(row, 'value'), 'h/day')}."
    return says


def _gap(regret: Sequence[Row]) -> str:
    cells: list[Row] = [{**row, "cell": f"{text(row, 'variant')} in {text(row, 'scenario')}"} for row in regret]
    return within_gap(cells, "cell")


def _robust_says(robustness: Sequence[Row]) -> str:
    candidates = sorted(
        (row for row in robustness if row["candidate"] and row["most_regret"] is not None), key=lambda row: real(row, "most_regret")
    )
    dropped = [text(row, "variant") for row in robustness if not row["candidate"]]
    said = []
    if len(candidates) > 1:
        worst, second = candidates[-1], candidates[1]
        said.append(f"After the safest comes {text(second, 'variant')} with at most {told(real(second, 'most_regret'), 'h/day')}")
        said[-1] += f"; {text(worst, 'variant')} can lose {told(real(worst, 'most_regret'), 'h/day')}." if worst is not second else "."
    if dropped:
        said.append(f"No candidate, for want of a posture somewhere: {', '.join(dropped)}.")
    return " ".join(said) or "There is one candidate alone."


def _alt(regret: Sequence[Row], scenarios: Sequence[str]) -> str:
    shown = regret if len(scenarios) <= MOST_NAMED else ()
    head = f"Cells of regret, a row a variant and a column a scenario, {counted(len(scenarios), 'scenario')}"
    cells = "; ".join(f"{text(row, 'variant')} in {text(row, 'scenario')} {_told(row)}" for row in shown)
    return f"{head}: {cells}." if cells else f"{head}."


def _told(row: Row) -> str:
    if row["regret"] is None:
        return text(row, "status")
    return "best" if row["regret"] == 0 else percent(maybe(row, "regret_percent"))


def _spec(regret: Sequence[Row], robustness: Sequence[Row], scenarios: Sequence[str]) -> dict[str, Json]:
    widest = max((maybe(row, "regret_percent") or 0.0 for row in regret), default=0.0) or 1.0
    named = len(scenarios) <= MOST_NAMED
    # Lines of a label grow downwards, towards the cells.
    padding = 4 + LINE_HEIGHT * max(lines(_scenario(name)).count("\n") for name in scenarios)
    labels = _labels(regret, robustness)
    values: list[Json] = [
        {
            "variant": labels[text(row, "variant")],
            "scenario": lines(_scenario(text(row, "scenario"))),
            "percent": maybe(row, "regret_percent"),
            "hours": told(maybe(row, "regret"), "h/day") if row["regret"] is not None else "",
            "told": _told(row),
            "status": text(row, "status"),
            "dark": (maybe(row, "regret_percent") or 0.0) > DARK * widest,
        }
        for row in regret
    ]
    colour: Json = {
        "field": "percent",
        "type": "quantitative",
        "scale": {"domain": [0, widest], "range": list(RISING)},
        "legend": {"title": "slower than the best there, %", "orient": "top", "gradientLength": 260, "titleLimit": 400},
    }
    axis: Json = {
        "orient": "top",
        "labelAngle": 0,
        "labelLimit": 160,
        "labelExpr": LABEL_LINES,
        "labels": named,
        "ticks": False,
        "labelPadding": padding,
    }
    tooltip: Json = [{"field": name, "title": name} for name in ("variant", "scenario", "told", "hours", "status")]
    layers: list[Json] = [
        {
            "mark": {"type": "rect", "stroke": PAPER},
            "encoding": {"color": {"condition": {"test": "datum.percent === null", "value": LINE}, **colour}, "tooltip": tooltip},  # type: ignore[dict-item]
        }
    ]
    if named:
        ink: Json = {"condition": {"test": "datum.dark", "value": PAPER}, "value": INK}
        layers.append({"mark": {"type": "text"}, "encoding": {"text": {"field": "told"}, "color": ink}})
    return {
        "width": "container",
        "height": ROW * len(labels),
        "data": {"values": values},
        "encoding": {
            "y": {"field": "variant", "type": "nominal", "sort": list(labels.values()), "axis": label_axis()},
            "x": {"field": "scenario", "type": "nominal", "sort": None, "title": None if named else "scenarios", "axis": axis},
        },
        "layer": layers,
    }


def _scenario(name: str) -> str:
    return name.replace("_", " ")


def _labels(rows: Sequence[Row], robustness: Sequence[Row]) -> Mapping[str, str]:
    safest = {text(row, "variant") for row in robustness if row["minimax"]}
    return {name: lines(name, LABEL) + (" (safest)" if name in safest else "") for name in ordered(rows, "variant")}


def _robust_spec(robustness: Sequence[Row]) -> dict[str, Json]:
    labels = _labels(robustness, robustness)
    values: list[Json] = [
        {
            "variant": labels[text(row, "variant")],
            "most": maybe(row, "most_regret"),
            "mean": maybe(row, "mean_regret"),
            "told": told(maybe(row, "most_regret")) if row["candidate"] else f"no posture in {_missing(row)}",
            "place": maybe(row, "most_regret") or 0.0,
        }
        for row in robustness
    ]
    x: Json = {
        "field": "most",
        "type": "quantitative",
        "scale": room(maybe(row, "most_regret") or 0.0 for row in robustness),
        "axis": TICKS,
        "title": "largest regret over all scenarios (tick: mean), h/day",
    }
    return {
        "width": "container",
        "height": ROW * len(labels),
        "data": {"values": values},
        "encoding": {"y": {"field": "variant", "type": "nominal", "sort": list(labels.values()), "axis": label_axis()}},
        "layer": [
            {"mark": {"type": "bar", "color": RISING[2], "height": {"band": 0.6}}, "encoding": {"x": x}},
            {"mark": {"type": "tick", "color": INK, "thickness": 3}, "encoding": {"x": {"field": "mean", "type": "quantitative"}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"x": {"field": "place", "type": "quantitative"}, "text": {"field": "told"}},
            },
        ],
    }


def _missing(row: Row) -> str:
    return counted((whole(row, "infeasible") or 0) + (whole(row, "unanswered") or 0), "scenario")
