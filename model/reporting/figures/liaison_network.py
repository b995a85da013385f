"""The liaison network: which headquarters are joined by a team, and what changes from today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.figures import svg
from model.reporting.figures.figure import Drawing, Figure, FigureTable
from model.reporting.figures.liaison_layout import BOX, NODE, WIDTH, Layout, label, layout
from model.reporting.figures.palette import BLUE, INK, LINE, ORANGE, PAPER, QUIET
from model.reporting.figures.rows import by_phase, counted, identifier, of, phase_titles, text, whole
from model.tables.column import Column, Row, integer

COLUMNS = (
    Column("from_hq", "one end"),
    Column("to_hq", "the other end"),
    Column("kind", "liaison (both ways) or direct (one way)"),
    Column("pool", "nation that supplies the team"),
    integer("level_now", "today's level"),
    integer("level", "level in the variant"),
    Column("level_name", "the level in words"),
    integer("staff", "people in the team", "people"),
)
GOLDEN = 0.618  # its multiples spread evenly over 0 to 1, whatever their number


def liaison_networks(liaison: Sequence[Row], places: Sequence[Row]) -> list[Figure]:
    """A figure for each variant with a posture and each phase."""
    found, titles = [], phase_titles(liaison)
    for (variant, phase), rows in by_phase(liaison).items():
        nation = {text(row, "hq"): text(row, "nation") for row in of(places, variant=variant)}
        shown = [row for row in rows if _joined(row)]
        found.append(_figure(f"Liaison network: {variant}{titles[phase]}", variant, phase, shown, nation))
    return found


def _joined(row: Row) -> bool:
    """Whether there is anything to draw: a team then or today, or an automatic way."""
    return bool(whole(row, "level") or whole(row, "level_now") or row["kind"] == "direct")


def _mark(row: Row) -> str:
    """new, more, fewer, gone or same."""
    level, now = whole(row, "level") or 0, whole(row, "level_now") or 0
    if level == now:
        return "same"
    return ("new" if not now else "more") if level > now else ("gone" if not level else "fewer")


def _figure(title: str, variant: str, phase: str, rows: Sequence[Row], nation: Mapping[str, str]) -> Figure:
    marks = [_mark(row) for row in rows]
    people = sum(whole(row, "staff") or 0 for row in rows)
    teams = sum(bool(whole(row, "level")) for row in rows)
    says = f"{counted(teams, 'team')} with {counted(people, 'officer')}; {marks.count('new')} new, {marks.count('more')} larger"
    says += f", {marks.count('fewer')} smaller, {marks.count('gone')} withdrawn against today."
    alt = "Headquarters by nation, a combined one under the nation that leads it, joined by lines: " + "; ".join(
        f"{text(row, 'from_hq')} and {text(row, 'to_hq')}, {text(row, 'level_name')}, {mark}" for row, mark in zip(rows, marks, strict=True)
    )
    table = tuple({column.name: row[column.name] for column in COLUMNS} for row in rows)
    drawn = Drawing(_draw(rows, nation))
    return Figure(
        identifier("liaison", variant, phase), title, says, drawn, alt + ".", FigureTable(COLUMNS, table), variant=variant, phase=phase
    )


def _draw(rows: Sequence[Row], nation: Mapping[str, str]) -> str:
    places = layout(rows, nation)
    lines = [_line(row, places, number) for number, row in enumerate(rows)]
    headings = [
        svg.words(name or "no nation", x + NODE / 2, y + 14, text_anchor="middle", font_weight=600, fill=QUIET)
        for name, x, y in places.headings
    ]
    boxes = [_box(label(hq, nation.get(hq, "")), *spot) for hq, spot in places.spots.items()]
    pieces = [*headings, *(line for line, _ in lines), *(number for _, number in lines), *boxes]
    return svg.drawing(WIDTH, places.height, _legend() + "".join(pieces))


def _box(name: str, x: float, y: float) -> str:
    box = svg.element("rect", x=x, y=y, width=NODE, height=BOX, rx=4, fill="#f7f9fb", stroke=LINE)
    return box + svg.words(svg.shortened(name, NODE - 12, 13), x + NODE / 2, y + 20, text_anchor="middle", font_weight=600)


_LOOK: dict[str, dict[str, str | float]] = {
    "same": {"stroke": QUIET, "stroke_width": 1.4},
    "new": {"stroke": BLUE, "stroke_width": 3.2},
    "more": {"stroke": BLUE, "stroke_width": 3.2},
    "fewer": {"stroke": ORANGE, "stroke_width": 2, "stroke_dasharray": "7 4"},
    "gone": {"stroke": ORANGE, "stroke_width": 2, "stroke_dasharray": "2 4"},
}


def _legend() -> str:
    pieces, x = [], 0.0
    told = {"same": "as today", "new": "new or larger team", "fewer": "smaller team", "gone": "team withdrawn"}
    for mark, says in told.items():
        pieces.append(svg.element("path", d=f"M{x:g} 12h36", fill="none", **_LOOK[mark]) + svg.words(says, x + 42, 16))
        x += 76 + svg.width_of(says, 13)
    return "".join(pieces) + svg.words("number: officers in the team; no number on a solid line: an automatic link", x, 16, fill=QUIET)


def _line(row: Row, places: Layout, number: int) -> tuple[str, str]:
    """One link: (its line, its label); `number` keeps the labels of neighbouring links apart."""
    (x0, y0), (x1, y1) = sorted((places.spots[text(row, "from_hq")], places.spots[text(row, "to_hq")]))
    y0, y1 = y0 + BOX / 2, y1 + BOX / 2
    if x0 == x1:  # within one column: an arc beside it, on its inner side
        side = x0 + NODE if x0 < WIDTH / 2 else x0
        bulge = (1 if x0 < WIDTH / 2 else -1) * min(190.0, places.gap, 40 + abs(y1 - y0) * 0.55)
        path, middle = (
            f"M{side:.0f} {y0:.0f}C{side + bulge:.0f} {y0:.0f} {side + bulge:.0f} {y1:.0f} {side:.0f} {y1:.0f}",
            (side + 0.75 * bulge, (y0 + y1) / 2),
        )
    else:
        points = [(x0 + NODE, y0), *_crossings(x0, y0, x1, y1, places.lanes), (x1, y1)]
        path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
        share = 0.25 + 0.6 * (number * GOLDEN % 1)  # before the next column
        middle = (x0 + NODE + share * places.gap, y0 + share * (points[1][1] - y0))
    line = svg.element("path", d=path, fill="none", **_LOOK[_mark(row)])
    if not whole(row, "staff"):
        return line, ""
    staff = text(row, "staff")
    around = svg.element("rect", x=middle[0] - 11, y=middle[1] - 9, width=22, height=18, rx=9, fill=PAPER, stroke=LINE)
    return line, around + svg.words(staff, middle[0], middle[1] + 4.5, text_anchor="middle", font_size=12, font_weight=600, fill=INK)


def _crossings(x0: float, y0: float, x1: float, y1: float, lanes: Mapping[float, Sequence[float]]) -> list[tuple[float, float]]:
    """The points by which a line passes each column in between at its nearest lane: behind a box it would seem to end there."""
    points = []
    for x in sorted(x for x in lanes if x0 < x < x1):
        straight = y0 + (x - x0) / (x1 - x0) * (y1 - y0)
        lane = min(lanes[x], key=lambda y: abs(y - straight))
        points += [(x, lane), (x + NODE, lane)]
    return points
