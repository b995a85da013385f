"""Two variants combined: every disagreement is told and settled, and the new variant is what was settled."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.cli import main
from model.data.checks import full_context
from model.data.combine import Combined, combine
from model.data.instance import Instance, Variant
from model.data.mandates import ActiveMandate, GradeMandate, HolderMandate, KeepHolderMandate, LevelMandate, Mandate
from model.data.reader import load_instance
from model.data.toml_text import toml_file
from model.data.variant_file import read_variant
from model.data.variants import apply, check_all
from model.errors import InputError
from tests.phases import split

TEMPO = "conditions.crisis.tempo"


@pytest.fixture(scope="module")
def two_phases(teaching: Path) -> Instance:
    """The teaching instance in two phases, `2026` and `p1`."""
    return split(load_instance(teaching), (0.5, 0.5))


def variant(name: str, *settings: tuple[str, object], **more: Any) -> Variant:
    return Variant(name, f"Title of {name}", "W", "S", settings=settings, **more)


def having(base: Instance, *variants: Variant) -> Instance:
    """The instance with these variants alone."""
    return replace(base, variants={one.name: one for one in variants})


def with_both(base: Instance, made: Combined) -> Instance:
    """The instance with the combined variant, read from its text, beside the others."""
    source = toml_file(made.text, "variants/both.toml", [])
    assert source is not None
    return replace(base, variants={**base.variants, "both": read_variant("both", source, [])})


def applied(base: Instance, made: Combined) -> Instance:
    """The instance as the combined variant changes it."""
    return apply(with_both(base, made), "both")


def told(base: Instance, *prefer: str) -> list[str]:
    """What is said of a combination that is refused."""
    with pytest.raises(InputError) as caught:
        combine(base, "one", "two", "both", prefer)
    return [str(finding) for finding in caught.value.findings]


def tempos(instance: Instance) -> list[float]:
    return [instance.at(phase.id).conditions["crisis"].tempo for phase in instance.phases]


def test_two_that_agree_need_no_word(two_phases: Instance) -> None:
    """Each sets something of its own, and one number alike: a file with nothing but `extends`. A word asked for here would be noise."""
    both = having(two_phases, variant("one", (TEMPO, 0.5)), variant("two", (TEMPO, "0.50"), ("conditions.peacetime.tempo", 2)))
    made = combine(both, "one", "two", "both")
    assert made.settled == ()
    assert "[" not in made.text.partition("extends")[2].partition("\n")[2]
    changed = applied(both, made)
    assert (changed.conditions["crisis"].tempo, changed.conditions["peacetime"].tempo) == (0.5, 2.0)


@pytest.mark.parametrize("prefer, tempo", [(["one"], 0.5), (["two"], 0.75), ([f"{TEMPO}=two", "one"], 0.75), ([f"p1:{TEMPO}=one"], 0.5)])
def test_a_number_set_twice_goes_to_who_is_preferred(two_phases: Instance, prefer: list[str], tempo: float) -> None:
    """As a whole or for the path alone, which is stronger than what is said in general."""
    both = having(two_phases, variant("one", (TEMPO, 0.5)), variant("two", (TEMPO, 0.75)))
    assert applied(both, combine(both, "one", "two", "both", prefer)).conditions["crisis"].tempo == tempo


ON_THE_WAY = (
    # what one sets, what two sets, the tempos of both phases where one wins, where two does; 0.25 is the instance's own
    ([(TEMPO, 0.5)], [(f"p1:{TEMPO}", 0.75)], [0.5, 0.5], [0.25, 0.75]),
    ([(f"p1:{TEMPO}", 0.5)], [(f"p1:{TEMPO}", 0.75)], [0.25, 0.5], [0.25, 0.75]),
    ([(f"2026:{TEMPO}", 0.5)], [(f"2026:{TEMPO}", 0.75), (f"p1:{TEMPO}", 1.0)], [0.5, 0.5], [0.75, 1.0]),
    ([(TEMPO, 0.5), (f"p1:{TEMPO}", 1.0)], [(TEMPO, 0.75)], [0.5, 1.0], [0.75, 0.75]),
)


@pytest.mark.parametrize("mine, theirs, first, second", ON_THE_WAY)
def test_a_number_is_in_every_phase_as_the_winner_has_it(
    two_phases: Instance, mine: list[tuple[str, object]], theirs: list[tuple[str, object]], first: list[float], second: list[float]
) -> None:
    """A winner whose number changes, or does not, from phase to phase has it so; what the other sets in a later phase would else be left
    over and make a course that neither asked for."""
    both = having(two_phases, variant("one", *mine), variant("two", *theirs))
    assert f"'{TEMPO}'" in told(both)[0]
    for prefer, expected in (("one", first), ("two", second)):
        made = combine(both, "one", "two", "both", [prefer])
        assert tempos(applied(both, made)) == expected
        # What is said only because somebody must is no idle word: the folder that has the file passes its check.
        assert check_all(full_context(with_both(both, made)), ()) == []


def test_different_phases_are_no_disagreement(two_phases: Instance) -> None:
    """One speaks of the first phase, the other of the second: both have their way."""
    both = having(two_phases, variant("one", (f"2026:{TEMPO}", 0.5)), variant("two", (f"p1:{TEMPO}", 0.75)))
    assert tempos(applied(both, combine(both, "one", "two", "both"))) == [0.5, 0.75]


@pytest.mark.parametrize("what", ["two", "rules.parity=two", "rules.counterparts=two", "rules.counterparts.active=two"])
def test_a_rule_off_or_in_force(two_phases: Instance, what: str) -> None:
    """One switches the rule off, the other, through what it extends, on again; named by itself or by its path. `parity` is a kind and no
    rule: it is refused with the nearest name."""
    off, on = variant("one", rules_disabled=("counterparts",)), variant("two", rules_enabled=("counterparts",), extends=("one_too",))
    both = having(two_phases, off, on, replace(off, name="one_too"))
    assert told(both)[0].startswith("variants/both.toml 'rules.counterparts.active': one: off; two: in force.")
    if "parity" in what:
        assert "is nothing that they disagree on" in told(both, what)[0]
        return
    assert "counterparts" in applied(both, combine(both, "one", "two", "both", [what])).rules
    assert "counterparts" not in applied(both, combine(both, "one", "two", "both", ["one"])).rules


def test_a_rule_switched_in_a_phase(two_phases: Instance) -> None:
    """One puts the rule out of force in the second phase, the other altogether."""
    both = having(two_phases, variant("one", ("p1:rules.counterparts.active", False)), variant("two", rules_disabled=("counterparts",)))
    (first, second) = (applied(both, combine(both, "one", "two", "both", [name])) for name in ("one", "two"))
    assert ["counterparts" in first.at(phase).rules for phase in ("2026", "p1")] == [True, False]
    assert "counterparts" not in second.rules


def holder(name: str, authority: str, *hqs: str, **more: Any) -> HolderMandate:
    return HolderMandate(id=name, says=f"{name} says.", kind="holder", authority=(authority,), holder=hqs, **more)


def test_mandates_of_one_id(two_phases: Instance) -> None:
    """The winner's mandate takes the place of the other's, and both are shown with what they select: their words may be the same."""
    both = having(
        two_phases,
        variant("one", mandates=(holder("m", "us_opcon", "USFJ"),)),
        variant("two", mandates=(holder("m", "us_opcon", "INDOPACOM"),)),
    )
    (line,) = told(both)
    assert "one: m says [holder USFJ; authority us_opcon]; two: m says [holder INDOPACOM; authority us_opcon]." in line
    (kept,) = applied(both, combine(both, "one", "two", "both", ["mandate.m=two"])).mandates
    assert isinstance(kept, HolderMandate)
    assert kept.holder == ("INDOPACOM",)


KEEP = KeepHolderMandate(id="stay", says="All stay.", kind="keep_holder")


def test_a_mandate_gives_way_in_what_is_in_dispute_alone(two_phases: Instance) -> None:
    """All holders stay, but one variant moves us_opcon: where that wins, the others stay all the same. Given up whole, the mandate would
    set everything free."""
    both = having(two_phases, variant("one", mandates=(KEEP,)), variant("two", mandates=(holder("moves", "us_opcon", "USFJ"),)))
    assert told(both)[0].startswith("variants/both.toml 'mandate.stay+moves'")
    mandates = {one.id: one for one in applied(both, combine(both, "one", "two", "both", ["two"])).mandates}
    stays = mandates["stay"]
    assert isinstance(stays, KeepHolderMandate)
    assert (set(stays.authority), stays.says) == ({"us_release", "jp_opcon"}, "All stay, but for us_opcon.")
    assert isinstance(mandates["moves"], HolderMandate)
    # Where the others win, nothing is left of the one that moves.
    assert {type(one) for one in applied(both, combine(both, "one", "two", "both", ["one"])).mandates} == {KeepHolderMandate}


LEVEL = {"from_hq": ("USFJ",), "to_hq": ("JJOC",), "kind": "level"}
CLASHING: tuple[tuple[Mandate, Mandate, bool], ...] = (
    (holder("a", "us_opcon", "USFJ", "INDOPACOM"), holder("b", "us_opcon", "USFJ"), False),
    (holder("a", "us_opcon", "USFJ"), holder("b", "us_opcon", "INDOPACOM"), True),
    (holder("a", "us_opcon", "USFJ", condition=("crisis",)), holder("b", "us_opcon", "INDOPACOM", condition=("peacetime",)), False),
    (holder("a", "us_opcon", "USFJ", phase=("2026",)), holder("b", "us_opcon", "INDOPACOM", phase=("p1",)), False),
    (holder("a", "us_opcon", "JP"), holder("b", "us_opcon", "US"), True),
    (KEEP, holder("b", "us_opcon", "INDOPACOM", "USFJ"), False),
    (
        ActiveMandate(id="a", says="S.", kind="active", hq=("JJOC",), active=True),
        ActiveMandate(id="b", says="S.", kind="active", hq=("JP",), active=False),
        True,
    ),
    (
        GradeMandate(id="a", says="S.", kind="grade", hq=("USFJ",), grade=9),
        GradeMandate(id="b", says="S.", kind="grade", hq=("USFJ",), grade=10),
        True,
    ),
    (LevelMandate(id="a", says="S.", at_least=2, **LEVEL), LevelMandate(id="b", says="S.", at_most=1, **LEVEL), True),  # type: ignore[arg-type]
    (LevelMandate(id="a", says="S.", at_least=1, **LEVEL), LevelMandate(id="b", says="S.", at_most=1, **LEVEL), False),  # type: ignore[arg-type]
)


@pytest.mark.parametrize("one, other, clash", CLASHING)
def test_mandates_of_different_ids_that_cannot_both_hold(two_phases: Instance, one: Mandate, other: Mandate, clash: bool) -> None:
    """What can be seen without solving is told before anybody waits for a run that is infeasible; what fits together is not."""
    both = having(two_phases, variant("one", mandates=(one,)), variant("two", mandates=(other,)))
    if clash:
        assert told(both)[0].startswith(f"variants/both.toml 'mandate.{one.id}+{other.id}'")
    else:
        assert combine(both, "one", "two", "both").settled == ()


def test_everything_is_told_at_once(two_phases: Instance) -> None:
    """A number, a mandate and two bad preferences: four lines."""
    both = having(
        two_phases,
        variant("one", (TEMPO, 0.5), mandates=(holder("m", "us_opcon", "USFJ"),)),
        variant("two", (TEMPO, 0.75), mandates=(holder("m", "us_opcon", "INDOPACOM"),)),
    )
    lines = told(both, "tow", "conditions.crisis.temp=one")
    assert len(lines) == 4
    assert any("'tow': must name one or two; did you mean 'two'?" in line for line in lines)
    assert any(f"is nothing that they disagree on; did you mean '{TEMPO}'?" in line for line in lines)
    assert "is preferred as well as 'one'" in told(both, "one", "two")[0]


def test_bad_names_and_what_is_combined_already(teaching: Path) -> None:
    """A variant that extends the other is the combination; unknown, equal and taken names are told with the nearest."""
    base = load_instance(teaching)
    for names, said in (
        (("delegate", "four-star", "x"), "variants/four-star.toml extends = 'delegate': says all that 'delegate' says already"),
        (("delegate", "delegate", "x"), "there is nothing to combine"),
        (("delegte", "liaison", "x"), "did you mean 'delegate'?"),
        (("delegate", "liaison", "today"), "is a variant already"),
        (("delegate", "liaison", "../x"), "is made of ASCII letters"),
    ):
        with pytest.raises(InputError) as caught:
            combine(base, *names)
        assert said in str(caught.value)


def test_the_command_writes_one_file_or_nothing(teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Refused: exit 2, and the folder is as before. Settled: the file is there, is right, and runs under its name. A variant that is faulty
    as a whole, though the two disagree on nothing, is not written either."""
    folder = Path(shutil.copytree(teaching, tmp_path / "teaching"))
    for name, path, value in (("low", "headquarters.USFJ.grades", '"9"'), ("three", "pools.2026@US.four_star", "0")):
        head = f'title = "T"\nwhy = "W"\nsource = "S"\nextends = "delegate"\n[set]\n"{path}" = {value}\n'
        (folder / f"variants/{name}.toml").write_text(head + '"conditions.crisis.tempo" = 0.5\n', encoding="utf-8")
    before = sorted((folder / "variants").iterdir())
    words = ["combine", str(folder), "three", "four-star", "--as", "both"]
    assert main(words) == 2
    assert "'pools.2026@US.four_star': three: 0; four-star: 1." in capsys.readouterr().err
    assert sorted((folder / "variants").iterdir()) == before
    assert main([*words, "--prefer", "four-star", "--title", 'Both, "at once"']) == 0
    assert "wrote" in capsys.readouterr().out
    both = apply(load_instance(folder), "both")
    assert both.pools["2026", "US", "four_star"].amount == 1
    assert both.conditions["crisis"].tempo == 0.5
    assert both.variant is not None
    assert both.variant.title == 'Both, "at once"'
    star = '\n[[mandate]]\nid = "star"\nkind = "grade"\nsays = "S."\nhq = ["USFJ"]\ngrade = 10\n'
    with (folder / "variants/four-star.toml").open("a", encoding="utf-8") as file:
        file.write(star)
    assert main(["combine", str(folder), "low", "four-star", "--as", "faulty"]) == 2
    assert "may not have it" in capsys.readouterr().err
    assert not (folder / "variants/faulty.toml").exists()


def test_a_folder_with_the_variants_of_another_is_refused(us_japan_one_phase: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its variants stand in the other folder; a file written beside them would make the folder faulty."""
    assert (
        main(
            [
                "combine",
                str(us_japan_one_phase),
                "v05-standing-staff",
                "v13-relief-and-exercises",
                "--as",
                "x",
                "--prefer",
                "v05-standing-staff",
            ]
        )
        == 2
    )
    assert "combine them there" in capsys.readouterr().err
    assert not (us_japan_one_phase / "variants").exists()
