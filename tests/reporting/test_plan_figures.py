"""The figures of plans say what `transitions` and `delay_by_phase` say: held against rows made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from model.reporting.figures.delay_over_time import courses, delays_over_time
from model.reporting.figures.figure import Drawing, Figure, Spec
from model.reporting.figures.pace import pace_figures
from model.reporting.figures.roadmap import held_back, moves, roadmaps
from model.reporting.figures.roadmap_rows import RoadmapBar, lines_of
from model.reporting.figures.rows import of
from model.reporting.figures.site_map import site_maps
from model.tables.column import Row
from tests.reporting.plan_tables import DELAYS, NAMES, PHASES, QUICK, SLOW, TODAY, TRANSITIONS, delays, moved
from tests.reporting.study_tables import HOSTILE, row


def roadmap(variant: str, transitions: list[Row] = TRANSITIONS) -> Figure:
    return {figure.variant: figure for figure in roadmaps(transitions, DELAYS, NAMES)}[variant]


def drawn(figure: Figure) -> str:
    assert isinstance(figure.chart, Drawing)
    return figure.chart.svg


def layers(figure: Figure) -> list[Mapping[str, Any]]:
    assert isinstance(figure.chart, Spec)
    found = figure.chart.vega_lite["layer"]
    assert isinstance(found, list | tuple)
    return list(found)  # type: ignore[arg-type]  # layers are mappings


# The roadmap -----------------------------------------------------------------------------------------------------


def test_a_row_of_the_roadmap_says_what_a_thing_is_from_when_on() -> None:
    """Headquarters, commanders, authorities, teams, each from today to the last phase: a bar ends where the next begins and says what its
    end waited for. A bar that began a phase early, or the wait at the wrong bar, would mislead."""
    lines = lines_of(of(TRANSITIONS, variant=SLOW), list(PHASES), NAMES)
    assert [(line.heading, line.what) for line in lines] == [
        ("Headquarters", "the MID"),
        ("Commanders", "the MID"),
        ("Authorities", "the intel (in Crisis)"),
        ("Authorities", "the ops"),
        ("Liaison teams", "the FAR@NEAR"),
    ]
    rows = {line.what: line for line in lines}
    assert rows["the ops"].bars == (RoadmapBar(0, 1, "FAR", "transfers_max of p1 (1 of 1)"), RoadmapBar(2, 3, "MID"))
    assert rows["the intel (in Crisis)"].bars == (RoadmapBar(0, 0, "FAR"), RoadmapBar(1, 3, "NEAR and MID"))
    assert rows["the FAR@NEAR"].bars == (RoadmapBar(0, 1, "no team", "not there before p2"), RoadmapBar(2, 3, "level 2"))


def test_conditions_that_go_alike_share_a_row() -> None:
    """In a crisis the authority moves twice, in peacetime once and later: two rows. Where both go the same way there is one, without a
    word of conditions."""
    apart = [
        moved(SLOW, "p1", "authority", "ops", "FAR", "MID", conditions="crisis"),
        moved(SLOW, "p2", "authority", "ops", "MID", "NEAR", conditions="crisis"),
        moved(SLOW, "p2", "authority", "ops", "FAR", "NEAR", conditions="peacetime"),
    ]
    rows = lines_of(apart, list(PHASES), NAMES)
    assert {line.what: [bar.state for bar in line.bars] for line in rows} == {
        "the ops (in Crisis)": ["FAR", "MID", "NEAR"],
        "the ops (in Peacetime)": ["FAR", "NEAR"],
    }
    [one] = lines_of([moved(SLOW, "p1", "authority", "ops", "FAR", "", conditions="crisis|peacetime")], list(PHASES), NAMES)
    assert (one.what, one.bars[-1].state) == ("the ops", "nobody")


def test_a_headquarters_that_opens_and_closes_has_one_row() -> None:
    """Opening and closing are of one thing; two rows would contradict each other."""
    rows = [moved(SLOW, "p1", "opening", "MID", "closed", "open"), moved(SLOW, "p3", "closing", "MID", "open", "closed")]
    [line] = lines_of(rows, list(PHASES), NAMES)
    assert [(bar.first, bar.last, bar.state) for bar in line.bars] == [(0, 0, "closed"), (1, 2, "open"), (3, 3, "closed")]


def test_the_roadmap_says_in_words_what_it_draws() -> None:
    """What moves in each phase, how many wait for what, every state and wait in the alternative text and the table; a wait in the drawing
    alone would be lost to those who do not see it."""
    figure = roadmap(SLOW)
    assert "p1: 1 authority moves; p2: 1 authority moves and 1 team changes; " in figure.says
    assert "p3: 1 headquarters opens and 1 commander changes grade." in figure.says
    assert "1 for openings_max of p2 (0 of 0)" in figure.says
    assert "the ops: FAR today, then MID from p2 on (waits for transfers_max of p1 (1 of 1))" in figure.alt
    assert [cells["to"] for cells in figure.table.rows if cells["kind"] == "grade"] == ["\u2605\u2605\u2605\u2605 O-10"]
    assert len(figure.table.rows) == len(of(TRANSITIONS, variant=SLOW))
    assert "waits: transfers_max of p1 (1 of 1)" in drawn(figure)
    assert "No limit of a phase keeps anything back." in roadmap(QUICK).says


def test_moves_and_waits_are_counted_once_a_thing() -> None:
    """An authority that goes two ways is one that moves and one that waits."""
    twice = [
        moved(SLOW, "p2", "authority", "ops", "FAR", "MID", waits="transfers_max of p1: 1 of 1", conditions="crisis"),
        moved(SLOW, "p2", "authority", "ops", "FAR", "NEAR", waits="transfers_max of p1: 1 of 1", conditions="peacetime"),
    ]
    assert moves(twice) == ["1 authority moves"]
    assert held_back(twice) == {"transfers_max of p1 (1 of 1)": 1}


def test_a_plan_in_which_nothing_moves_says_so() -> None:
    """Today has phases and delays but no transition: a roadmap that says nothing moves, not none at all."""
    figure = roadmap(TODAY)
    assert figure.says == "Nothing moves in any phase."
    assert "Nothing moves" in drawn(figure)
    assert "100 h/day" in drawn(figure)


def test_names_in_a_roadmap_are_only_text() -> None:
    """Markup in a name or a wait stays text in the drawing, the hint beside the pointer included."""
    rows = [moved(SLOW, "p2", "authority", "ops", HOSTILE, "MID", waits=HOSTILE, conditions="all", name=HOSTILE)]
    assert "<script" not in drawn(roadmap(SLOW, rows))


# Delay over time ---------------------------------------------------------------------------------------------------


def test_hours_between_lines_are_days_times_delays() -> None:
    """By hand, over 10 and 20 days: slow lies 30 and 20 above quick, so 10 x 30 + 20 x 20 = 700 h; above its own later phases it lies 40
    and 20, so 800 h. The last phase has no end and counts in neither."""
    found = courses(DELAYS)
    assert found[SLOW].hours_beyond(found[QUICK]) == pytest.approx(700)
    assert found[QUICK].hours_beyond(found[SLOW]) == pytest.approx(-700)
    assert found[SLOW].hours_lost == pytest.approx(800)
    assert found[TODAY].hours_lost == 0


def test_variants_with_other_starts_are_not_subtracted() -> None:
    """A day of one and a day of the other would be different days."""
    late = [{**one, "start": "2025-01-12"} if one["phase"] == "p2" and one["variant"] == SLOW else one for one in DELAYS]
    found = courses(late)
    assert found[SLOW].hours_beyond(found[QUICK]) is None


def test_the_last_phase_is_as_long_as_its_weight_says() -> None:
    """The first two have 30 days and four fifths of the weight, so the last, with a fifth, is drawn 7.5 days long, rounded to 8."""
    course = courses(delays(SLOW, 100, 80, 60, weights=(0.5, 0.3, 0.2)))[SLOW]
    assert course.end - course.starts[-1] == 8
    assert dt.date.fromordinal(course.starts[1]) == dt.date(2025, 1, 11)


def test_the_lines_step_at_the_starts_and_name_what_is_asked() -> None:
    """One line a variant, a point at each start and one at the end; the chosen, the best and the baseline are named, others are not. The
    area is the chosen variant's alone, down to what it comes to later."""
    figure = {one.variant: one for one in delays_over_time(DELAYS, QUICK, TODAY)}[SLOW]
    area, line, *_ = layers(figure)
    values = line["data"]["values"]
    assert {value["line"] for value in values} == {SLOW, f"{QUICK} (waits least)", f"{TODAY} (the baseline)"}
    mine = [value for value in values if value["variant"] == SLOW]
    days = [value["time"] / 86_400_000 - (dt.date(2025, 1, 1) - dt.date(1970, 1, 1)).days for value in mine]
    assert days == [0, 10, 30, 60]
    assert [value["delay"] for value in mine] == [100, 80, 60, 60]
    assert [value["least"] for value in area["data"]["values"]] == [60, 60, 60, 60]
    assert line["mark"]["interpolate"] == area["mark"]["interpolate"] == "step-after"
    assert "until then it waits 800 hours beyond its own later phases" in figure.says
    assert f"Until then it waits 700 hours longer than {QUICK}, which waits least." in figure.says
    assert f"Until then it waits 400 hours less than {TODAY}, the baseline." in figure.says
    assert f"{SLOW}: 100 h/day in p1, 80.0 h/day in p2, 60.0 h/day in p3" in figure.alt
    assert len(figure.table.rows) == len(DELAYS)


