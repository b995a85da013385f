"""Who commands, with how many stars, and who holds what: today beside a variant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.reporting.figures.command_drawing import Box, draw
from model.reporting.figures.figure import Drawing, Figure, FigureTable
from model.reporting.figures.rows import (
    by_phase,
    counted,
    grouped,
    identifier,
    in_phase,
    listed,
    names,
    of,
    ordered,
    phase_titles,
    text,
    whole,
)
from model.tables.column import Column, Row

COLUMNS = (
    Column("authority", "authority"),
    Column("authority_name", "in words"),
    Column("conditions", "conditions"),
    Column("today", "holder today"),
    Column("then", "holder in the variant"),
    Column("moved", "whether it moves (yes or no)"),
)
ONE_STAR = 7  # the grade of a commander with one star
STAR = "\u2605"


@dataclass(frozen=True)
class WayHeld:
    """Who holds an authority today, and who holds it then under some conditions; `always`: under all of them alike."""

    authority: str
    name: str
    conditions: tuple[str, ...]
    now: tuple[str, ...]
    then: tuple[str, ...]
    always: bool

    @property
    def moves(self) -> bool:
        """Whether the holders are others."""
        return set(self.now) != set(self.then)


def stars(grade: int | None) -> str:
    """A grade as stars with its number; the words for no grade."""
    if grade is None:
        return "civil"
    return f"{STAR * max(0, grade - ONE_STAR + 1)} O-{grade}".strip()


def command_charts(authorities: Sequence[Row], commanders: Sequence[Row], places: Sequence[Row], conditions: Sequence[Row]) -> list[Figure]:
    """A figure for each variant with a posture and each phase."""
    found, titles = [], phase_titles(authorities)
    for (variant, phase), held in by_phase(authorities).items():
        officers = {text(row, "hq"): row for row in of(commanders, variant=variant, phase=phase)}
        superior = {text(row, "hq"): text(row, "superior") for row in in_phase(of(places, variant=variant), phase)}
        named = {text(row, "condition"): text(row, "condition_name") for row in in_phase(of(conditions, variant=variant), phase)}
        title = f"Command chart: today and {variant}{titles[phase]}"
        found.append(_figure(title, variant, phase, held, officers, superior, named))
    return found


def _figure(
    title: str,
    variant: str,
    phase: str,
    held: Sequence[Row],
    officers: Mapping[str, Row],
    superior: Mapping[str, str],
    named: Mapping[str, str],
) -> Figure:
    today, then = _boxes(held, officers, named)
    rows = _table(held, named)
    moved = ordered((row for row in rows if row["moved"] == "yes"), "authority_name")
    telling = {box.hq for box in (*today.values(), *then.values()) if box.lines or box.remark}
    kept = [hq for hq in officers if hq in telling]
    shown = _with_superiors(kept, superior)
    nations = {hq: text(row, "nation") for hq, row in officers.items()}
    tree = _tree(shown, superior, nations)
    opened = [hq for hq in then if hq not in today]
    says = f"{counted(len(moved), 'authority', 'authorities')} of {len(ordered(held, 'authority'))} move"
    says += f"; {listed(opened)} {'opens' if len(opened) == 1 else 'open'}" if opened else ""
    says += _several(then.values())
    left = [hq for hq in then if hq not in shown]
    says += f". Not drawn, since they hold none of these and do not change: {listed(left)}." if left else "."
    alt = f"Two trees of boxes, today and {variant}. " + " ".join(
        f"{box.hq} ({box.stars}) holds {'; '.join(line for line, _ in box.lines)}." for hq, _ in tree if (box := then.get(hq)) and box.lines
    )
    drawn = Drawing(draw(variant, tree, nations, today, then))
    return Figure(identifier("command", variant, phase), title, says, drawn, alt, FigureTable(COLUMNS, rows), variant=variant, phase=phase)


def _several(boxes: Iterable[Box]) -> str:
    """Which officers command several open headquarters, to stand behind a sentence; empty where none does."""
    commanded = grouped((box for box in boxes if box.commander), lambda box: box.commander)
    told = [f"{officer} commands {listed([box.hq for box in under])}" for officer, under in commanded.items() if len(under) > 1]
    return f". {'; '.join(told)}" if told else ""


def _boxes(held: Sequence[Row], officers: Mapping[str, Row], named: Mapping[str, str]) -> tuple[dict[str, Box], dict[str, Box]]:
    """The boxes of today's panel and of the variant's, by headquarters."""
    today, then = {}, {}
    for hq, row in officers.items():
        now, grade = whole(row, "grade_now"), whole(row, "grade")
        if row["status_now"] == "existing":
            today[hq] = Box(hq, text(row, "hq_name"), stars(now), commander=text(row, "commander"))
        if row["active"]:
            remark = "opens" if row["status_now"] != "existing" else f"was {stars(now)}" if grade != now else ""
            then[hq] = Box(hq, text(row, "hq_name"), stars(grade), remark, text(row, "commander"))
    for rows in grouped(held, lambda row: text(row, "authority")).values():
        _say_holders(rows, today, then, named)
    return today, then


def _say_holders(rows: Sequence[Row], today: Mapping[str, Box], then: Mapping[str, Box], named: Mapping[str, str]) -> None:
    """Add one authority to the boxes of those who hold it today and then; what moves is marked."""
    about = rows[0]
    what = f"{text(about, 'relation')} {text(about, 'authority_name')}"
    now = names(about, "holder_now")
    every = ordered(rows, "condition")
    held = {holder: [text(row, "condition") for row in of(rows, holder=holder)] for holder in sorted(ordered(rows, "holder"))}
    new = [holder for holder in held if holder not in now]
    for holder in now:
        if holder in today:
            lost = [condition for condition in every if condition not in held.get(holder, [])]
            where = listed(new) or "nobody"
            mark = f"to {where}{in_conditions(lost, every, named)}" if lost and new else ""
            today[holder].lines.append((what, mark))
    for holder, when in held.items():
        if holder in then:
            mark = f"from {listed(now) or 'nobody'}" if holder in new else ""
            then[holder].lines.append((what + in_conditions(when, every, named), mark))


def in_conditions(conditions: Sequence[str], every: Sequence[str], named: Mapping[str, str]) -> str:
    """Nothing where all conditions are meant, else which, or which not, whatever is shorter."""
    if len(conditions) == len(every):
        return ""
    missing = [condition for condition in every if condition not in conditions]
    fewer, word = (conditions, "in") if len(conditions) <= len(missing) else (missing, "except in")
    return f" ({word} {listed([named.get(condition, condition) for condition in fewer])})"


def ways_held(held: Sequence[Row]) -> list[WayHeld]:
    """Each authority in the order of the rows, with a way for each set of holders and the conditions under which they hold it."""
    found = []
    for authority, rows in grouped(held, lambda row: text(row, "authority")).items():
        by_holders: dict[tuple[str, ...], list[str]] = {}
        for condition, of_condition in grouped(rows, lambda row: text(row, "condition")).items():
            by_holders.setdefault(tuple(sorted(ordered(of_condition, "holder"))), []).append(condition)
        now, name = names(rows[0], "holder_now"), text(rows[0], "authority_name")
        found += [WayHeld(authority, name, tuple(when), now, then, len(by_holders) == 1) for then, when in by_holders.items()]
    return found


def _table(held: Sequence[Row], named: Mapping[str, str]) -> tuple[Row, ...]:
    """A row for each authority and way of holding it."""
    return tuple(
        {
            "authority": way.authority,
            "authority_name": way.name,
            "conditions": "all" if way.always else ", ".join(named.get(condition, condition) for condition in way.conditions),
            "today": ", ".join(way.now),
            "then": ", ".join(way.then),
            "moved": "yes" if way.moves else "no",
        }
        for way in ways_held(held)
    )


def _with_superiors(kept: Sequence[str], superior: Mapping[str, str]) -> set[str]:
    shown: set[str] = set()
    for start in kept:
        hq = start
        while hq and hq not in shown:
            shown.add(hq)
            hq = superior.get(hq, "")
    return shown


def _tree(shown: set[str], superior: Mapping[str, str], nations: Mapping[str, str]) -> list[tuple[str, int]]:
    """(headquarters, depth) in the order of drawing: nation by nation, largest first, superiors before their subordinates."""

    def below(parent: str, depth: int) -> list[tuple[str, int]]:
        children = sorted(hq for hq in shown if superior.get(hq, "") == parent)
        return [line for hq in children for line in [(hq, depth), *below(hq, depth + 1)]]

    size = {nation: sum(nations[hq] == nation for hq in shown) for nation in set(nations.values())}
    tops = sorted((hq for hq in shown if superior.get(hq, "") not in shown), key=lambda hq: (-size[nations[hq]], nations[hq], hq))
    return [line for hq in tops for line in [(hq, 0), *below(hq, 1)]]
