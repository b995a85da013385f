"""Phases: what they change, and from when on."""

from __future__ import annotations

from pathlib import Path

from model.data.addresses import locate_path, value_at
from model.data.digest import digest
from model.data.reader import load_instance
from model.data.settings import replaced
from model.data.variants import apply
from tests.data.conftest import Edit, findings_of
from tests.data.plan_files import TEMPO, add, tempos, write


def test_a_number_holds_from_its_phase_on(plan: Path) -> None:
    """Half before, 0.4 from 2026 on, 2027 too. A value that ended with its phase would be 0.5 again."""
    assert tempos(plan) == [0.5, 0.4, 0.4]
    assert load_instance(plan).conditions["crisis"].tempo == 0.5


def test_a_later_phase_sets_it_anew_and_a_plain_path_in_all(plan: Path) -> None:
    """2027 takes over from 2026; a plain path is for all phases, whatever they said. Would else be 0.7 in the first alone."""
    add(plan, f'"{TEMPO}" = 0.6\n')
    assert tempos(plan) == [0.5, 0.4, 0.6]
    assert tempos(plan, None, (TEMPO, "0.7")) == [0.7, 0.7, 0.7]
    assert tempos(plan, None, (TEMPO, "0.7"), (f"2027:{TEMPO}", "0.3")) == [0.7, 0.7, 0.3]
    assert tempos(plan, None, (f"now:{TEMPO}", "0.3")) == [0.3, 0.4, 0.6]


def test_a_variant_goes_on_from_what_phases_say(plan: Path) -> None:
    """In whatever order its tables stand: all phases first, then each phase. In the order of the file 2026 would be 0.9 again."""
    write(plan, "paced", f'[phase.2027.set]\n"{TEMPO}" = 0.8\n[phase.2026.set]\n"{TEMPO}" = 0.7\n[set]\n"{TEMPO}" = 0.9\n')
    assert tempos(plan, "paced") == [0.9, 0.7, 0.8]


def test_a_child_that_sets_all_phases_takes_the_place_of_its_parents_phases(plan: Path) -> None:
    """The parent's 2027 is overridden by the child's plain path, and a child's phase by nobody. Would else stay 0.8 at the end."""
    write(plan, "paced", f'[phase.2027.set]\n"{TEMPO}" = 0.8\n')
    write(plan, "flat", f'extends = "paced"\n[set]\n"{TEMPO}" = 0.9\n')
    write(plan, "own", f'extends = "flat"\n[phase.2026.set]\n"{TEMPO}" = 0.7\n')
    assert tempos(plan, "paced") == [0.5, 0.4, 0.8]
    assert tempos(plan, "flat") == [0.9, 0.9, 0.9]
    assert tempos(plan, "own") == [0.9, 0.7, 0.7]


def test_paths_without_quotation_marks_are_joined(plan: Path) -> None:
    """Dotted keys and a table of their own mean the same as a path in quotation marks. Would be three unknown paths."""
    add(plan, "conditions.crisis.tempo = 0.6\n[phases.set.headquarters.FORWARD]\ndecision_factor = 0.75\n")
    assert tempos(plan) == [0.5, 0.4, 0.6]
    assert load_instance(plan).at("2027").headquarters["FORWARD"].decision_factor == 0.75
    write(plan, "dotted", "[phase.2027.set]\nconditions.crisis.tempo = 0.7\n")
    assert tempos(plan, "dotted") == [0.5, 0.4, 0.7]


def test_a_row_changes_in_one_phase_and_another_cell_of_it_in_the_next(plan: Path) -> None:
    """Both hold in the last; a row that was taken from before the phases would lose the first."""
    add(plan, '"conditions.crisis.approval_hours" = 3\n')
    crisis = load_instance(plan).at("2027").conditions["crisis"]
    assert (crisis.tempo, crisis.approval_hours) == (0.4, 3.0)


