"""Decisions stated on the command line: what mandates they come to, and every way in which they can be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from model.data.digest import digest
from model.data.instance import Instance
from model.data.mandates import GradeMandate, HolderMandate, KeepLevelMandate
from model.data.reader import load_instance
from model.data.stated import FORCE, FREEZE, Stated
from model.data.variants import apply
from model.errors import InputError
from tests.phases import split


@pytest.fixture(scope="module")
def two_phases(teaching: Path) -> Instance:
    """The teaching instance in two phases, `2026` and `p1`, without a variant."""
    return split(load_instance(teaching), (0.5, 0.5))


def forced(instance: Instance, *texts: str) -> tuple[HolderMandate, ...]:
    """The mandates that `--force` adds to an instance as it stands."""
    made = apply(instance, None, (), [(FORCE, text) for text in texts]).mandates
    assert all(isinstance(mandate, HolderMandate) for mandate in made)
    return made  # type: ignore[return-value]


def told(instance: Instance, stated: Sequence[Stated], variant: str | None = None) -> list[str]:
    """What is said of bad statements, in order."""
    with pytest.raises(InputError) as caught:
        apply(instance, variant, (), stated)
    return [str(finding) for finding in caught.value.findings]


def test_a_forced_holder_is_a_mandate(two_phases: Instance) -> None:
    """Phase, authority, condition and holder stand each in their selector. A part read as another's would force another thing."""
    (made,) = forced(two_phases, "p1:us_opcon|us_release@crisis=USFJ|JP")
    assert (made.phase, made.authority, made.condition, made.holder) == (("p1",), ("us_opcon", "us_release"), ("crisis",), ("USFJ", "JP"))
    assert (
        made.says == "us_opcon or us_release is held by USFJ or JP in crisis in phase p1 (--force p1:us_opcon|us_release@crisis=USFJ|JP)."
    )
    (everywhere,) = forced(two_phases, "us_opcon=USFJ")
    assert (everywhere.phase, everywhere.condition) == ((), ())


def test_anybody_but_an_hq_or_a_nation(two_phases: Instance) -> None:
    """`!=` leaves every HQ that is not named; of a nation, all its HQs go."""
    assert forced(two_phases, "jp_opcon!=JJOC")[0].holder == ("C7F", "INDOPACOM", "JSO", "USFJ")
    assert forced(two_phases, "jp_opcon!=US|JJOC")[0].holder == ("JSO",)


def test_the_order_of_statements_makes_no_other_question(two_phases: Instance) -> None:
    """In the store both orders are one question; numbered as they come they would be two."""
    stated = [(FREEZE, "liaison"), (FORCE, "us_opcon=USFJ")]
    assert digest(apply(two_phases, None, (), stated)) == digest(apply(two_phases, None, (), stated[::-1])) != digest(two_phases)


def test_frozen_grades_are_todays(two_phases: Instance) -> None:
    """USFJ and the fleet keep three stars, the two others four; the planned command has no grade to keep."""
    made = apply(two_phases, "four-star", (), [(FREEZE, "p1:grades")]).mandates
    assert {(one.grade, one.hq, one.phase) for one in made if isinstance(one, GradeMandate)} == {
        (9, ("C7F", "USFJ"), ("p1",)),
        (10, ("INDOPACOM", "JSO"), ("p1",)),
    }


def test_teams_frozen_but_for_one(two_phases: Instance) -> None:
    """The two teams of today stay, the channel without one is free; one change in the first phase, none after it. A limit in each phase
    would let a second team come in the second."""
    changed = apply(two_phases, "delegate", (), [(FREEZE, "liaison+1")])
    kept = {(one.from_hq, one.to_hq) for one in changed.mandates if isinstance(one, KeepLevelMandate)}
    assert kept == {(("INDOPACOM",), ("JSO",)), (("USFJ",), ("JSO",))}
    assert [phase.teams_max for phase in changed.phases] == [1, 0]
    later = apply(two_phases, "delegate", (), [(FREEZE, "p1:liaison+2")])
    assert [phase.teams_max for phase in later.phases] == [0, 2]
    assert {one.phase for one in later.mandates} == {()}


