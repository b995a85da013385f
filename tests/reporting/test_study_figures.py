"""The figures of studies of one answer: every number drawn or said is one of the tables, and names are only ever text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.frontier import frontier_figures
from model.reporting.figures.indices import morris_figures, sobol_figures
from model.reporting.figures.phase_map import grid_map, points_won, tornado_map
from model.reporting.figures.prices import price_figures
from model.reporting.figures.regret import regret_figures
from model.reporting.figures.robust import robust_figures
from model.reporting.figures.stress import stress_figures
from model.reporting.figures.switch_points import switch_point_figures
from model.reporting.figures.tornado import tornado_figures
from tests.reporting.drawn import drawn
from tests.reporting.study_tables import HOSTILE, frontier, regret, robust, row, stress, tornado


def test_tornado_draws_the_ends_and_marks_the_flips() -> None:
    """Five points at their differences, bars for the two ends alone, the longer first so that the shorter is seen; the high end
    carries the mark of another best variant. A mark at the wrong point, or a bar of a middle point, would show."""
    (figure,) = tornado_figures(*tornado(other_best=True))
    points = {datum["point"]: datum for datum in drawn(figure, "point", "mark")}
    assert {point: datum["difference"] for point, datum in points.items()} == {
        "low": -10.0,
        "mid-low": -4.0,
        "base": 0.0,
        "mid-high": 7.0,
        "high": 20.0,
    }
    assert points["high"]["mark"] == "another variant best"
    assert {points[name]["mark"] for name in ("low", "mid-low", "base", "mid-high")} == {"same decisions"}
    bars = [datum["point"] for datum in figure.chart.vega_lite["layer"][0]["data"]["values"]]  # type: ignore[union-attr, index, call-overload]
    assert bars == ["high", "low"]
    assert "30.0 h/day (30.0 %)" in figure.says
    assert "a or b" in figure.says
    assert "tempo: \u221210.0 at the low, +20.0 at the high end" in figure.alt


def test_tornado_tells_other_decisions_from_another_best() -> None:
    """Decided otherwise while the best variant stays: the weaker mark, and no word of another variant."""
    (figure,) = tornado_figures(*tornado())
    assert {datum["point"]: datum["mark"] for datum in drawn(figure, "mark")}["high"] == "decided otherwise"
    assert "Nowhere would another variant be best" in figure.says


def test_where_nothing_has_a_posture_no_other_variant_is_best() -> None:
    """The high end leaves no variant a posture: the best variants differ from those at base, but no other one is said to be best."""
    points, bars = tornado(other_best=True)
    emptied = [{**one, "best_variants": "", "weighted_delay": None, "difference": None} if one["best_changed"] else one for one in points]
    (figure,) = tornado_figures(emptied, bars)
    assert "Nowhere would another variant be best" in figure.says
    assert "another variant best" not in {datum["mark"] for datum in drawn(figure, "mark")}


def test_effects_within_the_gap_are_no_findings() -> None:
    """A factor whose swing the solver left open is named as such, and is not said to matter most."""
    points, (bar,) = tornado()
    (figure,) = tornado_figures(points, [{**bar, "effect": "within gap"}])
    assert "matters most" not in figure.says
    assert "Smaller than what the solver left open, so not findings: tempo." in figure.says


def test_switch_points_draw_stretches_between_switches() -> None:
    """A range from 2 to 6 with switches at 3 and 5: three stretches that meet at 25 % and 75 %, each with its answer, and the
    base at half the way. A stretch with its neighbour's answer, or places in the factor's own unit, would show."""
    common = {"variant": "a|b", "question": "best variant", "factor": "tempo", "result": "switch", "low": 2.0, "high": 6.0, "base": 4.0}
    points = [
        row("switch_points", **common, switch_from=2.9, switch_to=3.0, below="a", above="b"),
        row("switch_points", **common, switch_from=4.9, switch_to=5.0, below="b", above="c"),
    ]
    answers = [row("switch_answers", variant="a|b", question="best variant", factor="tempo", value=4.0, answer="b")]
    (figure,) = switch_point_figures(points, answers)
    stretches = [(datum["from"], datum["to"], datum["answer"]) for datum in drawn(figure, "from", "to")]
    assert stretches == [(0.0, 25.0, "a"), (25.0, 75.0, "b"), (75.0, 100.0, "c")]
    marks = dict.fromkeys((datum["share"], datum["words"]) for datum in drawn(figure, "words"))
    assert list(marks) == [(50.0, "base 4"), (25.0, "switch 3"), (75.0, "switch 5")]
    assert "Best variant is a up to tempo = 2.9 and b from 3 on (base 4)." in figure.says
    assert figure.variant == ""


def test_a_line_with_a_missing_answer_claims_no_stretch() -> None:
    """Some solve had no answer: nothing is coloured, and the sentence does not exclude a switch."""
    point = row("switch_points", variant="a", question="holder", factor="tempo", result="unanswered", low=0.0, high=1.0, base=0.5)
    (figure,) = switch_point_figures([point], [])
    assert not drawn(figure, "from", "to")
    assert "not excluded" in figure.says


def test_prices_are_drawn_by_group_dearest_first_with_their_intervals() -> None:
    """A binding rule, a slack one and one within the gap: one bar of the table's price, the others told in words."""
    rows = [
        row(
            "prices",
            variant="a",
            kind="rule",
            what="r1",
            says="One.",
            price=5.0,
            price_percent=2.5,
            price_least=4.0,
            price_most=6.0,
            effect="binding",
        ),
        row("prices", variant="a", kind="rule", what="r2", says="Two.", price=0.0, price_least=0.0, price_most=0.0, effect="slack"),
        row("prices", variant="a", kind="rule", what="r3", says="Three.", price=0.1, price_least=-1.0, price_most=1.0, effect="within gap"),
        row("prices", variant="a", kind="star", what="s", says="Star.", price=9.0, price_least=9.0, price_most=9.0, effect="binding"),
    ]
    laws, people = price_figures(rows)
    assert [(datum["what"], datum["price"], datum["least"], datum["most"]) for datum in drawn(laws, "price")] == [("r1", 5.0, 4.0, 6.0)]
    assert laws.says == (
        "One: this costs most, 5.00 h/day (2.50 %). 1 rule of 3 changes no hour. "
        "Smaller than what the solver left open, so not findings: r3."
    )
    assert [datum["price"] for datum in drawn(people, "price")] == [9.0]
    assert [cells["what"] for cells in laws.table.rows] == ["r1", "r2", "r3"]