def test_what_a_phase_may_set_follows_from_what_the_row_is_there(plan: Path, edit: Edit) -> None:
    """No levels may be given where hours are explicit, as they are from 2026 on. Judged by the row of before it would be refused."""
    edit("instance.toml", f'"{TEMPO}" = 0.4', '"channels.REAR@HOST.hours" = 2')
    add(plan, '"channels.REAR@HOST.levels" = ""\n')
    assert load_instance(plan).at("2027").channels["REAR", "HOST"].levels == (0,)


def test_bands_of_utilisation_change_too(plan: Path) -> None:
    """The one path without a row. Would be sought in a table."""
    add(plan, "utilisation_bands = [0.5, 0.6]\n")
    assert load_instance(plan).at("2027").utilisation_bands == (0.5, 0.6)
    assert load_instance(plan).at("2026").utilisation_bands == (0.5, 0.7, 0.8, 0.85, 0.9)
    assert value_at(load_instance(plan), "2027:utilisation_bands") == (0.5, 0.6)


def test_rules_begin_and_end(plan: Path) -> None:
    """A rule out of force from 2027 on is asked of that phase alone; a variant may keep it, or do without it from the start."""
    add(plan, '"rules.national_command.active" = false\n')
    write(plan, "kept", '[rules]\nenable = ["national_command"]\n')
    write(plan, "never", '[rules]\ndisable = ["national_command"]\n')
    write(plan, "pause", '[rules]\ndisable = ["national_command"]\n[phase.2027.set]\n"rules.national_command.active" = true\n')
    write(plan, "never_again", 'extends = "pause"\n[rules]\ndisable = ["national_command"]\n')
    write(plan, "ended", '[phase.now.set]\n"rules.national_command.active" = false\n')
    in_force = {None: [1, 1, 0], "ended": [0, 0, 0], "kept": [1, 1, 1], "never": [0, 0, 0], "pause": [0, 0, 1], "never_again": [0, 0, 0]}
    for variant, expected in in_force.items():
        instance = apply(load_instance(plan), variant)
        assert [len(instance.at(phase.id).rules) for phase in instance.phases] == expected, variant
        assert len(instance.rules) == max(expected)


def test_mandates_hold_in_the_phases_they_name(plan: Path) -> None:
    """Forced from 2026 to 2027 and free before. Would hold everywhere if the selector were not read."""
    write(plan, "late", '[[mandate]]\nid = "m"\nkind = "holder"\nsays = "S."\nholder = "FORWARD"\nphase = ["2026", "2027"]\n')
    instance = apply(load_instance(plan), "late")
    assert [len(instance.at(phase.id).mandates) for phase in instance.phases] == [0, 1, 1]


def test_a_mandate_is_judged_by_what_is_possible_in_its_phases(plan: Path) -> None:
    """HOST may have a commander of grade 9 from 2027 on: a mandate of that phase is possible, one of all phases is not."""
    mandate = '[[mandate]]\nid = "m"\nkind = "grade"\nsays = "S."\nhq = "HOST"\ngrade = 9\n'
    add(plan, '"headquarters.HOST.grades" = "9|10"\n')
    write(plan, "late", f'{mandate}phase = "2027"\n')
    assert findings_of(plan) == ()
    write(plan, "late", mandate)
    assert {(found.file, found.column, found.line) for found in findings_of(plan)} == {("variants/late.toml", "mandate.m.grade", 9)}


def test_a_digest_tells_phases_apart(plan: Path) -> None:
    """The same number from another phase on is another instance; one set and set back in all phases is the same as never set."""
    base = load_instance(plan)
    assert digest(replaced(base, f"2027:{TEMPO}", 0.3)) != digest(base)
    assert digest(replaced(base, f"2027:{TEMPO}", 0.3)) != digest(replaced(base, f"now:{TEMPO}", 0.3))
    assert digest(replaced(replaced(base, f"2027:{TEMPO}", 0.3), TEMPO, 0.5)) == digest(replaced(base, TEMPO, 0.5))


def test_an_address_with_a_phase_has_one_spelling(plan: Path) -> None:
    """The short one, as without a phase."""
    assert locate_path(load_instance(plan), "2027:parameters.relay_hours.value").path == "2027:parameters.relay_hours"
