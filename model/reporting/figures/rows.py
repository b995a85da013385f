"""Reading the cells of report rows, and saying their numbers to people."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from model.errors import ModelFault
from model.study.methods.compare import percent as in_percent
from model.tables.column import Row

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
MINUS = "\u2212"


def text(row: Row, name: str) -> str:
    """The cell as text; empty where there is no value."""
    value = row[name]
    return "" if value is None else str(value)


def real(row: Row, name: str) -> float:
    """The cell as a number. Raises ModelFault where it is not one."""
    value = row[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ModelFault(f"a figure needs a number in column {name}, but got {value!r}")
    return float(value)


def maybe(row: Row, name: str) -> float | None:
    """The cell as a number, or None where there is no value."""
    return None if row[name] is None else real(row, name)


def whole(row: Row, name: str) -> int | None:
    """The cell as a whole number, or None where there is no value."""
    value = maybe(row, name)
    return None if value is None else round(value)


def names(row: Row, name: str) -> tuple[str, ...]:
    """The names in a cell of the form a|b."""
    return tuple(part for part in text(row, name).split("|") if part)


def grouped(rows: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """The rows under each key, both in the order in which they come."""
    found: dict[Key, list[Item]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def by_phase(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows of each variant and phase, both in the order in which they come."""
    return grouped(rows, lambda row: (text(row, "variant"), text(row, "phase")))


def of(rows: Iterable[Row], **wanted: str) -> list[Row]:
    """The rows whose cells are those wanted."""
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def in_phase(rows: Iterable[Row], phase: str) -> list[Row]:
    """The rows of a phase; all of them where the table does not tell of phases, since nothing is planned over several."""
    return [row for row in rows if row.get("phase", phase) == phase]


def phase_titles(rows: Iterable[Row]) -> dict[str, str]:
    """What stands behind a title about each phase: nothing where there is one phase alone."""
    phases = ordered(rows, "phase")
    return {phase: f", phase {phase}" if len(phases) > 1 else "" for phase in phases}


def ordered(rows: Iterable[Row], name: str) -> tuple[str, ...]:
    """The different values of a column in the order in which they come."""
    return tuple(dict.fromkeys(text(row, name) for row in rows))


def told(value: float | None, unit: str = "") -> str:
    """A number as people say it: three or so figures, thousands apart, a true minus; `none` for no value."""
    if value is None:
        return "none"
    if math.isinf(value):
        return "no limit"
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2
    figure = f"{size:,.{decimals}f}"
    sign = MINUS if value < 0 and float(figure.replace(",", "")) else ""
    return f"{sign}{figure}" + (f" {unit}" if unit else "")


def change(value: float | None, unit: str = "") -> str:
    """A difference with its sign; `none` for no value."""
    if value is None:
        return "none"
    figure = told(value, unit)
    return figure if figure.startswith(MINUS) or not value or told(value).strip("0.") == "" else "+" + figure


def percent(value: float | None) -> str:
    """A difference in percent with its sign and one decimal."""
    if value is None:
        return "none"
    figure = f"{abs(value):.1f} %"
    return figure if float(figure[:-2]) == 0 else ("+" if value > 0 else MINUS) + figure


def beside(part: float, whole: float) -> str:
    """` (+3.2 %)`: a difference in percent of what it is a difference from, to stand behind it; empty where that is nothing."""
    share = in_percent(part, whole)
    return "" if share is None else f" ({percent(share)})"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def spoken(head: str, parts: Iterable[str]) -> str:
    """A picture in words: what it is, then its parts."""
    return f"{head} {'; '.join(parts)}."


def counted(number: int, one: str, many: str = "") -> str:
    """`1 rule`, `2 rules`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def identifier(*parts: str) -> str:
    """An HTML id and file name made of names: letters, digits, `_` and `-` stay, others become their number."""
    kept = "_-"
    return "-".join("".join(c if (c.isascii() and c.isalnum()) or c in kept else f"-{ord(c):x}-" for c in part) for part in parts)


def words(name: str) -> str:
    """An identifier as people read it: `duty_wait` is `duty wait`."""
    return name.replace("_", " ")


def headings(columns: Sequence[str], width: int = 20) -> dict[str, str]:
    """Each column's heading in lines of about that many letters, with empty lines above, so that all end at the same height."""
    told_in = {column: textwrap.wrap(column, width, break_long_words=False) or [""] for column in columns}
    most = max((len(lines) for lines in told_in.values()), default=1)
    return {column: "\n".join([""] * (most - len(lines)) + lines) for column, lines in told_in.items()}


def heading_padding(wrapped: Mapping[str, str]) -> int:
    """Pixels that such headings need above the cells, beyond their first line."""
    return 5 + 15 * max((heading.count("\n") for heading in wrapped.values()), default=0)


def lines(name: str, width: int = 17) -> str:
    """A name in lines of about that many letters, for narrow columns."""
    return textwrap.fill(name, width, break_long_words=False)
