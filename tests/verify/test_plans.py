"""Reports of plans of several phases verified: true ones pass, and nothing that is said of the way from phase to phase can be said
wrongly unnoticed. What the plan does is told in `plans`."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from model import cli
from model.reporting.run_tables import PLAN_TABLES, TABLES
from model.tables.common import FORESIGHTS
from model.verify import Violation, totals, verify_reports
from model.verify.shapes import PLAN_SHAPES, SHAPES
from tests.verify.plans import write_plan
from tests.verify.small import SETTINGS, alter, cells, report
from tests.verify.test_reports import other

VARIANTS = (None, "forward", "grows", "undone", "impossible")
# The columns that only plans have; which way one was solved, its tables cannot contradict.
COLUMNS = [
    (table, column.name)
    for table, shape in PLAN_SHAPES.items()
    for column in shape.columns
    if (shape.plans_only or column.plans_only) and (table, column.name) != ("runs", "foresight")
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plan of three phases in `instance` and its report, made under a setting, in `report`."""
    home = tmp_path_factory.mktemp("plans")
    report(write_plan(home / "instance"), home / "report", VARIANTS, SETTINGS)
    return home


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """A copy of the report that a test may spoil."""
    return Path(shutil.copytree(home / "report", tmp_path / "report"))


def verify(home: Path, folder: Path) -> tuple[Violation, ...]:
    return verify_reports(home / "instance", folder)


# True reports ---------------------------------------------------------------------------------------------------------


def test_true_plans_of_three_phases_pass(home: Path) -> None:
    """Four plans and an infeasible run: nothing to say. A check that read another phase's numbers, or what another phase allows, would."""
    assert verify(home, home / "report") == ()


def test_true_plans_of_two_phases_pass(tmp_path: Path) -> None:
    """The same with one phase less."""
    report(write_plan(tmp_path / "instance", 2), tmp_path / "report", (None, "forward", "impossible"))
    assert verify(tmp_path, tmp_path / "report") == ()


def test_the_plans_have_something_of_everything(home: Path) -> None:
    """Every kind of transition and every limit that keeps one back, an authority that changes in some conditions, time lost by waiting
    and a desk that absorbs, so that the tests below alter real things."""
    rows, phases = cells(home / "report", "transitions"), cells(home / "report", "delay_by_phase")
    assert {row["kind"] for row in rows} == {"authority", "opening", "closing", "grade", "team"}
    waits = " ".join(row["waits_for"] for row in rows)
    assert all(word in waits for word in ("transfers_max of", "openings_max of", "teams_max of", "not there before"))
    assert {row["conditions"] for row in rows} == {"", "all", "crisis"}
    assert any(float(row["lost_by_waiting"]) > 0 for row in phases)
    desks = [
        row
        for row in cells(home / "report", "desks")
        if (row["variant"], row["desk"], row["condition"]) == ("grows", "staff_desk", "routine")
    ]
    capacity = {row["phase"]: float(row["capacity_hours_per_day"]) / int(row["officers"]) for row in desks if row["officers"] != "0"}
    assert capacity == pytest.approx({"next": 40 / 7 * 0.8, "last": 40 / 7 * 0.7}, abs=1e-6)


def test_every_column_of_a_plan_is_known_to_the_verifier() -> None:
    """It reads every column that is written of a plan, as of its kind, and of reports of one phase those that plans alone have not."""
    for table, shape in PLAN_SHAPES.items():
        kinds = {column.name: column.kind for column in shape.columns}
        assert kinds == {column.name: column.kind for column in PLAN_TABLES[table].columns}, table
    assert PLAN_SHAPES.keys() - SHAPES.keys() == PLAN_TABLES.keys() - TABLES.keys()
    assert totals.FORESIGHTS == FORESIGHTS


