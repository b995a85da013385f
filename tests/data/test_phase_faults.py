"""Every way in which what is said of phases can be wrong: what is told, and where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.addresses import BadPath, value_at
from model.data.reader import load_instance
from model.data.settings import set_twice
from model.data.variants import apply
from model.errors import InputError
from tests.data.conftest import Edit, findings_of, only
from tests.data.plan_files import ABOVE, TEMPO, add, tempos, write

SET: tuple[tuple[str, str, str, str, str], ...] = (
    # a line of [phases.set] of 2027, column of the finding, value, part of why, hint
    (f'"{TEMPO}" = 0.4', f"2027:{TEMPO}", "0.4", "is the value that it has in this phase already", ""),
    ('"conditions.routine.tempo" = 1', "2027:conditions.routine.tempo", "1", "in this phase already", ""),
    ('"conditions.crisis.temp" = 1', "2027:conditions.crisis.temp", "1", "no such path", f"2027:{TEMPO}"),
    ('"2026:conditions.crisis.tempo" = 1', f"2027:2026:{TEMPO}", "1", "names two phases", ""),
    (f'"{TEMPO}" = "fast"', f"2027:{TEMPO}", "fast", "must be a number", ""),
    (f'"{TEMPO}" = 0', f"2027:{TEMPO}", "0", "must be greater than 0", ""),
    ('"conditions.crisis.condition" = "war"', "2027:conditions.crisis.condition", "war", "the key of a row cannot be set", ""),
    ('"pools.2027@NORTH.liaison_staff" = 9', "2027:pools.2027@NORTH.liaison_staff", "9", "a pool has a row for each phase", ""),
    ('"headquarters.REAR.grade_now" = 9', "2027:headquarters.REAR.grade_now", "9", "which no phase changes", ""),
    ('"headquarters.REAR.status" = "planned"', "2027:headquarters.REAR.status", "planned", "which no phase changes", ""),
    ('"desks.rear_desk.officers_now" = 30', "2027:desks.rear_desk.officers_now", "30", "which no phase changes", ""),
    ('"authorities.north_opcon.holder_now" = "FORWARD"', "2027:authorities.north_opcon.holder_now", "FORWARD", "no phase changes", ""),
    ('"channels.REAR@HOST.level_now" = 0', "2027:channels.REAR@HOST.level_now", "0", "which no phase changes", ""),
    ('"phases.2027.weight" = 2', "2027:phases.2027.weight", "2", "a phase is the same from phase to phase", ""),
    ('"conditions.crisis.share" = 0.2', "2027:conditions.crisis.share", "0.2", "add up to 1.1", ""),
    ('"conditions.crisis.calendar" = "ofice"', "2027:conditions.crisis.calendar", "ofice", "is not in calendars.csv", "office"),
    ('"utilisation_bands" = [0.7, 0.5]', "2027:utilisation_bands", "0.7|0.5", "rising order", ""),
    ('"parameters.transition_loss" = 1', "2027:parameters.transition_loss", "1", "must be at most 0.9", ""),
    ('"headquarters.REAR.superior" = "FORWARD"', "2027:headquarters.REAR.superior", "FORWARD", "runs in a circle", ""),
)


@pytest.mark.parametrize(("line", "column", "value", "why", "hint"), SET, ids=[f"{case[1]}-{case[3]}" for case in SET])
def test_faults_of_phases_stand_in_their_line(plan: Path, line: str, column: str, value: str, why: str, hint: str) -> None:
    """One finding with the path as `--set` would name it. Would stand at a table that is right, or be found when a run asks."""
    add(plan, line + "\n")
    finding = only(plan)
    assert (finding.file, finding.column, finding.value, finding.hint) == ("instance.toml", column, value, hint)
    assert finding.line == ABOVE + 24
    assert why in finding.why


@pytest.mark.parametrize(("line", "column", "value", "why", "hint"), SET, ids=[f"{case[1]}-{case[3]}" for case in SET])
def test_the_same_faults_stand_in_a_variant(plan: Path, line: str, column: str, value: str, why: str, hint: str) -> None:
    """In [phase.2027.set], which stands at line 4 of the variant; base and other variants are not blamed."""
    write(plan, "bad", f"[phase.2027.set]\n{line}\n")
    finding = only(plan)
    assert (finding.file, finding.column, finding.value, finding.hint) == ("variants/bad.toml", column, value, hint)
    assert finding.line == 5
    assert why in finding.why


PHASES: tuple[tuple[str, str, str, str, int, str], ...] = (
    # old, new in instance.toml, column of the finding, value, line, part of why
    ("start = 2027-01-01", "start = 2025-06-01", "phases.2027.start", "2025-06-01", ABOVE + 20, "listed before it, '2026' (2026-01-01)"),
    ("start = 2027-01-01", "start = 2026-01-01", "phases.2027.start", "2026-01-01", ABOVE + 20, "is not after the start of the phase"),
    ("transfers_max = 1", "transfers_max = -1", "phases.1.transfers_max", "-1", ABOVE + 12, "must be at least 0"),
    ("transfers_max = 1", "openings_max = 1.5", "phases.1.openings_max", "1.5", ABOVE + 12, "must be a whole number"),
    ("value = 0.15", "value = 0.95", "parameters.transition_loss.value", "0.95", ABOVE + 3, "must be at most 0.9"),
    ("value = 0.15", "value = -0.1", "parameters.transition_loss.value", "-0.1", ABOVE + 3, "must be at least 0"),
    (f'[phases.set]\n"{TEMPO}" = 0.4', "set = 3", "phases.1.set", "3", ABOVE + 14, "must be a table of path = value: [phases.set]"),
)


@pytest.mark.parametrize(("old", "new", "column", "value", "line", "why"), PHASES, ids=[f"{case[2]}-{case[5]}" for case in PHASES])
def test_faults_of_the_plan_itself(plan: Path, edit: Edit, old: str, new: str, column: str, value: str, line: int, why: str) -> None:
    """Phases in their order with limits that can be limits, and a loss that leaves a desk something."""
    edit("instance.toml", old, new)
    (finding,) = [finding for finding in findings_of(plan) if why in finding.why]
    assert (finding.file, finding.column, finding.value, finding.line) == ("instance.toml", column, value, line)


def test_a_plan_says_what_taking_over_costs(plan: Path, edit: Edit) -> None:
    """Several phases without transition_loss, or with it misspelt: what must be given, and what it may have been. One phase does
    without."""
    edit("instance.toml", "[parameters.transition_loss]", "[parameters.transition_los]")
    missing, unknown = findings_of(plan)
    assert (missing.column, missing.hint) == ("parameters.transition_loss", "transition_los")
    assert "must be given: share of a desk's capacity" in missing.why
    assert (unknown.column, unknown.line, unknown.hint) == ("parameters.transition_los", ABOVE + 2, "transition_loss")


def test_a_pool_needs_a_row_for_each_phase(plan: Path, edit: Edit) -> None:
    """Without one there would be any number of officers in 2027; it stands at the pool's first row."""
    edit("pools.csv", "2027,NORTH,desk_officers,10,s\n", "")
    finding = only(plan)
    assert (finding.file, finding.line, finding.column, finding.value) == ("pools.csv", 3, "phase", "now")
    assert finding.why.startswith("phase '2027' has no row for NORTH desk_officers")


