"""The first slides: the answer, the variants side by side, and why the best waits least."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.deck.layout import cut, short
from model.reporting.deck.parts import BarChart, Grid, Place, Series, Shown, Slide
from model.reporting.deck.told import Whereabouts
from model.reporting.figures.palette import LESS, MORE, QUIET
from model.reporting.figures.rows import change, counted, listed, of, real, text, told, words
from model.reporting.page.answers import answers, headline
from model.reporting.page.findings import Findings
from model.tables.column import Row

HOURS = "#,##0;\u2212#,##0;0"
CHANGE = "+#,##0;\u2212#,##0;0"
SMALL_HOURS = "#,##0.0;\u2212#,##0.0;0"
SMALL_CHANGE = "+#,##0.0;\u2212#,##0.0;0"
COMMAND = "solve.py"
LEAST = 0.5  # hours a day that are drawn
SMALL = 100.0  # hours: below it, labels have a decimal


def answer(about: Findings, standing: Whereabouts) -> list[Slide]:
    """Six questions with their answers, as the page has them."""
    rows = tuple((Shown(one.question), Shown(one.short), Shown(spoken(one.more))) for one in answers(about))
    grid = Grid(("Question", "Answer", "More"), (20, 20, 62), rows)
    return cut(Slide(headline(about), "", (grid,), _worked_out(about), tuple(_numbers(about, standing))))


def spoken(said: str) -> str:
    """Without the sentences that tell a command to give: these are for the page, not for a briefing."""
    return ". ".join(part for part in said.removesuffix(".").split(". ") if COMMAND not in part) + "."


def _numbers(about: Findings, standing: Whereabouts) -> list[tuple[str, Place]]:
    """Where the delays of the best and the baseline stand, and what lies between them."""
    if about.best is None:
        return []
    found = [("weighted hours a day of the best", standing.place("runs", about.best, "weighted_delay"))]
    for row in of(about.runs, variant=about.baseline):
        if row["weighted_delay"] is not None and row is not about.best:
            found.append(("weighted hours a day of the baseline", standing.place("runs", row, "weighted_delay")))
    (beside,) = _against(about, [about.best])
    if beside is not None and beside["difference"] is not None:
        found += [
            ("difference from the baseline", standing.place("comparison", beside, "difference")),
            ("the same in percent", standing.place("comparison", beside, "difference_percent")),
        ]
    return found


def _worked_out(about: Findings) -> tuple[str, ...]:
    if about.best is None or not about.baseline:
        return ()
    best = text(about.best, "variant")
    return (
        f"Hours by part: worked out from routes.csv: for each row of {best} and of {about.baseline}, weighted_hours_per_day times the part "
        "divided by hours, summed by part.",
        f"Hours by condition: column weighted_hours_per_day of delay_by_condition.csv, summed over the rows of {best}, less those of "
        f"{about.baseline}.",
    )


def _against(about: Findings, runs: Sequence[Row]) -> list[Row | None]:
    """Of each run the row that compares its weighted delay with the baseline's."""
    rows = {text(row, "variant"): row for row in of(about.tables["comparison"], measure="weighted_delay")}
    return [rows.get(text(run, "variant")) for run in runs]


def compared(about: Findings, standing: Whereabouts) -> list[Slide]:
    """A chart of the change of every variant against the baseline, and a table of what else differs. Nothing without a posture."""
    if not about.ranked:
        return []
    return [_chart(about, standing), *cut(_table(about, standing), "runs.csv")]


def _chart(about: Findings, standing: Whereabouts) -> Slide:
    runs = about.ranked
    beside = _against(about, runs)
    names = tuple(text(run, "variant") for run in runs)
    if any(row is None or row["difference"] is None for row in beside):
        rows, table, column, axis = list(runs), "runs", "weighted_delay", "urgency-weighted hours of delay a day"
    else:
        rows, table, column = [row for row in beside if row is not None], "comparison", "difference"
        axis = f"change of urgency-weighted hours a day against {about.baseline}; to the left is better"
    numbers = tuple(real(row, column) for row in rows)
    colours = tuple(QUIET if name == about.baseline else LESS if number < 0 else MORE for name, number in zip(names, numbers, strict=True))
    series = Series(words(column), numbers, tuple(standing.place(table, row, column) for row in rows), colours)
    alt = "Bars, best first: " + "; ".join(f"{name} {change(number)}" for name, number in zip(names, numbers, strict=True)) + "."
    chart = BarChart("Variants compared", names, (series,), axis, _form(numbers, table == "comparison"), alt)
    return Slide(_spread(about), short(_aside(about)), (chart,))