def test_the_verb_answers_about_plans(home: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 and one line for a true report of a plan; 1 and the place for an altered one; 2 where a table that only plans have is missing."""
    assert cli.main(["verify", str(home / "instance"), str(copy)]) == 0
    assert capsys.readouterr().out.endswith("no disagreement\n")
    alter(copy, "delay_by_phase", 2, "transfers", lambda text: str(int(text) + 1))
    assert cli.main(["verify", str(home / "instance"), str(copy)]) == 1
    assert capsys.readouterr().out.startswith("delay_by_phase.csv:2 transfers = ")
    (copy / "transitions.csv").unlink()
    assert cli.main(["verify", str(home / "instance"), str(copy)]) == 2
    assert capsys.readouterr().err.endswith("transitions.csv: is missing\n")


# Altered reports ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: str(value))
def test_no_cell_of_a_plan_can_be_altered_unnoticed(home: Path, copy: Path, table: str, column: str) -> None:
    """Cells of each column that only plans have, changed by the last digits or to another name: a violation names the table and row."""
    lines = [line for line, row in enumerate(cells(copy, table), start=2) if row["variant"] == "grows"]
    for line in sorted({lines[0], lines[len(lines) // 2], lines[-1]}):
        old = alter(copy, table, line, column, lambda text: other(table, column, text))
        named = [item for item in verify(home, copy) if item.table == table and item.row == line]
        assert named, f"{table}.csv:{line} {column} = {old!r} was altered and nobody noticed"
        alter(copy, table, line, column, lambda _, old=old: old)
    assert verify(home, copy) == ()


def test_a_foresight_that_there_is_not_is_noticed(home: Path, copy: Path) -> None:
    """`short` is none of the words; it is told by its line, for a run without a posture too."""
    for line, _ in enumerate(cells(copy, "runs"), start=2):
        alter(copy, "runs", line, "foresight", lambda _: "short")
    assert {(item.row, item.column) for item in verify(home, copy)} == {(line, "foresight") for line in range(2, 7)}


def test_a_transition_lost_doubled_or_made_up_is_noticed(home: Path, copy: Path) -> None:
    """Each row of the plan left out, then there twice: the table is accused either way. One made up of an authority that stays is too."""
    lines = (copy / "transitions.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    of_plan = [place for place, line in enumerate(lines) if line.startswith("grows,")]
    assert len(of_plan) == 10
    stays = "grows,last,authority,consent,MINISTRY,HOST,all,,Consent of the ministry\n"
    spoiled = [[*lines[:at], *lines[at + 1 :]] for at in of_plan] + [[*lines[: at + 1], *lines[at:]] for at in of_plan] + [[*lines, stays]]
    for some in spoiled:
        (copy / "transitions.csv").write_text("".join(some), encoding="utf-8")
        assert "transitions" in {item.table for item in verify(home, copy)}, set(some) ^ set(lines)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"from": "FORWARD", "to": "STAFF"}, "from"),
        ({"to": "FORWARD"}, "to"),
        ({"conditions": "crisis"}, "conditions"),
        ({"waits_for": ""}, "waits_for"),
        ({"phase": "last"}, "what"),
        ({"what": "planning"}, "what"),
    ],
    ids=lambda value: str(value),
)
def test_a_changed_row_of_transitions_is_accused_where_it_is_wrong(home: Path, copy: Path, changes: dict[str, str], column: str) -> None:
    """The fleet goes from REAR to STAFF in `next`; told otherwise, the cell is named, and where it is told of another
    phase or authority the row."""
    where = {"variant": "grows", "phase": "next", "what": "fleet_opcon"}
    (line,) = (line for line, row in enumerate(cells(copy, "transitions"), start=2) if where.items() <= row.items())
    for name, text in changes.items():
        alter(copy, "transitions", line, name, lambda _, text=text: text)
    found = {(item.table, item.row, item.column) for item in verify(home, copy)}
    assert ("transitions", line, column) in found
    assert {table for table, _, _ in found} == {"transitions"}


def test_a_wrong_count_of_changes_is_noticed(home: Path, copy: Path) -> None:
    """12 changes from phase to phase; counted from today in each phase there would be more, and that number is refused."""
    (line,) = (line for line, row in enumerate(cells(copy, "runs"), start=2) if row["variant"] == "grows")
    holders = sum(row["changed"] == "yes" for row in cells(copy, "authorities") if row["variant"] == "grows")
    assert alter(copy, "runs", line, "changes", lambda _: str(holders)) == "12" != str(holders)
    assert [(item.table, item.column, item.should_be) for item in verify(home, copy)] == [("runs", "changes", "12")]


def test_a_phase_told_as_another_is_noticed(home: Path, copy: Path) -> None:
    """The delays of two phases exchanged: their sum is that of the run, and both rows are accused."""
    rows = [(line, row) for line, row in enumerate(cells(copy, "delay_by_phase"), start=2) if row["variant"] == "grows"]
    (one, first), (two, second) = rows[:2]
    for column in ("weighted_delay", "contribution", "lost_by_waiting"):
        alter(copy, "delay_by_phase", one, column, lambda _, column=column: second[column])
        alter(copy, "delay_by_phase", two, column, lambda _, column=column: first[column])
    found = verify(home, copy)
    assert {(item.table, item.row) for item in found} == {("delay_by_phase", one), ("delay_by_phase", two)}
    assert {item.column for item in found} == {"weighted_delay", "contribution", "lost_by_waiting"}


PATHS = [
    ("conditions.crisis.approval_hours = 3", ("hops", "approval_work")),
    ("parameters.relay_hours = 0.75", ("hops", "relay_work")),
    ("parameters.referral_probability = 0.4", ("hops", "referral")),
    ('"demand.warning@crisis.urgency" = 4', ("routes", "urgency")),
    ('"demand.warning@crisis.requests_per_day" = 9', ("delay_by_condition", "requests_per_day")),
    ('sites.tokyo.timezone = "Europe/Paris"', ("hops", "duty_wait")),
    ('headquarters.HOST.name = "Host, moved"', ("commanders", "hq_name")),
    ("liaison_levels.2.staff = 11", ("liaison", "staff")),
    ("liaison_levels.2.handling_hours = 0.9", ("hops", "handling")),
    ('threads.warning.function = "joint"', ("delay_by_function", "function")),
    ("desks.fleet_desk.background_hours_per_day = 11", ("desks", "load_hours_per_day")),
    ('authorities.planning.name = "Plans"', ("authorities", "authority_name")),
    ("parameters.service_cv = 1.2", ("desks", "wait_hours")),
    ('"channels.HOST@MINISTRY.hours" = 3', ("hops", "handling")),
]


@pytest.mark.parametrize(("setting", "place"), PATHS, ids=[setting.partition(" ")[0].strip('"') for setting, _ in PATHS])
def test_each_phase_is_judged_by_its_own_numbers(home: Path, tmp_path: Path, setting: str, place: tuple[str, str]) -> None:
    """A number that is another in the last phase alone, which the report did not see: it is accused in that phase, and in no other, but for
    what earlier phases lose by waiting for it."""
    folder = Path(shutil.copytree(home / "instance", tmp_path / "instance"))
    text = (folder / "instance.toml").read_text(encoding="utf-8")
    heading = "\n[phases.set]\n"  # not the one in the comments at the end
    start = text.rindex(heading) + len(heading)
    (folder / "instance.toml").write_text(f"{text[:start]}{setting}\n{text[start:]}", encoding="utf-8")
    found = verify_reports(folder, home / "report")
    assert place in {(item.table, item.column) for item in found}
    rows = {table: cells(home / "report", table) for table in PLAN_SHAPES}
    of_phases = [item for item in found if item.row and item.table != "runs" and item.column != "lost_by_waiting"]
    assert {rows[item.table][item.row - 2]["phase"] for item in of_phases} == {"last"}


def test_the_cells_of_a_plan_are_read_by_their_names(home: Path, copy: Path) -> None:
    """The columns of `transitions` in another order say the same."""
    rows = cells(copy, "transitions")
    with (copy / "transitions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(reversed(rows[0])), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert verify(home, copy) == ()
