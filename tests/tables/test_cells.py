"""How values become cells."""

from __future__ import annotations

import csv
import io
import math

import pytest

from model.errors import ModelFault
from model.tables.cells import csv_of, fixed, plain, written, written_rows
from model.tables.column import Column

TEXT = Column("note", "a note")
HOURS = Column("hours", "hours", "h", "number")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-1"])
def test_text_that_a_spreadsheet_would_execute_is_neutralised(text: str) -> None:
    """A cell that starts like a formula gets an apostrophe; without the rule it would be written as it is and run on opening."""
    assert written(TEXT, text) == "'" + text
    assert plain(written(TEXT, text)) == text


def test_plain_text_and_negative_numbers_are_left_alone() -> None:
    """Only text is neutralised: -1.5 in a number column stays a number; an apostrophe there would turn it into text."""
    assert written(TEXT, "SDFLEET > JJOC*") == "SDFLEET > JJOC*"
    assert written(HOURS, -1.5) == "-1.500000"


@pytest.mark.parametrize("value, text", [(-0.0, "0.000000"), (-4e-8, "0.000000"), (1 / 3, "0.333333"), (math.inf, "inf"), (2, "2.000000")])
def test_numbers_have_fixed_decimals_and_no_negative_zero(value: float, text: str) -> None:
    """Equal numbers have equal bytes: -0.0 prints as 0.000000; Python's own formatting would print -0.000000."""
    assert fixed(value) == text


def test_nothing_is_an_empty_cell_and_not_a_number_is_refused() -> None:
    """None is empty, NaN is a fault of ours; written out it would be `nan`, which readers take for text."""
    assert written(HOURS, None) == ""
    with pytest.raises(ModelFault):
        fixed(math.nan)


@pytest.mark.parametrize("column, value", [(HOURS, "1"), (HOURS, True), (Column("n", "", "", "integer"), 1.0), (TEXT, 1)])
def test_a_value_of_another_kind_is_our_fault(column: Column, value: str | float | bool) -> None:
    """A column never holds a kind its dictionary entry denies; without the check the entry would silently be wrong."""
    with pytest.raises(ModelFault):
        written(column, value)


def test_awkward_text_survives_a_round_trip_and_lines_end_in_lf() -> None:
    """Commas, quotes and line breaks come back as they went in, and no CR is added; a naive join would split the row."""
    text = csv_of([TEXT, HOURS], written_rows([TEXT, HOURS], [{"note": 'a,"b"\nc', "hours": 1.0}]))
    assert "\r" not in text
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["note", "hours"], ['a,"b"\nc', "1.000000"]]


def test_a_row_with_a_stray_column_is_our_fault() -> None:
    """Rows and dictionary cannot drift apart: an extra or missing key is refused, not dropped."""
    with pytest.raises(ModelFault):
        written_rows([TEXT], [{"note": "a", "other": 1}])
    with pytest.raises(ModelFault):
        written_rows([TEXT, HOURS], [{"note": "a"}])
