"""A folder that is based on another: its own title and phases, everything else from there, as it is there in those phases."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from model.cli import main
from model.data.digest import content, digest
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.schema import instance_schema
from model.data.variants import apply
from model.study.studyfile import load_study, study_names
from tests.data.conftest import Edit, findings_of, only
from tests.data.plan_files import COMMENT, HEAD, LATER, POOLS, TEMPO, add, write

BASED_ON = """format = 1
title = "Another reading"
description = "Fewer phases."
based_on = "../first"
"""
ONE = '\n[[phases]]\nid = "2027"\nname = "All at once"\nstart = 2027-01-01\nweight = 3.0\n'
TWO = '\n[[phases]]\nid = "now"\nname = "Now"\nstart = 2025-01-01\nweight = 1.0\n' + ONE
MANDATE = '[[mandate]]\nid = "m"\nkind = "holder"\nsays = "S."\nholder = "FORWARD"\n'


@pytest.fixture
def base(folder: Path) -> Path:
    """The skeleton with the phases now, 2026 and 2027, an HQ that opens in 2026 and a variant for each way to speak of phases."""
    one = (folder / "instance.toml").read_text(encoding="utf-8").partition(COMMENT)[0]
    (folder / "instance.toml").write_text(one + LATER + '"conditions.crisis.approval_hours" = 3\n', encoding="utf-8")
    add(folder, POOLS, "pools.csv")
    add(folder, "NEW,New,NORTH,tokyo,REAR,9,,1,office,,2026,planned,,s\n", "headquarters.csv")
    add(
        folder,
        "2026:conditions.crisis.approval_hours,1,2.5,r,s\n2026:parameters.relay_hours,0.25,1,r,s\nphases.2026.weight,1,2,r,s\npools.2026@NORTH.desk_officers,5,15,r,s\n",
        "ranges.csv",
    )
    write(
        folder, "paced", f'[phase.2026.set]\n"{TEMPO}" = 0.7\n[phase.2027.set]\n"{TEMPO}" = 0.8\n[set]\n"phases.2026.transfers_max" = 3\n'
    )
    write(folder, "early", f'extends = "paced"\n[phase.now.set]\n"{TEMPO}" = 0.9\n' + MANDATE + 'phase = ["now", "2026"]\n')
    write(folder, "late", '[set]\n"headquarters.NEW.available_from" = "2027"\n[phase.2026.set]\n"rules.national_command.active" = false\n')
    write(folder, "sooner", '[set]\n"headquarters.NEW.available_from" = "now"\n')
    write(folder, "lawless", '[rules]\ndisable = ["national_command"]\n')
    write(folder, "soon", '[phase.2026.set]\n"conditions.crisis.approval_hours" = 4\n"desks.rear_desk.officers" = [30]\n')
    write(folder, "lawful", 'extends = "late"\n[rules]\nenable = ["national_command"]\n')
    return folder


@pytest.fixture
def child(base: Path) -> Path:
    """A folder based on it with the last phase alone."""
    home = base.parent / "second"
    home.mkdir()
    (home / "instance.toml").write_text(BASED_ON + ONE, encoding="utf-8")
    return home


def as_in(instance: Instance, phase: str) -> dict[str, object]:
    """What holds in a phase, but for phases, pools, ranges and the selectors of phases."""
    view = instance.at(phase)
    there = content(dataclasses.replace(view, phase_values=(), headquarters=_open_or_not(view, phase)))
    mandates = {mandate.id: mandate.model_dump(exclude={"phase"}) for mandate in view.mandates}
    return {key: value for key, value in there.items() if key not in ("phases", "pools", "ranges")} | {"mandates": mandates}


def _open_or_not(view: Instance, phase: str) -> dict[str, object]:
    order = [row.id for row in view.phases]
    hqs = view.headquarters.items()
    return {
        key: hq.model_copy(update={"available_from": str(order.index(hq.available_from or order[0]) <= order.index(phase))})
        for key, hq in hqs
    }


VARIANTS = (None, "early", "forward", "late", "lawful", "lawless", "paced", "soon", "sooner")


@pytest.mark.parametrize("phases", [ONE, TWO], ids=["the last", "first and last"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_in_each_phase_all_is_as_it_is_there_in_the_other_folder(base: Path, child: Path, phases: str, variant: str | None) -> None:
    """Numbers, rules and mandates of every variant; what 2026 sets is set in 2027, what 2027 sets again wins. A setting that went with
    its phase would show as the tempo of before."""
    (child / "instance.toml").write_text(BASED_ON + phases, encoding="utf-8")
    here, there = apply(load_instance(child), variant), apply(load_instance(base), variant)
    for phase in here.phases:
        assert as_in(here, phase.id) == as_in(there, phase.id)


def test_what_is_kept_by_hand(base: Path, child: Path) -> None:
    """2026's 0.4 and 2027's 3 h hold in the one phase, 0.8 in the variant; pools of that phase alone; the HQ of 2026 is there; limits and
    weights are the folder's own, whatever variants set; ranges of what is dropped are dropped, others follow."""
    one, paced = load_instance(child), apply(load_instance(child), "paced")
    assert (one.at("2027").conditions["crisis"].tempo, one.at("2027").conditions["crisis"].approval_hours) == (0.4, 3)
    assert paced.at("2027").conditions["crisis"].tempo == 0.8
    assert {key[0] for key in one.pools} == {"2027"}
    assert one.headquarters["NEW"].available_from == "2027"
    assert (one.phases[0].weight, one.phases[0].transfers_max, paced.phases[0].transfers_max) == (3.0, None, None)
    assert not one.is_plan
    assert one.phase_values == ()
    assert set(one.ranges) == {TEMPO, "parameters.relay_hours"}
    assert apply(one, "early").mandates == ()
    assert set(one.variants) == {"early", "forward", "late", "lawful", "lawless", "paced", "soon", "sooner"}