def test_prices_tell_what_makes_a_posture_possible_and_what_leaves_none() -> None:
    """No price can be drawn where one side has no posture; the sentence says which way it is, and what blocks."""
    rows = [
        row("prices", variant="a", kind="rule", what="law", says="The law.", effect="makes possible"),
        row("prices", variant="a", kind="rule", what="x", says="X.", effect="no posture", blocked_by="rule law"),
        row("prices", variant="a", kind="rule", what="y", says="Y.", effect="unanswered"),
    ]
    (figure,) = price_figures(rows)
    assert "Without it there is a posture at all: The law." in figure.says
    assert "1 case without a posture, blocked by rule law." in figure.says
    assert "1 case without an answer." in figure.says


def test_maps_colour_each_place_by_who_can_be_best_there() -> None:
    """A grid of two factors: four places, and the one where two variants cannot be told apart is neither's alone."""
    bests = {"1": "a", "2": "a|b", "3": "b", "4": "a"}
    samples = [row("samples", variant="a", point=point, best_variants=best) for point, best in {"base": "a", **bests}.items()]
    places = {"1": ("0.5", "1"), "2": ("0.5", "10"), "3": ("2", "1"), "4": ("2", "10")}
    settings = [
        row("sample_factors", variant="a", point=point, factor=factor, path=factor, value=value)
        for point, values in places.items()
        for factor, value in zip(("tempo", "share"), values, strict=True)
    ]
    (figure,) = grid_map(samples, settings)
    assert {(datum["across"], datum["down"]): datum["best"] for datum in drawn(figure, "across")} == {
        ("0.5", "1"): "a",
        ("0.5", "10"): "a or b",
        ("2", "1"): "b",
        ("2", "10"): "a",
    }
    assert figure.says == "a can be best at 2 of 4 places; a or b can be best at 1 of 4 places; b can be best at 1 of 4 places."
    assert grid_map(samples, settings[:-2]) == ()  # a hole: no map


