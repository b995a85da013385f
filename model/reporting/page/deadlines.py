"""The table of a run's page that holds deadlines against what was simulated: not whether the mean keeps one, but how many requests do."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures.figure import FigureTable
from model.reporting.figures.rows import counted, grouped, maybe, real, text
from model.reporting.page.parts import TableBlock
from model.tables.column import Column, Row, number

COLUMNS = (
    Column("variant", "variant"),
    Column("condition", "condition"),
    Column("thread", "thread"),
    Column("phase", "phase in which fewest keep it"),
    number("deadline_hours", "deadline", "h"),
    number("exact_hours", "the model's mean hours there", "h"),
    number("p90", "nine of ten take no longer", "h"),
    number("within_deadline", "share that keeps it", "1"),
)
KEY = ("variant", "condition", "thread")


def deadline_table(simulation: Sequence[Row]) -> TableBlock | None:
    """A row a deadline that some requests miss, the worst first, in the phase in which most miss it; None where there are no deadlines."""
    judged = [row for row in simulation if maybe(row, "within_deadline") is not None]
    if not judged:
        return None
    by_deadline = grouped(judged, lambda row: tuple(text(row, name) for name in KEY))
    worst = [min(rows, key=_share) for rows in by_deadline.values()]
    missed = sorted((row for row in worst if _share(row) < 1), key=lambda row: (_share(row), *(text(row, name) for name in KEY)))
    says = (
        f"{counted(len(worst), 'deadline')} of a variant, condition and thread; every request keeps "
        f"{len(worst) - len(missed)} of them in all phases. "
    )
    hidden = sum(real(row, "exact_hours") <= (maybe(row, "deadline_hours") or 0.0) for row in missed)
    says += f"{len(missed)} some requests miss; of {hidden} of these the model's mean would have said that they are kept."
    rows = tuple({column.name: row.get(column.name) for column in COLUMNS} for row in missed)
    return TableBlock("deadlines-table", "Deadlines: how many requests keep them", says, FigureTable(COLUMNS, rows))


def _share(row: Row) -> float:
    return real(row, "within_deadline")
