"""The second sheet of a run: its variants side by side with two charts that a spreadsheet can edit and a slide can take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from model.data.workbook.book import Book
from model.delay.posture import PART_NAMES
from model.reporting.figures.palette import BLUE, SERIES
from model.reporting.figures.waterfall import weighted_parts
from model.reporting.workbook.front import OVERVIEW
from model.reporting.workbook.sheets import STATUS_COLOURS
from model.tables.column import Cell, Row
from model.tables.common import CAUTION

# heading, width, number format
HEADINGS = (
    ("variant", 30, ""),
    ("title", 52, ""),
    ("status", 12, ""),
    ("hours a day", 13, "#,##0"),
    ("less or more", 13, "+#,##0;-#,##0;0"),
    ("in percent", 11, "+0.0;-0.0;0.0"),
    ("people", 12, "#,##0"),
    ("four-stars", 13, "#,##0"),
    ("changes", 12, "#,##0"),
)
FIRST = 4  # line of the headings, from 0
BEFORE_PARTS = 2  # columns: variant and title
# The parts that are longest in most alliances come last and get the colours that are easiest on the eye.
COLOURS = dict(zip(reversed(PART_NAMES), SERIES, strict=True))
CHART_WIDTH, CHART_BASE, CHART_EACH = 640, 150, 24  # pixels


def add_overview(book: Book, runs: Sequence[Row], comparison: Sequence[Row], routes: Sequence[Row]) -> None:
    """Add the sheet of a run's variants. `runs`, `comparison` and `routes` are the tables of these names."""
    sheet = book.workbook.add_worksheet(OVERVIEW)
    sheet.hide_gridlines(2)
    baseline = next((str(row["baseline"]) for row in comparison), "the baseline")
    sheet.write_string(0, 0, "Variants side by side", book.styles.title)
    sheet.write_string(1, 0, f"Urgency-weighted hours of delay a day, against {baseline}. Less is better.")
    sheet.write_string(2, 0, CAUTION)
    _variants(book, sheet, runs, comparison)
    below = FIRST + len(runs) + 2
    height = CHART_BASE + CHART_EACH * len(runs)
    data = below + height // 20 + 3
    _parts(book, sheet, data, runs, routes)
    _charts(book, sheet, below, data, len(runs), height)
    sheet.freeze_panes(FIRST + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _variants(book: Book, sheet: Worksheet, runs: Sequence[Row], comparison: Sequence[Row]) -> None:
    against = {row["variant"]: row for row in comparison if (row["measure"], row["scope"]) == ("weighted_delay", "all")}
    formats = [book.workbook.add_format({"num_format": form, "valign": "top"}) if form else book.styles.text for *_, form in HEADINGS]
    for position, (heading, width, _) in enumerate(HEADINGS):
        sheet.set_column(position, position, width)
        sheet.write_string(FIRST, position, heading, book.styles.heading)
    colours = {
        status: book.workbook.add_format({"bg_color": fill, "font_color": ink, "valign": "top"})
        for status, (fill, ink) in STATUS_COLOURS.items()
    }
    for line, run in enumerate(runs, start=FIRST + 1):
        beside: Mapping[str, Cell] = against.get(run["variant"], {})
        cells = [run["variant"], run["title"], run["status"], run["weighted_delay"]]
        cells += [beside.get("difference"), beside.get("difference_percent"), run["people"], run["four_stars"], run["changes"]]
        for position, value in enumerate(cells):
            form = colours.get(str(value), formats[position]) if HEADINGS[position][0] == "status" else formats[position]
            _write(sheet, line, position, value, form)


def _write(sheet: Worksheet, line: int, position: int, value: Cell, form: object) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, position, value, form)
    elif value is not None:
        sheet.write_string(line, position, str(value), form)


def _parts(book: Book, sheet: Worksheet, top: int, runs: Sequence[Row], routes: Sequence[Row]) -> None:
    """The figures behind the second chart, by line `top`: a variant a line, a part a column."""
    form = book.workbook.add_format({"num_format": "#,##0", "valign": "top"})
    sheet.write_string(top - 1, 0, "Urgency-weighted hours a day by part of the delay", book.workbook.add_format({"bold": True}))
    for position, text in enumerate(("variant", "title", *(part.replace("_", " ") for part in PART_NAMES))):
        sheet.write_string(top, position, text, book.styles.heading)
    sheet.set_column(len(HEADINGS), BEFORE_PARTS + len(PART_NAMES) - 1, 15)
    parts = weighted_parts(routes)
    for line, run in enumerate(runs, start=top + 1):
        sheet.write_string(line, 0, str(run["variant"]), book.styles.text)
        sheet.write_string(line, 1, str(run["title"]), book.styles.text)
        for position, part in enumerate(PART_NAMES, start=BEFORE_PARTS):
            if str(run["variant"]) in parts:
                sheet.write_number(line, position, round(parts[str(run["variant"])][part], 6), form)


def _charts(book: Book, sheet: Worksheet, top: int, data: int, count: int, height: int) -> None:
    """Hours a day by variant, and the same by part, side by side from line `top`."""
    if not count:
        return
    whole = book.workbook.add_chart({"type": "bar"})
    names = [OVERVIEW, FIRST + 1, 0, FIRST + count, 0]
    whole.add_series(
        {
            "name": "hours a day",
            "categories": names,
            "values": [OVERVIEW, FIRST + 1, 3, FIRST + count, 3],
            "fill": {"color": BLUE},
            "data_labels": {"value": True, "num_format": "#,##0"},
            "gap": 40,
        }
    )
    whole.set_legend({"none": True})
    stacked = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for position, part in enumerate(PART_NAMES, start=BEFORE_PARTS):
        stacked.add_series(
            {
                "name": [OVERVIEW, data, position],
                "categories": [OVERVIEW, data + 1, 0, data + count, 0],
                "values": [OVERVIEW, data + 1, position, data + count, position],
                "fill": {"color": COLOURS[part]},
                "gap": 40,
            }
        )
    stacked.set_legend({"position": "bottom"})
    for place, (chart, title) in enumerate(((whole, "Weighted delay"), (stacked, "Weighted delay by part"))):
        chart.set_title({"name": title, "name_font": {"size": 13}, "overlay": False})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis(
            {
                "name": "urgency-weighted hours a day",
                "name_font": {"bold": False},
                "num_format": "#,##0",
                "min": 0,
                "label_position": "high",  # below, since the variants run downward
                "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            }
        )
        chart.set_size({"width": CHART_WIDTH, "height": height})
        sheet.insert_chart(top, 0, chart, {"x_offset": place * (CHART_WIDTH + 20), "object_position": 3, "description": title})
