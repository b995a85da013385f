"""Which pace is best, at each limit of transfers and each loss of those who take over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from model.reporting.figures.figure import Figure
from model.reporting.figures.phase_map import LEAD, best_chart, best_there
from model.reporting.figures.rows import grouped, listed, maybe, of, real, spoken, text
from model.reporting.figures.study_rows import table_without
from model.study.methods.compare import percent
from model.study.methods.follow import SWITCH, UNANSWERED
from model.tables.column import Row

TOLD = 0.005  # percent below which no lead is told
ACROSS, DOWN = "transition_loss", "transfers_max"


def pace_figures(points: Sequence[Row], switches: Sequence[Row]) -> tuple[Figure, ...]:
    """One map, from the tables `pace` and `pace_switches`."""
    places = grouped(points, lambda row: (text(row, "transfers_max"), real(row, "transition_loss")))
    cells = [_cell(limit, loss, rows) for (limit, loss), rows in places.items()]
    count = Counter(best_there(cell) for cell in cells)
    winners = sorted(count, key=lambda one: (-count[one], one))
    xs = [share(loss) for loss in sorted({loss for _, loss in places})]
    ys = list(dict.fromkeys(limit for limit, _ in places))[::-1]
    says = f"{_most(count, winners)}{_leads(places.values())} {_turns(switches)} Below each sign stands that share."
    rows = grouped(cells, lambda cell: text(cell, "down"))
    alt = spoken(
        f"Cells, left to right a loss of {listed(xs)}, with how much longer the next variant waits.",
        (f"limit {limit}: {', '.join(map(_told, group))}" for limit, group in rows.items()),
    )
    title = "Which pace is best?"
    chart = best_chart(ACROSS, DOWN, xs, ys, cells, winners)
    return (Figure("pace", title, says, chart, alt, table_without("pace", points, "bound", "blocked_by")),)


def share(loss: float) -> str:
    """A share of a desk's capacity in percent."""
    return f"{100 * loss:.3g} %"


def _cell(limit: str, loss: float, rows: Sequence[Row]) -> Row:
    """One place: who is best there, and by how much the next waits longer."""
    more = _lead(rows)
    lead = "" if more is None else f"+{more:.2g} %" if more >= TOLD else "alike"
    return {"across": share(loss), "down": limit, "best_variants": text(rows[0], "best_variants"), LEAD: lead}


def _lead(rows: Sequence[Row]) -> float | None:
    """How much longer the second waits than the first, in percent; None where there are no two."""
    delays = sorted(delay for row in rows if (delay := maybe(row, "weighted_delay")) is not None)
    return percent(delays[1] - delays[0], delays[0]) if len(delays) > 1 else None


def _leads(places: Iterable[Sequence[Row]]) -> str:
    """From the least to the greatest lead over all places; empty where nobody is second."""
    found = sorted(lead for rows in places if (lead := _lead(rows)) is not None)
    if not found:
        return ""
    least, most = (f"{lead:.2g}" if lead >= TOLD else "0" for lead in (found[0], found[-1]))
    return f" The next waits {least if least == most else f'{least} to {most}'} % longer."


def _told(cell: Row) -> str:
    return f"{best_there(cell)} {text(cell, LEAD)}".strip()


def _most(count: Counter[str], winners: Sequence[str]) -> str:
    """Who is best at most places."""
    first, *others = winners
    if not others:
        return f"{first} is best at every limit of transfers and every loss of those who take over."
    rest = listed([f"{one} at {count[one]}" for one in others])
    return f"{first} is best at {count[first]} of {sum(count.values())} limits of transfers and losses of those who take over, {rest}."


def _turns(switches: Sequence[Row]) -> str:
    """Where the order turns, in words; limits at which it does so alike are named together."""
    by_limit = grouped(switches, lambda row: text(row, "transfers_max"))
    found = grouped(by_limit, lambda limit: _turn(by_limit[limit]))
    return " ".join(f"With a limit of {listed(limits, 'or')}: {said}." for said, limits in found.items())


def _turn(rows: Sequence[Row]) -> str:
    said = []
    for row in of(rows, result=SWITCH):
        ends = f"between {share(real(row, 'switch_from'))} and {share(real(row, 'switch_to'))}, both solved"
        line = maybe(row, "interpolated")
        ends += "" if line is None else f" (straight lines between grid points cross at {share(line)}, which is not solved)"
        said.append(f"{_who(row, 'above')} instead of {_who(row, 'below')} from a loss {ends}")
    said += ["not every solve has an answer"] if of(rows, result=UNANSWERED) else []
    low, high = (share(real(rows[0], end)) for end in ("low", "high"))
    return "; ".join(said) or f"{_who(rows[0], 'below')} from a loss of {low} to {high}"


def _who(row: Row, side: str) -> str:
    return listed(text(row, side).split("|"), "or")
