"""The table of a run's page that says whom the postures take: of each nation's pools, how many of how many, in which variants."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures.figure import FigureTable
from model.reporting.figures.rows import grouped, listed, of, ordered, real, text, whole
from model.reporting.page.findings import Findings
from model.reporting.page.parts import TableBlock
from model.tables.column import Column, Row

# Of so many variants each is named wherever it belongs.
FEW = 3
RESOURCES = {
    "liaison_staff": "liaison officers",
    "desk_officers": "desk officers above today's",
    "four_star": "four-star commanders above today's",
}
COLUMNS = (
    Column("phase", "phase of the plan"),
    Column("nation", "nation whose people they are"),
    Column("people", "what they are for"),
    Column("used", "how many of how many, with the variants whose posture takes them"),
    Column("used_up", "variants that leave none of some"),
)


def people_table(about: Findings) -> TableBlock | None:
    """A row a pool; None where no posture has any."""
    by_pool = grouped(about.tables["people"], _pool)
    if not by_pool:
        return None
    rows = tuple(_pool_row(*pool, rows) for pool, rows in by_pool.items())
    return TableBlock("people-table", "People: how many of how many", _says(about), FigureTable(COLUMNS, rows))


def _pool(row: Row) -> tuple[str, str, str]:
    return text(row, "phase"), text(row, "nation"), text(row, "resource")


def _pool_row(phase: str, nation: str, resource: str, rows: Sequence[Row]) -> Row:
    return {
        "phase": phase,
        "nation": nation,
        "people": RESOURCES[resource],
        "used": _by_use(rows),
        "used_up": _named([row for row in rows if _used_up(row)], rows),
    }


def _by_use(rows: Sequence[Row]) -> str:
    """Who takes how many; the use that more than half of the variants share comes last, without their names."""
    uses = sorted(grouped(rows, _use).items(), key=lambda one: 2 * len(one[1]) > len(rows))
    return "; ".join(f"{use}: {_named(some, rows, 'the others')}" for use, some in uses)


def _named(some: Sequence[Row], rows: Sequence[Row], most: str = "") -> str:
    """The variants of some rows, in words where they are all, or `most` of them."""
    if len(some) == len(rows) > 1:
        return "all"
    if most and 2 * len(some) > len(rows) > FEW:
        return most
    left = [row for row in rows if row not in some]
    if len(rows) > FEW and 0 < len(left) < len(some):
        return f"all but {', '.join(ordered(left, 'variant'))}"
    return ", ".join(ordered(some, "variant"))


def _use(row: Row) -> str:
    """`17 of 18`."""
    return f"{whole(row, 'used')} of {real(row, 'amount'):g}"


def _used_up(row: Row) -> bool:
    return real(row, "amount") > 0 and whole(row, "slack") == 0


def _says(about: Findings) -> str:
    """What the best variant leaves none of."""
    best = text(about.best, "variant") if about.best else ""
    own = of(about.tables["people"], variant=best)
    several = len(ordered(own, "phase")) > 1
    spent = [_told(row) + (f" in {text(row, 'phase')}" if several else "") for row in own if _used_up(row)]
    if spent:
        return f"{best}, the best, leaves none of {listed(spent)}."
    return f"{best}, the best, uses up no pool that has anyone in it."


def _told(row: Row) -> str:
    """`US liaison officers (18 of 18)`."""
    return f"{text(row, 'nation')} {RESOURCES[text(row, 'resource')]} ({_use(row)})"
