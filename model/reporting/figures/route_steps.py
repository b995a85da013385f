"""The routes that weigh most, drawn as steps: who handles a request, in which order, and for how many hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.delay.posture import PART_NAMES
from model.reporting.figures import svg
from model.reporting.figures.figure import Drawing, Figure, FigureTable
from model.reporting.figures.palette import BLACK, BLUE, DARK, GREEN, LINE, ORANGE, PAPER, PURPLE, QUIET, SAND, SKY, YELLOW
from model.reporting.figures.rows import change, grouped, identifier, of, percent, phase_titles, real, text, told, whole, words
from model.study.methods.compare import percent as in_percent
from model.tables.column import Column, Row, number

SHOWN = 4  # threads in a picture
MOVING = ("handling", "release", "language", "duty_wait")  # parts that arise on the way; the others arise at the receiver
COLUMNS = (
    Column("request", "kind of request"),
    Column("hop", "sender and receiver"),
    Column("channel", "command, liaison with its level, direct, or the origin's own work"),
    number("on_the_way", "handling, release, language and duty wait", "h"),
    number("at_the_receiver", "work, queue, decisions and referral", "h"),
    Column("longest_part", "the part that takes longest, with its hours"),
)
NO_SPREAD: Mapping[tuple[str, ...], str] = {}
WIDTH, LANE, BAR = 1240.0, 132.0, 16.0
# The colour of each part in the bars, in the order of the parts; wide pieces bear their name too, and the table all of them.
COLOURS = dict(zip(PART_NAMES, (GREEN, YELLOW, BLACK, PURPLE, ORANGE, SKY, SAND, QUIET, BLUE), strict=True))


def route_steps(
    routes: Sequence[Row],
    hops: Sequence[Row],
    baseline: str,
    condition_names: Mapping[str, str],
    spread: Mapping[tuple[str, ...], str] = NO_SPREAD,
) -> list[Figure]:
    """A figure for each variant with a posture, phase and condition: the threads with most weighted hours there. `spread` says of a route,
    where it was simulated, how far its requests spread."""
    by_route = grouped(hops, _key)
    before = {_key(row)[1:]: row for row in of(routes, variant=baseline)}
    found, titles = [], phase_titles(routes)
    for (variant, phase, condition), rows in grouped(routes, lambda row: _key(row)[:3]).items():
        worst = sorted(rows, key=lambda row: (-real(row, "weighted_hours_per_day"), text(row, "thread")))[:SHOWN]
        place = condition_names.get(condition, condition)
        compared = {} if variant == baseline else {text(row, "thread"): before.get(_key(row)[1:]) for row in worst}
        share = sum(real(row, "weighted_hours_per_day") for row in worst) / (
            sum(real(row, "weighted_hours_per_day") for row in rows) or 1.0
        )
        says = f"These {len(worst)} kinds of request make up {100 * share:.0f} % of the weighted delay in {place}. "
        says += " ".join(_sentence(worst[0], compared)) if worst else ""
        alt = "Chains of boxes. " + " ".join(f"{text(row, 'thread_name')}: {text(row, 'path')}, {_hours(row, spread)}." for row in worst)
        steps = {text(row, "thread"): by_route.get(_key(row), []) for row in worst}
        table = tuple(_step(text(row, "thread_name"), hop) for row in worst for hop in steps[text(row, "thread")])
        title = f"Routes that weigh most: {variant} in {place}{titles[phase]}"
        drawn = Drawing(_draw(worst, steps, compared, baseline, spread))
        where = identifier("routes", variant, phase, condition)
        figure = Figure(where, title, says, drawn, alt, FigureTable(COLUMNS, table), variant=variant, condition=condition, phase=phase)
        found.append(figure)
    return found


def _key(row: Row) -> tuple[str, str, str, str]:
    return text(row, "variant"), text(row, "phase"), text(row, "condition"), text(row, "thread")


def _sentence(route: Row, compared: Mapping[str, Row | None]) -> tuple[str, str]:
    """The heaviest route in words."""
    return f"{text(route, 'thread_name')} weighs most: {told(real(route, 'hours'), 'h')} a request", _against(route, compared) + "."


def _against(route: Row, compared: Mapping[str, Row | None], name: str = "the baseline") -> str:
    before = compared.get(text(route, "thread"))
    more = 0.0 if before is None else real(route, "hours") - real(before, "hours")
    share = None if before is None else in_percent(more, real(before, "hours"))
    return "" if share is None else f"({change(more, 'h')}, {percent(share)} against {name})"


def on_the_way(hop: Row) -> float:
    """Hours of the hop that pass before the receiver has the request."""
    return sum(real(hop, part) for part in MOVING)


def _step(thread: str, hop: Row) -> Row:
    longest = max(PART_NAMES, key=lambda part: real(hop, part))
    level = whole(hop, "level")
    return {
        "request": thread,
        "hop": f"{text(hop, 'from_hq')} > {text(hop, 'to_hq')}" if hop["from_hq"] else text(hop, "to_hq"),
        "channel": text(hop, "channel") + (f" (level {level})" if level is not None else ""),
        "on_the_way": on_the_way(hop),
        "at_the_receiver": real(hop, "hours") - on_the_way(hop),
        "longest_part": f"{words(longest)} {told(real(hop, longest))}",
    }


def _hours(route: Row, spread: Mapping[tuple[str, ...], str]) -> str:
    """The mean hours and, where there is one, the spread."""
    about = spread.get(_key(route))
    return told(real(route, "hours"), "h") + (f" ({about})" if about else "")


def _draw(
    worst: Sequence[Row],
    steps: Mapping[str, Sequence[Row]],
    compared: Mapping[str, Row | None],
    baseline: str,
    spread: Mapping[tuple[str, ...], str],
) -> str:
    longest = max((real(row, "hours") for row in worst), default=0.0) or 1.0
    used = [part for part in PART_NAMES if any(real(row, part) / longest > 0.004 for row in worst)]
    legend, x = [], 0.0
    for part in used:
        legend.append(svg.element("rect", x=x, y=4, width=14, height=14, fill=COLOURS[part]) + svg.words(words(part), x + 19, 16))
        x += 34 + svg.width_of(words(part), 13)
    headings = [f"{text(row, 'thread_name')}: {_hours(row, spread)} {_against(row, compared, baseline)}".strip() for row in worst]
    lanes = [
        _lane(row, heading, steps[text(row, "thread")], 34 + LANE * place, longest)
        for place, (row, heading) in enumerate(zip(worst, headings, strict=True))
    ]
    return svg.drawing(WIDTH, 34 + LANE * len(worst), "".join(legend + lanes))


def _lane(route: Row, heading: str, hops: Sequence[Row], y: float, longest: float) -> str:
    pieces = [svg.words(svg.shortened(heading, WIDTH, 14), 0, y + 14, font_size=14, font_weight=600)]
    stays = [step.rstrip("*") for step in text(route, "path").split(" > ")]
    approvals = [step.count("*") for step in text(route, "path").split(" > ")]
    gap = 74.0
    width = min(170.0, (WIDTH - gap * (len(stays) - 1)) / len(stays))
    arrivals = {(whole(hop, "step") or 0): hop for hop in hops}
    for place, (hq, given) in enumerate(zip(stays, approvals, strict=True)):
        x = place * (width + gap)
        hop = arrivals.get(place)
        stay = real(hop, "hours") - on_the_way(hop) if hop else 0.0
        pieces.append(_stay(x, y + 24, width, hq, given, stay, place == 0 and not hop))
        if place and hop:
            level = whole(hop, "level")
            channel = text(hop, "channel") + (f" {level}" if level is not None else "")
            pieces.append(svg.arrow([(x - gap + 3, y + 48), (x - 3, y + 48)], stroke=QUIET, stroke_width=1.6))
            pieces.append(svg.words(told(on_the_way(hop), "h"), x - gap / 2, y + 42, text_anchor="middle", font_size=12))
            pieces.append(svg.words(channel, x - gap / 2, y + 63, text_anchor="middle", font_size=11.5, fill=QUIET))
    return "".join(pieces) + _bar(route, y + 82, longest)


def _bar(route: Row, y: float, longest: float) -> str:
    """The parts of the route's hours one after the other; wide pieces bear their name."""
    pieces, x = [], 0.0
    for part in PART_NAMES:
        wide = WIDTH * real(route, part) / longest
        if wide > 0.5:
            title = svg.element("title", f"{words(part)} {told(real(route, part), 'h')}")
            pieces.append(svg.element("rect", title, x=x, y=y, width=wide, height=BAR, fill=COLOURS[part], stroke=PAPER))
            label = f"{words(part)} {told(real(route, part))}"
            if svg.width_of(label, 12) < wide - 6:
                ink = {"fill": PAPER} if COLOURS[part] in DARK else {}
                pieces.append(svg.words(label, x + 4, y + 12, font_size=12, **ink))
        x += wide
    return "".join(pieces)


def _stay(x: float, y: float, width: float, hq: str, approvals: int, hours: float, origin: bool) -> str:
    edge: dict[str, str | float] = {"stroke": BLUE, "stroke_width": 2.2} if approvals else {"stroke": LINE, "stroke_width": 1}
    what = "starts" if origin else f"approves {'twice ' if approvals == 2 else ''}{told(hours, 'h')}" if approvals else told(hours, "h")
    middle = x + width / 2
    return (
        svg.element("rect", x=x + 1, y=y, width=width - 2, height=48, rx=4, fill="#f7f9fb", **edge)
        + svg.words(svg.shortened(hq, width - 8, 13), middle, y + 20, text_anchor="middle", font_weight=600)
        + svg.words(svg.shortened(what, width - 6, 12), middle, y + 38, text_anchor="middle", font_size=12)
    )
