"""Variants: chains, settings, mandates, rules, and every way in which they can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.reader import load_instance
from model.data.variants import apply
from model.errors import InputError
from tests.data.conftest import findings_of, only

HEAD = 'title = "T"\nwhy = "W"\nsource = "S"\n'


def write(folder: Path, name: str, text: str, head: str = HEAD) -> None:
    """A variant file."""
    (folder / "variants" / f"{name}.toml").write_text(head + text, encoding="utf-8")


def test_chain_applies_parents_first(folder: Path) -> None:
    """A child overrides its parent, the command line overrides both. Would fail if parents were applied last."""
    write(folder, "child", 'extends = "forward"\n[set]\n"conditions.routine.tempo" = 1.3\nconditions.crisis.tempo = 0.6\n')
    instance = load_instance(folder)
    child = apply(instance, "child")
    assert child.conditions["routine"].tempo == 1.3
    assert child.conditions["crisis"].tempo == 0.6
    assert [mandate.id for mandate in child.mandates] == ["forward_holds"]
    assert child.variant is not None
    assert child.variant.name == "child"
    assert apply(instance, "child", [("conditions.routine.tempo", "2")]).conditions["routine"].tempo == 2.0
    assert instance.conditions["routine"].tempo == 1.0


def test_no_variant_is_the_folder_as_it_stands(folder: Path) -> None:
    """Without a variant only the command line changes anything. Would fail if mandates leaked from a file."""
    plain = apply(load_instance(folder), None, [("parameters.relay_hours", "0.75")])
    assert plain.variant is None
    assert plain.mandates == ()
    assert plain.parameter("relay_hours") == 0.75


def test_rules_in_force_follow_file_variant_and_command_line(folder: Path) -> None:
    """File, then chain, then `--set`. Would fail if an inactive rule stayed in `rules`."""
    write(folder, "lawless", '[rules]\ndisable = ["national_command"]\n')
    write(folder, "lawful", 'extends = "lawless"\n[rules]\nenable = ["national_command"]\n')
    instance = load_instance(folder)
    assert set(apply(instance, None).rules) == {"national_command"}
    assert set(apply(instance, "lawless").rules) == set()
    assert set(apply(instance, "lawful").rules) == {"national_command"}
    assert set(apply(instance, None, [("rules.national_command.active", "no")]).rules) == set()


def test_child_overrides_a_mandate_of_its_parent(folder: Path) -> None:
    """The same id replaces. Would hold two contradicting mandates otherwise."""
    mandate = '[[mandate]]\nid = "forward_holds"\nkind = "holder"\nsays = "Rear."\nauthority = "north_opcon"\nholder = "REAR"\n'
    write(folder, "child", 'extends = "forward"\n' + mandate)
    (held,) = apply(load_instance(folder), "child").mandates
    assert getattr(held, "holder", None) == ("REAR",)


def test_a_four_star_variant_may_leave_todays_grade_behind(folder: Path) -> None:
    """Allowing only grade 10 where today's is 9 is a policy, not a fault. Would fail if base checks ran on variants."""
    write(folder, "four_star", '[set]\n"headquarters.FORWARD.grades" = "10"\n')
    assert apply(load_instance(folder), "four_star").headquarters["FORWARD"].grades == (10,)


def test_settings_may_leave_the_range_of_an_assumption(folder: Path) -> None:
    """A sweep may go further than the register. Would fail if ranges were checked again."""
    assert apply(load_instance(folder), None, [("conditions.crisis.tempo", "5")]).conditions["crisis"].tempo == 5.0


