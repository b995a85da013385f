"""Report folders damaged at random, in every way that a hand, a spreadsheet, a disk or a copy can damage them."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

Rows = list[list[str]]
# What may stand in a cell: nothing, no number, no finite number, a number of another size, a word, a list, a formula, rubbish.
CELLS = (
    *("", " ", "nan", "NaN", "inf", "-inf", "1e999", "-1", "0", "0.0", "1e-300", "-0.5", "1e300", "999999999999999999999", "9" * 5000),
    *("1_000", "1,5", "\uff11", "0x10", "true", "yes", "no", "None", "base", "optimal", "infeasible", "failed", "delay", "binding"),
    *("a|b", "|", "nobody", "A > B", " > ", "*", "=1+1", "'=1", "</script><b>", "\x00", "\x1b[31m", "\ud7ff", "\n", '"', "x" * 50_000),
    *("Mars/Olympus", "../../etc/passwd", "UTC", " > ".join(["A*"] * 3000)),
)
VALUES: tuple[Any, ...] = (None, True, 0, -1, 10**400, 1e300, float("nan"), float("inf"), "", "x", "\ud800", [], [1], [[]], {}, {"a": 1})


def damage(folder: Path, draw: random.Random) -> str:
    """Damage one or two things of a report folder and say which."""
    return "; ".join(_one(folder, draw) for _ in range(draw.choice((1, 1, 1, 2))))


def _one(folder: Path, draw: random.Random) -> str:
    kind = draw.choice(KINDS)
    path = folder / "manifest.json" if kind in MANIFEST_KINDS else draw.choice(sorted(folder.glob("*.csv")) or [folder / "runs.csv"])
    if not path.is_file() or path.stat().st_size > 2**24:
        return f"{path.name}: already gone"
    return f"{path.name}: {kind.__name__} {kind(path, draw)}"


def _table(change: Callable[[Rows, random.Random], str]) -> Callable[[Path, random.Random], str]:
    """A damage of a table's rows, the header first, as one of its file."""

    def damaged(path: Path, draw: random.Random) -> str:
        try:
            rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        except (ValueError, csv.Error):
            return "not read"
        said = change(rows, draw) if rows and rows[0] else "nothing"
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_bytes(out.getvalue().encode("utf-8-sig", "replace"))
        return said

    damaged.__name__ = change.__name__
    return damaged


@_table
def cell(rows: Rows, draw: random.Random) -> str:
    """One cell becomes another value."""
    row = draw.choice(rows)
    place = draw.randrange(len(row)) if row else -1
    if place < 0:
        return "nothing"
    row[place] = draw.choice(CELLS)
    return f"{rows.index(row) + 1} {rows[0][min(place, len(rows[0]) - 1)]} = {row[place][:40]!r}"


@_table
def column_of_cells(rows: Rows, draw: random.Random) -> str:
    """All cells of a column become another value."""
    place, value = draw.randrange(len(rows[0])), draw.choice(CELLS)
    for row in rows[1:]:
        row[place : place + 1] = [value]
    return f"{rows[0][place]} = {value[:40]!r}"


@_table
def cell_of_another_row(rows: Rows, draw: random.Random) -> str:
    """A cell takes the value of another row, or of another column."""
    if len(rows) < 2 or min(map(len, rows)) < len(rows[0]):
        return "nothing"
    one, other = draw.choice(rows[1:]), draw.choice(rows[1:])
    place = draw.randrange(len(rows[0]))
    one[place] = other[draw.choice((place, place, draw.randrange(len(rows[0]))))]
    return f"{rows[0][place]} = {one[place][:40]!r}"


@_table
def columns(rows: Rows, draw: random.Random) -> str:
    """A column is renamed, lost, doubled or moved."""
    place, to, how = (
        draw.randrange(len(rows[0])),
        draw.randrange(len(rows[0])),
        draw.choice(("renamed", "lost", "doubled", "moved", "added")),
    )
    for row in rows:
        value = row[place] if place < len(row) else ""
        if how in ("lost", "moved") and place < len(row):
            del row[place]
        if how in ("doubled", "moved"):
            row.insert(to, value)
        if how == "added":
            row.append("")
    if how == "renamed":
        rows[0][place] = draw.choice(("", "x", rows[0][place].upper(), rows[0][to]))
    return f"{place} {how}"


