"""A stored cell becomes text as our files write it: 8 and not 8.0, yes and not TRUE, 07:30 and not 0.3125."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from openpyxl.utils.datetime import from_excel

from model.data.cells import parse_number, value_text
from model.data.workbook.archive import broken
from model.data.workbook.contents import Contents

NO_VALUE = "is a formula without a stored value; open the workbook in a spreadsheet and save it, or write the value"
TRUTHS = {"1": "yes", "0": "no", "true": "yes", "false": "no"}


@dataclass(frozen=True)
class Stored:
    """A cell as the file holds it: the kind of its value, the number of its style, the value, and the formula with its `=`."""

    kind: str
    style: str
    value: str
    formula: str = ""


class Values:
    """The values of a workbook's cells as text."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def text(self, cell: Stored) -> str:
        """A cell as our files write it. Raises ValueError with the reason where it has no value to write, Unreadable where the
        workbook is damaged."""
        if cell.formula and not cell.value and cell.kind != "str":
            raise ValueError(NO_VALUE)
        if cell.kind in ("str", "inlineStr") or not cell.value:
            return cell.value
        match cell.kind:
            case "s":
                return self._shared(cell.value)
            case "n":
                return self._number(cell)
            case "b" if cell.value in TRUTHS:
                return TRUTHS[cell.value]
            case "d":
                return _moment(dt.datetime.fromisoformat(cell.value))
            case "e":
                raise ValueError("is an error of the spreadsheet, not a value")
        raise ValueError("is neither a text nor a number, a date or a truth")

    def _shared(self, number: str) -> str:
        texts = self._contents.texts
        if not (number.isascii() and number.isdigit() and len(number) < 10 and int(number) < len(texts)):
            raise broken(f"a cell shows its text number {number[:20]!r}, which is not there")
        return texts[int(number)]

    def _number(self, cell: Stored) -> str:
        number = parse_number(cell.value)
        style = int(cell.style) if cell.style.isascii() and cell.style.isdigit() and len(cell.style) < 10 else 0
        if style not in self._contents.styles.dates:
            return value_text(number)
        try:
            return _moment(from_excel(number, self._contents.epoch, timedelta=style in self._contents.styles.spans))
        except (OverflowError, ValueError):
            raise ValueError("is a date outside of every calendar") from None


def _moment(value: dt.datetime | dt.time | dt.timedelta) -> str:
    """A date, a time of day or a span of time."""
    if isinstance(value, dt.datetime):
        return value_text(value.date() if value.time() == dt.time() else value)
    if isinstance(value, dt.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
