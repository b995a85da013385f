"""The second alliance: what its variants prove, and which law shuts one out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model import cli
from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.posture import Posture
from model.explain.conflict import find_conflict
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.verify import verify_reports
from tests.verify.small import report

ROOT = Path(__file__).resolve().parent.parent
US_ROK = ROOT / "instances" / "us-rok"
OPTIONS = SolveOptions()
# Share of the proved optimum that the relaxation misses before any cut, measured, as tests/test_root_bounds.py has it for us-japan.
GAPS = {
    "k00-today": 0.000000000,
    "k01-korean-commander": 0.000011439,
    "k02-chairman-commands": 0.000011440,
    "k03-two-commands": 0.000000000,
    "k04a-capability-verified": 0.000011489,
    "k04b-mission-capability": 0.000011148,
    "k05-items-kept": 0.000002893,
    "k06-un-command-revitalised": 0.000012145,
    "k07-trilateral": 0.000000000,
    "k08x-three-star-deputy-agreement-off": 0.000011262,
    "k09-line-cut": 0.000012122,
    "k10x-one-commander-agreement-off": 0.000011093,
    "k11-as-the-law-allows": 0.000002834,
}
# variant -> the law that shuts it out
SHUT_OUT = {"k08-three-star-deputy": "deputy_equal", "k10-one-commander-always": "kr_armistice_control"}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """Every shipped variant, solved once."""
    base = load_instance(US_ROK)
    return {variant: solve(apply(base, variant), OPTIONS) for variant in base.variants}


def hours(outcomes: dict[str, Outcome], variant: str) -> float:
    """The weighted delay of a proved variant."""
    evaluation = outcomes[variant].evaluation
    assert evaluation is not None
    return evaluation.weighted_delay


def posture(outcomes: dict[str, Outcome], variant: str) -> Posture:
    """The posture of a proved variant."""
    found = outcomes[variant].posture
    assert found is not None
    return found


def test_the_files_and_studies_are_right() -> None:
    """`check` reads every file, variant and study; a path renamed in the instance alone fails here."""
    assert cli.main(["check", str(US_ROK)]) == 0


def test_every_variant_is_proved_or_shut_out_by_design(outcomes: dict[str, Outcome]) -> None:
    """Each variant has a proved posture or is one of the two that a law forbids; a variant added without a measure fails too."""
    assert set(outcomes) == set(GAPS) | set(SHUT_OUT)
    for variant, outcome in outcomes.items():
        assert outcome.status is (Status.INFEASIBLE if variant in SHUT_OUT else Status.OPTIMAL), variant


@pytest.mark.parametrize("variant", GAPS)
def test_the_relaxation_misses_as_little_as_measured(outcomes: dict[str, Outcome], variant: str) -> None:
    """The bound before cuts against the proved optimum. A row of the model that grows weaker moves one of these."""
    bound = outcomes[variant].count.root_bound
    assert bound is not None
    missed = 1.0 - bound / hours(outcomes, variant)
    assert missed <= 0.01
    assert missed == pytest.approx(GAPS[variant], abs=1e-6)


@pytest.mark.parametrize(("variant", "law"), SHUT_OUT.items())
def test_an_impossible_option_names_its_law(variant: str, law: str) -> None:
    """The explanation has the law that stands in the way and at most two further parts; blaming a pool would pass unseen otherwise."""
    conflict = find_conflict(apply(load_instance(US_ROK), variant), OPTIONS)
    assert conflict.certain
    assert ("rule", law) in {(part.kind, part.name) for part in conflict.parts}
    assert len(conflict.parts) <= 3


@pytest.mark.parametrize(
    ("variant", "law"),
    [("k08x-three-star-deputy-agreement-off", "deputy_equal"), ("k10x-one-commander-agreement-off", "kr_armistice_control")],
)
def test_without_the_law_the_option_has_an_answer(outcomes: dict[str, Outcome], variant: str, law: str) -> None:
    """The counterfactual is proved with the law off, and the law is in force today; were it off everywhere, it would shut out nothing."""
    assert outcomes[variant].status is Status.OPTIMAL
    assert law not in apply(load_instance(US_ROK), variant).rules
    assert law in apply(load_instance(US_ROK), "k00-today").rules


def holder(found: Posture, authority: str, condition: str) -> set[str]:
    """Who holds an authority in a condition of the one phase."""
    return {hq for (_, where, what), hqs in found.holders.items() if where == condition and what == authority for hq in hqs}


def test_control_passes_with_the_condition(outcomes: dict[str, Outcome]) -> None:
    """Today each nation controls its own forces in armistice and one combined commander both in war, and in the plan of 2007 each
    its own in war too; a rule or mandate that names the wrong condition or holder changes one of these or leaves no posture."""
    today = posture(outcomes, "k00-today")
    assert holder(today, "kr_opcon_joint", "armistice") == {"ROKJCS"}
    assert holder(today, "us_opcon_joint", "armistice") == {"USFK"}
    for authority in ("kr_opcon_joint", "us_opcon_joint", "cfc_joint"):
        assert holder(today, authority, "war") == {"CFC"}
    apart = posture(outcomes, "k03-two-commands")
    assert holder(apart, "kr_opcon_joint", "war") == {"ROKJCS"}
    assert holder(apart, "us_opcon_joint", "war") == {"USFK"}


def test_one_decision_for_both_needs_control_of_both() -> None:
    """Were Korean forces left to the Joint Chiefs in war, nobody could decide alone for both forces: no posture. Without the rule
    `one_commander_joint` the combined command would keep its single decision and there would be one."""
    base = load_instance(US_ROK)
    split = (("rules.kr_wartime_joint.holder", "ROKJCS"), ("rules.kr_ground_within_joint.active", "no"))
    split += (("rules.kr_air_within_joint.active", "no"), ("rules.kr_maritime_within_joint.active", "no"))
    assert solve(apply(base, "k11-as-the-law-allows", split), OPTIONS).status is Status.INFEASIBLE
    free = (*split, ("rules.one_commander_joint.active", "no"))
    assert solve(apply(base, "k11-as-the-law-allows", free), OPTIONS).status is Status.OPTIMAL


def test_a_change_of_readiness_needs_both_presidents(outcomes: dict[str, Outcome]) -> None:
    """In every proved variant both national authorities approve, Korea's first; with one of them left out the list is shorter."""
    for variant in GAPS:
        paths = [route.path for route in posture(outcomes, variant).routes if route.thread == "readiness_change"]
        assert len(paths) == 2
        for path in paths:
            assert re.findall(r"(\w+)\*", path) == ["KR_PRES", "SECDEF"], variant


