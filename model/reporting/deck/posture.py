"""The slides of one posture: who holds what before and after, the way there, and the delay from phase to phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.deck.answer import HOURS
from model.reporting.deck.layout import cut, short
from model.reporting.deck.parts import BarChart, Grid, Series, Shown, Slide, Words
from model.reporting.deck.told import Whereabouts, plain
from model.reporting.figures.command_chart import WayHeld, in_conditions, stars, ways_held
from model.reporting.figures.palette import SERIES
from model.reporting.figures.roadmap import held_back, moves
from model.reporting.figures.roadmap_rows import NOBODY, RoadmapBar, RoadmapRow, lines_of
from model.reporting.figures.rows import counted, grouped, listed, of, ordered, real, text, told, whole
from model.reporting.page.findings import Findings
from model.reporting.page.pace import pace
from model.tables.column import Row

MOST_BESIDE = 3  # variants beside the baseline in the chart of phases


def held(about: Findings, variant: str) -> list[Slide]:
    """What moves between today and the last phase of a variant."""
    last = about.phases[-1]
    rows = of(about.tables["authorities"], variant=variant, phase=last)
    ways = ways_held(rows)
    moving = [way for way in ways if way.moves]
    lines = [*_commanders(of(about.tables["commanders"], variant=variant, phase=last)), *_holders(moving, about.condition_names)]
    moved, every = len({way.authority for way in moving}), len({way.authority for way in ways})
    when = f", phase {last}" if len(about.phases) > 1 else ""
    if not lines:
        return [_nothing(f"{variant} leaves every authority and every commander as they are today")]
    grid = Grid(("Kind", "Today", f"With {variant}{when}", "What"), (17, 16, 24, 75), tuple(lines))
    remarks = (
        f"Holders: authorities.csv, the rows of {variant}{when}: columns holder_now and holder. Commanders: commanders.csv, the rows of "
        f"{variant}{when}: columns grade_now, grade, active and status_now.",
    )
    says = "What goes the same way shares a line. What is not listed stays as it is. A star is a grade of general or flag officer."
    title = f"With {variant}, {moved} of {counted(every, 'authority', 'authorities')} {'moves' if moved == 1 else 'move'}"
    return cut(Slide(title, says, (grid,), remarks), "authorities.csv")


def _holders(moving: Sequence[WayHeld], named: Mapping[str, str]) -> list[tuple[Shown, ...]]:
    """A line for each way authorities go, from holder to holder."""
    lines = []
    for (now, then), ways in grouped(moving, lambda way: (way.now, way.then)).items():
        what = [way.name + ("" if way.always else in_conditions(way.conditions, list(named), named)) for way in ways]
        kind = counted(len(ways), "authority", "authorities")
        lines.append(plain(kind, listed(now) or NOBODY, listed(then) or NOBODY, "; ".join(what)))
    return lines


def _commanders(rows: Sequence[Row]) -> list[tuple[Shown, ...]]:
    """Headquarters that open or close, and commanders whose grade changes."""
    found = []
    for row in rows:
        name = f"{text(row, 'hq')}, {text(row, 'hq_name')}"
        planned, open_ = row["status_now"] != "existing", bool(row["active"])
        if planned and open_:
            found.append(plain("Headquarters", "not there", f"opens, {stars(whole(row, 'grade'))}", name))
        elif not planned and not open_:
            found.append(plain("Headquarters", "there", "closes", name))
        elif open_ and row["grade"] != row["grade_now"]:
            found.append(plain("Commander", stars(whole(row, "grade_now")), stars(whole(row, "grade")), name))
    return found


def _nothing(title: str) -> Slide:
    grid = Grid(("What", "Today", "Then"), (1, 1, 1), (plain("nothing moves", "", ""),))
    return Slide(title, "", (grid,), ("authorities.csv and commanders.csv: nothing is marked as changed.",))


def way(about: Findings, variant: str) -> list[Slide]:
    """What moves in which phase, and what it waits for. Nothing where the run is of no plan."""
    if not about.delays_by_phase:
        return []
    rows = of(about.transitions, variant=variant)
    phases = ordered(of(about.delays_by_phase, variant=variant), "phase")
    lines = lines_of(rows, phases, about.condition_names)
    said = [f"{phase}: {listed(moves(of(rows, phase=phase))) or 'nothing moves'}" for phase in phases]
    waits = [f"{count} for {why}" for why, count in list(held_back(rows).items())[:2]]
    says = "; ".join(said) + "." + (f" Waiting: {listed(waits)}." if waits else "")
    if not lines:
        return [_nothing(f"{variant} changes nothing in any phase")]
    size = len(phases) + 1
    grid = Grid(
        ("Kind", "What", "Today", *phases, "Waits for"),
        (17, 60, *[10 + 24 / size] * size, 22),
        tuple(_lines(lines, size)),
    )
    title = f"Roadmap: what moves when with {variant}"
    remarks = (says, f"transitions.csv, the rows of {variant}: columns phase, what_name, from, to, conditions and waits_for.", pace(about))
    return cut(Slide(title, short(says, ". ".join(said)), (grid,), tuple(part for part in remarks if part)), "transitions.csv")


def _lines(lines: Sequence[RoadmapRow], size: int) -> list[tuple[Shown, ...]]:
    """A line for things that are the same from phase to phase: what they are today, then what they become, in the column of the
    phase in which they do."""
    found = []
    for (heading, bars), same in grouped(lines, lambda line: (line.heading, line.bars)).items():
        starts: Mapping[int, RoadmapBar] = {bar.first: bar for bar in bars}
        cells = [("" if at not in starts else starts[at].state if at == 0 else f"\u2192 {starts[at].state}") for at in range(size)]
        waits = "; ".join(bar.waits for bar in bars if bar.waits)
        found.append(plain(heading, "; ".join(line.what for line in same), *cells, waits))
    return found


def phases(about: Findings, standing: Whereabouts) -> list[Slide]:
    """The delay in each phase: the baseline beside the variants that wait least."""
    if not about.delays_by_phase or about.best is None:
        return []
    best = text(about.best, "variant")
    others = [text(row, "variant") for row in about.lawful if text(row, "variant") not in (best, about.baseline)]
    shown = list(dict.fromkeys([name for name in (about.baseline, best) if about.delay(name) is not None] + others[: MOST_BESIDE - 1]))
    series = []
    for place, variant in enumerate(shown):
        rows = of(about.delays_by_phase, variant=variant)
        numbers = tuple(real(row, "weighted_delay") for row in rows)
        places = tuple(standing.place("delay_by_phase", row, "weighted_delay") for row in rows)
        series.append(Series(variant, numbers, places, (_colour(place, variant == about.baseline),)))
    first, last = series[shown.index(best)].values[0], series[shown.index(best)].values[-1]
    alt = "Columns by phase: " + "; ".join(f"{one.name} {', '.join(told(number) for number in one.values)}" for one in series) + "."
    chart = BarChart("Delay by phase", about.phases, tuple(series), "urgency-weighted h/day", HOURS, alt, across=False)
    title = f"{best} goes from {told(first)} weighted hours a day in {about.phases[0]} to {told(last)} in {about.phases[-1]}"
    hinges = tuple(("", sentence) for sentence in pace(about).split(". "))
    return [Slide(title, "", (chart, Words(hinges)), shares=(70, 30))]


def _colour(place: int, is_baseline: bool) -> str:
    return SERIES[7] if is_baseline else SERIES[(place - 1) % 7]
