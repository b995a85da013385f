"""The figures of studies: every number drawn or said is one of the tables, and names are only ever text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from model.reporting.figures.figure import Figure, Spec
from model.reporting.figures.frontier import frontier_figures
from model.reporting.figures.indices import morris_figures, sobol_figures
from model.reporting.figures.objectives import objectives_figures
from model.reporting.figures.phase_map import grid_map, points_won, tornado_map
from model.reporting.figures.prices import price_figures
from model.reporting.figures.regret import regret_figures
from model.reporting.figures.robust import robust_figures
from model.reporting.figures.stability import stability_figures
from model.reporting.figures.stress import stress_figures
from model.reporting.figures.switch_points import switch_point_figures
from model.reporting.figures.tornado import tornado_figures
from model.tables.column import Row
from tests.reporting.study_tables import HOSTILE, regret, robust, row, stress, tornado


def drawn(figure: Figure, *fields: str) -> list[dict[str, Any]]:
    """Every datum of the chart that has these fields, in all layers."""
    assert isinstance(figure.chart, Spec)
    found: list[dict[str, Any]] = []
    spec: Mapping[str, Any] = figure.chart.vega_lite
    for part in (spec, *spec.get("layer", ())):
        found += [value for value in part.get("data", {}).get("values", ()) if set(fields) <= set(value)]
    return found


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


def frontier(complete: bool) -> list[Row]:
    """Three points: 100 h/day with 6 officers, 104 with 4, 130 with 3."""
    points = ((6, 100.0, None), (4, 104.0, 2.0), (3, 130.0, 26.0))
    return [
        row(
            "frontier",
            variant="a",
            against="liaison_staff",
            point=number,
            count=count,
            status="optimal",
            weighted_delay=delay,
            more_delay=delay - 100.0,
            more_delay_percent=delay - 100.0,
            price_each=each,
            complete=complete,
        )
        for number, (count, delay, each) in enumerate(points, 1)
    ]


def test_frontier_draws_every_point_and_names_the_steepest_step() -> None:
    """The points of the table; the steepest step is the one of the dearest officer, from the point before it."""
    (figure,) = frontier_figures(frontier(complete=True))
    assert [(datum["count"], datum["delay"]) for datum in drawn(figure, "count")] == [(6, 100.0), (4, 104.0), (3, 130.0)]
    assert "doing with 3 costs 30.0 h/day (+30.0 %) in 2 steps; these are proved to be all" in figure.says
    assert "from 4 to 3: 26.0 h/day for each liaison officer" in figure.says
    (open_one,) = frontier_figures(frontier(complete=False))
    assert "proved to be all" not in open_one.says


def test_stress_tells_who_is_near_and_how_far_behind_the_others_are() -> None:
    """Three postures of four: those that compete first, by the share of futures in which they are near. The bar, tick and diamond of each
    are its 90 % quantile, its median and the mean of its worst tenth; with two of them swapped the drawn numbers would be others."""
    near, lag = stress_figures(stress()["stress"])
    assert [(datum["variant"], datum["near"], datum["first"]) for datum in drawn(near, "near")] == [
        ("a", 90.0, 75.0),
        ("b", 50.0, 25.0),
        ("lawless", 95.0, 60.0),
    ]
    assert [datum["kind"] for datum in drawn(near, "kind")] == ["within 5 %", "within 5 %", "sets a law aside"]
    assert near.says.startswith("a is at most 5 % slower than the quickest in 90 % of 1,000 futures and leads in 75 %")
    assert "Grey: sets a law aside" in near.says
    assert "In up to 25 % of the futures some desk has more work than it can ever do" in near.says
    assert [(datum["variant"], datum["middle"], datum["most"], datum["tail"]) for datum in drawn(lag, "tail")] == [
        ("a", 0.0, 4.0, 7.5),
        ("b", 5.0, 20.0, 30.0),
        ("lawless", 0.0, 3.0, 4.0),
    ]
    assert lag.says.startswith("In the worst 10 % of its futures a is 7.5 % behind on the mean, b 30.0 %.")
    assert "b: median 5.0 %, nine of ten 20.0 %, mean of the worst 10 % 30.0 %, at most 80.0 %" in lag.alt
    assert len(near.table.rows) == 4
    assert stress_figures([row("stress", variant="none", status="infeasible")]) == ()


def test_robust_tells_what_is_given_up_and_saved() -> None:
    """The sentence has the price, the saving, what was proved and what was left out; bars are the changes where both postures are known,
    the quicker ones marked."""
    tables = robust()
    price, futures = robust_figures(tables["robust_price"], tables["robust_futures"])
    assert price.says == (
        "b: one posture for 2 futures has a largest regret of 10.0 h/day, proved to 0.01 %; it gives up 2.00 h/day (+2.0 %) at the base"
        " values and saves 30.0 h/day in the worst futures. Beside the posture of the base values 3 decisions changed; 1 future without any"
        " posture left out."
    )
    assert [(datum["change"], datum["quicker"]) for datum in drawn(price, "change")] == [(2.0, False), (-30.0, True)]
    assert futures.says == "b: at most 10.0 h/day slower, in storm."
    cells = {(datum["posture"].split("\n")[1], datum["future"]): datum["told"] for datum in drawn(futures, "future")}
    assert cells["one posture", "storm"] == "+5.0 %"
    assert cells["posture of the base values", "storm"] == "+20.0 %"
    assert cells["one posture", "flood"] == "does not hold"


def test_robust_without_posture_says_why() -> None:
    """No number is made up where there is none; what costs more is not called saved."""
    tables = robust()
    none = row("robust_price", variant="a", aim="worst", status="infeasible", reason="no room")
    worse = {**tables["robust_price"][0], "tail_saved": -7.0}
    (price, _) = robust_figures([none, worse], tables["robust_futures"])
    assert price.says.startswith("a: no posture for all futures was found: no room.")
    assert "and costs 7.00 h/day more in the worst futures" in price.says


def test_regret_colours_by_percent_and_names_the_safest() -> None:
    """Cells and bars are those of the tables; the safest is the flagged one with its largest regret and the scenario of it."""
    tables = regret()
    cells, bars = regret_figures(tables["regret"], tables["robustness"], tables["information_value"])
    assert [(datum["variant"], datum["scenario"], datum["percent"]) for datum in drawn(cells, "percent")] == [
        ("a", "calm", 0.0),
        ("a", "storm", 30.0),
        ("b (safest)", "calm", 10.0),
        ("b (safest)", "storm", 0.0),
    ]
    assert cells.says.startswith("Safest over 2 scenarios: b; its largest regret is 10.0 h/day, in calm.")
    assert "worth 5.00 h/day" in cells.says
    assert [(datum["most"], datum["mean"]) for datum in drawn(bars, "most")] == [(30.0, 15.0), (10.0, 5.0)]


def test_a_variant_without_a_posture_is_no_candidate() -> None:
    """An infeasible cell shows its status, not a colour of zero regret; the variant is told as no candidate."""
    tables = regret()
    tables["regret"][1] = row("regret", variant="a", scenario="storm", status="infeasible")
    tables["robustness"][0] = row("robustness", variant="a", scenarios=2, infeasible=1, unanswered=0)
    cells, bars = regret_figures(tables["regret"], tables["robustness"], [])
    (blocked,) = [datum for datum in drawn(cells, "told") if datum["told"] == "infeasible"]
    assert blocked["percent"] is None
    assert "No candidate, for want of a posture somewhere: a." in bars.says


def test_stability_counts_what_never_changes() -> None:
    """Two holders of one authority (half and all alike) and one grade: 2 of 3 decisions never change; the authority's share is
    the mean of its conditions, 0.75."""
    rows = [
        row("stability", variant="a", kind="holder", decision="p c1 opcon", best="X", others="Y", postures=2, alike=1, share=0.5),
        row("stability", variant="a", kind="holder", decision="p c2 opcon", best="X", postures=2, alike=2, share=1.0, never_changes=True),
        row("stability", variant="a", kind="grade", decision="p X", best="9", postures=2, alike=2, share=1.0, never_changes=True),
    ]
    others = [row("alternatives", variant="a", alternative=1, more_delay_percent=0.8, decisions_changed=4, most_different=True)]
    kinds, authorities = stability_figures(rows, others)
    assert [(datum["kind"], datum["fate"], datum["decisions"]) for datum in drawn(kinds, "fate")] == [
        ("holders", "never changes", 1),
        ("holders", "changes in some", 1),
        ("grades", "never changes", 1),
        ("grades", "changes in some", 0),
    ]
    assert kinds.says.startswith("2 of 3 decisions never change among 2 postures, though the most distant differs from the best in 4")
    assert [(datum["authority"], datum["share"]) for datum in drawn(authorities, "share")] == [("opcon", 0.75)]


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


def test_objectives_are_compared_with_the_ordinary_posture() -> None:
    """The slowest request 100 h, 90 h when it comes first, for 2 h/day of 200: changes of -10 % and +1 %."""
    rows = [
        row(
            "objectives",
            variant="a",
            objective="weighted_delay",
            status="optimal",
            weighted_delay=200.0,
            worst_thread_hours=100.0,
            cvar=50.0,
        ),
        row(
            "objectives", variant="a", objective="worst_thread", status="optimal", weighted_delay=202.0, worst_thread_hours=90.0, cvar=50.0
        ),
    ]
    (figure,) = objectives_figures(rows)
    assert [(datum["measure"], round(datum["percent"], 9)) for datum in drawn(figure, "percent")] == [
        ("weighted delay", 1.0),
        ("slowest request", -10.0),
        ("delay in the worst conditions", 0.0),
    ]
    assert "for a: by 10.0 h of 100 h, and costs 2.00 h/day" in figure.says


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
