"""The page about the public record is what the program works out now: its tables, its ratios and what it counts."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from statistics import median

import pytest

from model.cli import main
from model.data.addresses import value_at
from model.data.ranges import ranges
from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.record_hours import model_hours
from model.reporting.figures.record import in_order
from model.reporting.figures.rows import real, told
from model.reporting.record import MIDDLE, record
from model.reporting.record_page import record_page
from model.reporting.write import write_reports
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.runs import RunRecord
from model.tables.column import Row

TODAY = {"us-japan": "v00-status-quo", "us-rok": "k00-today"}
RATIO = re.compile(r"\| `(\w+)` : `(\w+)` \| ([\d.,]+) \| ([\d.,]+) \|")
IN_TOKYO = {"submarine_2004_order", "tohoku_2011_order", "hanshin_1995_cabinet"}


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/record.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def runs(root: Path) -> dict[str, RunRecord]:
    """Both alliances with the posture of the day."""
    found = {}
    for name, variant in TODAY.items():
        instance = apply(load_instance(root / "instances" / name), variant)
        found[name] = RunRecord(variant, instance, "", solve(instance, SolveOptions()))
    return found


@pytest.fixture(scope="module")
def rows(runs: dict[str, RunRecord]) -> dict[str, list[Row]]:
    """The rows of the record of both alliances."""
    return {name: record([run]) for name, run in runs.items()}


@pytest.mark.parametrize("alliance", TODAY)
def test_the_tables_are_those_of_the_program(root: Path, page: str, rows: dict[str, list[Row]], alliance: str) -> None:
    """What stands between the marks is what `solve.py record` prints: a number of the instance that moves an hour, or an episode that is
    added or corrected, asks for a new table, and for another look at what the page says of it."""
    block = page.partition(f"<!-- record {alliance} -->\n")[2].partition("\n<!-- end -->")[0]
    assert block.rstrip("\n") == record_page(load_instance(root / "instances" / alliance), rows[alliance]).rstrip("\n")


def test_the_verb_prints_the_block(
    root: Path, page: str, runs: dict[str, RunRecord], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`record INSTANCE REPORTS` prints what the page has, from a report folder; one without a record is refused with 2, in words."""
    folder = root / "instances/us-rok"
    report = write_reports(tmp_path / "run", load_instance(folder), [runs["us-rok"]], {})
    assert main(["record", str(folder), str(report)]) == 0
    assert capsys.readouterr().out in page
    assert main(["record", str(folder), str(root / "reports/golden/teaching/run")]) == 2
    assert "holds no row of the public record" in capsys.readouterr().err


def test_every_episode_of_the_posture_of_the_day_has_hours(root: Path, rows: dict[str, list[Row]]) -> None:
    """Twelve episodes at least are held against the model, and none falls out for want of a leg."""
    for name, held in rows.items():
        asked = [episode for episode in load_instance(root / "instances" / name).record.values() if episode.thread]
        assert len(held) == len(asked)
        assert all(row["model_hours"] is not None for row in held)
    assert len(rows["us-japan"]) >= 12


def test_the_ratios_are_those_of_the_tables(page: str, rows: dict[str, list[Row]]) -> None:
    """Each ratio of the page by the numbers behind the tables."""
    at = {row["episode"]: row for held in rows.values() for row in held}
    found = RATIO.findall(page)
    assert len(found) == 10
    for one, other, documented, model in found:
        for column, written in (("documented_hours", documented), ("model_hours", model)):
            assert told(real(at[one], column) / real(at[other], column)) == written, (one, other, column)


def test_what_the_page_counts_is_so(page: str, rows: dict[str, list[Row]]) -> None:
    """Thirteen pairs in the wrong order, twelve of them with one of the three approvals in Tokyo; how wide the ranges are."""
    wrong = [
        {str(one["episode"]), str(other["episode"])} for one, other in combinations(rows["us-japan"], 2) if in_order([one, other]) == (0, 1)
    ]
    told_of = f"{sum(bool(pair & IN_TOKYO) for pair in wrong)} of the {len(wrong)} pairs in the wrong order"
    assert told_of in page
    wide = median(real(row, "model_high") / real(row, "model_low") for row in rows["us-japan"])
    assert f"A factor of {wide:.0f} between the least and the most of a leg" in page


def test_where_the_values_lie_in_their_ranges(page: str, runs: dict[str, RunRecord]) -> None:
    """How many of the numbers that move a leg lie in the lower half of their range."""
    run = runs["us-japan"]
    assert run.outcome.posture is not None
    held = [episode for episode in run.instance.record.values() if episode.thread]
    moving = {path for hours in model_hours(run.instance, run.outcome.posture, held).values() for path, _ in hours.moved_by}
    known = ranges(run.instance)
    lower = [path for path in moving if 2 * float(str(value_at(run.instance, path))) < sum(known[path])]
    assert f"{len(lower)} of the {len(moving)} numbers that move one of these legs" in page


def test_who_is_outside_the_middle(page: str, rows: dict[str, list[Row]]) -> None:
    """The three approvals in Tokyo, and two others."""
    outside = {str(row["episode"]) for row in rows["us-japan"] if row["meets"] != MIDDLE}
    assert outside > IN_TOKYO
    assert len(outside) == len(IN_TOKYO) + 2
    assert "of the other thirteen legs all but two are" in page
    assert len(rows["us-japan"]) == len(IN_TOKYO) + 13


def test_law_fixes_the_approvals_in_tokyo(root: Path, page: str) -> None:
    """The rules that the page names are in force and require a holder of just the three approvals, so that no variant moves them."""
    rules = load_instance(root / "instances/us-japan").rules
    named = re.findall(r"`(jp_\w+_approval)`", page)
    assert len(named) == 3
    assert {rules[name].authority for name in named} == {("jp_political",), ("jp_cabinet",), ("jp_prime_minister",)}
    assert all(rules[name].kind == "require_holder" and rules[name].active and rules[name].condition == () for name in named)
