"""A first posture keeps every rule; where there is none, only a design that is impossible is called so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.measure import decisions
from model.formulation.allowance import UNLIMITED, Allowance
from model.formulation.design_relaxation import crude_desk_options
from model.formulation.domains import build_domains
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.primal_heuristic import First, first_posture
from model.solving.solve import solve
from model.verify import verify_posture
from tests.oracle.tiny import tiny_instances


def first_of(instance: Instance) -> First:
    """The first posture, with all the time it wants."""
    domains = build_domains(instance)
    return first_posture(domains, crude_desk_options(domains), SolveOptions(), UNLIMITED)


def faults(instance: Instance, first: First) -> list[str]:
    """What the verifier says of it."""
    outcome = Outcome(Status.FEASIBLE, first.posture, first.evaluation)
    return [str(fault) for fault in verify_posture(instance, outcome)]


def test_it_keeps_the_rules_of_random_instances() -> None:
    """On 200 random instances with every kind of rule and pool the posture passes the verifier and is no quicker than the optimum,
    and an instance called impossible is infeasible. A family left out of the design alone would break its rule here."""
    seen: Counter[str] = Counter()

    @seed(13)
    @settings(max_examples=200, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def compare(instance: Instance) -> None:
        first, outcome = first_of(instance), solve(instance, SolveOptions())
        if first.impossible:
            assert outcome.status is Status.INFEASIBLE
            seen["impossible"] += 1
        elif first.evaluation is not None:
            assert outcome.evaluation is not None, "a posture where there is none"
            assert not faults(instance, first)
            assert first.evaluation.weighted_delay >= outcome.evaluation.weighted_delay * (1 - 1e-7)
            seen["found"] += 1
        else:
            seen["found none, though there is one"] += outcome.evaluation is not None

    compare()
    assert seen["found"] >= 50, seen
    assert seen["impossible"] >= 10, seen
    assert seen["found none, though there is one"] <= 0.2 * seen["found"], seen


def test_the_status_quo_is_the_first_posture_of_today(us_japan: Path) -> None:
    """Where nothing has to change, nothing does: the first posture of the status quo is the optimum, which is today's design."""
    instance = apply(load_instance(us_japan), "v00-status-quo")
    first, outcome = first_of(instance), solve(instance, SolveOptions())
    assert first.posture is not None
    assert outcome.posture is not None
    assert {d for d in decisions(first.posture) if d[0] == "holds"} == {d for d in decisions(outcome.posture) if d[0] == "holds"}


@pytest.mark.parametrize("variant", ["v01-jfhq-three-star", "v03-coordination-centre", "v08x-combined-command-law-off"])
def test_it_keeps_the_mandates_of_shipped_variants(us_japan: Path, variant: str) -> None:
    """What a variant forces is in its first posture, and the verifier finds no fault."""
    instance = apply(load_instance(us_japan), variant)
    first = first_of(instance)
    assert first.posture is not None
    assert not faults(instance, first)


def test_out_of_time_there_is_none(us_japan: Path) -> None:
    """Without time nothing is found and nothing claimed, rather than a half-made posture."""
    domains = build_domains(load_instance(us_japan))
    assert first_posture(domains, crude_desk_options(domains), SolveOptions(), Allowance.of(-1.0)) == First()
