"""The table of a run's page that says whom the postures take: of each nation's pools, how many of how many, in which variants."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures.figure import FigureTable
from model.reporting.figures.rows import grouped, listed, of, ordered, real, text, whole
from model.reporting.page.findings import Findings
from model.reporting.page.parts import TableBlock
from model.tables.column import Column, Row

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
        "used": "; ".join(f"{use}: {', '.join(ordered(some, 'variant'))}" for use, some in grouped(rows, _use).items()),
        "used_up": ", ".join(text(row, "variant") for row in rows if _used_up(row)),
    }


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
