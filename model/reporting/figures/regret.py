"""Every variant in every scenario: how much slower it is there than the variant that is best there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures import charts
from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.palette import INK, LINE, RISING
from model.reporting.figures.rows import counted, lines, listed, maybe, of, ordered, percent, real, spoken, text, told, whole, words
from model.reporting.figures.study_rows import labels_of, table_of, table_without, within_gap
from model.tables.column import Row

ROW = 40  # height of a row of cells, in pixels
MOST_NAMED = 12  # with more scenarios there is no room for their names or numbers
DARK = 0.6  # where the colour is this dark, in parts of the largest regret, letters on it are white
LEFT_OUT = ("gap", "regret_least", "regret_most")


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
            chart=_chart(regret, robustness, scenarios),
            alt=_alt(regret, scenarios),
            table=table_without("regret", regret, *LEFT_OUT),
        ),
        Figure(
            id="robustness",
            title="The largest and the mean regret of each variant",
            says=_robust_says(robustness),
            chart=_robust_chart(robustness),
            alt=spoken("Bars of the largest regret with a tick at the mean.", map(_regret, robustness)),
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


def _regret(row: Row) -> str:
    return f"{text(row, 'variant')}: largest {told(maybe(row, 'most_regret'))}, mean {told(maybe(row, 'mean_regret'), 'h/day')}"


def _alt(regret: Sequence[Row], scenarios: Sequence[str]) -> str:
    shown = regret if len(scenarios) <= MOST_NAMED else ()
    head = f"Cells of regret, a row a variant and a column a scenario, {counted(len(scenarios), 'scenario')}"
    cells = "; ".join(f"{text(row, 'variant')} in {text(row, 'scenario')} {_told(row)}" for row in shown)
    return f"{head}: {cells}." if cells else f"{head}."


def _told(row: Row) -> str:
    if row["regret"] is None:
        return text(row, "status")
    return "best" if row["regret"] == 0 else percent(maybe(row, "regret_percent"))


def _chart(regret: Sequence[Row], robustness: Sequence[Row], scenarios: Sequence[str]) -> Spec:
    widest = max((maybe(row, "regret_percent") or 0.0 for row in regret), default=0.0) or 1.0
    is_named = len(scenarios) <= MOST_NAMED
    labels, heading = _labels(regret, robustness), {name: lines(words(name)) for name in scenarios}
    values: list[charts.Datum] = [
        {
            "variant": labels[text(row, "variant")],
            "scenario": heading[text(row, "scenario")],
            "percent": maybe(row, "regret_percent"),
            "hours": told(maybe(row, "regret"), "h/day") if row["regret"] is not None else "",
            "told": _told(row),
            "status": text(row, "status"),
            "dark": (maybe(row, "regret_percent") or 0.0) > DARK * widest,
        }
        for row in regret
    ]
    padding = 4 + charts.LINE * max(name.count("\n") for name in heading.values())
    x = charts.headings("scenario", padding, None if is_named else "scenarios", labels=is_named, ticks=False)
    fill = charts.shade("percent", "slower than the best there, %", [0, widest], RISING, {"titleLimit": 400})
    blank: charts.Datum = {"condition": {"test": "datum.percent === null", "value": LINE}}
    beside = charts.plain_tooltip("variant", "scenario", "told", "hours", "status")
    texts = [charts.words("told", {}, color=charts.LEGIBLE)] if is_named else []
    return charts.cells(ROW * len(labels), values, x, charts.named("variant", labels.values()), {**blank, **fill}, beside, *texts)


def _labels(rows: Sequence[Row], robustness: Sequence[Row]) -> Mapping[str, str]:
    safest = {text(row, "variant") for row in robustness if row["minimax"]}
    return {name: label + (" (safest)" if name in safest else "") for name, label in labels_of(rows, "variant").items()}


def _robust_chart(robustness: Sequence[Row]) -> Spec:
    labels = _labels(robustness, robustness)
    values: list[charts.Datum] = [
        {
            "variant": labels[text(row, "variant")],
            "most": maybe(row, "most_regret"),
            "mean": maybe(row, "mean_regret"),
            "told": told(maybe(row, "most_regret")) if row["candidate"] else f"no posture in {_missing(row)}",
            "place": maybe(row, "most_regret") or 0.0,
        }
        for row in robustness
    ]
    scale = charts.room(maybe(row, "most_regret") or 0.0 for row in robustness)
    layers = (
        charts.bar(charts.length("most", "largest regret over all scenarios (tick: mean), h/day", scale=scale), fill=RISING[2]),
        charts.mark("tick", {"color": INK, "thickness": 3}, x=charts.measure("mean")),
        charts.words("told", charts.BESIDE, "place"),
    )
    return charts.bars(values, "variant", labels.values(), *layers, height=ROW * len(labels))


def _missing(row: Row) -> str:
    return counted((whole(row, "infeasible") or 0) + (whole(row, "unanswered") or 0), "scenario")
