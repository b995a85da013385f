"""Cells of the tables as they are shown on slides, with the place where each stands."""

from __future__ import annotations

from model.errors import ModelFault
from model.reporting.deck.parts import Place, Shown
from model.reporting.figures.rows import change, maybe, percent, text, told, whole
from model.reporting.page.findings import Tables
from model.tables.column import Row

HEADER = 1  # lines of a file before its first row


class Whereabouts:
    """Finds the line of a row. Rows are told apart by being the very same object, not by what is in them."""

    def __init__(self, tables: Tables) -> None:
        self._lines = {id(row): line for rows in tables.values() for line, row in enumerate(rows, start=HEADER + 1)}
        self._tables = tables  # keeps the rows, and so their identities, alive

    def place(self, table: str, row: Row, column: str) -> Place:
        """Where the cell stands. Raises ModelFault where the row is none of the report's."""
        if id(row) not in self._lines or column not in row:
            raise ModelFault(f"a slide shows {column} of a row that is not in {table}")
        return Place(table, self._lines[id(row)], column)

    def number(self, table: str, row: Row, column: str) -> Shown:
        """A number as people say it; empty where there is none."""
        return self._shown(table, row, column, told(maybe(row, column)))

    def change(self, table: str, row: Row, column: str) -> Shown:
        """A difference with its sign."""
        return self._shown(table, row, column, change(maybe(row, column)))

    def percent(self, table: str, row: Row, column: str) -> Shown:
        """A difference in percent."""
        return self._shown(table, row, column, percent(maybe(row, column)))

    def count(self, table: str, row: Row, column: str) -> Shown:
        """A whole number."""
        value = whole(row, column)
        return self._shown(table, row, column, "" if value is None else f"{value:,}")

    def words(self, table: str, row: Row, column: str) -> Shown:
        """A cell of text."""
        return Shown(text(row, column), self.place(table, row, column) if text(row, column) else None)

    def _shown(self, table: str, row: Row, column: str, said: str) -> Shown:
        return Shown("") if row[column] is None else Shown(said, self.place(table, row, column))


def plain(*cells: str) -> tuple[Shown, ...]:
    """Cells that are words of our own."""
    return tuple(Shown(cell) for cell in cells)