def test_it_has_its_own_name_and_the_digest_of_the_same_in_one_folder(base: Path, child: Path) -> None:
    """Its own name and title; and where the other folder has these very phases the digest is that of the other folder."""
    one = load_instance(child)
    assert (one.name, one.title, one.description) == ("second", "Another reading", "Fewer phases.")
    whole = (base / "instance.toml").read_text(encoding="utf-8")
    phases = (
        whole[whole.index('[[phases]]\nid = "now"') : whole.index("[parameters.referral")] + whole[whole.index('[[phases]]\nid = "2026"') :]
    )
    alone = [line for line in phases.splitlines() if not line.startswith(('"conditions', "[phases.set]"))]
    (child / "instance.toml").write_text(BASED_ON + "\n".join(alone), encoding="utf-8")
    assert digest(load_instance(child)) == digest(
        dataclasses.replace(
            load_instance(base), ranges={key: row for key, row in load_instance(base).ranges.items() if "phases" not in key}
        )
    )


def test_its_own_phases_set_on_top(child: Path) -> None:
    """As phases do: 0.6 instead of 0.4, in all variants that say nothing of it; and the range of the number may be left."""
    add(child, f'\n[phases.set]\n"{TEMPO}" = 0.95\n')
    instance = load_instance(child)
    assert instance.at("2027").conditions["crisis"].tempo == 0.95
    assert apply(instance, "paced").at("2027").conditions["crisis"].tempo == 0.8


FAULTS: tuple[tuple[str, str, str, str, int, str, str], ...] = (
    # old, new in instance.toml, column, value, line, part of why, hint
    ("../first", "../third", "based_on", "../third", 4, "there is no such folder", ""),
    ("../first", ".", "based_on", ".", 4, "is itself based on another folder: name that one", ""),
    ("../first", "/tmp", "based_on", "/tmp", 4, "must be given relative to this folder", ""),
    ('id = "2027"', 'id = "2072"', "phases.0.id", "2072", 7, "is not a phase of ../first", "2027"),
    ('id = "2027"', 'id = "now"', "phases", "", 6, "'NEW' is available from '2026' only, after all phases listed here", ""),
    ("weight = 3.0", "weight = 0", "phases.0.weight", "0", 10, "must be greater than 0", ""),
    ("weight = 3.0", 'weight = 3.0\n[phases.set]\n"a.b" = 1', "2027:a.b", "1", 12, "no such path", ""),
    ("weight = 3.0", f'weight = 3.0\n[phases.set]\n"{TEMPO}" = 0.4', f"2027:{TEMPO}", "0.4", 12, "in this phase already", ""),
    ("weight = 3.0", 'weight = 3.0\n[phases.set]\n"conditions.crisis.share" = 1', "2027:conditions.crisis.share", "1", 12, "add up", ""),
    ('based_on = "../first"\n', 'based_on = "../first"\nas_of = 2025-01-01\n', "as_of", "", 5, "comes from the folder that this one", ""),
    ('based_on = "../first"\n', 'based_on = "../first"\ncolour = 1\n', "colour", "1", 5, "is not a known key", ""),
    ("weight = 3.0", "weight = 3.0\n[parameters.relay_hours]\nvalue = 1", "parameters", "", 11, "comes from the folder", ""),
    (ONE, ONE + TWO.replace(ONE, ""), "phases.1.id", "now", 13, "comes before '2027' in ../first: keep its order", ""),
)


