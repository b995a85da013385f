"""An instance folder becomes a workbook: every cell as text, drop-down lists where few words fit, comments from the records."""

from __future__ import annotations

import re
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from model.data.based_on import names_base
from model.data.cells import columns
from model.data.column import Column
from model.data.guide import cell_in_words
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.records import TABLES
from model.data.rows import read_rows
from model.data.tables import read_text
from model.data.workbook.book import INK, LINE_HEIGHT, LONGEST_TEXT, MOST_COLUMNS, MOST_LINES, Book, for_paper, height
from model.data.workbook.layout import ABOUT, sheet_name, text_files
from model.errors import Finding, InputError

ROOM = 500  # lines below the last row that are prepared for new rows
LONGEST_LIST = 255  # characters of a drop-down list that is not a range of cells
NO_XML = re.compile("[\ufffe\uffff]")
NARROWEST, WIDEST, TEXT_WIDTH, ABOUT_WIDTH = 8, 60, 140, 100  # characters
HOW = (
    "This workbook is one instance: what the optimiser is told. Nothing in it is computed.",
    "Each CSV table has a sheet; point at a heading to read what its cells mean. The other sheets hold the text of instance.toml, of "
    "the variants and of the studies, one line a cell.",
    "Cells are text on purpose, so that a spreadsheet does not turn 9|10 or 1-2 into something else. Arrows offer the words that fit; "
    "where several are allowed they are separated by |.",
    "Add rows below the last one. To add a variant, copy a variant's sheet and change the file name in its first cell; the sheet's own "
    "name does not matter. Do not merge cells. Empty rows are left out.",
    "Save as .xlsx, then: python3 solve.py import-xlsx WORKBOOK FOLDER, and after that: python3 solve.py check FOLDER.",
)


def instance_workbook(folder: Path) -> bytes:
    """The workbook of an instance; the same files make the same bytes. Raises InputError with every fault of the instance, and
    with every text that a workbook cannot hold."""
    instance = load_instance(folder)
    if names_base(folder):
        why = "is based on another folder, which has the tables: make the workbook of that one"
        raise InputError([Finding("instance.toml", 0, "based_on", "", why)])
    findings: list[Finding] = []
    tables = {name: _rows(folder, name, findings) for name in TABLES if (folder / f"{name}.csv").is_file()}
    texts = {file: _lines(folder, file, findings) for file in text_files(folder)}
    _refuse_what_no_cell_holds(tables, texts, findings)
    if findings:
        raise InputError(findings)
    book = Book(instance.title)
    _add_about(book, instance)
    for name, rows in tables.items():
        _add_table(book, name, rows, {other: len(known) for other, known in tables.items()}, instance)
    for file, lines in texts.items():
        _add_text(book, file, lines)
    return book.bytes()


def _lines(folder: Path, file: str, findings: list[Finding]) -> list[str]:
    """The lines of a text file. Those that nobody reads but people are no part of `check`, and may be no UTF-8."""
    return (read_text(folder / file, file, findings) or "").replace("\r\n", "\n").split("\n")


def _rows(folder: Path, name: str, findings: list[Finding]) -> list[list[str]]:
    """The rows of a table as they are written there, numbers with decimal points, without columns that nobody named."""
    file, known = f"{name}.csv", columns(TABLES[name][0])
    found = read_rows(read_text(folder / file, file, findings) or "", file, known, findings)
    named = [(position, known.get(heading)) for position, heading in enumerate(found.header) if heading]
    return [
        [found.plain(column, cells[position]) if column else cells[position] for position, column in named] for _, cells in found.written
    ]


def _refuse_what_no_cell_holds(tables: dict[str, list[list[str]]], texts: dict[str, list[str]], findings: list[Finding]) -> None:
    cells = [(f"{name}.csv", line, text) for name, rows in tables.items() for line, row in enumerate(rows, start=1) for text in row]
    cells += [(file, line, text) for file, lines in texts.items() for line, text in enumerate(lines, start=1)]
    long = f"is longer than the {LONGEST_TEXT} characters that a cell of a workbook can hold"
    findings += [Finding(file, line, "", text, long) for file, line, text in cells if len(text) > LONGEST_TEXT]
    letter = "holds a letter that no workbook can hold (U+FFFE or U+FFFF)"
    findings += [Finding(file, line, "", text, letter) for file, line, text in cells if NO_XML.search(text)]
    lines = {f"{name}.csv": len(rows) for name, rows in tables.items()} | {file: len(found) + 1 for file, found in texts.items()}
    deep = f"has more than the {MOST_LINES:,} lines of a sheet"
    findings += [Finding(file, 0, "", "", deep) for file, number in lines.items() if number > MOST_LINES]
    wide = f"has more than the {MOST_COLUMNS:,} columns of a sheet"
    findings += [
        Finding(f"{name}.csv", 0, "", "", wide) for name, rows in tables.items() for header in rows[:1] if len(header) > MOST_COLUMNS
    ]


