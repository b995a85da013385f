"""The figures of studies of many postures or futures, among which one is chosen: every number drawn or said is one of the tables."""

from __future__ import annotations

from model.reporting.figures.frontier import frontier_figures
from model.reporting.figures.objectives import objectives_figures
from model.reporting.figures.regret import regret_figures
from model.reporting.figures.robust import robust_figures
from model.reporting.figures.stability import stability_figures
from model.reporting.figures.stress import stress_figures
from tests.reporting.drawn import drawn
from tests.reporting.study_tables import frontier, regret, robust, row, stress


def test_frontier_draws_every_point_and_names_the_steepest_step() -> None:
    """The points of the table; the steepest step is the one of the dearest officer, from the point before it."""
    (figure,) = frontier_figures(frontier(complete=True))
    assert [(datum["count"], datum["delay"]) for datum in drawn(figure, "count")] == [(6, 100.0), (4, 104.0), (3, 130.0)]
    assert "doing with 3 costs 30.0 h/day (+30.0 %) in 2 steps; these are proved to be all" in figure.says
    assert "from 4 to 3: 26.0 h/day for each liaison officer" in figure.says
    (open_one,) = frontier_figures(frontier(complete=False))
    assert "proved to be all" not in open_one.says


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