def test_tighter_limits_of_the_phases_stay(two_phases: Instance) -> None:
    """A phase in which nothing may change hands is not widened by leaving three transfers free."""
    changed = apply(two_phases, "delegate", [("phases.2026.transfers_max", "1")], [(FREEZE, "holders+3")])
    assert ([phase.transfers_max for phase in changed.phases], changed.mandates) == ([1, 0], ())


FAULTY = (
    (FORCE, "us_opcn=USFJ", "'us_opcn' is not in authorities.csv (in 'us_opcn=USFJ'); did you mean 'us_opcon'?"),
    (FORCE, "us_opcon=USFK", "'USFK' is not an HQ or a nation (in 'us_opcon=USFK'); did you mean 'USFJ'?"),
    (FORCE, "us_opcon!=USFK", "'USFK' is not an HQ or a nation; did you mean 'USFJ'?"),
    (FORCE, "us_opcon@crise=USFJ", "did you mean 'crisis'?"),
    (FORCE, "2027:us_opcon=USFJ", "'2027' is not a phase (in '2027:us_opcon=USFJ'); did you mean '2026'?"),
    (FORCE, "us_opcon!=*", "leaves nobody to hold it"),
    (FORCE, "us_opcon=USFJ|USFJ", "lists a value twice"),
    (FORCE, "us_opcon", "is not of the form [PHASE:]AUTHORITY[@CONDITION]=HQ"),
    (FORCE, "us_opcon==USFJ", "is not of the form"),
    (FREEZE, "liason", "'liason' is none of liaison, desks, holders, grades; did you mean 'liaison'?"),
    (FREEZE, "p2:desks", "'p2' is not a phase"),
    (FREEZE, "desks+1", "only liaison and holders can be frozen but for a number of changes"),
    (FREEZE, "2027:liaison+1", "'2027' is not a phase; did you mean '2026'?"),
    (FREEZE, "2026|p1:liaison+1", "'2026|p1' is not a phase"),
    (FREEZE, "liaison+one", "is not of the form"),
    ("--hold", "liaison", "is stated by none of --force, --freeze"),
)


@pytest.mark.parametrize("option, text, why", FAULTY, ids=[f"{case[0]} {case[1]}" for case in FAULTY])
def test_faults_are_told_at_the_option(two_phases: Instance, option: str, text: str, why: str) -> None:
    """One line, at the option, with the nearest name. Would be a traceback, or a decision that nobody stated."""
    (line,) = told(two_phases, [(option, text)])
    assert line.startswith(option)
    assert why in line


def test_all_faults_are_told_at_once_and_doubles_too(two_phases: Instance) -> None:
    """Three bad statements, three lines."""
    stated = [(FORCE, "us_opcn=USFJ"), (FREEZE, "liason"), (FREEZE, "desks"), (FREEZE, "desks")]
    assert [line.split(" = ")[0].split(":")[0] for line in told(two_phases, stated)] == [
        "--force authority",
        "--freeze 'desks'",
        "--freeze 'liason'",
    ]


def test_what_cannot_be_held_is_a_fault(two_phases: Instance) -> None:
    """Where a setting allows USFJ four stars alone, today's three cannot be held; the fault stands at `--freeze`."""
    with pytest.raises(InputError, match="--freeze grade = '9': 'USFJ' may not have it; its grades are 10 "):
        apply(two_phases, None, [("headquarters.USFJ.grades", "10")], [(FREEZE, "grades")])


def test_an_id_of_the_variant_does_not_hide_what_is_stated(teaching: Path, tmp_path: Path) -> None:
    """A variant whose mandate has the id that a statement takes is refused; the later of the two would win silently."""
    import shutil

    folder = Path(shutil.copytree(teaching, tmp_path / "teaching"))
    text = (folder / "variants/today.toml").read_text(encoding="utf-8")
    (folder / "variants/today.toml").write_text(text.replace('"holders_stay"', '"command_line.1"'), encoding="utf-8")
    (line,) = told(load_instance(folder), [(FORCE, "us_opcon=USFJ")], "today")
    assert "has the id that is kept for it" in line
