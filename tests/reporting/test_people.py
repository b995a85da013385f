"""How many of each nation's people a posture takes: the table, and what the page makes of it, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.data.records import Pool
from model.delay.people import pool_uses
from model.reporting.page.render import render
from model.reporting.page.run_page import run_page
from model.reporting.run_tables import tables
from model.study.runs import RunRecord
from tests.reporting.builders import SOURCE, infeasible_record, run_record, tiny_instance

AMOUNTS = {
    ("later", "US", "four_star"): 1.0,
    ("then", "US", "liaison_staff"): 5.9,
    ("then", "JP", "liaison_staff"): 3.0,
    ("then", "US", "desk_officers"): 12.0,
    ("then", "JP", "four_star"): 0.0,
}


def with_pools(run: RunRecord) -> RunRecord:
    """The run with pools, out of any order."""
    pools = {
        key: Pool.model_validate(dict(zip(("phase", "nation", "resource"), key, strict=True)) | {"amount": amount, "source": SOURCE})
        for key, amount in AMOUNTS.items()
    }
    return replace(run, instance=replace(run.instance, pools=pools))


RUNS = [with_pools(run_record("v00")), with_pools(run_record("v01", delegated=True)), infeasible_record("v02")]


def test_the_people_of_a_posture_by_hand() -> None:
    """Delegation takes a team of 5 of 5.9 people, who are 5; 30 officers where 20 are today; and Mid's fourth star, its HQ being
    planned. Japan's teams and stars are none. Counting all officers, all stars or the other nation's teams would show."""
    made = tables(tiny_instance(), RUNS)["people"]
    rows = [tuple(row.values()) for row in made if row["variant"] == "v01"]
    assert rows == [
        ("v01", "then", "JP", "four_star", 0, 0.0, 0),
        ("v01", "then", "JP", "liaison_staff", 0, 3.0, 3),
        ("v01", "then", "US", "desk_officers", 10, 12.0, 2),
        ("v01", "then", "US", "liaison_staff", 5, 5.9, 0),
        ("v01", "later", "US", "four_star", 1, 1.0, 0),
    ]
    assert {row["variant"] for row in made} == {"v00", "v01"}


def test_fewer_stars_than_today_leave_more_than_the_pool_has() -> None:
    """Without Far's fourth star the nation has one less than today, so two more commanders may rise where the pool has one; a use
    cut off at 0 would tell of one."""
    run = RUNS[0]
    assert run.outcome.posture is not None
    lower = replace(run.outcome.posture, grades={**run.outcome.posture.grades, ("later", "Far"): 9})
    (use,) = (use for use in pool_uses(run.instance, lower) if use.pool.resource == "four_star" and use.pool.nation == "US")
    assert (use.used, use.slack) == (-1, 2)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("v01, the best, leaves none of US liaison officers (5 of 5.9) in then and US four-star commanders above today's (1 of 1)", True),
        ("0 of 5.9: v00; 5 of 5.9: v01", True),
        ("10 of 12: v01", True),
        ("JP four-star commanders above today's (0 of 0)", False),
    ],
)
def test_the_page_tells_which_people_are_used_up(text: str, there: bool) -> None:
    """The page says what the best variant leaves none of and how many every variant takes; a pool without people is not used up."""
    told = render(run_page(tables(tiny_instance(), RUNS), {"instance": {"name": "tiny", "title": "Tiny"}}))
    assert (text.replace("'", "&#39;") in told) == there


def test_a_page_without_pools_has_no_such_table() -> None:
    """An instance without pools has nothing to tell of; a heading over an empty table would be left standing."""
    assert "people-table" not in render(
        run_page(tables(tiny_instance(), [run_record("v00")]), {"instance": {"name": "tiny", "title": "T"}})
    )


@pytest.mark.parametrize(
    ("delegated", "used", "used_up"),
    [
        ("-----", "0 of 5.9: all", ""),
        ("xxxxx", "5 of 5.9: all", "all"),
        ("-xxxx", "0 of 5.9: v0; 5 of 5.9: the others", "all but v0"),
        ("x---x", "5 of 5.9: v0, v4; 0 of 5.9: the others", "v0, v4"),
        ("x-x", "0 of 5.9: v1; 5 of 5.9: v0, v2", "v0, v2"),
    ],
)
def test_of_many_variants_the_many_are_not_named(delegated: str, used: str, used_up: str) -> None:
    """Eighteen variants of which sixteen take the same fill a cell with names; of three each is named."""
    runs = [with_pools(run_record(f"v{at}", delegated=mark == "x")) for at, mark in enumerate(delegated)]
    page = run_page(tables(tiny_instance(), runs), {"instance": {"name": "tiny", "title": "T"}})
    (table,) = (block for section in page.sections for block in section.blocks if getattr(block, "id", "") == "people-table")
    (row,) = (row for row in table.table.rows if (row["nation"], row["people"]) == ("US", "liaison officers"))
    assert (row["used"], row["used_up"]) == (used, used_up)
