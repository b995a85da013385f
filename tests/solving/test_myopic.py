"""Plans made phase after phase: worse where looking ahead pays, never better, and lawful all the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from hypothesis import given, seed, settings

from model.data.instance import Instance
from model.data.mandates import HolderMandate
from model.data.reader import load_instance
from model.data.settings import replaced
from model.data.variants import apply
from model.solving.myopic import phase_alone
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.solving.task import MYOPIC
from model.verify import verify_posture
from tests.oracle.test_plans import ONLY_DRAWN
from tests.oracle.tiny_plans import tiny_plans
from tests.phases import split

SAME = 1e-6


def myopic(instance: Instance) -> Outcome:
    """The outcome of phase after phase."""
    return solve(instance, SolveOptions(), task=MYOPIC)


def delay(outcome: Outcome) -> float:
    """Weighted delay of an outcome that has one."""
    assert outcome.evaluation is not None, outcome.reason
    return outcome.evaluation.weighted_delay


def closed(instance: Instance) -> set[str]:
    """The HQs that are mandated closed since they are not there yet."""
    return {hq for mandate in instance.mandates if mandate.id == "not-there-yet" for hq in getattr(mandate, "hq", ())}


def idle_at_first(teaching: Path) -> Instance:
    """Two phases, nothing to do in the first: whoever looks ahead moves authorities then, when desks that absorb them miss nothing."""
    instance = split(replace(apply(load_instance(teaching), "delegate"), mandates=()), (0.5, 0.5), loss=0.4)
    for thread, condition in instance.demand:
        path = f"demand.{thread}@{condition}.requests_per_day"
        before = instance.demand[thread, condition].requests_per_day
        instance = replaced(replaced(instance, path, 0.0), f"p1:{path}", before)
    return instance


def test_not_looking_ahead_costs_what_is_absorbed_too_late(teaching: Path) -> None:
    """The myopic plan moves in the second phase, and its desks pay; a search that looked ahead after all would not."""
    instance = idle_at_first(teaching)
    one, other = solve(instance, SolveOptions()), myopic(instance)
    assert (one.status, other.status) == (Status.OPTIMAL, Status.OPTIMAL)
    assert (one.foresight, other.foresight) == ("perfect", "myopic")
    assert delay(other) > delay(one) + 1.0
    assert other.bound is not None
    assert abs(other.bound - delay(other)) <= SAME * delay(other)
    assert verify_posture(instance, other) == ()


def test_a_plan_without_a_posture_in_some_phase_says_in_which(teaching: Path) -> None:
    """The second phase must move what its limit does not let move; the first, which could have, sees no reason to."""
    instance = split(apply(load_instance(teaching), "delegate"), (0.5, 0.5), limits={"transfers_max": (0, 0)})
    later = HolderMandate(id="later", kind="holder", says="USFJ commands.", holder=("USFJ",), authority=("us_opcon",), phase=("p1",))
    stuck = myopic(replace(instance, mandates=(later,)))
    assert stuck.status is Status.INFEASIBLE
    assert stuck.reason.startswith("in phase p1, after what the phases before it decided: ")


def test_what_is_not_there_yet_stays_closed() -> None:
    """An HQ of a later phase is mandated closed in a phase alone, and free in its own."""
    drawn: list[Instance] = []

    @seed(3)
    @settings(max_examples=60, **ONLY_DRAWN)
    @given(tiny_plans())
    def draw(instance: Instance) -> None:
        drawn.append(instance)

    draw()
    later = [(one, hq) for one in drawn for hq in one.headquarters.values() if hq.available_from in {phase.id for phase in one.phases[1:]}]
    assert later
    for instance, hq in later:
        position = [phase.id for phase in instance.phases].index(hq.available_from or "")
        before, after = phase_alone(instance, position - 1, None), phase_alone(instance, position, None)
        assert hq.hq in closed(before)
        assert hq.hq not in closed(after)


def test_no_myopic_plan_is_better_and_each_is_lawful() -> None:
    """On 150 drawn plans; a step that forgot what stands, or a limit of its phase, would be better or not stand up to being worked out."""
    seen: Counter[str] = Counter()

    @seed(8)
    @settings(max_examples=150, **ONLY_DRAWN)
    @given(tiny_plans())
    def compare(instance: Instance) -> None:
        one, other = solve(instance, SolveOptions()), myopic(instance)
        seen[f"{one.status.value}, {other.status.value}"] += 1
        if other.posture is not None:
            assert one.posture is not None, "a plan where there is none"
            assert delay(other) >= delay(one) - SAME * max(1.0, delay(one))
            assert verify_posture(instance, other) == ()

    compare()
    assert seen["optimal, optimal"] >= 30, seen
    assert seen["optimal, infeasible"] >= 1, "none has led itself into a corner"
