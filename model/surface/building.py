"""An instance made of tables in memory: the text of its files, which is then read and checked as any other instance is."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.data.cells import columns, value_text
from model.data.column import Column
from model.data.files import is_there
from model.data.instance import Instance
from model.data.kinds import IDENTIFIER
from model.data.reader import load_instance
from model.data.records import TABLES
from model.data.toml_writing import toml_text
from model.data.workbook.layout import HEAD, instance_files, table_text, text_files
from model.data.workbook.place import put_instance
from model.errors import Finding, InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

# Tables of instance.toml, and the column that names their rows.
HEAD_TABLES = {"phases": "id", "parameters": "parameter"}
Files = Mapping[str, bytes]


def files_of_tables(
    tables: Mapping[str, pd.DataFrame | Iterable[Mapping[str, Any]]], head: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]
) -> dict[str, bytes]:
    """The files of an instance. `head` is what instance.toml says besides phases and parameters, `texts` are its other TOML files, by
    their paths. Raises InputError for a table that no instance has; what is wrong in a table is found when the files are read."""
    known = [*TABLES, *HEAD_TABLES]
    strange = [Finding(name, 0, "", "", "is not a table of an instance", nearest(name, known)) for name in tables if name not in known]
    if strange:
        raise InputError(strange)
    rows = {name: _records(table) for name, table in tables.items()}
    phases = [{**row, "start": day(row.get("start"))} for row in rows.get("phases", [])]
    parameters = {str(row.get("parameter", "")): {k: v for k, v in row.items() if k != "parameter"} for row in rows.get("parameters", [])}
    files = {HEAD: toml_text({"format": 1, **head, "phases": phases, "parameters": parameters})}
    files |= {f"{name}.csv": _csv(name, rows.get(name, [])) for name in TABLES}
    files |= {name: toml_text(said) for name, said in texts.items()}
    return {name: text.encode() for name, text in files.items()}


def check_names(where: str, names: Iterable[str]) -> None:
    """Raises InputError for names that are to be those of folders and files, and cannot be."""
    why = "is not made of ASCII letters, digits, '_', '.', '-', beginning with a letter or digit"
    if refused := [Finding(where, 0, "name", name, why) for name in names if not IDENTIFIER.fullmatch(name)]:
        raise InputError(refused)


def _records(table: pd.DataFrame | Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table, without numpy's types and with None where nothing stands."""
    listed = table.to_dict("records") if hasattr(table, "to_dict") else table
    return [{str(name): _plain(value) for name, value in row.items()} for row in listed]


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    missing = value is None or (isinstance(value, float) and math.isnan(value)) or type(value).__name__ in ("NAType", "NaTType")
    return None if missing else value


def day(value: Any) -> Any:
    """A day, also one given as text or as a moment of pandas."""
    if isinstance(value, dt.datetime):
        return value.date()
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value  # as it stands, for the reader to refuse


def _csv(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The table's file: its known columns, then those that the rows have besides, for the reader to judge."""
    known = columns(TABLES[name][0])
    more = [column for column in dict.fromkeys(column for row in rows for column in row) if column not in known]
    header = [*known, *more]
    return table_text([header, *([cell_of(known.get(column), row.get(column)) for column in header] for row in rows)])


def cell_of(column: Column | None, value: Any) -> str:
    """A value as the text of a cell: lists joined as the column's lists are, None as nothing."""
    if isinstance(value, dt.date):
        return day(value).isoformat() if isinstance(value, dt.datetime) else value.isoformat()
    return value_text(_plain(value), column.separator if column else "|")


# Files and folders ------------------------------------------------------------------------------------------------


def files_in(folder: Path) -> dict[str, bytes]:
    """The files that an instance folder consists of, by their paths in it."""
    names = dict.fromkeys([*instance_files(folder), *text_files(folder)])
    return {name: (folder / name).read_bytes() for name in names}


@contextmanager
def as_folder(name: str, files: Files) -> Iterator[Path]:
    """A folder of that name with these files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="command-posture-") as home:
        folder = Path(home) / name
        put_instance(folder, files)
        yield folder


def read(name: str, files: Files) -> Instance:
    """The instance of these files. Raises InputError with every fault, by the file that it would stand in."""
    with as_folder(name, files) as folder:
        return load_instance(folder)


def save(folder: Path, files: Files) -> None:
    """Put the files into a new or empty folder, all or nothing. Raises InputError where something stands there."""
    if is_there(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([Finding(str(folder), 0, "", "", "exists and is not empty; nothing was written")])
    put_instance(folder, files)