# Places of phases ----------------------------------------------------------------------------------------------------


def place(hq: str, phase: str, zone: str, longitude: float) -> Row:
    cells = {"variant": SLOW, "hq": hq, "hq_name": hq, "nation": "US", "status_now": "existing", "phase": phase}
    return {**cells, "site_name": zone, "latitude": 30.0, "longitude": longitude, "timezone": zone}


def test_there_is_a_map_for_each_phase_only_where_somebody_moves() -> None:
    """A headquarters that moves from Hawaii to Tokyo has a map a phase, each chosen by its phase; where all stay there is one for all."""
    moving = [place("A", "p1", "Pacific/Honolulu", -158.0), place("A", "p2", "Asia/Tokyo", 139.0)]
    figures = site_maps(moving, dt.date(2025, 1, 1))
    assert [(one.id, one.phase) for one in figures] == [("map-p1", "p1"), ("map-p2", "p2")]
    assert "UTC+9" in figures[1].says
    [one] = site_maps([place("A", phase, "Asia/Tokyo", 139.0) for phase in ("p1", "p2")], dt.date(2025, 1, 1))
    assert (one.id, one.phase) == ("map", "")


# Studies of pace -------------------------------------------------------------------------------------------------------


def pace_rows(limit: str, loss: float, slow: float, quick: float) -> list[Row]:
    best = SLOW if slow < quick else QUICK
    least = min(slow, quick)
    delays = ((SLOW, slow), (QUICK, quick))
    common = {"transfers_max": limit, "transition_loss": loss, "best_variants": best, "status": "optimal"}
    return [row("pace", variant=name, **common, weighted_delay=delay, behind=delay - least) for name, delay in delays]


