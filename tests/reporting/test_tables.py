"""The tables of a posture, on an instance small enough to check by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from model.delay.posture import PART_NAMES
from model.reporting.changes import changes
from model.reporting.run_tables import PLAN_TABLES, TABLES, tables
from model.study.runs import RunRecord
from model.tables.cells import csv_bytes, written_rows
from model.tables.column import Row
from tests.reporting.builders import infeasible_record, run_record, tiny_instance

# The promise to whoever reads the files by position.
FIRST_COLUMNS = {
    "runs": "variant status weighted_delay bound gap people four_stars changes",
    "authorities": "variant phase condition authority holder holder_now changed",
    "commanders": "variant phase hq active grade grade_now",
    "liaison": "variant phase from_hq to_hq level staff level_now",
    "desks": "variant phase condition desk officers band load_hours_per_day capacity_hours_per_day wait_hours exact_wait_hours",
    "routes": "variant phase condition thread path hours " + " ".join(PART_NAMES),
    "hops": "variant phase condition thread step from_hq to_hq channel level " + " ".join(PART_NAMES),
}


@pytest.fixture(scope="module")
def made() -> dict[str, list[Row]]:
    """Today's posture, a delegated one, and an infeasible variant."""
    runs = [run_record("v00"), run_record("v01", delegated=True, political_score=2), infeasible_record("v02")]
    return tables(tiny_instance(), runs)


def file_of(made: dict[str, list[Row]], name: str) -> str:
    """The table as its file has it."""
    columns = PLAN_TABLES[name].columns
    return csv_bytes(columns, written_rows(columns, made[name])).decode("utf-8-sig")


def read(made: dict[str, list[Row]], name: str) -> list[dict[str, str]]:
    """The table as a reader of its file sees it."""
    return list(csv.DictReader(io.StringIO(file_of(made, name), newline="")))


@pytest.mark.parametrize("name", FIRST_COLUMNS)
def test_first_columns_stand_where_they_were_promised(name: str) -> None:
    """A file read by position keeps working; a column inserted before these would shift them."""
    promised = FIRST_COLUMNS[name].split()
    for declared in (TABLES, PLAN_TABLES):
        assert [column.name for column in declared[name].columns][: len(promised)] == promised


def test_headquarters_under_one_officer_name_the_same_commander() -> None:
    """An officer with two headquarters is named at both, and nobody at one that has its own commander; otherwise who has several
    would be a matter of guessing from equal grades."""
    record = run_record("v00")
    shared = {
        hq: about.model_copy(update={"commander": "chief"} if hq != "Near" else {}) for hq, about in record.instance.headquarters.items()
    }
    rows = tables(tiny_instance(), [replace(record, instance=replace(record.instance, headquarters=shared))])["commanders"]
    assert {(row["hq"], row["commander"]) for row in rows} == {("Far", "chief"), ("Mid", "chief"), ("Near", "")}


@pytest.mark.parametrize("name", PLAN_TABLES)
def test_every_table_can_be_written_and_starts_with_the_variant(made: dict[str, list[Row]], name: str) -> None:
    """Rows match the dictionary in names and kinds; a drift in either raises while writing."""
    assert file_of(made, name).startswith("variant,")


@pytest.mark.parametrize("name", ["routes", "hops"])
def test_printed_parts_add_up_to_the_printed_total(made: dict[str, list[Row]], name: str) -> None:
    """Nine parts rounded to 6 decimals meet the rounded total within 1e-6 each; a part left out would miss it by far."""
    for row in read(made, name):
        assert sum(float(row[part]) for part in PART_NAMES) == pytest.approx(float(row["hours"]), abs=1e-6 * len(PART_NAMES))


