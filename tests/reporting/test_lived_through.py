"""What the page of a run says of a simulation beside it: rows made by hand, and the words they must lead to."""

from __future__ import annotations

import pytest

from model.reporting.figures.figure import Spec
from model.reporting.figures.lived_through import model_against_simulation, spreads
from model.reporting.page.come_true import come_true, standing
from model.reporting.page.deadlines import deadline_table
from model.reporting.page.findings import Findings
from model.reporting.spread import routes_with_spread, spread_in_words
from model.tables.column import Cell, Column, Row, Table, number

NAMES = {"peacetime": "Peacetime"}


def thread(name: str, exact: float, simulated: float | None, **more: Cell) -> Row:
    """A row of `simulation`, its interval an hour to either side."""
    known = simulated is not None
    about: dict[str, Cell] = {"variant": "v00", "phase": "2026", "condition": "peacetime", "thread": name, "model_hours": exact + 1}
    about |= {"simulated_hours": simulated, "low": simulated - 1 if known else None, "high": simulated + 1 if known else None}
    about |= {"p50": simulated, "p90": simulated, "p95": 2 * simulated if known else None, "requests": 100}
    about |= {"deadline_hours": None, "within_deadline": None}
    about |= {"exact_hours": exact, "difference_percent": None, "inside": known and abs(exact - simulated) <= 1, "overloaded": not known}
    return about | more


def ranks(*told: tuple[str, int | None, float | None, str, str], fidelity: str = "calendar") -> list[Row]:
    """Rows of `simulation_ranking`: the model's order is that of the arguments, each (variant, rank, delay, swapped, level)."""
    return [
        {
            "variant": name,
            "model_rank": place,
            "simulated_rank": rank,
            "model_weighted_delay": 100.0 * place,
            "exact_weighted_delay": 100.0 * place,
            "simulated_weighted_delay": delay,
            "low": delay,
            "high": delay,
            "swapped_with": swapped,
            "fidelity": fidelity,
            "not_told_apart_from": level,
        }
        for place, (name, rank, delay, swapped, level) in enumerate(told, start=1)
    ]


def page_sentence(ranking: list[Row], desks: tuple[Row, ...] = (), simulation: tuple[Row, ...] = ()) -> str:
    """The sentence of the first screen."""
    return come_true(Findings({"simulation_ranking": ranking, "simulation_desks": desks, "simulation": simulation}))


def test_the_order_that_stands_is_told_with_how_far_the_hours_are_off() -> None:
    """Nothing is swapped: the order of all stands. The first has 100 h/day in the model and 150 simulated: +50.0 %."""
    said = page_sentence(ranks(("a", 1, 150.0, "", ""), ("b", 2, 160.0, "", "c"), ("c", 3, 161.0, "", "b")))
    assert said.startswith("In a calendar-true replay the order of all 3 variants stands. 1 pair cannot be told apart.")
    assert "the weighted delay of a by +50.0 %" in said


def test_the_order_that_changes_is_told_with_who_overtakes() -> None:
    """The model has a, b, c; simulated, c is for certain before b: a alone keeps its place. Where c is before a, nobody does."""
    later = ranks(("a", 1, 1.0, "", ""), ("b", 3, 3.0, "c", ""), ("c", 2, 2.0, "b", ""))
    assert standing(later) == 1
    assert "the order of the first variant stands; then it changes: c waits less than b." in page_sentence(later)
    first = ranks(("a", 2, 2.0, "c", ""), ("b", 3, 3.0, "c", ""), ("c", 1, 1.0, "a|b", ""))
    assert standing(first) == 0
    assert "the order changes: c waits less than a." in page_sentence(first)


def test_what_sets_laws_aside_may_fall_back_while_the_lawful_keep_their_order() -> None:
    """b alone is overtaken, by four of whom three are named; it sets a law aside, and the others keep theirs."""
    others = ("c", "d", "e", "f")
    ranking = ranks(("b", 5, 9.0, "|".join(others), ""), *((name, 1, 1.0, "b", "") for name in others))
    comparison: list[Row] = [{"variant": "c", "baseline": "c"}]
    rules: list[Row] = [
        {"variant": name, "rule": "law", "basis": "law", "status": "off" if name == "b" else "in force"} for name in "bcdef"
    ]
    runs: list[Row] = [{"variant": name} for name in "bcdef"]
    tables = {"simulation_ranking": ranking, "simulation_desks": (), "comparison": comparison, "rules": rules, "runs": runs}
    said = come_true(Findings(tables))
    assert "the order changes: c, d, e and 1 other wait less than b. Within the law the order of all 4 variants stands." in said


def test_a_simulation_of_the_models_assumptions_tells_how_many_means_lie_outside() -> None:
    """One of two means lies outside; chance would put none there."""
    rows = (thread("one", 10.0, 10.5), thread("other", 10.0, 20.0))
    said = page_sentence(ranks(("a", 1, 1.0, "", ""), fidelity="model"), simulation=rows)
    assert "1 of 2 mean hours inside its 99 % intervals; 1 outside, where chance alone would put 0." in said


