"""The sentences on the first screen of a plan: which pace is best, and what that hinges on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from model.reporting.figures.delay_over_time import courses
from model.reporting.figures.roadmap import held_back, moves
from model.reporting.figures.rows import beside, grouped, listed, maybe, of, real, text, told
from model.reporting.page.findings import NEAR, Findings
from model.study.methods.pace import LOSS
from model.tables.column import Row

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
    """Runs that end alike, least delay first: those that end as the best does, else the most that there are; empty where each ends
    otherwise. Alike are the same holders under the same commanders, and hours that cannot be told apart."""
    found, ends = courses(about.delays_by_phase), _ends(about)
    groups: list[list[Row]] = []
    for row in about.lawful or about.ranked:
        name = text(row, "variant")
        for group in groups:
            first = text(group[0], "variant")
            hours = found[first].delays[-1]
            if ends[first] == ends[name] or abs(hours - found[name].delays[-1]) <= NEAR * hours:
                group.append(row)
                break
        else:
            groups.append([row])
    return max((group for group in groups if len(group) > 1), key=lambda group: (group[0] is about.best, len(group)), default=[])


def _ends(about: Findings) -> dict[str, Hashable]:
    """Of each variant who holds what in the last phase, and under which commanders its open headquarters are."""
    last = about.phases[-1]
    held = grouped(of(about.tables["authorities"], phase=last), lambda row: text(row, "variant"))
    hqs = grouped(of(about.tables["commanders"], phase=last), lambda row: text(row, "variant"))
    return {
        variant: (
            frozenset((text(row, "condition"), text(row, "authority"), text(row, "holder")) for row in rows),
            frozenset((text(row, "hq"), row["grade"]) for row in hqs.get(variant, ()) if row["active"]),
        )
        for variant, rows in held.items()
    }


def _compared(about: Findings, group: Sequence[Row]) -> str:
    first, *others = group
    least, most = real(first, "weighted_delay"), real(group[-1], "weighted_delay")
    if most - least <= NEAR * least:
        names = listed([text(row, "variant") for row in group])
        return f"Pace: {names} end alike and are not to be told apart on the way, by {told(most - least, 'h/day')} at most."
    behind = [
        f"{text(row, 'variant')} {told(more, 'h/day')} longer{beside(more, least)}"
        + _until(about, text(row, "variant"), text(first, "variant"))
        for row in others[:MOST_NAMED]
        for more in (real(row, "weighted_delay") - least,)
    ]
    left = f", {len(others) - MOST_NAMED} others longer still" if len(others) > MOST_NAMED else ""
    return f"Pace: of {len(group)} variants that end alike, {text(first, 'variant')} waits least; {listed(behind)}{left}."


def _until(about: Findings, variant: str, other: str) -> str:
    """`, 4,000 h until 2027`: what lies between the lines of the two."""
    found = courses([row for row in about.delays_by_phase if row["variant"] in (variant, other)])
    hours = found[variant].hours_beyond(found[other])
    return "" if hours is None or hours < 1 else f", {told(hours, 'h')} until {about.phases[-1]}"


def _alone(about: Findings, best: str) -> str:
    """The way of the best, where no two end alike."""
    rows = of(about.transitions, variant=best)
    steps = [f"in {phase} {listed(moves(of(rows, phase=phase)))}" for phase in about.phases if of(rows, phase=phase)]
    return f"Pace: no two variants end alike; with {best}, {'; '.join(steps) or 'nothing moves'}."


def _hinges(about: Findings, variants: Sequence[str]) -> str:
    """The limits that bind in these variants, and what a desk that takes over loses."""
    waits = held_back([row for row in about.transitions if row["variant"] in variants])
    limits = grouped((why.partition(" (")[0].partition(" of ") for why in waits), lambda parts: parts[0])
    named = [f"{limit} of {listed(sorted({phase for _, _, phase in parts}))}" if parts[0][2] else limit for limit, parts in limits.items()]
    said = f"What keeps changes back: {listed(named)}." if named else "No limit of a phase keeps anything back."
    rows = [row for row in of(about.tables["assumptions"], path=LOSS) if row["variant"] in variants]
    values = sorted({value for row in rows if (value := maybe(row, "base"))})
    if not values:
        return said
    share = listed([f"{100 * value:.0f}" for value in values], "or")
    ends = [f"{100 * end:.0f}" for name in ("low", "high") if (end := maybe(rows[0], name)) is not None]
    said += f" It hinges on {'these and on ' if named else ''}transition_loss, here {share} % ({' to '.join(ends)} %)"
    return f"{said}: a study of method pace finds whether the order turns."


def _myopia(about: Findings, variant: str) -> str:
    """What not planning ahead costs, where it is known."""
    rows = of(about.tables["comparison"], variant=variant, measure="weighted_delay")
    price = next((row["price_of_myopia"] for row in rows if row.get("price_of_myopia") is not None), None)
    return f"Deciding phase by phase would cost {variant} {told(float(price), 'h/day')} more." if isinstance(price, int | float) else ""