def _form(numbers: Sequence[float], signed: bool) -> str:
    small = max((abs(number) for number in numbers), default=0.0) < SMALL
    return (SMALL_CHANGE if small else CHANGE) if signed else (SMALL_HOURS if small else HOURS)


def _spread(about: Findings) -> str:
    first, last = about.ranked[0], about.ranked[-1]
    if first is last:
        return f"{text(first, 'variant')} waits {told(real(first, 'weighted_delay'))} weighted hours a day"
    least, most = (told(real(row, "weighted_delay")) for row in (first, last))
    return f"From {least} to {most} weighted hours a day: {text(first, 'variant')} waits least, {text(last, 'variant')} most"


def _aside(about: Findings) -> str:
    off = [text(row, "variant") for row in about.ranked if text(row, "variant") in about.set_aside]
    said = f"{listed(off)} {'set' if len(off) > 1 else 'sets'} a law aside. " if off else ""
    missing = [text(row, "variant") for row in about.unanswered]
    said += f"No posture: {listed(missing)}. " if missing else ""
    return said + "Variants within 0.1 % of each other are not told apart." if len(about.ranked) > 1 else said


def _table(about: Findings, standing: Whereabouts) -> Slide:
    runs = [*about.ranked, *about.unanswered]
    rows = []
    for run, beside in zip(runs, _against(about, runs), strict=True):
        more = (Shown(""), Shown(""))
        if beside is not None and text(run, "variant") != about.baseline:
            more = (standing.change("comparison", beside, "difference"), standing.percent("comparison", beside, "difference_percent"))
        counts = (standing.count("runs", run, column) for column in ("people", "four_stars", "changes"))
        named = (standing.words("runs", run, column) for column in ("variant", "title", "status"))
        rows.append((*named, standing.number("runs", run, "weighted_delay"), *more, *counts))
    heads = ("variant", "in words", "status", "h/day", "against baseline", "%", "people", "four-stars", "changes")
    best = frozenset(place for place, run in enumerate(runs) if run is about.best)
    shares = (27, 50, 10, 9, 11, 12, 9, 8, 10)
    grid = Grid(heads, shares, tuple(rows), best, frozenset(range(3, 9)))
    title = f"{counted(len(about.ranked), 'variant')} of {len(about.runs)} have a posture; what each asks for beside its hours"
    says = f"Against {about.baseline}. Four-stars and changes are summed over the phases." if about.delays_by_phase else ""
    return Slide(title, says or f"Against {about.baseline}.", (grid,))


def why(about: Findings) -> list[Slide]:
    """Two charts: the change from the baseline to the best by part of the delay and by condition. Nothing where they are one."""
    if about.best is None:
        return []
    best = text(about.best, "variant")
    parts = [(words(part), more) for part, more in about.part_changes(best)]
    conditions = [(name, more) for name, more, _ in about.condition_changes(best)]
    if best == about.baseline or not parts:
        return []
    total = sum(more for _, more in parts)
    title = f"{best} saves most by {parts[0][0]}, and most of it in {conditions[0][0]}" if total < 0 else f"What {best} changes"
    says = f"Change of urgency-weighted hours a day from {about.baseline} to {best}: {change(total)} in all."
    blocks = (_changes("By part of the delay", parts), _changes("By condition", conditions))
    left = [name for name, more in parts if abs(more) < LEAST]
    remarks = (
        (*_worked_out(about), f"Not drawn, since they change by less than {LEAST} h/day: {listed(left)}.") if left else _worked_out(about)
    )
    return [Slide(title, says, blocks, remarks)]


def _changes(title: str, changed: Sequence[tuple[str, float]]) -> BarChart:
    drawn = [(name, more) for name, more in changed if abs(more) >= LEAST]
    names, numbers = tuple(name for name, _ in drawn), tuple(more for _, more in drawn)
    series = Series("change", numbers, (None,) * len(numbers), tuple(LESS if number < 0 else MORE for number in numbers))
    alt = f"{title}: " + "; ".join(f"{name} {change(number)}" for name, number in changed) + "."
    return BarChart(title, names, (series,), "change of urgency-weighted h/day", _form(numbers, True), alt)
