"""The calendar of US-Japan: what the two paces share, what the working groups hold back, and the single-phase reading beside it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from model.data.digest import content
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.formulation.domains import build_domains
from model.solving.options import SolveOptions
from model.solving.solve import solve

PHASED, ACCELERATED = "v06-phased", "v07-accelerated"
NEW_HOLDERS = {"USFJ", "BCC", "PACTF", "IPFWD"}


def at_the_end(instance: Instance) -> dict[str, object]:
    """All that holds in the last phase, but for the pools of others and the cost of absorbing."""
    last = instance.phases[-1]
    view = instance.at(last.id)
    pools = {key: pool for key, pool in view.pools.items() if key[0] == last.id}
    parameters = {key: row for key, row in view.parameters.items() if key != "transition_loss"}
    plain = dataclasses.replace(view, pools=pools, parameters=parameters, phases=(last,), phase_values=(), mandates=())
    return {"mandates": {mandate.id: mandate for mandate in view.mandates}, **content(plain)}


def test_the_two_paces_end_alike(us_japan: Path) -> None:
    """Phased and accelerated have the same numbers, people, rules and mandates in the last phase, and not in the first. A pool that one of
    them lacks would make the hours between them the worth of people and no longer that of pace."""
    base = load_instance(us_japan)
    phased, accelerated = (apply(base, name) for name in (PHASED, ACCELERATED))
    assert at_the_end(phased) == at_the_end(accelerated)
    first = base.phases[0].id
    assert phased.at(first).rules.keys() - accelerated.at(first).rules.keys() == {"us_groups_on_authorities"}
    assert accelerated.parameter("transition_loss") > phased.parameter("transition_loss")


def test_while_the_groups_sit_no_american_command_can_move(us_japan: Path) -> None:
    """In the first phase the reform leaves each of the guarded authorities where it is, in the second not. Without the rule USFJ could hold
    them from the first day."""
    instance = apply(load_instance(us_japan), "v01-jfhq-three-star")
    first, second = (phase.id for phase in instance.phases[:2])
    guarded = instance.rules["us_groups_on_authorities"].authority
    holders = build_domains(instance).holders
    for condition in instance.conditions:
        assert not any(NEW_HOLDERS & set(holders[first, condition, authority]) for authority in guarded)
        assert "USFJ" in holders[second, condition, "us_tacon_disaster"]


@pytest.mark.parametrize("variant, hours", [("v00-status-quo", 14987.647), ("v09-jjoc-alone", 12916.817), (PHASED, 12905.673)])
def test_the_single_phase_has_the_hours_of_before(instances: Path, variant: str, hours: float) -> None:
    """The figures of docs/us-japan-corrections.md, which are of the instance before it had phases. A number of the first phase that the
    single-phase reading takes over unchanged (the rhythm of a command in its first year, say) would move them by hundreds."""
    outcome = solve(apply(load_instance(instances / "us-japan-one-phase"), variant), SolveOptions())
    assert outcome.bound == pytest.approx(hours, abs=1e-3)
