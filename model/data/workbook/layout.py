"""Which sheet of a workbook is which file of an instance.

A CSV table has the sheet of its name: columns in the first line, a row a line. Every other file has a sheet that names the file
in its first cell and holds one line of it a cell below; the sheet's own name is only for people.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from model.data.kinds import IDENTIFIER
from model.data.records import TABLES

ABOUT = "about"  # tells people how to use the workbook; not read back
HEAD = "instance.toml"
FOLDERS = {"variants": "variant", "studies": "study"}
TEXT_FILE = re.compile(rf"instance\.toml|README\.md|(?:{'|'.join(FOLDERS)})/{IDENTIFIER.pattern}\.(?:toml|md)")
LONGEST_NAME = 31  # characters of a sheet's name


def text_files(folder: Path) -> list[str]:
    """The files of an instance folder that are no tables, by their path in it: instance.toml first, then by name."""
    found = [path.relative_to(folder).as_posix() for home in (folder, *(folder / name for name in FOLDERS)) for path in _files(home)]
    return sorted((name for name in found if TEXT_FILE.fullmatch(name)), key=lambda name: (name != HEAD, "/" in name, name))


def _files(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if path.is_file()] if home.is_dir() else []


def instance_files(folder: Path) -> list[str]:
    """Every CSV and TOML file of an instance folder, by its path in it."""
    tables = [f"{name}.csv" for name in TABLES if (folder / f"{name}.csv").is_file()]
    return tables + [name for name in text_files(folder) if name.endswith(".toml")]


def sheet_name(file: str, taken: Iterable[str]) -> str:
    """A name for the sheet of a file that is no table: short enough, and unlike those taken whatever their letters' case."""
    home, _, name = file.rpartition("/")
    wanted = f"{FOLDERS[home]} {name.removesuffix('.toml')}" if home else file
    used = {other.lower() for other in taken}
    found, number = wanted[:LONGEST_NAME], 2
    while found.lower() in used:
        end = f"~{number}"
        found, number = wanted[: LONGEST_NAME - len(end)] + end, number + 1
    return found


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """A CSV file as all of ours are written: commas, quotation marks only where needed, `\\n` line ends."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def lines_text(lines: Sequence[str]) -> str:
    """A text file of these lines, without empty ones at its end."""
    last = max((number for number, line in enumerate(lines, start=1) if line), default=0)
    return "".join(f"{line}\n" for line in lines[:last])
