"""Plans of several phases verified: true ones pass, and nothing that is said of the way from phase to phase can be said wrongly unnoticed.

The plan `grows` in words: in `now` the northern force goes to FORWARD under four stars, and nothing opens. In `next` STAFF opens under
three stars with a small team and takes over the fleet; in `last` it has four stars, a team round the clock, and planning in a crisis.
In `undone` STAFF opens in `next` and closes in `last`, and FORWARD's commander has three stars again, both permitted.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from model import cli
from model.data.instance import Instance, PhaseValue
from model.data.mandates import HolderMandate
from model.data.standing import Standing
from model.delay.evaluate import evaluate
from model.delay.posture import Posture, Route
from model.reporting.run_tables import PLAN_TABLES, TABLES
from model.solving.outcome import Outcome
from model.tables.common import FORESIGHTS
from model.verify import Violation, totals, verify_posture, verify_reports
from model.verify.shapes import PLAN_SHAPES, SHAPES
from tests.verify.plans import write_plan
from tests.verify.small import SETTINGS, alter, cells, report, solved
from tests.verify.test_posture import reevaluated
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


@pytest.fixture(scope="module")
def grows(home: Path) -> tuple[Instance, Outcome]:
    """The plan under the variant whose staff grows, solved."""
    return solved(home / "instance", "grows")


@pytest.fixture(scope="module")
def undone(home: Path) -> tuple[Instance, Outcome]:
    """The plan under the variant in which things are undone, solved."""
    return solved(home / "instance", "undone")


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


# Postures that may not be ---------------------------------------------------------------------------------------------


def accused(instance: Instance, outcome: Outcome) -> set[tuple[str, str]]:
    return {(item.table, item.column) for item in verify_posture(instance, outcome)}


def with_phase(instance: Instance, phase: str, **cells: int | None) -> Instance:
    """The instance with other cells in one of its phases."""
    return replace(instance, phases=tuple(row.model_copy(update=cells) if row.id == phase else row for row in instance.phases))


@pytest.mark.parametrize(
    ("limit", "phase", "used", "place"),
    [
        ("transfers_max", "now", 1, ("authorities", "holder")),
        ("transfers_max", "last", 1, ("authorities", "holder")),
        ("openings_max", "next", 1, ("commanders", "active")),
        ("teams_max", "next", 1, ("liaison", "level")),
        ("teams_max", "last", 3, ("liaison", "level")),
    ],
)
def test_an_exceeded_limit_is_named(grows: tuple[Instance, Outcome], limit: str, phase: str, used: int, place: tuple[str, str]) -> None:
    """What the plan uses of each limit in a phase is allowed, and one less is not; counted from today, `last` would use more."""
    instance, outcome = grows
    assert place not in accused(with_phase(instance, phase, **{limit: used}), outcome)
    found = verify_posture(with_phase(instance, phase, **{limit: used - 1}), outcome)
    (told,) = (item for item in found if (item.table, item.column) == place)
    assert f"in {phase}, at most {used - 1} may" in told.why


def closed_in_last(posture: Posture) -> Posture:
    """STAFF closed in the last phase."""
    return replace(posture, active={**posture.active, ("last", "STAFF"): False})


Change = Callable[[Posture], Posture]
UNDOINGS: list[tuple[str, Change, tuple[str, str], str]] = [
    ("an opening undone", closed_in_last, ("commanders", "active"), "it was open in next"),
    (
        "a grade lowered",
        lambda p: replace(p, grades={**p.grades, ("last", "FORWARD"): 9}),
        ("commanders", "grade"),
        "its commander had grade 10 in next",
    ),
]


@pytest.mark.parametrize(("change", "place", "why"), [case[1:] for case in UNDOINGS], ids=[case[0] for case in UNDOINGS])
def test_what_is_undone_is_named(grows: tuple[Instance, Outcome], change: Change, place: tuple[str, str], why: str) -> None:
    """The plan with one thing undone in the end, evaluated again so that all hours fit it."""
    instance, outcome = grows
    assert outcome.posture is not None
    found = verify_posture(instance, reevaluated(instance, change(outcome.posture)))
    assert (*place, why) in {(item.table, item.column, item.why) for item in found}


def test_what_a_mandate_permits_may_be_undone(undone: tuple[Instance, Outcome]) -> None:
    """STAFF closes and FORWARD's commander has three stars again. Without the mandate both are accused; in
    another phase it permits nothing."""
    instance, outcome = undone
    assert verify_posture(instance, outcome) == ()
    permits = next(mandate for mandate in instance.mandates if mandate.kind == "may_undo")
    others = tuple(mandate for mandate in instance.mandates if mandate is not permits)
    elsewhere = permits.model_copy(update={"phase": ("next",)})
    of_staff = permits.model_copy(update={"hq": ("STAFF",)})
    closing, lowering = ("commanders", "active"), ("commanders", "grade")
    for mandates, expected in (
        (others, {closing, lowering}),
        ((*others, elsewhere), {closing, lowering}),
        ((*others, of_staff), {lowering}),
    ):
        assert accused(replace(instance, mandates=mandates), outcome) == expected


def test_a_mandate_holds_in_its_phases_alone(grows: tuple[Instance, Outcome]) -> None:
    """REAR holds the fleet in `now` alone: mandated for that phase the plan obeys, for another or for all it does not."""
    instance, outcome = grows
    for phases, broken in ((("now",), False), (("now", "last"), True), ((), True)):
        mandate = HolderMandate(kind="holder", id="extra", says="So.", authority=("fleet_opcon",), holder=("REAR",), phase=phases)
        found = verify_posture(replace(instance, mandates=(*instance.mandates, mandate)), outcome)
        assert ({(item.table, item.column) for item in found} == {("authorities", "holder")}) == broken


def test_a_rule_holds_in_its_phases_alone(grows: tuple[Instance, Outcome]) -> None:
    """STAFF may not hold the fleet: a rule that ends with `next` is kept, one that ends with `last` is broken in `next`."""
    instance, outcome = grows
    rule = instance.rules["own_forces"].model_copy(
        update={"rule": "extra", "says": "So.", "nation": (), "holder": ("STAFF",), "authority": ("fleet_opcon",)}
    )
    rules = {**instance.rules, "extra": rule}
    for phase, broken in (("next", False), ("last", True)):
        ends = PhaseValue(phase, "rules", "extra", "active", False)
        found = verify_posture(replace(instance, rules=rules, phase_values=(*instance.phase_values, ends)), outcome)
        assert bool([item for item in found if item.why.startswith("extra")]) == broken


# Numbers of a phase ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "desk", "factor"), [("next", "staff_desk", 1 / 0.8), ("last", "staff_desk", 1 / 0.7), ("next", "rear_desk", 0.8)]
)
def test_a_desk_that_absorbs_with_full_capacity_is_named(grows: tuple[Instance, Outcome], phase: str, desk: str, factor: float) -> None:
    """STAFF takes over the fleet in `next` and planning in `last`: its desk has 80 and 70 % of its capacity. The whole of it is refused, as
    is a loss where nothing is taken over; what is due is said."""
    instance, outcome = grows
    assert outcome.evaluation is not None
    loads = outcome.evaluation.desks
    right = [load.capacity_hours_per_day for load in loads if (load.phase, load.desk) == (phase, desk)]
    desks = tuple(
        replace(load, capacity_hours_per_day=load.capacity_hours_per_day * factor) if (load.phase, load.desk) == (phase, desk) else load
        for load in loads
    )
    found = verify_posture(instance, replace(outcome, evaluation=replace(outcome.evaluation, desks=desks)))
    told = {(item.said, item.should_be) for item in found if item.column == "capacity_hours_per_day"}
    assert told == {(f"{hours * factor:.6f}", f"{hours:.6f}") for hours in right}


@pytest.mark.parametrize("loss", [0.0, 0.2])
def test_a_plan_evaluated_without_the_loss_is_named(grows: tuple[Instance, Outcome], loss: float) -> None:
    """All of it worked out as if no desk lost anything, and as it is: waits and hours of the first are refused too, since fewer seats
    are free for requests."""
    instance, outcome = grows
    values = tuple(one for one in instance.phase_values if one.key != "transition_loss")
    parameter = instance.parameters["transition_loss"]

    def losing(share: float) -> Instance:
        parameters = {**instance.parameters, "transition_loss": parameter.model_copy(update={"value": share})}
        return replace(instance, parameters=parameters, phase_values=values)

    assert outcome.posture is not None
    found = accused(losing(0.2), reevaluated(losing(loss), outcome.posture))
    wrong = {("desks", "wait_hours"), ("desks", "capacity_hours_per_day"), ("routes", "desk_queue"), ("runs", "weighted_delay")}
    assert wrong <= found if loss == 0.0 else not wrong & found


def test_a_given_capacity_is_less_and_a_given_wait_the_same_while_absorbing(grows: tuple[Instance, Outcome]) -> None:
    """Were the consent nobody's today the ministry took it over in `now`: of 100 hours a day 80 are left, and a service
    waits 1.5 h as ever."""
    given, outcome = grows
    consent = given.authorities["consent"].model_copy(update={"holder_now": ()})
    instance = replace(given, authorities={**given.authorities, "consent": consent})
    assert outcome.posture is not None
    evaluation = evaluate(instance, outcome.posture)
    loads = {(load.phase, load.capacity_hours_per_day, load.wait_hours) for load in evaluation.desks if load.desk == "ministry_desk"}
    assert loads == {("now", 80.0, 1.5), ("next", 100.0, 1.5), ("last", 100.0, 1.5)}
    assert verify_posture(instance, replace(outcome, evaluation=evaluation)) == ()
    assert accused(instance, outcome) >= {("desks", "capacity_hours_per_day"), ("runs", "changes")}


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


def test_what_stands_before_counts_where_it_is_given(grows: tuple[Instance, Outcome]) -> None:
    """The last phase alone, after what the plan decided before: its changes are those of that phase, and what was open before
    stays open. From today there would be more changes, and nothing to undo."""
    whole, outcome = grows
    posture = outcome.posture
    assert posture is not None
    holders = {(condition, name): held for (phase, condition, name), held in posture.holders.items() if phase == "next"}
    hqs = frozenset(hq for (phase, hq), is_open in posture.active.items() if phase == "next" and is_open)
    grades = {hq: grade for (phase, hq), grade in posture.grades.items() if phase == "next"}
    levels = {ends: level for (phase, ends), level in posture.levels.items() if phase == "next"}
    pools = {key: pool for key, pool in whole.pools.items() if key[0] == "last"}
    changed = {"phases": whole.phases[-1:], "phase_values": (), "pools": pools, "standing": Standing(holders, hqs, grades, levels)}
    view = whole.at("last")
    staff = view.headquarters["STAFF"].model_copy(update={"available_from": None})
    instance = replace(view, **changed, headquarters={**view.headquarters, "STAFF": staff})  # type: ignore[arg-type]

    def only(name: str) -> dict[object, object]:
        return {key: value for key, value in getattr(posture, name).items() if key[0] == "last"}

    decided = {name: only(name) for name in ("holders", "active", "grades", "levels", "officers", "bands")}
    routes: tuple[Route, ...] = tuple(route for route in posture.routes if route.phase == "last")
    alone = reevaluated(instance, Posture(**decided, routes=routes))  # type: ignore[arg-type]
    assert verify_posture(instance, alone) == ()
    assert alone.evaluation is not None
    assert alone.evaluation.changes == 5
    assert alone.posture is not None
    found = verify_posture(instance, reevaluated(instance, closed_in_last(alone.posture)))
    assert "it was open before" in {item.why for item in found}


def test_the_cells_of_a_plan_are_read_by_their_names(home: Path, copy: Path) -> None:
    """The columns of `transitions` in another order say the same."""
    rows = cells(copy, "transitions")
    with (copy / "transitions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(reversed(rows[0])), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert verify(home, copy) == ()
