"""Ways to spoil a CSV table: its cells, its rows, its header. Each takes a folder and chooses by the random source it is given."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

Rows = list[list[str]]
Damage = Callable[[random.Random, Path], str]

ODD_CELLS: tuple[str, ...] = (
    *(
        "",
        " ",
        "-",
        "*",
        "|",
        "a||b",
        "a|a",
        ">",
        "a>b",
        "a@b",
        "a b",
        "None",
        "NULL",
        "NA",
        "#REF!",
        "yes",
        "TRUE",
        "no",
        "1-2",
        "9|10",
        "10|9",
    ),
    *("0", "-0", "+1", "-1", "1e9", "-1e9", "1e-9", "1e-320", "1e10", "1e308", "1e400", "nan", "NaN", "inf", "-Infinity", "0x10", "1_000"),
    *("1,5", "1.5.2", "1e", "99999999999999999999", "9" * 5000, "0." + "0" * 60 + "1", "١٢", "½", "１２", "Ⅷ", "12 h", "50%"),
    *("=1+1", "@SUM(A1)", "+cmd", '=HYPERLINK("x")', "東京", "Ω", "العربية", "Ünï", "e\u0301", "\u200b", "\u202eknil", "\ufeff", "\ufffd"),
    *("x" * 300, "x" * 40_000, "a\nb", "a\r\nb", 'a"b', "a,b", "a\x07b", "a\x1bb", "a\x7fb", "a\u2028b", "a\x85b", "a\tb"),
    *(
        "24:00",
        "25:00",
        "00:00",
        "8:00",
        "2026-02-30",
        "Asia/Tokyo",
        "../../etc/passwd",
        "Mars/Olympus",
        "COCOM",
        "opcon",
        "deadline",
        "span",
    ),
)
FACTORS = (-1.0, 0.0, 0.01, 0.5, 0.9, 1.1, 2.0, 10.0, 1e3, 1e6)


def read_rows(path: Path) -> Rows:
    """The rows of a table as they stand, however spoiled they are already."""
    try:
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8", errors="replace"), newline="")))
    except (csv.Error, OSError):
        return []


def write_rows(path: Path, rows: Rows) -> None:
    """Put rows back."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def some_table(rng: random.Random, folder: Path) -> tuple[Path, Rows]:
    """A table with at least one row below its header."""
    tables = [(path, rows) for path in sorted(folder.glob("*.csv")) if path.is_file() and len(rows := read_rows(path)) > 1]
    return rng.choice(tables)


def _place(rng: random.Random, rows: Rows) -> tuple[int, int]:
    row = rng.randrange(1, len(rows))
    return row, rng.randrange(max(1, len(rows[row])))


def odd_cell(rng: random.Random, folder: Path) -> str:
    """Something a cell should never hold, or that only some cells may hold."""
    path, rows = some_table(rng, folder)
    row, column = _place(rng, rows)
    value = rng.choice(ODD_CELLS)
    rows[row][column : column + 1] = [value]
    write_rows(path, rows)
    return f"{path.name}: cell {row},{column} = {value[:40]!r}"


def neighbour_cell(rng: random.Random, folder: Path) -> str:
    """A cell takes the value of another row of its column: a valid name in the wrong place, a circle of superiors."""
    path, rows = some_table(rng, folder)
    row, column = _place(rng, rows)
    donors = [other[column] for other in rows[1:] if column < len(other)] or [""]
    rows[row][column : column + 1] = [rng.choice(donors)]
    write_rows(path, rows)
    return f"{path.name}: cell {row},{column} from its column"


def scaled_number(rng: random.Random, folder: Path) -> str:
    """A number becomes another number: most of these are valid input and must be solved rightly."""
    path, rows = some_table(rng, folder)
    places = [(r, c) for r in range(1, len(rows)) for c in range(len(rows[r])) if rows[r][c].replace(".", "", 1).isdecimal()]
    if not places:
        return odd_cell(rng, folder)
    row, column = rng.choice(places)
    number = float(rows[row][column]) * rng.choice(FACTORS)
    rows[row][column] = f"{number:g}"
    write_rows(path, rows)
    return f"{path.name}: cell {row},{column} = {number:g}"