def _add_about(book: Book, instance: Instance) -> None:
    sheet = book.workbook.add_worksheet(ABOUT)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, ABOUT_WIDTH, book.styles.text)
    sheet.write_string(0, 0, instance.title, book.styles.title)
    description = " ".join(instance.description.split())
    sheet.write_string(1, 0, description, book.styles.text)
    sheet.set_row(1, height(description, ABOUT_WIDTH))
    for_paper(sheet, header=False)
    for line, text in enumerate(HOW, start=3):
        sheet.write_string(line, 0, text, book.styles.text)
        sheet.set_row(line, height(text, ABOUT_WIDTH))


def _add_table(book: Book, name: str, rows: list[list[str]], known: dict[str, int], instance: Instance) -> None:
    sheet = book.workbook.add_worksheet(name)
    record, keys = TABLES[name]
    about = columns(record)
    text = book.workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    key = book.workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "bold": True, "font_color": INK})
    heights = [LINE_HEIGHT] * len(rows)
    for position, heading in enumerate(rows[0]):
        column, form = about.get(heading.strip()), key if heading.strip() in keys else text
        cells = [row[position] for row in rows[1:]]
        room_for_the_filter = 4
        width = min(WIDEST, max(NARROWEST, len(heading) + room_for_the_filter, *(len(cell) + 2 for cell in cells), 0))
        sheet.set_column(position, position, width, form)
        sheet.write_string(0, position, heading, book.styles.heading)
        sheet.write_comment(0, position, _comment(column), {"x_scale": 2.2, "y_scale": 1.4, "font_size": 10})
        for line, cell in enumerate(cells, start=1):
            if cell:
                sheet.write_string(line, position, cell, form)
                heights[line] = max(heights[line], height(cell, width))
        if column:
            _offer(sheet, position, column, len(rows) - 1 + ROOM, known, instance)
    for line, points in enumerate(heights[1:], start=1):
        if points > LINE_HEIGHT:
            sheet.set_row(line, points)
    sheet.freeze_panes(1, len(keys))
    sheet.autofilter(0, 0, max(1, len(rows) - 1), len(rows[0]) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for_paper(sheet)


def _comment(column: Column | None) -> str:
    if column is None:
        return "A column of your own: kept, and read by nobody."
    unit = f"\nUnit: {column.unit}" if column.unit else ""
    return f"{column.description}{unit}\nCell: {cell_in_words(column)}"


def _offer(sheet: Worksheet, position: int, column: Column, last: int, known: dict[str, int], instance: Instance) -> None:
    """A drop-down list where a cell is one of few words or the key of another table. Words are binding; keys may be added later."""
    offered: list[str] | str = []
    if column.kind in ("choice", "flag"):
        offered = list(column.choices) or ["yes", "no"]
    elif column.kind == "text" and column.refers in known:
        offered = f"='{column.refers}'!$A$2:$A${known[column.refers] + ROOM}"
    elif column.kind == "text" and column.refers == "phases":
        offered = [phase.id for phase in instance.phases]
    if not offered or (isinstance(offered, list) and len(",".join(offered)) > LONGEST_LIST):
        return
    binding = column.kind in ("choice", "flag")
    sheet.data_validation(
        1,
        position,
        last,
        position,
        {
            "validate": "list",
            "source": offered,
            "ignore_blank": True,
            "error_type": "stop" if binding else "warning",
            "error_title": "Not in the list",
            "error_message": f"{column.description[:150]}. Choose from the list.",
        },
    )


def _add_text(book: Book, file: str, lines: list[str]) -> None:
    sheet = book.workbook.add_worksheet(sheet_name(file, [other.name for other in book.workbook.worksheets()]))
    form = book.workbook.add_format({"num_format": "@", "font_name": "Courier New", "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, TEXT_WIDTH, form)
    sheet.write_string(0, 0, file, book.styles.heading)
    sheet.write_comment(0, 0, "The file whose lines stand below. Do not put anything above or beside them.", {"x_scale": 2})
    for line, text in enumerate(lines, start=1):
        if text:
            sheet.write_string(line, 0, text, form)
        if len(text) > TEXT_WIDTH:
            sheet.set_row(line, height(text, TEXT_WIDTH))
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:A1048576"})
    for_paper(sheet)


def changed_on_the_way(folder: Path, files: dict[str, bytes]) -> list[str]:
    """The files of an instance that `files`, as read back from its workbook, do not give byte for byte: those written with other
    line ends, quotation marks or a byte order mark, and those of a kind that a workbook does not carry."""
    return sorted(name for name, data in files.items() if (folder / name).read_bytes() != data)