def test_a_route_is_its_hops(made: dict[str, list[Row]]) -> None:
    """The hops of each route add up to its hours: a hop without the receiver's work would fall short by those hours."""
    total: dict[tuple[str, ...], float] = {}
    for row in read(made, "hops"):
        key = tuple(row[name] for name in ("variant", "phase", "condition", "thread"))
        total[key] = total.get(key, 0.0) + float(row["hours"])
    routes = read(made, "routes")
    assert len(routes) == len(total) == 8
    for row in routes:
        key = tuple(row[name] for name in ("variant", "phase", "condition", "thread"))
        assert float(row["hours"]) == pytest.approx(total[key], abs=1e-5)


def test_route_of_today_by_hand(made: dict[str, list[Row]]) -> None:
    """Near > Far* at level 0 and tempo 1: handling 2, release 1, language (2 + 1) x 0.5 = 1.5, work 2 + approval 1 = 3,
    board 12 / 2 = 6; parts that swapped their columns would show here."""
    row = next(r for r in read(made, "routes") if (r["variant"], r["phase"], r["condition"]) == ("v00", "then", "peacetime"))
    assert row["path"] == "Near > Far*"
    assert (row["handling"], row["release"], row["language"]) == ("2.000000", "1.000000", "1.500000")
    assert (row["duty_wait"], row["referral"], row["relay_work"]) == ("0.000000", "0.000000", "0.000000")
    assert (row["approval_work"], row["decision_wait"]) == ("3.000000", "6.000000")


def test_phases_stand_in_calendar_order(made: dict[str, list[Row]]) -> None:
    """`then` (2026) comes before `later` (2027), though `later` sorts first by name."""
    for name in ("routes", "hops", "authorities", "liaison", "desks", "commanders", "delay_by_condition", "delay_by_function"):
        seen = [row["phase"] for row in read(made, name) if row["variant"] == "v00"]
        assert seen == sorted(seen, key=["then", "later"].index), name


@pytest.mark.parametrize("name", ["delay_by_condition", "delay_by_function"])
def test_weighted_hours_add_up_to_the_objective(made: dict[str, list[Row]], name: str) -> None:
    """Summing a variant's rows gives `weighted_delay`; counting shares or phase weights twice, or not at all, would not."""
    runs = {row["variant"]: row["weighted_delay"] for row in read(made, "runs")}
    for variant in ("v00", "v01"):
        rows = [row for row in read(made, name) if row["variant"] == variant]
        assert sum(float(row["weighted_hours_per_day"]) for row in rows) == pytest.approx(float(runs[variant]), abs=1e-5)


def test_mean_by_function_weighs_conditions_by_their_requests(made: dict[str, list[Row]]) -> None:
    """3 requests a day in both conditions, shares 0.25 and 0.75: the mean is 0.25 crisis + 0.75 peacetime, not the plain mean."""
    hours = {
        row["condition"]: float(row["mean_hours"])
        for row in read(made, "delay_by_condition")
        if (row["variant"], row["phase"]) == ("v00", "then")
    }
    row = next(r for r in read(made, "delay_by_function") if (r["variant"], r["phase"]) == ("v00", "then"))
    assert float(row["mean_hours"]) == pytest.approx(0.25 * hours["crisis"] + 0.75 * hours["peacetime"], abs=1e-5)
    assert row["requests_per_day"] == "3.000000"


def test_counted_changes_are_the_changes_of_the_run(made: dict[str, list[Row]]) -> None:
    """Delegation changes 2 holders, 1 grade, 1 team and opens 1 HQ in the first of 2 phases: 5. The desk's growth counts none, nor does
    what stays so in the second; counted from today in each it would be 10."""
    rows = [row for row in read(made, "changes") if row["variant"] == "v01"]
    assert sum(int(row["counted"]) for row in rows) == 5
    assert {row["kind"] for row in rows} == {"holder", "grade", "liaison", "headquarters", "desk"}
    assert next(row for row in read(made, "runs") if row["variant"] == "v01")["changes"] == "5"
    assert not [row for row in made["changes"] if row["variant"] == "v00"]
    assert any(row["says"] == "Operations (OPCON) goes from Far to Mid in every condition" for row in rows)


