"""The first sheet: what the workbook is, what was asked, how it ended, and the way to every table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from model.data.workbook.book import Book, height
from model.reporting.workbook.asked import asked, title_of
from model.reporting.workbook.sheets import MOST_ROWS
from model.tables.column import Table
from model.tables.common import CAUTION

README = "README"
OVERVIEW = "overview"
WIDTH = 84  # characters
READING = (
    ("The same numbers", "Every sheet is one CSV table of this report, row by row; cells show fewer decimals than they hold."),
    ("Columns", "Point at a heading to read what the column means and its unit. The arrows in the headings filter and sort."),
    ("Empty cells", "There is no value, for example no hours where a variant has no posture. `inf` means that nothing limits it."),
)
STATUSES = {
    "optimal": "proved: no posture has less weighted delay, within the gap asked for",
    "feasible": "a posture was found; the time ended before it was proved best; `gap` says what may be missing",
    "infeasible": "proved that no posture exists; what stands in the way is in `conflicts` or `blocked_by`",
    "unbounded": "the model has no least delay: a fault of the data or the program",
    "no answer": "the time ended before any posture was found; it says nothing about whether there is one",
    "failed": "the run could not be made; the reason says why",
}


def add_front(
    book: Book, declared: Mapping[str, Table], cells: Mapping[str, Sequence[Sequence[str]]], manifest: Mapping[str, object], beside: bool
) -> None:
    """Add the first sheet. It is added first, so that it opens first. `beside`: a sheet of the variants side by side will follow."""
    sheet = book.workbook.add_worksheet(README)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26, book.styles.text)
    sheet.set_column(1, 1, WIDTH, book.styles.text)
    sheet.set_column(2, 2, 12, book.styles.text)
    sheet.write_string(0, 0, title_of(manifest), book.styles.title)
    sheet.write_string(1, 0, CAUTION, book.workbook.add_format({"bold": True}))
    line = _section(book, sheet, 3, "What was asked", asked(manifest))
    line = _section(book, sheet, line, "How it ended", _statuses(declared, cells))
    line = _section(book, sheet, line, "How to read it", READING)
    _contents(book, sheet, line, declared, cells, beside)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _section(book: Book, sheet: Worksheet, line: int, heading: str, told: Sequence[tuple[str, str]]) -> int:
    """Write a heading with its lines and return the line after the gap below; nothing where nothing is told."""
    if not told:
        return line
    for column, text in enumerate((heading, "", "")):
        sheet.write_string(line, column, text, book.styles.heading)
    for offset, (what, words) in enumerate(told, start=1):
        sheet.write_string(line + offset, 0, what)
        sheet.write_string(line + offset, 1, words, book.styles.text)
        sheet.set_row(line + offset, height(words, WIDTH))
    return line + len(told) + 2


def _statuses(declared: Mapping[str, Table], cells: Mapping[str, Sequence[Sequence[str]]]) -> list[tuple[str, str]]:
    """How many runs or questions ended how, and what that means."""
    table = next((declared[name] for name in ("runs", "questions") if name in declared), None)
    if table is None:
        return []
    position = [column.name for column in table.columns].index("status")
    counted = Counter(row[position] for row in cells[table.name])
    return [(f"{counted[status]} {status}", meaning) for status, meaning in STATUSES.items() if counted[status]]


def _contents(
    book: Book, sheet: Worksheet, line: int, declared: Mapping[str, Table], cells: Mapping[str, Sequence[Sequence[str]]], beside: bool
) -> None:
    """Links to all sheets; `beside` says whether there is one of the variants side by side."""
    count = book.workbook.add_format({"num_format": "#,##0", "valign": "top"})
    for column, text in enumerate(("Sheets", "A row is", "rows")):
        sheet.write_string(line, column, text, book.styles.heading)
    if beside:
        line += 1
        sheet.write_url(line, 0, f"internal:'{OVERVIEW}'!A1", book.styles.link, OVERVIEW)
        sheet.write_string(line, 1, "a variant beside the baseline, with charts of its delay and of the parts")
    for offset, table in enumerate(declared.values(), start=1):
        rows = len(cells[table.name])
        cut = f"; here only the first {MOST_ROWS:,}, all are in {table.name}.csv" if rows > MOST_ROWS else ""
        sheet.write_url(line + offset, 0, f"internal:'{table.name}'!A1", book.styles.link, table.name)
        sheet.write_string(line + offset, 1, table.row + cut)
        sheet.write_number(line + offset, 2, rows, count)