def test_separation_costs_more_than_any_other_choice(outcomes: dict[str, Outcome]) -> None:
    """Two commands wait longer than today, half of the way is lost with wartime control and the rest with the six items, and who
    commands the combined command moves less than a hundredth. A variant whose settings were lost would equal its neighbour."""
    together = hours(outcomes, "k04a-capability-verified")
    items_kept = hours(outcomes, "k05-items-kept")
    apart = hours(outcomes, "k03-two-commands")
    assert together * 1.05 < items_kept
    assert items_kept * 1.05 < apart
    for variant in ("k01-korean-commander", "k02-chairman-commands", "k04b-mission-capability"):
        assert hours(outcomes, variant) == pytest.approx(together, rel=0.01)


def test_reports_agree_with_the_instance(tmp_path: Path) -> None:
    """Three variants, one of them impossible: computed anew from the tables alone, nothing disagrees."""
    report(US_ROK, tmp_path / "report", ("k00-today", "k03-two-commands", "k08-three-star-deputy"))
    assert verify_reports(US_ROK, tmp_path / "report") == ()


@pytest.mark.slow
def test_every_report_agrees_with_the_instance(tmp_path: Path) -> None:
    """All shipped variants: nothing to say about any."""
    names = tuple(sorted(path.stem for path in (US_ROK / "variants").glob("*.toml")))
    report(US_ROK, tmp_path / "report", names)
    assert verify_reports(US_ROK, tmp_path / "report") == ()
