"""The compact arc flow against the model on plans of several phases: changes from phase to phase are binaries there, and differences of
two decisions; here they are what is not kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from benchmarks.peers import arc_flow
from benchmarks.peers.links import disaggregated
from model.data.checks import faults, full_context
from model.data.instance import Instance
from model.data.mandates import ActiveMandate, MayUndoMandate
from model.data.settings import replaced
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve
from tests.oracle.tiny_plans import tiny_plans
from tests.phases import Limits, split
from tests.second_formulation_cases import SMALL_DESKS, TWO_HOLDERS
from tests.small_alliance import Change, alliance, both, mandate, rule
from tests.test_second_formulation import shipped

SAME = 1e-6


def agreed(instance: Instance) -> float | None:
    """The optimum that both find, urgency-weighted hours a day (None: both prove that there is none)."""
    ours, peer = solve(instance, SolveOptions()), arc_flow.solve(instance, disaggregated, SolveOptions())
    assert ours.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert peer.status is ours.status
    delay = None if ours.evaluation is None else ours.evaluation.weighted_delay
    assert peer.delay == (None if delay is None else pytest.approx(delay, rel=SAME))
    return delay


def later(path: str, value: object) -> Change:
    """Another number from the second phase on."""
    return lambda instance: replaced(instance, f"p1:{path}", value)


def told(hq: str, active: bool, phase: str) -> Change:
    """A mandate to open or close an HQ in one phase."""
    return mandate(ActiveMandate(kind="active", id=f"{hq}_{phase}", says="so", hq=(hq,), active=active, phase=(phase,)))


OPEN_THEN_CLOSED = both(told("NEW", True, "now"), told("NEW", False, "p1"))
MAY_CLOSE = mandate(MayUndoMandate(kind="may_undo", id="u", says="so", hq=("NEW",)))
RELEASE_BARRED = both(rule("forbid_holder", "us_release", holder=("FORCE",)), later("rules.new_forbid_holder.active", False))

# What the small alliance is like, the loss, and the limits of its two phases.
PLANS: dict[str, tuple[Change, float, Limits]] = {
    "nothing changes": (lambda instance: instance, 0.0, {}),
    "small desks": (SMALL_DESKS, 0.0, {}),
    "small desks and a loss": (SMALL_DESKS, 0.3, {}),
    "two holders and a loss": (both(TWO_HOLDERS, SMALL_DESKS), 0.2, {"transfers_max": (1, 1)}),
    "no transfer": (lambda instance: instance, 0.3, {"transfers_max": (0, 0)}),
    "one transfer and then another": (lambda instance: instance, 0.15, {"transfers_max": (1, 1)}),
    "no opening at first": (lambda instance: instance, 0.15, {"openings_max": (0, None)}),
    "one team and then another": (lambda instance: instance, 0.15, {"teams_max": (1, 1)}),
    "a number of the second phase": (later("headquarters.FORCE.decision_factor", 3.0), 0.15, {}),
    "a team of the second phase": (later("channels.FORCE@JOINT.levels", "0"), 0.15, {}),
    "a rule that ends": (RELEASE_BARRED, 0.15, {"transfers_max": (2, 1)}),
    "closed again": (both(OPEN_THEN_CLOSED, MAY_CLOSE), 0.15, {}),
}


def plan_of(case: str) -> Instance:
    """The small alliance in two phases."""
    change, loss, limits = PLANS[case]
    return change(split(alliance(), (0.4, 0.6), loss=loss, limits=limits))


@pytest.mark.parametrize("case", PLANS)
def test_the_cases_are_valid_instances(case: str) -> None:
    """Agreement about an instance that the reader would refuse says nothing."""
    assert not faults(full_context(plan_of(case)), base=False)


@pytest.mark.parametrize("case", PLANS)
def test_small_alliances_have_one_best_plan(case: str) -> None:
    """A tie between phases that one formulation has and the other lacks shows as a difference."""
    assert agreed(plan_of(case)) is not None


def test_the_cases_are_about_something() -> None:
    """Each limit and loss costs hours in some case, so that to ignore it would be seen."""
    found = {case: solve(plan_of(case), SolveOptions()).evaluation for case in PLANS}
    delays = {case: evaluation.weighted_delay for case, evaluation in found.items() if evaluation is not None}
    free = delays["nothing changes"]
    for case in ("no transfer", "one transfer and then another", "no opening at first", "one team and then another", "closed again"):
        assert delays[case] > free + 0.1, case
    assert delays["small desks and a loss"] > delays["small desks"] + 0.1


def test_what_cannot_be_undone_has_no_plan_in_either() -> None:
    """An HQ told to open and then to close, without leave to."""
    assert agreed(OPEN_THEN_CLOSED(split(alliance(), (0.4, 0.6)))) is None


@pytest.mark.parametrize("variant", ["delegate", "four-star"])
@pytest.mark.parametrize(
    ("loss", "limits"),
    [(0.0, {}), (0.5, {}), (0.15, {"transfers_max": (1, None, None)}), (0.15, {"openings_max": (0, 0, 1), "teams_max": (1, 1, 1)})],
)
def test_the_teaching_instance_has_one_best_plan(variant: str, loss: float, limits: Limits) -> None:
    """In three phases, its mandates apart, which allow one posture alone."""
    instance = replace(shipped("teaching", variant), mandates=())
    assert agreed(split(instance, (0.2, 0.3, 0.5), loss=loss, limits=limits)) is not None


def test_tiny_plans_have_one_optimum() -> None:
    """Thirty drawn plans, whatever is in them: some have an answer, some none."""
    statuses = []

    @seed(11)
    @settings(max_examples=30, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_plans())
    def compare(instance: Instance) -> None:
        statuses.append(agreed(instance) is not None)

    compare()
    assert 5 <= sum(statuses) <= 25