@pytest.mark.parametrize(("old", "new", "column", "value", "line", "why", "hint"), FAULTS, ids=[f"{case[2]}-{case[5]}" for case in FAULTS])
def test_faults_of_such_a_file(child: Path, old: str, new: str, column: str, value: str, line: int, why: str, hint: str) -> None:
    """One finding each, in the file's own line."""
    text = (child / "instance.toml").read_text(encoding="utf-8")
    assert old in text
    (child / "instance.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    finding = only(child)
    assert (finding.file, finding.column, finding.value, finding.line) == ("instance.toml", column, value, line)
    assert why in finding.why
    assert finding.hint == hint


def test_tables_and_variants_beside_it_are_refused(child: Path) -> None:
    """Which of two tables was meant nobody knows. Studies of its own it may have."""
    (child / "sites.csv").write_text("site\n", encoding="utf-8")
    (child / "variants").mkdir()
    (child / "studies").mkdir()
    assert [(found.file, "leave it out" in found.why) for found in findings_of(child)] == [("sites.csv", True), ("variants", True)]


def test_faults_of_the_other_folder_are_told_with_its_name(base: Path, child: Path, edit: Edit) -> None:
    """As `check` of that folder tells them, with the way there."""
    edit("desks.csv", "20|30,20", "20|30,25")
    assert (only(child).file, only(child).line) == ("../first/desks.csv", 2)
    assert only(base).file == "desks.csv"


def test_a_variant_that_this_folder_makes_impossible_is_told(child: Path) -> None:
    """Its own settings take away the grade that a variant of the other folder demands."""
    add(
        child.parent / "first", HEAD + '[[mandate]]\nid = "g"\nkind = "grade"\nsays = "S."\nhq = "NORTH"\ngrade = 9\n', "variants/star.toml"
    )
    add(child, '\n[phases.set]\n"headquarters.FORWARD.grades" = "10"\n"headquarters.NEW.grades" = "10"\n')
    finding = only(child)
    assert (finding.file, finding.column) == ("../first/variants/star.toml", "mandate.g.grade")


def test_a_variant_that_opens_an_hq_after_all_phases_is_told(child: Path) -> None:
    """NEW opens in 2027 under `late`, and 2026 is the last phase kept. Would be open at once."""
    (child / "instance.toml").write_text(BASED_ON + ONE.replace("2027", "2026"), encoding="utf-8")
    assert {(found.file, found.column, found.value) for found in findings_of(child)} == {
        (f"../first/variants/{name}.toml", "headquarters.NEW.available_from", "2027") for name in ("late", "lawful")
    }


def test_editors_know_such_a_file(child: Path) -> None:
    """The schema takes it, and neither a table of parameters nor an unknown key in it."""
    said = {
        "format": 1,
        "title": "T",
        "description": "D",
        "based_on": "../first",
        "phases": [{"id": "a", "name": "A", "start": "x", "weight": 1}],
    }
    jsonschema.validate(said, instance_schema())
    for more in ({"parameters": {}}, {"colour": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**said, **more}, instance_schema())


def test_it_is_checked_run_and_verified_under_its_own_name(child: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the command line: no errors, an answer, no disagreement, and the manifest names this folder."""
    assert main(["check", str(child)]) == 0
    assert capsys.readouterr().out.startswith("second: no errors (4 headquarters")
    out = tmp_path / "reports"
    assert main(["run", str(child), "--variant", "paced", "--out", str(out), "--workers", "1", "--quiet"]) == 0
    assert main(["verify", str(child), str(out / "second" / "run")]) == 0
    manifest = json.loads((out / "second" / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["instance"]["name"] == "second"
    assert main(["export", str(child), "--xlsx", str(tmp_path / "book.xlsx")]) == 2
    assert "make the workbook of that one" in capsys.readouterr().err


def test_studies_of_the_base_can_be_asked_of_it(instances: Path) -> None:
    """A folder without studies has those of the folder that it is based on, and none is lost or found twice."""
    base, own = instances / "us-japan", instances / "us-japan-one-phase"
    assert study_names(own) == study_names(base) != []
    assert load_study(own, "four-star-switch-point", load_instance(own)).title
