"""What the checks speak about: rows of the report tables, and the disagreements found in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.errors import ModelFault
from model.tables import column as tables
from model.tables.column import Cell

# A number is printed with six decimals; recomputing it loses no more than the relative part.
PRINTED = 1e-6
RELATIVE = 1e-11
THE_INSTANCE = "the instance says so"


@dataclass(frozen=True, order=True)
class Violation:
    """One disagreement. `row` is the line of the CSV file (0: the whole table), `said` what stands there, `should_be` what
    the instance and the other tables make of it (empty where no single value would do), `why` the reason."""

    table: str
    row: int
    column: str
    said: str
    should_be: str
    why: str

    def __str__(self) -> str:
        place = f"{self.table}.csv:{self.row}" if self.row else f"{self.table}.csv"
        said = f" {self.column} = {self.said!r}" if self.column else ""
        wanted = f", should be {self.should_be!r}" if self.should_be else ""
        return f"{place}{said}{wanted}: {self.why}"


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells by column, each already of its column's kind (None: an empty cell)."""

    table: str
    line: int
    cells: tables.Row

    def text(self, column: str) -> str:
        """A cell that is text."""
        value = self.cells[column]
        if not isinstance(value, str):
            raise ModelFault(f"{self.table}.{column} is no text: {value!r}")
        return value

    def key(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Several text cells."""
        return tuple(self.text(column) for column in columns)

    def whole(self, column: str) -> int | None:
        """A cell that is a whole number or empty."""
        value = self.cells[column]
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise ModelFault(f"{self.table}.{column} is no whole number: {value!r}")
        return value

    def number(self, column: str) -> float | None:
        """A cell that is a number or empty."""
        value = self.cells[column]
        if value is not None and (isinstance(value, bool | str)):
            raise ModelFault(f"{self.table}.{column} is no number: {value!r}")
        return value

    def flag(self, column: str) -> bool:
        """A cell that is yes or no."""
        value = self.cells[column]
        if not isinstance(value, bool):
            raise ModelFault(f"{self.table}.{column} is neither yes nor no: {value!r}")
        return value


Found = Iterator[Violation]


def shown(value: Cell) -> str:
    """A value as the tables write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def close(said: float, wanted: float, terms: int = 1) -> bool:
    """Whether two numbers agree when `terms` printed numbers went into them."""
    return said == wanted or abs(said - wanted) <= PRINTED * terms + RELATIVE * abs(wanted)


def violation(row: Row, column: str, why: str, should_be: Cell = None) -> Violation:
    """The disagreement in one cell of a row."""
    return Violation(row.table, row.line, column, shown(row.cells[column]), shown(should_be), why)


def compare(row: Row, column: str, wanted: Cell, why: str, terms: int = 1) -> Found:
    """Nothing where the cell holds `wanted`."""
    said = row.cells[column]
    numbers = isinstance(said, int | float) and isinstance(wanted, int | float) and not isinstance(said, bool)
    agrees = close(float(said), float(wanted), terms) if numbers else said == wanted  # type: ignore[arg-type]
    if not agrees:
        yield violation(row, column, why, wanted)
