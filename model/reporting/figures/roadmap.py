"""The roadmap of a plan: a row a thing that moves, a column a phase, and what it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from model.reporting.figures import svg
from model.reporting.figures.figure import Drawing, Figure, FigureTable
from model.reporting.figures.palette import BLUE, INK, LINE, ORANGE, QUIET
from model.reporting.figures.roadmap_rows import RoadmapBar, RoadmapRow, lines_of, reasons, state
from model.reporting.figures.rows import counted, grouped, identifier, listed, names, of, ordered, real, spoken, text, told
from model.tables.column import Column, Row

COLUMNS = (
    Column("phase", "phase in which it moves"),
    Column("what_name", "authority, headquarters or team in words"),
    Column("kind", "authority, opening, closing, grade or team"),
    Column("conditions", "conditions in which an authority moves; empty: it is no authority"),
    Column("from", "what it is before"),
    Column("to", "what it is from then on"),
    Column("waits_for", "the limit that keeps it from moving earlier; empty: none does"),
)
# How many things of a kind moved, in words.
MOVES = {
    "opening": ("headquarters opens", "headquarters open"),
    "closing": ("headquarters closes", "headquarters close"),
    "grade": ("commander changes grade", "commanders change grade"),
    "authority": ("authority moves", "authorities move"),
    "team": ("team changes", "teams change"),
}
WIDTH, NAMES, HEAD, GAP, TEXT_LINE, PAD = 1240.0, 372.0, 62.0, 5.0, 16.0, 7.0
SIZE, SMALL = 12.5, 11.5


def roadmaps(transitions: Sequence[Row], delays: Sequence[Row], condition_names: Mapping[str, str]) -> list[Figure]:
    """A figure for each variant with a posture, from `transitions` and `delay_by_phase`."""
    return [
        _figure(variant, of(transitions, variant=variant), phases, condition_names)
        for variant, phases in grouped(delays, lambda row: text(row, "variant")).items()
    ]


def moves(transitions: Sequence[Row]) -> list[str]:
    """`2 authorities move`, for each kind of what moves; an authority that goes several ways counts once."""
    things = Counter(kind for kind, _ in {(text(row, "kind"), text(row, "what")) for row in transitions})
    return [counted(things[kind], *said) for kind, said in MOVES.items() if things[kind]]


def held_back(transitions: Sequence[Row]) -> dict[str, int]:
    """What things wait for -> how many of them, most first."""
    waits = Counter(why for why, _, _ in {(why, text(row, "kind"), text(row, "what")) for row in transitions for why in reasons(row)})
    return dict(sorted(waits.items(), key=lambda one: (-one[1], one[0])))


def _figure(variant: str, rows: Sequence[Row], phases: Sequence[Row], condition_names: Mapping[str, str]) -> Figure:
    order = ordered(phases, "phase")
    lines = lines_of(rows, order, condition_names)
    by_phase = {phase: moves(of(rows, phase=phase)) for phase in order}
    said = [f"{phase}: {listed(parts) or 'nothing moves'}" for phase, parts in by_phase.items()]
    waits = [f"{count} for {why}" for why, count in held_back(rows).items()]
    says = "Nothing moves in any phase." if not rows else f"{'; '.join(said)}."
    says += f" Waiting: {', '.join(waits)}." if waits else " No limit of a phase keeps anything back." if rows else ""
    alt = spoken(
        "Bars from today to the last phase, a row a thing that moves.", (_told(line, order) for line in lines) if lines else ["No rows"]
    )
    title = f"Roadmap: {variant}"
    table = FigureTable(COLUMNS, tuple(_cells(row, condition_names) for row in rows))
    return Figure(identifier("roadmap", variant), title, says, Drawing(_draw(lines, phases), wide=True), alt, table, variant=variant)


def _cells(row: Row, condition_names: Mapping[str, str]) -> Row:
    where = ", ".join(condition_names.get(name, name) for name in names(row, "conditions"))
    sides = {side: state(text(row, "kind"), text(row, side)) for side in ("from", "to")}
    return {column.name: row[column.name] for column in COLUMNS} | {"conditions": where, **sides}


def _told(line: RoadmapRow, phases: Sequence[str]) -> str:
    """A line in words."""
    parts = [f"{one.state} from {phases[one.first - 1]} on" if one.first else f"{one.state} today" for one in line.bars]
    waits = [f"waits for {one.waits}" for one in line.bars if one.waits]
    return f"{line.what}: {', then '.join(parts)}" + (f" ({'; '.join(waits)})" if waits else "")


# Drawing ---------------------------------------------------------------------------------------------------------


def _draw(lines: Sequence[RoadmapRow], phases: Sequence[Row]) -> str:
    wide = (WIDTH - NAMES) / (len(phases) + 1)
    y, heading, pieces = HEAD, "", []
    for line in lines:
        if line.heading != heading:
            columns = _columns(phases, wide, y + 17) if heading else []  # the first has them right above
            heading = line.heading
            pieces += [svg.words(heading, 0, y + 17, font_weight=600, fill=QUIET), *columns]
            y += 26
        drawn, height = _line(line, y, wide)
        pieces.append(drawn)
        y += height + GAP
    if not lines:
        pieces.append(svg.words("Nothing moves: everything stays as it is today.", 0, y + 20))
        y += 32
    return svg.drawing(WIDTH, y, _heads(phases, wide, y) + "".join(pieces))


def _heads(phases: Sequence[Row], wide: float, bottom: float) -> str:
    """Today and the phases above their columns, each with its start and the delay in it, and lines down between them."""
    pieces = [svg.words("Today", NAMES + 6, 18, font_size=15, font_weight=600)]
    for place, row in enumerate(phases, start=1):
        x = NAMES + place * wide
        pieces += [
            svg.element("path", d=f"M{x:g} 4V{bottom:g}", stroke=LINE),
            svg.words(svg.shortened(text(row, "phase"), wide - 8, 15 * svg.BOLD), x + 6, 18, font_size=15, font_weight=600),
            svg.words(svg.shortened(f"from {text(row, 'start')}", wide - 8, SIZE), x + 6, 35, font_size=SIZE, fill=QUIET),
            svg.words(svg.shortened(told(real(row, "weighted_delay"), "h/day"), wide - 8, SIZE), x + 6, 52, font_size=SIZE),
        ]
    return "".join(pieces)


def _columns(phases: Sequence[Row], wide: float, y: float) -> list[str]:
    """The names of the columns again, for those who have scrolled past their heads."""
    named = ["Today", *(text(row, "phase") for row in phases)]
    return [
        svg.words(svg.shortened(name, wide - 8, SIZE), NAMES + place * wide + 6, y, font_size=SIZE, fill=QUIET)
        for place, name in enumerate(named)
    ]


def _line(line: RoadmapRow, y: float, wide: float) -> tuple[str, float]:
    """One thing's name and its bars: (its SVG, its height)."""
    name = svg.wrapped(line.what, NAMES - 12, SIZE)
    texts = [_texts(one, wide) for one in line.bars]
    height = PAD * 2 + TEXT_LINE * max(len(name), *(len(says) + len(waits) for says, waits in texts)) - 2
    pieces = [svg.words(part, 0, y + PAD + 10 + TEXT_LINE * at, font_size=SIZE) for at, part in enumerate(name)]
    pieces += [_bar(one, *told_in, y, wide, height) for one, told_in in zip(line.bars, texts, strict=True)]
    return "".join(pieces), height