@pytest.mark.parametrize(
    ("place", "column", "line"),
    [
        ("variant", f"2072:{TEMPO}", 5),
        ("ranges", "path", 3),
        ("mandate", "mandate.m.phase", 9),
    ],
)
def test_unknown_phases_are_told_with_the_nearest(plan: Path, place: str, column: str, line: int) -> None:
    """Wherever a phase is typed. Would be a setting or a mandate that never holds."""
    if place == "variant":
        write(plan, "bad", f'[phase.2072.set]\n"{TEMPO}" = 1\n')
    if place == "ranges":
        add(plan, f"2072:{TEMPO},0.3,0.8,r,s\n", "ranges.csv")
    if place == "mandate":
        write(plan, "bad", '[[mandate]]\nid = "m"\nkind = "holder"\nsays = "S."\nholder = "FORWARD"\nphase = ["2072"]\n')
    finding = only(plan)
    assert (finding.column, finding.line, finding.hint) == (column, line, "2027" if place == "mandate" else f"2027:{TEMPO}")
    assert "there is no phase '2072'" in finding.why or finding.why == "'2072' is not a phase"


def test_unknown_phases_at_set(plan: Path) -> None:
    """As in a variant, but placed at `--set`."""
    with pytest.raises(InputError) as caught:
        apply(load_instance(plan), None, [(f"2072:{TEMPO}", "1")])
    (finding,) = caught.value.findings
    assert str(finding) == f"--set 2072:{TEMPO} = '1': there is no phase '2072'; did you mean '2027:{TEMPO}'?"


def test_a_range_is_of_the_number_in_its_phase(plan: Path) -> None:
    """0.4 from 2026 on lies within 0.3 to 0.45; the 0.5 of before does not."""
    add(plan, f"2026:{TEMPO},0.3,0.45,r,s\n", "ranges.csv")
    assert findings_of(plan) == ()
    add(plan, f"now:{TEMPO},0.3,0.45,r,s\n", "ranges.csv")
    assert (only(plan).line, only(plan).why) == (4, "is less than the value in the instance, 0.5")