def test_an_overloaded_desk_is_named_and_has_no_mean() -> None:
    """Not a large mean: no mean, and the desk by name. A run without a simulation says nothing."""
    desk: Row = {"variant": "a", "desk": "JSO", "overloaded": True}
    said = page_sentence(ranks(("a", None, None, "", "")), (desk,))
    assert "no variant has a mean delay" in said
    assert said.endswith("Overloaded in their duty hours: JSO (a).")
    assert come_true(Findings({})) == ""


def test_points_and_bars_show_what_the_rows_say() -> None:
    """Two threads with a mean are drawn, the one without is not; one takes longer than the model says beyond chance."""
    rows = [thread("slow", 10.0, 20.0, within_deadline=0.25), thread("same", 5.0, 5.5), thread("full", 1.0, None)]
    (points,), (bars,) = model_against_simulation(rows, NAMES), spreads(rows, NAMES)
    assert points.says.startswith("Of 2 kinds of request 1 take longer than the model says and 0 less")
    assert [row["thread"] for row in points.table.rows] == ["slow", "same"]
    assert [row["thread"] for row in bars.table.rows] == ["slow", "same"]
    assert "One in twenty requests of slow takes longer than 40.0 h; the model says 10.0 h on the mean." in bars.says
    assert "slow 25.0 %" in bars.says
    assert isinstance(points.chart, Spec)
    assert isinstance(bars.chart, Spec)
    assert (points.variant, points.phase, bars.condition) == ("v00", "2026", "peacetime")


@pytest.mark.parametrize("make", [model_against_simulation, spreads])
def test_where_everything_is_overloaded_nothing_is_drawn(make: object) -> None:
    """A figure without a point still says why."""
    (figure,) = make([thread("full", 1.0, None)], NAMES)  # type: ignore[operator]
    assert figure.says == "Every desk on the way of every request is overloaded."
    assert figure.table.rows == ()


def test_deadlines_are_judged_by_the_share_that_keeps_them() -> None:
    """Of three deadlines one is kept by all, two by fewer; of one of these the mean (50 h) would say that it is kept (60 h). A row a
    deadline: of its two phases the one in which fewer keep it."""
    rows = [
        thread("kept", 10.0, 11.0, deadline_hours=60.0, within_deadline=1.0),
        thread("hidden", 50.0, 55.0, deadline_hours=60.0, within_deadline=0.9),
        thread("hidden", 50.0, 58.0, deadline_hours=60.0, within_deadline=0.7, phase="2027"),
        thread("late", 70.0, 75.0, deadline_hours=60.0, within_deadline=0.2),
        thread("free", 70.0, 75.0),
    ]
    block = deadline_table(rows)
    assert block is not None
    assert [(row["thread"], row["phase"], row["within_deadline"]) for row in block.table.rows] == [
        ("late", "2026", 0.2),
        ("hidden", "2027", 0.7),
    ]
    assert block.says.startswith("3 deadlines of a variant, condition and thread; every request keeps 1 of them in all phases.")
    assert block.says.endswith("2 some requests miss; of 1 of these the model's mean would have said that they are kept.")
    assert deadline_table([thread("free", 70.0, 75.0)]) is None


def test_the_spread_stands_beside_the_routes_it_belongs_to() -> None:
    """The sheet of routes gets the figures of the same variant, phase, condition and thread; a route that was not simulated has none."""
    keys = tuple(Column(name, name) for name in ("variant", "phase", "condition", "thread"))
    hours = (number("p90", "p90", "h"), number("within_deadline", "kept", "1"))
    declared = {
        "routes": Table("routes", "a route", (*keys, number("hours", "hours", "h"))),
        "simulation": Table("simulation", "s", (*keys, *hours)),
    }
    routes = [["v00", "2026", "peacetime", "one", "5"], ["v01", "2026", "peacetime", "one", "6"]]
    table, cells = routes_with_spread(declared, {"routes": routes, "simulation": [["v01", "2026", "peacetime", "one", "9.5", "0.8"]]})
    assert [column.name for column in table.columns][-3:] == ["hours", "p90_hours", "within_deadline"]
    assert cells == [[*routes[0], "", ""], [*routes[1], "9.5", "0.8"]]


def test_the_spread_in_words() -> None:
    """Nine of ten and the share in time; where every desk is overloaded there is nothing to say."""
    words = spread_in_words([thread("one", 10.0, 12.0, within_deadline=0.5), thread("two", 10.0, 12.0), thread("full", 1.0, None)])
    assert words["v00", "2026", "peacetime", "one"] == "nine of ten within 12.0 h, 50.0 % in time"
    assert words["v00", "2026", "peacetime", "two"] == "nine of ten within 12.0 h"
    assert len(words) == 2