def test_a_tornado_of_several_variants_has_a_map_of_one_none() -> None:
    """Which variant is best can be asked of two variants and not of one."""
    points, _ = tornado(other_best=True)
    others, _ = tornado("b", other_best=True)
    (figure,) = tornado_map([*points, *others])
    assert [datum["best"] for datum in drawn(figure, "across")] == ["a", "a", "a", "a", "a or b"]
    assert tornado_map(points) == ()


def test_points_won_are_those_of_the_summary() -> None:
    """The most frequent winner first; points without a posture are told."""
    rows = [
        row("sample_summary", variant="a", points=5, points_best=1, points_infeasible=2, points_unanswered=0),
        row("sample_summary", variant="b", points=5, points_best=4, points_infeasible=0, points_unanswered=0, median_delay=7.0),
    ]
    figure = points_won(rows)
    assert [(datum["variant"], datum["won"]) for datum in drawn(figure, "won")] == [("b", 4), ("a", 1)]
    assert figure.says == "b can be best at 4 of 5 points, a at 1. a has no posture at 2 and no answer at 0."


def test_indices_are_drawn_with_their_intervals() -> None:
    """Morris: bar and 95 % interval of the table; Sobol: alone and with interactions. Too few samples claim nothing."""
    used = {"variant": "a", "measure": "weighted_delay", "samples_used": 8, "samples_dropped": 1}
    morris = [row("morris", **used, factor="tempo", effect="some", mu=-4.0, mu_star=4.0, mu_star_confidence=1.0, sigma=6.0)]
    (one,) = morris_figures(morris)
    (bar,) = drawn(one, "effect")
    assert (bar["effect"], bar["least"], bar["most"]) == (4.0, 3.0, 5.0)
    assert "depends on the other factors" in one.says
    assert "From 8 trajectories; 1 were left out" in one.says
    shares = {"first_order": 0.3, "first_order_confidence": 0.1, "total": 0.7, "total_confidence": 0.2}
    (two,) = sobol_figures([row("sobol", **used, factor="tempo", effect="some", **shares)])
    assert [(datum["kind"], datum["share"], round(datum["least"], 9)) for datum in drawn(two, "share")] == [
        ("factor alone", 0.3, 0.2),
        ("with its interactions", 0.7, 0.5),
    ]
    (nothing,) = morris_figures([row("morris", **used, factor="tempo", effect="unknown")])
    assert "Too few samples" in nothing.says


def hostile_figures() -> list[Figure]:
    """A figure of each kind that takes a name from a file, with a name that is no name."""
    tables = regret(HOSTILE)
    points, bars = tornado(HOSTILE, HOSTILE)
    found: Sequence[tuple[Figure, ...]] = (
        tornado_figures(points, bars),
        regret_figures(tables["regret"], tables["robustness"], tables["information_value"]),
        robust_figures(robust(HOSTILE)["robust_price"], robust(HOSTILE)["robust_futures"]),
        stress_figures(stress(HOSTILE)["stress"]),
        price_figures(
            [row("prices", variant=HOSTILE, kind="rule", what=HOSTILE, says=HOSTILE, price=1.0, price_most=1.0, effect="binding")]
        ),
        frontier_figures([{**point, "variant": HOSTILE} for point in frontier(complete=True)]),
    )
    return [figure for figures in found for figure in figures]


@pytest.mark.parametrize("figure", hostile_figures(), ids=lambda figure: figure.title[:20])
def test_hostile_names_stay_text(figure: Figure) -> None:
    """Markup, formulas and expressions in names: the id holds none of it, and no expression of the chart is made from a name."""
    assert all(letter.isalnum() or letter in "-_" for letter in figure.id)
    assert isinstance(figure.chart, Spec)
    assert not [words for words in _expressions(figure.chart.vega_lite) if "alert" in words or "7*7" in words]


def _expressions(part: object) -> list[str]:
    """Everything that Vega-Lite would evaluate."""
    if isinstance(part, Mapping):
        own = [
            value for name, value in part.items() if name in ("expr", "test", "labelExpr", "calculate", "filter") and isinstance(value, str)
        ]
        return own + [words for name, value in part.items() if name != "values" for words in _expressions(value)]
    return [words for one in part for words in _expressions(one)] if isinstance(part, list | tuple) else []
