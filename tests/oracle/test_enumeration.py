"""The optimiser against complete enumeration on tiny random instances.

The oracle (`oracle.py`) tries every posture and knows nothing of the formulation. Where the two disagree on whether any
posture exists, on the delay, or on people, stars and changes, one of them misreads the design page.
"""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.data.mandates import Mandate
from model.data.rule_kinds import RULE_KINDS
from model.delay.posture import PART_NAMES, Posture
from model.solving.options import SolveOptions
from model.solving.solve import solve
from tests.oracle.agreement import agree
from tests.oracle.oracle import delay_of, enumerate_all
from tests.oracle.rules import Design
from tests.oracle.tally import features, kinds_with_effect
from tests.oracle.tally_plans import TIES
from tests.oracle.tiny import tiny_instances

FEATURES = {
    *(f"part {name}" for name in PART_NAMES),
    *(f"hop {kind}" for kind in ("command", "liaison", "direct", "continuous")),
    "two approvals in a row",
    "an HQ twice on a route",
    "civil approver",
    "HQ without desk",
    "planned HQ opened",
    "planned HQ closed",
    "grade changed",
    "level changed",
    "two holders",
    "desk above its least size",
    "band above the lowest",
    "explicit capacity used",
    "channel with hours",
}
KINDS = {
    *(f"rule {kind}" for kind in RULE_KINDS),
    *(f"mandate {kind}" for kind in ("holder", "keep_holder", "active", "grade", "level", "keep_level", "keep_desk")),
    *(f"pool {resource}" for resource in ("liaison_staff", "desk_officers", "four_star")),
    "transfers_max",
}


def delay_by_rules(instance: Instance, posture: Posture) -> float | None:
    """What the oracle makes of the optimiser's own posture, routes apart: its least delay, None where it breaks a rule."""
    design = Design(
        frozenset(hq for (_, hq), is_open in posture.active.items() if is_open),
        {hq: grade for (_, hq), grade in posture.grades.items()},
        {key: level for (_, key), level in posture.levels.items()},
        {desk: size for (_, desk), size in posture.officers.items()},
    )
    holders: dict[str, dict[str, tuple[str, ...]]] = {condition: {} for condition in instance.conditions}
    for (_, condition, authority), held_by in posture.holders.items():
        holders[condition][authority] = held_by
    return delay_of(instance, design, holders)


def campaign(examples: int, number: int, enough: int) -> Counter[str]:
    """Compare on `examples` drawn instances; what they had in them, each kind's effect tried until seen `enough` times."""
    seen: Counter[str] = Counter()

    # The seed makes the draws the same on every run, whatever this function looks like.
    @seed(number)
    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def compare(instance: Instance) -> None:
        answer = enumerate_all(instance)
        outcome = solve(instance, SolveOptions())
        agree(instance, answer, outcome, delay_by_rules)
        seen["drawn"] += 1
        seen["feasible" if answer.feasible else "infeasible"] += 1
        seen.update(kinds_with_effect(instance, answer, seen, enough))
        if outcome.posture is not None and outcome.evaluation is not None:
            seen.update(features(instance, outcome.posture, outcome.evaluation))

    compare()
    return seen


def test_optimiser_equals_enumeration() -> None:
    """Status, delay, people, stars and changes of 600 random instances are those of complete enumeration, and each kind of rule,
    mandate and pool mattered to some of them; a wrong row, coefficient or path cut moves one of the numbers."""
    seen = campaign(600, 2, enough=2)
    assert seen["drawn"] == 600, "no draw was left out"
    assert seen["feasible"] >= 150, seen
    assert seen["infeasible"] >= 60, seen
    assert not [name for name in sorted(KINDS) if seen[name] < 2], seen
    assert not [name for name in sorted(FEATURES) if seen[name] < 4], seen


@pytest.mark.slow
def test_optimiser_equals_enumeration_at_length() -> None:
    """The same on 3,000 instances, in which every kind has had an effect five times."""
    seen = campaign(3000, 0, enough=5)
    assert seen["drawn"] == 3000
    assert not [name for name in sorted(KINDS) if seen[name] < 5], seen
    assert not [name for name in sorted(FEATURES) if seen[name] < 25], seen


def test_oracle_loses_nothing_by_leaving_out_worse_paths() -> None:
    """The oracle's one short cut is exact: without it, 30 small instances have the same answers. A cut that compared hours alone
    would lose the longer way round a busy desk."""

    @seed(3)
    @settings(max_examples=30, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances(budget=3))
    def compare(instance: Instance) -> None:
        quick, full = enumerate_all(instance), enumerate_all(instance, prune=False)
        assert (quick.feasible, quick.rest) == (full.feasible, full.rest)
        assert quick.delay == pytest.approx(full.delay, rel=1e-9)

    compare()


def test_every_kind_is_drawn() -> None:
    """The lists above name every kind of mandate there is; a new kind must be drawn and counted too."""
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Mandate)[0])}
    assert {f"mandate {kind}" for kind in kinds if kind not in TIES} == {name for name in KINDS if name.startswith("mandate ")}
    assert kinds & TIES == {"may_undo"}, "what means something between phases alone is drawn there"
