"""The tables of a report as the verifier reads them: by the names of their columns, whatever else stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from model.errors import Finding, InputError
from model.tables.column import Table
from model.tables.reading import file_lines, line_numbers, read_rows
from model.verify.rows import Row


def read_tables(folder: Path, shapes: Iterable[Table]) -> dict[str, tuple[Row, ...]]:
    """The rows of `<folder>/<name>.csv` of each shape, by name. Raises InputError with all that keeps them from being read: a file
    that is missing or no table, columns that are not those, every cell that is not of its column's kind."""
    tables: dict[str, tuple[Row, ...]] = {}
    found: list[Finding] = []
    for shape in shapes:
        try:
            tables[shape.name] = _read(folder, shape)
        except InputError as error:
            found += error.findings
    if found:
        raise InputError(found)
    return tables


def _read(folder: Path, shape: Table) -> tuple[Row, ...]:
    header, *lines = file_lines(folder, shape.name) or [[]]
    missing = [column.name for column in shape.columns if header.count(column.name) != 1]
    if missing:
        raise InputError([Finding(f"{shape.name}.csv", 1, column, "", "the column must stand there once") for column in missing])
    places = [header.index(column.name) for column in shape.columns]
    cells = [[texts[place] for place in places] for texts in lines]
    rows = zip(line_numbers(cells), read_rows(shape, cells), strict=True)
    return tuple(Row(shape.name, line, row) for line, row in rows)