def test_a_path_set_twice_in_a_phase(plan: Path) -> None:
    """Under two spellings, in the folder and in a variant, where a phase may stand in the path or above the table."""
    add(plan, '"parameters.relay_hours" = 0.6\n"parameters.relay_hours.value" = 0.7\n')
    write(plan, "bad", f'[set]\n"2027:{TEMPO}" = 0.6\n[phase.2027.set]\n"{TEMPO}" = 0.7\n')
    first, second = findings_of(plan)
    assert (first.file, first.line, first.column) == ("instance.toml", ABOVE + 25, "2027:parameters.relay_hours.value")
    assert first.why == "is set twice, first as '2027:parameters.relay_hours'"
    assert (second.file, second.column) == ("variants/bad.toml", f"2027:{TEMPO}")
    assert second.why == f"is set twice, first as '2027:{TEMPO}'"


def test_a_path_set_twice_at_set(plan: Path) -> None:
    """Twice in one phase, or in all phases after one of them, which would undo it; the other way round both hold."""
    base = load_instance(plan)
    (twice,) = set_twice(base, [("2027:parameters.relay_hours", "1"), ("2027:parameters.relay_hours.value", "2")])
    assert twice.why == "is set twice; the first value is '1'"
    (undone,) = set_twice(base, [("2027:parameters.relay_hours", "1"), ("parameters.relay_hours", "2")])
    assert undone.why == "sets it in all phases and undoes '2027:parameters.relay_hours' before it: give the value of all phases first"
    assert set_twice(base, [("parameters.relay_hours", "2"), ("2027:parameters.relay_hours", "1")]) == []


@pytest.mark.parametrize("swapped", [False, True])
def test_two_parents_of_which_one_sets_a_phase_and_one_all(plan: Path, swapped: bool) -> None:
    """Which wins the child must say, be it for all phases or for the one. The order of names would decide silently."""
    write(plan, "one", f'[phase.2027.set]\n"{TEMPO}" = 0.8\n')
    write(plan, "two", f'[set]\n"{TEMPO}" = 0.9\n')
    parents = '["two", "one"]' if swapped else '["one", "two"]'
    write(plan, "both", f"extends = {parents}\n")
    finding = only(plan)
    assert (finding.file, finding.line, finding.column, finding.value) == ("variants/both.toml", 4, "extends", TEMPO)
    assert finding.why == "one of the variants it extends sets it in a phase, another in all phases; set it here"
    write(plan, "both", f'extends = {parents}\n[phase.2027.set]\n"{TEMPO}" = 0.7\n')
    assert tempos(plan, "both") == [0.9, 0.9, 0.7]
    write(plan, "both", f'extends = {parents}\n[set]\n"{TEMPO}" = 0.6\n')
    assert tempos(plan, "both") == [0.6, 0.6, 0.6]


def test_two_parents_that_set_different_phases_agree(plan: Path) -> None:
    """2026 and 2027 are two numbers; and what both have of a grandparent is settled. Would be refused if phases were left out."""
    write(plan, "base", f'[set]\n"{TEMPO}" = 0.9\n')
    write(plan, "one", f'extends = "base"\n[phase.2026.set]\n"{TEMPO}" = 0.8\n')
    write(plan, "two", f'extends = "base"\n[phase.2027.set]\n"{TEMPO}" = 0.7\n')
    write(plan, "both", 'extends = ["two", "one"]\n')
    assert tempos(plan, "both") == [0.9, 0.8, 0.7]


@pytest.mark.parametrize("parents", ['["some", "more"]', '["more", "some"]'])
def test_a_parent_that_says_all_that_the_other_does_is_no_conflict(plan: Path, parents: str) -> None:
    """0.8 from 2027 on says the one, 0.9 and then 0.8 the other. Applied in the order of names the 0.9 would undo the 0.8."""
    write(plan, "some", f'[phase.2027.set]\n"{TEMPO}" = 0.8\n')
    write(plan, "more", f'[set]\n"{TEMPO}" = 0.9\n[phase.2027.set]\n"{TEMPO}" = 0.8\n')
    write(plan, "both", f"extends = {parents}\n")
    assert tempos(plan, "both") == [0.9, 0.9, 0.8]


def test_parents_that_switch_a_rule_in_a_phase_and_in_all(plan: Path) -> None:
    """As with numbers: [rules] is for all phases."""
    write(plan, "one", '[phase.2027.set]\n"rules.national_command.active" = false\n')
    write(plan, "two", '[rules]\ndisable = ["national_command"]\n')
    write(plan, "both", 'extends = ["one", "two"]\n')
    assert (only(plan).value, only(plan).line) == ("rules.national_command.active", 4)


