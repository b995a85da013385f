"""Rows of studies' tables for tests: a few cells said, the others empty."""

from __future__ import annotations

from typing import Any

from model.study.tables import study_tables
from model.tables.column import Cell, Row

HOSTILE = '</script><script>alert("1")</script> & \'=1+1\' {{7*7}} datum["x"]'


def row(name: str, **cells: Cell) -> Row:
    """A row of the table with these cells; text not said is empty, flags are no, numbers are missing."""
    empty: dict[str, Cell] = {
        column.name: "" if column.kind == "text" else False if column.kind == "flag" else None for column in study_tables()[name].columns
    }
    assert set(cells) <= set(empty), f"{name} has no column {sorted(set(cells) - set(empty))}"
    return {**empty, **cells}


def tornado(variant: str = "a", factor: str = "tempo", other_best: bool = False) -> tuple[list[Row], list[Row]]:
    """A factor that moves the delay from 100 h/day by -10, -4, 0, 7 and 20; at the high end it is decided otherwise, and where
    `other_best`, b can be best there too."""
    points = {"low": -10.0, "mid-low": -4.0, "base": 0.0, "mid-high": 7.0, "high": 20.0}
    rows = [
        row(
            "tornado",
            variant=variant,
            factor=factor,
            point=point,
            value=1.0 + at,
            status="optimal",
            weighted_delay=100.0 + moved,
            difference=moved,
            difference_percent=moved,
            effect="none" if not moved else "more" if moved > 0 else "less",
            decisions_changed=3 if point == "high" else 0,
            best_variants="a|b" if other_best and point == "high" else "a",
            best_changed=other_best and point == "high",
        )
        for at, (point, moved) in enumerate(points.items())
    ]
    bar = row(
        "tornado_factors",
        variant=variant,
        rank=1,
        factor=factor,
        low_delay=90.0,
        base_delay=100.0,
        high_delay=120.0,
        swing=30.0,
        swing_percent=30.0,
        effect="delay",
        points_decided_otherwise=1,
        points_with_other_best=int(other_best),
        points_infeasible=0,
        points_unanswered=0,
    )
    return rows, [bar]


def regret(name: str = "b") -> dict[str, list[Row]]:
    """Two variants in two scenarios: a loses 0 and 30 h/day, the other 10 and 0, so the other is the safest."""
    lost = {("a", "calm"): 0.0, ("a", "storm"): 30.0, (name, "calm"): 10.0, (name, "storm"): 0.0}
    cells = [
        row(
            "regret",
            variant=variant,
            scenario=scenario,
            status="optimal",
            weighted_delay=100.0 + hours,
            regret=hours,
            regret_percent=hours,
            effect="more" if hours else "none",
        )
        for (variant, scenario), hours in lost.items()
    ]
    robust = [
        row("robustness", variant="a", scenarios=2, infeasible=0, unanswered=0, candidate=True, mean_regret=15.0, most_regret=30.0),
        row(
            "robustness",
            variant=name,
            scenarios=2,
            infeasible=0,
            unanswered=0,
            candidate=True,
            mean_regret=5.0,
            most_regret=10.0,
            worst_scenario="calm",
            minimax=True,
        ),
    ]
    return {"regret": cells, "robustness": robust, "information_value": [row("information_value", variant=name, scenarios=2, value=5.0)]}


def question(number: int, status: str = "optimal", **more: Cell) -> Row:
    """A question of variant a."""
    return row("questions", variant="a", number=number, status=status, **more)


def manifest(method: str, title: str = "What matters most?") -> dict[str, Any]:
    """A manifest as `sweep` writes it."""
    study = {"name": "trial", "title": title, "why": "Because.", "method": method, "baseline": "a", "variants": ["a", "b"], "factors": []}
    return {
        "instance": {"name": "small", "title": "Small", "as_of": "2026-01-01"},
        "study": study,
        "options": {"gap": 1e-9, "time_limit": None},
        "faults": [],
    }


def robust(name: str = "b") -> dict[str, list[Row]]:
    """One posture for a calm and a stormy future: it gives up 2 h/day of 100 at the base values and saves 30 in the storm, where the
    posture of the base values is 40 slower than the best."""
    price = row(
        "robust_price",
        variant=name,
        aim="regret",
        status="optimal",
        value=10.0,
        bound=9.99,
        gap=0.0001,
        futures=2,
        left_out=1,
        at_base=102.0,
        optimum_at_base=100.0,
        given_up=2.0,
        tail_delay=210.0,
        base_tail_delay=240.0,
        tail_saved=30.0,
        decisions_changed=3,
        base_does_not_hold=0,
    )
    calm = row(
        "robust_futures", variant=name, future="calm", weighted_delay=85.0, optimum=80.0, regret=5.0, base_delay=80.0, base_regret=0.0
    )
    storm = row(
        "robust_futures", variant=name, future="storm", weighted_delay=210.0, optimum=200.0, regret=10.0, base_delay=240.0, base_regret=40.0
    )
    none = row("robust_futures", variant=name, future="flood", status="infeasible")
    level = {"kind": "level", "phase": "2026", "what": "USFJ - JSO"}
    same = row("robust", variant=name, kind="opened", phase="2026", what="USFJ", value="open", at_base="open")
    decision = row("robust", variant=name, value="2", at_base="1", differs=True, differs_from=name, **level)
    return {"robust": [same, decision], "robust_price": [price], "robust_futures": [calm, storm, none]}


def stress(name: str = "b") -> dict[str, list[Row]]:
    """Four postures in 1,000 futures: `a` leads most, `name` is slower, one sets a law aside, and one has no posture."""
    alike: dict[str, Cell] = {"status": "optimal", "futures": 1000, "within_percent": 5.0, "tail": 0.1}

    def percents(p50: float, p90: float, cvar: float, worst: float) -> dict[str, Cell]:
        told = {"p50": p50, "p90": p90, "cvar": cvar, "worst": worst}
        return {f"regret_percent_{at}": value for at, value in told.items()}

    zero: dict[str, Cell] = dict.fromkeys(
        ("mean_delay", "cvar_delay", "mean_regret", "cvar_regret", "most_regret", "beyond_bands", "overloaded"), 0.0
    )
    rows = [
        {"variant": name, "competes": True, "share_first": 0.25, "satisficing_share": 0.5, **percents(5.0, 20.0, 30.0, 80.0)},
        {"variant": "lawless", "competes": False, "share_first": 0.6, "satisficing_share": 0.95, **percents(0.0, 3.0, 4.0, 9.0)},
        {
            "variant": "a",
            "competes": True,
            "share_first": 0.75,
            "satisficing_share": 0.9,
            **percents(0.0, 4.0, 7.5, 12.0),
            "overloaded": 0.25,
        },
    ]
    found = [row("stress", **{**alike, **zero, **one}) for one in rows]
    return {"stress": [*found, row("stress", variant="none", status="infeasible")], "discovery": []}


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