def test_the_desk_of_a_closed_planned_headquarters_is_no_change() -> None:
    """Mid is planned: its desk has nobody today, so nobody there is no change and 20 officers are, in the phase in which they come;
    20 to 0 would read as a cut."""
    today, delegated = run_record("v00"), run_record("v01", delegated=True)
    rows = changes([with_desk_at_mid(today, 0), with_desk_at_mid(delegated, 20)])
    told = [(row["variant"], row["phase"], row["today"], row["then"]) for row in rows if row["subject"] == "mid_desk"]
    assert told == [("v01", "then", "0", "20")]


def with_desk_at_mid(run: RunRecord, officers: int) -> RunRecord:
    """The run with a desk of its own for Mid and so many officers there."""
    instance, posture = run.instance, run.outcome.posture
    assert posture is not None
    desk = instance.desks["far_desk"].model_copy(update={"desk": "mid_desk"})
    mid = instance.headquarters["Mid"].model_copy(update={"desk": "mid_desk"})
    instance = replace(instance, desks={**instance.desks, "mid_desk": desk}, headquarters={**instance.headquarters, "Mid": mid})
    posture = replace(posture, officers={**posture.officers, ("then", "mid_desk"): officers, ("later", "mid_desk"): officers})
    return replace(run, instance=instance, outcome=replace(run.outcome, posture=posture))


def test_new_four_stars_are_those_above_todays(made: dict[str, list[Row]]) -> None:
    """Mid rises from O-9 to O-10 in 2 phases: 2 new. Counting all O-10s would give 6."""
    row = next(row for row in read(made, "runs") if row["variant"] == "v01")
    assert (row["four_stars"], row["new_four_stars"]) == ("6", "2")


def test_comparison_is_against_the_first_or_the_named_variant(made: dict[str, list[Row]]) -> None:
    """v00 against itself differs by 0; against a named baseline the sign of the difference turns round."""
    rows = {(r["variant"], r["measure"], r["scope"]): r for r in read(made, "comparison")}
    assert rows["v00", "weighted_delay", "all"]["difference"] == "0.000000"
    more = float(rows["v01", "weighted_delay", "all"]["difference"])
    assert more < 0
    runs = [run_record("v00"), run_record("v01", delegated=True)]
    turned = tables(tiny_instance(), runs, baseline="v01")["comparison"]
    back = next(r["difference"] for r in turned if (r["variant"], r["measure"]) == ("v00", "weighted_delay"))
    assert back == pytest.approx(-more, abs=1e-6)
    assert rows["v01", "political_score", "all"]["value"] == "2.000000"
    assert rows["v00", "recorded: saving", "all"]["value"] == "1.500000"
    assert rows["v01", "mean_hours_by_condition", "crisis"]["baseline"] == "v00"


def test_an_infeasible_run_leaves_its_conflict_and_no_posture(made: dict[str, list[Row]]) -> None:
    """v02 has a row in runs with empty numbers, its conflict in words, and nothing in the tables of postures."""
    row = next(row for row in read(made, "runs") if row["variant"] == "v02")
    assert (row["status"], row["weighted_delay"], row["people"]) == ("infeasible", "", "")
    conflict = [row for row in read(made, "conflicts") if row["variant"] == "v02"]
    assert [(row["kind"], row["name"], row["citation"]) for row in conflict] == [
        ("mandate", "m1", "the variant"),
        ("rule", "law1", "Act 1"),
    ]
    assert conflict[1]["says"] == "'=A general must command"
    assert not [row for name in ("authorities", "routes", "desks") for row in made[name] if row["variant"] == "v02"]


def test_a_rule_that_a_variant_switches_off_is_shown_as_off(made: dict[str, list[Row]]) -> None:
    """law1 is in force in v00 and off in v02; listing only rules in force would hide what the variant relaxed."""
    assert {row["variant"]: row["status"] for row in read(made, "rules")} == {"v00": "in force", "v01": "in force", "v02": "off"}