def test_a_variant_may_take_back_what_it_extends_changes_in_a_phase(plan: Path) -> None:
    """The number of the instance again is a change there, and the parent's number is none. Was the other way round."""
    write(plan, "one", f'[phase.2027.set]\n"{TEMPO}" = 0.3\n')
    write(plan, "two", f'extends = "one"\n[phase.2027.set]\n"{TEMPO}" = 0.4\n')
    assert findings_of(plan) == ()
    write(plan, "two", f'extends = "one"\n[phase.2027.set]\n"{TEMPO}" = 0.3\n"parameters.relay_hours" = 0.6\n')
    assert (only(plan).column, only(plan).value) == (f"2027:{TEMPO}", "0.3")


@pytest.mark.parametrize(
    ("text", "column", "line", "why"),
    [
        ("[phase.2027.set]\n", "phase.2027.set", 4, "sets nothing"),
        ("[phase.2027]\ncolour = 1\n", "phase.2027.colour", 5, "is not a known key"),
        ("phase = 3\n", "phase", 4, "must be a table: [phase]"),
        ("[phase]\n2027 = 3\n", "phase.2027", 5, "must be a table: [phase.2027]"),
        ("[phase.2027]\nset = 3\n", "phase.2027.set", 5, "must be a table of path = value: [phase.2027.set]"),
        ('[rules]\nenable = ["national_command"]\n', "rules.enable", 5, "already in force"),
        (
            '[rules]\ndisable = ["national_command"]\n[phase.2026.set]\n"rules.national_command.active" = false\n',
            "2026:rules.national_command.active",
            7,
            "in this phase already",
        ),
    ],
)
def test_faults_of_the_table_of_a_phase(plan: Path, text: str, column: str, line: int, why: str) -> None:
    """Tables that are none, are empty, or switch what is switched already."""
    write(plan, "bad", text)
    found = [finding for finding in findings_of(plan) if finding.column == column]
    assert [(finding.file, finding.line) for finding in found] == [("variants/bad.toml", line)], findings_of(plan)
    assert why in found[0].why


def test_a_fault_in_one_phase_is_told_once(plan: Path, edit: Edit) -> None:
    """Shares that do not add up from 2026 on are the fault of 2026, not again of 2027. A phase may mend it: then of 2026 alone."""
    edit("instance.toml", f'"{TEMPO}" = 0.4', '"conditions.crisis.share" = 0.2')
    add(plan, '"parameters.relay_hours" = 0.6\n')
    assert (only(plan).column, only(plan).line) == ("2026:conditions.crisis.share", ABOVE + 15)


def test_nobody_is_blamed_for_the_phases_of_the_folder(plan: Path, edit: Edit) -> None:
    """What instance.toml says of a phase is not told again for each variant, with or without settings of its own."""
    edit("instance.toml", f'"{TEMPO}" = 0.4', '"conditions.crisis.share" = 0.2')
    write(plan, "fine", '[phase.2027.set]\n"parameters.relay_hours" = 0.6\n')
    assert only(plan).file == "instance.toml"


def test_a_phase_that_is_none_has_no_value(plan: Path) -> None:
    """For whoever asks for a path."""
    with pytest.raises(BadPath, match="there is no phase 'later'"):
        value_at(load_instance(plan), f"later:{TEMPO}")


def test_a_fault_of_a_cell_that_nobody_set_stands_at_the_table_of_the_phase(plan: Path, edit: Edit) -> None:
    """An explicit wait from 2027 on without an explicit capacity, which is empty since ever: the line of [phases.set], and in a variant
    of [phase.2027.set] with the row it is about. Would stand nowhere, or at a row that is right."""
    add(plan, '"desks.rear_desk.wait_hours" = 5\n')
    finding = only(plan)
    assert (finding.file, finding.line, finding.column) == ("instance.toml", ABOVE + 23, "2027:desks.rear_desk.capacity_hours_per_day")
    edit("instance.toml", '"desks.rear_desk.wait_hours" = 5\n', "")
    write(plan, "bad", '[set]\n"parameters.relay_hours" = 0.6\n[phase.2027.set]\n"desks.rear_desk.wait_hours" = 5\n')
    finding = only(plan)
    assert (finding.file, finding.line, finding.column) == ("variants/bad.toml", 6, "2027:desks.rear_desk.capacity_hours_per_day")
    assert "(desks.csv:2, with what is set)" in finding.why