MANDATE = '[[mandate]]\nid = "m"\nsays = "S."\n'
FAULTY: tuple[tuple[str, str, int, str], ...] = (
    # text, column, line, part of why
    ('[set]\n"conditions.routine.tempo" = "fast"\n', "conditions.routine.tempo", 5, "must be a number"),
    ('[set]\n"conditions.routine.share" = 0.5\n', "conditions.routine.share", 5, "add up to 0.6"),
    ('[set]\n"conditions.routine.calendar" = "ofice"\n', "conditions.routine.calendar", 5, "is not in calendars.csv"),
    ('[set]\n"rules.national_command.active" = false\n', "rules.national_command.active", 5, "[rules] disable"),
    ('extends = "forwad"\n[set]\n"conditions.crisis.tempo" = 1\n', "extends", 4, "no such variant"),
    ('[set]\n"conditions.crisis.tempo" = 0.5\n', "", 0, "changes nothing relative to the instance"),
    ('extends = "forward"\npolitical_score = 3\n', "", 0, "changes nothing relative to what 'forward' says"),
    ("political_score = 4\n[set]\nconditions.crisis.tempo = 1\n", "political_score", 4, "at most 3"),
    ('colour = "red"\n[set]\nconditions.crisis.tempo = 1\n', "colour", 4, "not a known key"),
    ('[rules]\nenable = ["national_command"]\n', "rules.enable", 5, "already in force"),
    ('[rules]\ndisable = ["nationl_command"]\n', "rules.disable", 5, "no such rule"),
    ('[record]\nsaving = "much"\n[set]\nconditions.crisis.tempo = 1\n', "record.saving", 5, "must be a number"),
    (MANDATE + 'kind = "holdr"\nholder = "REAR"\n', "mandate.0.kind", 7, "must be one of"),
    (MANDATE + 'kind = "holder"\n', "mandate.0.holder", 4, "must be given"),
    (MANDATE + 'kind = "holder"\nholder = "RAER"\n', "mandate.m.holder", 8, "an HQ or a nation"),
    (MANDATE + 'kind = "holder"\nholder = ""\n', "mandate.m.holder", 8, "must not be empty"),
    (MANDATE + 'kind = "keep_holder"\nauthority = "opcon"\n', "mandate.m.authority", 8, "is not in authorities.csv"),
    (MANDATE + 'kind = "active"\nhq = "HOST"\nactive = false\n', "mandate.m.hq", 8, "always open"),
    (MANDATE + 'kind = "grade"\nhq = "HOST"\ngrade = 9\n', "mandate.m.grade", 9, "may not have it"),
    (MANDATE + 'kind = "level"\nfrom_hq = "REAR"\nto_hq = "HOST"\nat_least = 2\n', "mandate.m.at_least", 10, "no such level"),
    (MANDATE + 'kind = "level"\nat_least = 2\nat_most = 1\n', "mandate.m.at_least", 8, "more than at_most"),
    ('[set]\n"desks.rear_desk.officers" = 30\n' + MANDATE + 'kind = "keep_desk"\n', "mandate.m.desk", 6, "today's 20 officers"),
    (MANDATE + 'kind = "keep_level"\nfrom_hq = "REAR"\nto_hq = "FORWARD"\n', "mandate.m.from_hq", 8, "selects no channel"),
)


@pytest.mark.parametrize("text, column, line, why", FAULTY, ids=[f"{case[1]}-{case[3]}" for case in FAULTY])
def test_faults_of_a_variant_stand_in_its_file(folder: Path, text: str, column: str, line: int, why: str) -> None:
    """The fault is placed at the variant's own line. Would point at a table that is right, or be found only when run."""
    write(folder, "bad", text)
    found = [finding for finding in findings_of(folder) if why in finding.why]
    assert [(item.file, item.column, item.line) for item in found] == [("variants/bad.toml", column, line)], findings_of(folder)


def test_fault_elsewhere_names_both_places(folder: Path) -> None:
    """A setting that spoils another row points at the variant and names the row. Would blame the table alone."""
    write(folder, "bad", '[set]\n"headquarters.HOST.status" = "planned"\n')
    findings = findings_of(folder)
    assert {finding.file for finding in findings} == {"variants/bad.toml"}
    assert any("authorities.csv:3" in finding.why for finding in findings)


def test_circles_of_extends_are_found(folder: Path) -> None:
    """A variant that extends itself, at once or through others, is refused. Would recurse for ever."""
    write(folder, "a", 'extends = "b"\n[set]\n"conditions.crisis.tempo" = 1\n')
    write(folder, "b", 'extends = "a"\n[set]\n"conditions.crisis.tempo" = 2\n')
    write(folder, "c", 'extends = "c"\n[set]\n"conditions.crisis.tempo" = 3\n')
    circles = {(finding.file, finding.line, finding.why) for finding in findings_of(folder)}
    assert circles == {("variants/a.toml", 4, "extends itself: a > b > a"), ("variants/c.toml", 4, "extends itself: c > c")}