def _texts(one: RoadmapBar, wide: float) -> tuple[list[str], list[str]]:
    """What stands in a bar: what the thing is, and what it waits for."""
    room = wide * (one.last - one.first + 1) - 20
    says = svg.wrapped(f"\u2192 {one.state}" if one.first else one.state, room, SIZE * (svg.BOLD if one.first else 1))
    return says, svg.wrapped(f"waits: {one.waits}", room, SMALL) if one.waits else []


def _bar(one: RoadmapBar, says: Sequence[str], waits: Sequence[str], y: float, wide: float, height: float) -> str:
    x, width = NAMES + one.first * wide, wide * (one.last - one.first + 1)
    edge: dict[str, str | float] = {"stroke": BLUE, "stroke_width": 2.2} if one.first else {"stroke": LINE, "stroke_width": 1}
    look: dict[str, str | int] = {"fill": BLUE, "font_weight": 600} if one.first else {"fill": INK}
    hint = one.state + (f"; waits for {one.waits}" if one.waits else "")
    pieces = [svg.element("rect", svg.hint(hint), x=x + 2, y=y, width=width - 4, height=height, rx=4, fill="#f7f9fb", **edge)]
    for at, part in enumerate([*says, *waits]):
        own = look if at < len(says) else {"fill": ORANGE}
        size = SIZE if at < len(says) else SMALL
        pieces.append(svg.words(part, x + 10, y + PAD + 10 + TEXT_LINE * at, font_size=size, **own))
    return "".join(pieces)