def misspelt_cell(rng: random.Random, folder: Path) -> str:
    """One letter too many, too few or in the other case."""
    path, rows = some_table(rng, folder)
    row, column = _place(rng, rows)
    text = rows[row][column] if column < len(rows[row]) else ""
    spot = rng.randrange(len(text) + 1)
    text = rng.choice((text[:spot] + text[spot + 1 :], text[:spot] + rng.choice("xÄ1_ ") + text[spot:], text.swapcase()))
    rows[row][column : column + 1] = [text]
    write_rows(path, rows)
    return f"{path.name}: cell {row},{column} = {text[:40]!r}"


def moved_rows(rng: random.Random, folder: Path) -> str:
    """A row is deleted, doubled, swapped with another, cut short, made too long, emptied, or all are shuffled."""
    path, rows = some_table(rng, folder)
    row, other = rng.randrange(1, len(rows)), rng.randrange(1, len(rows))
    what = rng.choice(("delete", "double", "swap", "cut", "lengthen", "empty", "blank", "shuffle", "repeat header"))
    if what == "delete":
        del rows[row]
    elif what == "double":
        rows.insert(other, list(rows[row]))
    elif what == "swap":
        rows[row], rows[other] = rows[other], rows[row]
    elif what == "cut":
        rows[row] = rows[row][: rng.randrange(len(rows[row]) + 1)]
    elif what == "lengthen":
        rows[row] = [*rows[row], *["more"] * rng.choice((1, 50))]
    elif what == "empty":
        rows[row] = [""] * len(rows[row])
    elif what == "blank":
        rows.insert(row, [])
    elif what == "shuffle":
        rows[1:] = rng.sample(rows[1:], len(rows) - 1)
    else:
        rows.insert(row, list(rows[0]))
    write_rows(path, rows)
    return f"{path.name}: {what} row {row}"


def spoiled_header(rng: random.Random, folder: Path) -> str:
    """A column is renamed, loses its name, is dropped with its cells, doubled, or all are reordered."""
    path, rows = some_table(rng, folder)
    width = len(rows[0])
    column = rng.randrange(max(1, width))
    what = rng.choice(("rename", "unname", "upper", "drop", "double", "reorder", "add", "swap names", "odd name"))
    if what == "reorder":
        order = rng.sample(range(width), width)
        rows = [[row[position] for position in order if position < len(row)] for row in rows]
    elif what == "drop":
        rows = [row[:column] + row[column + 1 :] for row in rows]
    elif what == "double":
        rows = [row + row[column : column + 1] for row in rows]
    elif what == "add":
        rows = [[*row, "remark"] for row in rows]
    elif what == "swap names":
        other = rng.randrange(max(1, width))
        rows[0][column : column + 1], rows[0][other : other + 1] = rows[0][other : other + 1], rows[0][column : column + 1]
    else:
        old = rows[0][column] if width else ""
        rows[0][column : column + 1] = [{"rename": old[:-1], "unname": "", "upper": old.upper()}.get(what, rng.choice(ODD_CELLS))]
    write_rows(path, rows)
    return f"{path.name}: {what} column {column}"


def circle_of_superiors(rng: random.Random, folder: Path) -> str:
    """Two to four headquarters are each under the next."""
    path = folder / "headquarters.csv"
    rows = read_rows(path)
    if len(rows) < 5 or "superior" not in rows[0]:
        return odd_cell(rng, folder)
    column = rows[0].index("superior")
    ring = rng.sample(range(1, len(rows)), rng.choice((1, 2, 3, 4)))
    for one, above in zip(ring, [*ring[1:], ring[0]], strict=True):
        if column < len(rows[one]) and rows[above]:
            rows[one][column] = rows[above][0]
    write_rows(path, rows)
    return f"headquarters.csv: circle of {len(ring)}"


TABLE_DAMAGE: tuple[tuple[int, Damage], ...] = (
    (8, odd_cell),
    (4, neighbour_cell),
    (6, scaled_number),
    (2, misspelt_cell),
    (5, moved_rows),
    (4, spoiled_header),
    (1, circle_of_superiors),
)