def test_a_circle_is_told_to_those_who_extend_into_it(folder: Path) -> None:
    """Variants before and after the circle in the alphabet extend into it, at once and through others: one finding, at the circle.
    Would end in a KeyError, since whoever comes first by name was resolved before what it extends."""
    write(folder, "a", 'extends = "b"\n[set]\n"conditions.crisis.tempo" = 1\n')
    write(folder, "b", 'extends = "m"\n[set]\n"conditions.crisis.tempo" = 2\n')
    write(folder, "m", 'extends = "n"\n[set]\n"conditions.crisis.tempo" = 3\n')
    write(folder, "n", 'extends = "m"\n[set]\n"conditions.crisis.tempo" = 4\n')
    write(folder, "z", 'extends = "n"\n[set]\n"conditions.crisis.tempo" = 5\n')
    finding = only(folder)
    assert (finding.file, finding.line, finding.why) == ("variants/m.toml", 4, "extends itself: m > n > m")


def test_a_path_under_two_spellings_is_set_twice(folder: Path) -> None:
    """The value of a parameter has a short and a long path; a variant that sets both is refused. Would take the later silently."""
    write(folder, "two", '[set]\n"parameters.relay_hours" = 0.6\n"parameters.relay_hours.value" = 0.7\n')
    finding = only(folder)
    assert (finding.line, finding.column) == (6, "parameters.relay_hours.value")
    assert finding.why == "is set twice, first as 'parameters.relay_hours'"


def test_two_parents_that_disagree_need_a_word(folder: Path) -> None:
    """Two parents setting one path differently are refused unless the child sets it. Would let the later win silently."""
    write(folder, "one", '[set]\n"conditions.crisis.tempo" = 1\n')
    write(folder, "two", '[set]\n"conditions.crisis.tempo" = "2"\n')
    write(folder, "both", 'extends = ["one", "two"]\n')
    finding = only(folder)
    assert (finding.file, finding.line, finding.value) == ("variants/both.toml", 4, "conditions.crisis.tempo")
    write(folder, "both", 'extends = ["one", "two"]\n[set]\n"conditions.crisis.tempo" = 2\n')
    assert apply(load_instance(folder), "both").conditions["crisis"].tempo == 2.0


def test_two_parents_that_agree_are_fine(folder: Path) -> None:
    """1 and "1.0" are one value. Would be refused if texts were compared."""
    write(folder, "one", '[set]\n"conditions.crisis.tempo" = 1\n')
    write(folder, "two", '[set]\n"conditions.crisis.tempo" = "1.0"\n"parameters.relay_hours.value" = 0.75\n')
    write(folder, "both", 'extends = ["one", "two"]\n')
    assert apply(load_instance(folder), "both").parameter("relay_hours") == 0.75


def test_parents_that_switch_a_rule_differently_need_a_word(folder: Path) -> None:
    """One parent disables, another enables: the child must say. Would depend on the order of names otherwise."""
    write(folder, "off", '[rules]\ndisable = "national_command"\n')
    write(folder, "on", 'extends = "off"\n[rules]\nenable = "national_command"\n')
    write(folder, "both", 'extends = ["off", "on"]\n')
    assert "say here which wins" in only(folder).why
    write(folder, "both", 'extends = ["off", "on"]\n[rules]\ndisable = "national_command"\n')
    assert set(apply(load_instance(folder), "both").rules) == set()


def test_command_line_faults_stand_at_set(folder: Path) -> None:
    """Every bad `--set` and an unknown variant are told at once. Would fail with KeyError."""
    instance = load_instance(folder)
    with pytest.raises(InputError) as caught:
        apply(instance, "forward", [("parameters.relay_hour", "1"), ("conditions.crisis.share", "0.5"), ("parameters.service_cv", "-1")])
    assert [finding.file for finding in caught.value.findings] == ["--set"] * 3
    with pytest.raises(InputError, match="did you mean 'forward'"):
        apply(instance, "foward")


def test_bad_base_does_not_blame_variants(folder: Path) -> None:
    """A fault of the folder is told once, not again for each variant. Would repeat it as the variants' fault."""
    path = folder / "desks.csv"
    path.write_text(path.read_text().replace("20|30,20", "20|30,25"))
    assert only(folder).file == "desks.csv"


def test_a_list_can_be_set_as_a_list(folder: Path) -> None:
    """What a cell lists with `|` is set by a list, as a mandate's names are. Would be refused as no list of names."""
    write(folder, "lists", '[set]\n"authorities.north_opcon.holder_now" = ["FORWARD"]\n"desks.rear_desk.officers" = [20, 40]\n')
    changed = apply(load_instance(folder), "lists")
    assert changed.authorities["north_opcon"].holder_now == ("FORWARD",)
    assert changed.desks["rear_desk"].officers == (20, 40)