def test_the_map_of_paces_tells_who_is_best_and_where_the_order_turns() -> None:
    """A cell a limit and loss with the best and by how much the next waits longer; turns are told with their solved ends, and what is
    read off straight lines as not solved. Limits at which the same holds are named together."""
    points = [*pace_rows("1", 0.0, 110.0, 100.0), *pace_rows("1", 0.4, 110.0, 121.0)]
    points += [one for limit in ("2", "none") for loss in (0.0, 0.4) for one in pace_rows(limit, loss, 90.0, 99.0)]
    common = {"variant": f"{SLOW}|{QUICK}", "low": 0.0, "high": 0.4, "base": 0.15}
    stays = {"result": "no switch inside the range", "below": SLOW, "above": SLOW}
    turn = {"below": QUICK, "above": SLOW, "interpolated": 0.19, "switch_from": 0.18, "switch_to": 0.2}
    switches = [row("pace_switches", **common, transfers_max="1", result="switch", **turn)]
    switches += [row("pace_switches", **common, transfers_max=limit, **stays) for limit in ("2", "none")]
    [figure] = pace_figures(points, switches)
    assert figure.says.startswith(
        f"{SLOW} is best at 5 of 6 limits of transfers and losses of those who take over, {QUICK} at 1. The next waits 10 % longer."
    )
    assert f"With a limit of 1: {SLOW} instead of {QUICK} from a loss between 18 % and 20 %, both solved" in figure.says
    assert "cross at 19 %, which is not solved" in figure.says
    assert f"With a limit of 2 or none: {SLOW} from a loss of 0 % to 40 %." in figure.says
    cells = {(value["down"], value["across"]): (value["best"], value["lead"]) for value in layers_values(figure)}
    assert cells["1", "0 %"] == (QUICK, "+10 %")
    assert cells["1", "40 %"] == (SLOW, "+10 %")
    assert len(cells) == 6


def layers_values(figure: Figure) -> list[Mapping[str, Any]]:
    assert isinstance(figure.chart, Spec)
    data: Any = figure.chart.vega_lite["data"]
    return list(data["values"])
