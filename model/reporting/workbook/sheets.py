"""One sheet of the workbook for each table: every cell as the CSV has it, under a frozen header with filters and comments.

The body of a sheet is handed to XlsxWriter as finished text: cell by cell it would take five times as long, more than a second
for the tables of thirteen variants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from model.data.workbook.book import LINE_HEIGHT, LONGEST_TEXT, Book, for_paper, height
from model.errors import ModelFault
from model.tables.cells import LIKE_A_FORMULA, plain
from model.tables.column import Column, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format

MOST_ROWS = 100_000  # of a table in its sheet; spreadsheets grow slow beyond, and the CSV has them all
NARROWEST, WIDEST = 9, 48  # characters
WORDS = {"text_wrap": True, "indent": 1}  # words stand off the number in the column before
CUT = " ... (cut here; the CSV has it whole)"
# Fill and ink of each status, dark enough to be read by everyone; the word itself stands in the cell.
STATUS_COLOURS = {
    "optimal": ("#E2F0E6", "#14532D"),
    "feasible": ("#FFF4D6", "#6B4A00"),
    "infeasible": ("#FBE3E1", "#7A1712"),
    "unbounded": ("#FBE3E1", "#7A1712"),
    "no answer": ("#ECECEC", "#333333"),
    "failed": ("#FBE3E1", "#7A1712"),
    "off": ("#ECECEC", "#333333"),
}


class TableSheet(Worksheet):  # type: ignore[misc]  # the library declares no types
    """A sheet whose rows below the header are text made beforehand, and which tells whether they were written."""

    body = ""
    written = False

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write(self.body)
        self.written = True


def add_table(book: Book, table: Table, cells: Sequence[Sequence[str]]) -> TableSheet:
    """Add the sheet of a table; at most `MOST_ROWS` of its rows stand in it."""
    sheet = book.workbook.add_worksheet(table.name, TableSheet)
    if not isinstance(sheet, TableSheet):
        raise ModelFault("a workbook gave another kind of sheet than was asked for")
    rows = cells[:MOST_ROWS]
    formats = [_format(book, column) for column in table.columns]
    wrapped: list[tuple[int, float]] = []
    for position, (column, form) in enumerate(zip(table.columns, formats, strict=True)):
        longest = max((len(row[position]) for row in rows), default=0)
        width = _width(column, longest)
        wrapped += [(position, width)] if longest > width else []
        sheet.set_column(position, position, width, form)
        sheet.write_string(0, position, column.name, book.styles.heading)
        sheet.write_comment(0, position, _comment(column), {"x_scale": 2.2, "y_scale": 1.2, "font_size": 10})
        if column.choices and set(column.choices) & set(STATUS_COLOURS):
            _colour(book, sheet, position, column, len(rows))
    sheet.set_row(0, 20)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(table.columns) - 1)
    _fill(book, sheet, table.columns, formats, rows, wrapped)
    for_paper(sheet)
    return sheet


def _comment(column: Column) -> str:
    unit = f"\nUnit: {column.unit}" if column.unit else ""
    return column.description + unit


def _format(book: Book, column: Column) -> Format:
    """How a column's cells look. The numbers themselves keep every digit of the CSV."""
    settings: dict[str, object] = {"valign": "top"}
    if column.kind == "text":
        settings |= WORDS
    elif column.kind == "integer":
        settings["num_format"] = "#,##0"
    elif column.unit == "1":
        settings["num_format"] = "0.0000"
    elif column.unit == "%":
        settings["num_format"] = "0.0"
    elif column.kind == "number" and not column.unit.startswith("see"):
        settings["num_format"] = "#,##0.00"
    return book.workbook.add_format(settings)


def _width(column: Column, longest: int) -> float:
    room_for_the_filter = 4
    return min(WIDEST, max(NARROWEST, longest + 1, len(column.name) + room_for_the_filter))


def _colour(book: Book, sheet: Worksheet, position: int, column: Column, rows: int) -> None:
    for word in column.choices:
        if word in STATUS_COLOURS:
            fill, ink = STATUS_COLOURS[word]
            form = book.workbook.add_format({"bg_color": fill, "font_color": ink})
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": form}
            sheet.conditional_format(1, position, max(1, rows), position, rule)


def _fill(
    book: Book,
    sheet: TableSheet,
    columns: Sequence[Column],
    formats: Sequence[Format],
    rows: Sequence[Sequence[str]],
    wrapped: Sequence[tuple[int, float]],
) -> None:
    """Hand the rows over as the XML of the sheet. Numbers have the digits of the CSV, so they need no conversion. `wrapped` are the
    columns (with their width) whose text may take several lines."""
    # Texts repeat; each is looked at once. Text -> (its place among the workbook's texts, whether it is like a formula).
    known: dict[str, tuple[int, bool]] = {}
    # A cell of this look is kept as text also after someone has edited it.
    guarded = book.workbook.add_format({"valign": "top", **WORDS, "quote_prefix": True})._get_xf_index()
    looks = [
        (xl_col_to_name(position), form._get_xf_index(), column.kind in ("number", "integer"))
        for position, (column, form) in enumerate(zip(columns, formats, strict=True))
    ]
    xml: list[str] = []
    for line, row in enumerate(rows, start=2):
        tallest = max((height(row[position], width) for position, width in wrapped if len(row[position]) > width), default=LINE_HEIGHT)
        xml.append(f'<row r="{line}" ht="{tallest:g}" customHeight="1">' if tallest > LINE_HEIGHT else f'<row r="{line}">')
        for (letters, look, is_number), text in zip(looks, row, strict=True):
            if not text:
                continue
            if is_number and text != "inf":
                xml.append(f'<c r="{letters}{line}" s="{look}"><v>{text}</v></c>')
                continue
            if text not in known:
                known[text] = (sheet.str_table._get_shared_string_index(as_shown(text)), bool(LIKE_A_FORMULA.match(text)))
            index, like_a_formula = known[text]
            xml.append(f'<c r="{letters}{line}" s="{guarded if like_a_formula else look}" t="s"><v>{index}</v></c>')
        xml.append("</row>")
    sheet.body = "".join(xml)
    if rows:
        sheet.dim_rowmax = len(rows)


def as_shown(text: str) -> str:
    """A written cell of text as a sheet shows it: as it was meant, and cut where it is longer than a cell can be."""
    text = plain(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # else the library takes it for markup
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT
