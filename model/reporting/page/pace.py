"""The sentences on the first screen of a plan: which pace is best, and what that hinges on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from model.reporting.figures.delay_over_time import courses
from model.reporting.figures.roadmap import held_back, moves
from model.reporting.figures.rows import beside, grouped, listed, maybe, of, real, text, told
from model.reporting.page.findings import NEAR, Findings
from model.tables.column import Row

LOSS = "parameters.transition_loss"
MOST_NAMED = 3  # variants or limits told by name


def pace(about: Findings) -> str:
    """Empty where the run is of no plan, or nothing has a posture."""
    if about.best is None or not about.delays_by_phase:
        return ""
    group = _same_end(about)
    said = _compared(about, group) if group else _alone(about, text(about.best, "variant"))
    told_of = [text(row, "variant") for row in group] or [text(about.best, "variant")]
    return " ".join(part for part in (said, _hinges(about, told_of), _myopia(about, told_of[0])) if part)


def _same_end(about: Findings) -> list[Row]:
    """Runs that end alike and differ on the way, least delay first: those that end as the best does, else the most that there are."""
    ends = grouped(about.lawful or about.ranked, lambda row: _end(about, text(row, "variant")))
    groups = [rows for rows in ends.values() if real(rows[-1], "weighted_delay") > (1 + NEAR) * real(rows[0], "weighted_delay")]
    return max(groups, key=lambda rows: (rows[0] is about.best, len(rows)), default=[])


def _end(about: Findings, variant: str) -> Hashable:
    """Who holds what in the last phase, and which headquarters are open in it."""
    last = about.phases[-1]
    held = of(about.tables["authorities"], variant=variant, phase=last)
    opened = [row for row in of(about.tables["commanders"], variant=variant, phase=last) if row["active"]]
    holders = frozenset((text(row, "condition"), text(row, "authority"), text(row, "holder")) for row in held)
    return holders, frozenset(text(row, "hq") for row in opened)


def _compared(about: Findings, group: Sequence[Row]) -> str:
    first, *others = group
    name, least = text(first, "variant"), real(first, "weighted_delay")
    behind = []
    for row in others[:MOST_NAMED]:
        more = real(row, "weighted_delay") - least
        behind.append(f"{text(row, 'variant')} {told(more, 'h/day')}{beside(more, least)}" + _lost(about, text(row, "variant")))
    left = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    return f"Pace: {name} is the best of those that end with the same holders. Longer waits {listed(behind)}{left}."


def _lost(about: Findings, variant: str) -> str:
    """`, 4,000 h of it lost by waiting until 2027`."""
    lost = courses(of(about.delays_by_phase, variant=variant))[variant].hours_lost
    return f", with {told(lost, 'h')} lost by waiting until {about.phases[-1]}" if lost >= 1 else ""


def _alone(about: Findings, best: str) -> str:
    """The way of the best, where no other leads to the same end."""
    rows = of(about.transitions, variant=best)
    steps = [f"in {phase} {listed(moves(of(rows, phase=phase)))}" for phase in about.phases if of(rows, phase=phase)]
    said = f"Pace: no other variant ends with the same holders as {best}"
    return f"{said}, in which {'; '.join(steps)}{_lost(about, best)}." if steps else f"{said}, in which nothing moves."


def _hinges(about: Findings, variants: Sequence[str]) -> str:
    """The limits that bind in these variants, and what a desk that takes over loses."""
    binding = {variant: list(held_back(of(about.transitions, variant=variant))) for variant in variants}
    named = [f"{variant} waits for {listed(waits[:MOST_NAMED])}" for variant, waits in binding.items() if waits][:MOST_NAMED]
    said = f"It hinges on {'limits: ' + '; '.join(named) if named else 'no limit of a phase: none keeps anything back'}"
    rows = of(about.tables["assumptions"], path=LOSS)
    values = {maybe(row, "base") for row in rows if row["variant"] in variants}
    if not any(values):
        return f"{said}."
    share = listed([f"{100 * value:.0f} %" for value in sorted(value for value in values if value is not None)], "or")
    between = f", in doubt between {100 * real(rows[0], 'low'):.0f} and {100 * real(rows[0], 'high'):.0f} %"
    said += f", and on {LOSS} ({share} of a desk that takes over{between})"
    return f"{said}: a study of method pace finds the loss at which the order turns."


def _myopia(about: Findings, variant: str) -> str:
    """What not planning ahead costs, where it is known."""
    rows = of(about.tables["comparison"], variant=variant, measure="weighted_delay")
    price = next((row["price_of_myopia"] for row in rows if row.get("price_of_myopia") is not None), None)
    return f"Deciding phase by phase would cost {variant} {told(float(price), 'h/day')} more." if isinstance(price, int | float) else ""