@_table
def some_rows(rows: Rows, draw: random.Random) -> str:
    """Rows are lost, doubled, shuffled, cut short, or come many times."""
    how, place = (
        draw.choice(("one lost", "half lost", "all lost", "doubled", "shuffled", "cut", "long", "many", "blank")),
        draw.randrange(len(rows)),
    )
    if how == "one lost":
        del rows[place]
    elif how == "half lost":
        rows[1:] = draw.sample(rows[1:], len(rows[1:]) // 2)
    elif how == "all lost":
        del rows[1:]
    elif how == "doubled":
        rows.insert(place, list(rows[place]))
    elif how == "shuffled":
        rows[1:] = draw.sample(rows[1:], len(rows[1:]))
    elif how == "cut":
        del rows[place][draw.randrange(len(rows[place]) or 1) :]
    elif how == "long":
        rows[place] += ["x"] * draw.randrange(1, 5)
    elif how == "many":
        rows += rows[1:] * 40
    else:
        rows.insert(place, [])
    return f"{place} {how}"


def cut_short(path: Path, draw: random.Random) -> str:
    """The file ends early, or holds nothing."""
    kept = draw.choice((0, draw.randrange(path.stat().st_size + 1)))
    path.write_bytes(path.read_bytes()[:kept])
    return f"after {kept} bytes"


def bytes_changed(path: Path, draw: random.Random) -> str:
    """Some bytes are others: flipped, nothing, or the beginning of a quoted cell."""
    data = bytearray(path.read_bytes())
    for _ in range(draw.choice((1, 1, 5, 50)) if data else 0):
        data[draw.randrange(len(data))] = draw.choice((0, 34, 44, 13, 10, 255, draw.randrange(256)))
    path.write_bytes(bytes(data))
    return ""


def other_encoding(path: Path, draw: random.Random) -> str:
    """Saved as something else than UTF-8 behind one byte order mark, or with other separators and line ends."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    made = {
        "utf-16": text.encode("utf-16"),
        "utf-32": text.encode("utf-32"),
        "latin-1": ("\xe9" + text).encode("latin-1", "replace"),
        "no mark": text.encode(),
        "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(),
        "semicolons": text.replace(",", ";").encode("utf-8-sig"),
        "carriage returns": text.replace("\n", "\r\n").encode("utf-8-sig"),
        "old line ends": text.replace("\n", "\r").encode("utf-8-sig"),
        "zeros": bytes(3000),
        "noise": draw.randbytes(3000),
    }
    name = draw.choice(sorted(made))
    path.write_bytes(made[name])
    return name


def no_file(path: Path, draw: random.Random) -> str:
    """Something else stands where the file was, or nothing."""
    path.unlink()
    how = draw.choice(("lost", "folder", "pipe", "link to nothing", "link to itself", "endless", "huge"))
    if how == "folder":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    elif how == "link to nothing":
        path.symlink_to("nothing")
    elif how == "link to itself":
        path.symlink_to(path.name)
    elif how == "endless":
        path.symlink_to("/dev/zero")
    elif how == "huge":
        with path.open("wb") as file:
            file.truncate(2**40)
    return how


def manifest_value(path: Path, draw: random.Random) -> str:
    """One value of the manifest, however deep, becomes another or is lost."""
    try:
        whole = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return "not read"
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            places.append((node, key))
            walk(node[key])

    walk(whole)
    if not places:
        return "nothing"
    node, key = draw.choice(places)
    if draw.random() < 0.3:
        del node[key]
        said = "lost"
    else:
        node[key] = draw.choice(VALUES)
        said = f"= {str(node[key])[:30]!r}"
    path.write_text(json.dumps(whole))
    return f"{key} {said}"


def manifest_text(path: Path, draw: random.Random) -> str:
    """The manifest as a whole is something else."""
    text = draw.choice(
        ("null", "[]", "3", '"x"', "{}", "{", "[" * 100_000, '{"a":' * 5000, "9" * 6000, '{"study": {}}', "NaN", "\ufeff{}", "x")
    )
    path.write_text(text, encoding="utf-8")
    return text[:20]


MANIFEST_KINDS = (manifest_value, manifest_text)
KINDS = (
    *(cell,) * 4,
    *(column_of_cells,) * 2,
    cell_of_another_row,
    cell_of_another_row,
    columns,
    some_rows,
    some_rows,
    cut_short,
    bytes_changed,
    other_encoding,
    no_file,
    no_file,
    manifest_value,
    manifest_value,
    manifest_text,
)
