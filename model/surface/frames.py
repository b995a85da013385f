"""Rows of a table as a pandas DataFrame: the columns of the CSV in their order, numbers as numbers, units beside them in `attrs`.

pandas is loaded when the first table is looked at, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from model.data.column import Column, Kind
from model.errors import nearest
from model.tables.column import Row, Table

if TYPE_CHECKING:
    import pandas as pd

# Kinds whose cells have a type of their own in pandas. Each knows an empty cell, so that a column's type never depends on its rows.
DTYPES: Mapping[Kind, str] = {"number": "float64", "integer": "Int64", "flag": "boolean"}


def frame(name: str, row_is: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows as a DataFrame. `attrs` has `table`, `row` (what a row is), `units` and `descriptions` by column."""
    import pandas as pd

    made = pd.DataFrame(
        {column.name: pd.Series([row[column.name] for row in rows], dtype=DTYPES.get(column.kind, "object")) for column in columns}
    )
    made.attrs = {
        "table": name,
        "row": row_is,
        "units": {column.name: column.unit for column in columns if column.unit},
        "descriptions": {column.name: column.description for column in columns},
    }
    return made


def report_frame(table: Table, rows: Sequence[Row]) -> pd.DataFrame:
    """A table of a report as a DataFrame."""
    return frame(table.name, table.row, table.columns, rows)


class Tables(Mapping[str, "pd.DataFrame"]):
    """Tables by name, each made a DataFrame when it is first asked for. Whoever changes one changes a copy."""

    def __init__(self, names: Sequence[str], make: Callable[[str], pd.DataFrame]) -> None:
        self._names, self._make = tuple(names), make
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            hint = nearest(name, self._names)
            raise KeyError(f"there is no table {name!r}; " + (f"did you mean {hint!r}?" if hint else f"there are {', '.join(self._names)}"))
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"{len(self)} tables: {', '.join(self._names)}"
