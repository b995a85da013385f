"""Results verified in memory: each pool, decision and number of a posture that is wrong is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.data.instance import Instance
from model.data.records import Phase, Pool
from model.delay.posture import Posture
from model.reporting.run_tables import tables
from model.solving.outcome import Outcome, Status
from model.study.runs import RunRecord
from model.tables import run as run_tables
from model.tables.column import Cell
from model.verify import Violation, verify_posture
from tests.verify.small import reevaluated, solved


def test_a_solved_posture_passes(staffed: tuple[Instance, Outcome]) -> None:
    """What the solver found agrees with everything worked out anew."""
    assert verify_posture(*staffed) == ()


def test_the_posture_is_the_one_the_cases_speak_of(posture: Posture) -> None:
    """The cases here and in `test_rules` break rules by facts of this posture; should the optimum move, they must be written anew."""
    for condition in ("routine", "crisis"):
        assert posture.holders["now", condition, "fleet_opcon"] == posture.holders["now", condition, "north_opcon"] == ("STAFF",)
        assert posture.holders["now", condition, "north_cocom"] == posture.holders["now", condition, "planning"] == ("REAR",)
    assert (posture.grades["now", "STAFF"], posture.grades["now", "FORWARD"], posture.grades["now", "FLEET"]) == (10, 9, 8)
    assert posture.levels["now", ("STAFF", "HOST")] == 2


@pytest.mark.parametrize(
    "table, column, wrong",
    [
        ("authorities", "authority_name", "X"),
        ("commanders", "nation", "X"),
        ("commanders", "commander", "X"),
        ("liaison", "level_name", "X"),
        ("desks", "utilisation", 0.123),
        ("people", "slack", 99),
        ("routes", "urgency", 99.0),
        ("hops", "level", 99),
        ("delay_by_condition", "mean_hours", 0.1),
        ("delay_by_function", "requests_per_day", 0.1),
    ],
)
def test_the_rows_that_are_checked_are_those_that_are_written(
    staffed: tuple[Instance, Outcome], monkeypatch: pytest.MonkeyPatch, table: str, column: str, wrong: Cell
) -> None:
    """A fault in the function that makes a table stands in the report, and is told before it is written; a verifier with rows of its own
    would find nothing."""
    right = getattr(run_tables, table)
    monkeypatch.setattr(run_tables, table, lambda *of: [{**row, column: wrong} for row in right(*of)])
    instance, outcome = staffed
    written = tables(instance, [RunRecord("staffed", instance, "", outcome)])[table]
    assert {row[column] for row in written} == {wrong}
    assert (table, column) in {(item.table, item.column) for item in verify_posture(instance, outcome)}


@pytest.mark.parametrize(
    ("resource", "spent", "table"), [("liaison_staff", 12, "liaison"), ("desk_officers", 3, "desks"), ("four_star", 1, "commanders")]
)
def test_an_overdrawn_pool_is_named(staffed: tuple[Instance, Outcome], resource: str, spent: int, table: str) -> None:
    """The posture has a team of 12, three officers above today's and one fourth star more: a pool of one less is overdrawn."""
    instance, outcome = staffed

    def pool(amount: int) -> Instance:
        row = Pool.model_validate({"phase": "now", "nation": "NORTH", "resource": resource, "amount": amount, "source": "made up"})
        return replace(instance, pools={("now", "NORTH", resource): row})

    assert {item.table for item in verify_posture(pool(spent - 1), outcome)} == {table}
    assert verify_posture(pool(spent), outcome) == ()


def test_too_many_transfers_are_named(staffed: tuple[Instance, Outcome]) -> None:
    """Two authorities (fleet and northern force) go to STAFF; a phase that can absorb one is overburdened."""
    instance, outcome = staffed
    for most, broken in ((1, True), (2, False)):
        phases: tuple[Phase, ...] = tuple(phase.model_copy(update={"transfers_max": most}) for phase in instance.phases)
        assert bool(verify_posture(replace(instance, phases=phases), outcome)) == broken


Change = Callable[[Posture], Posture]
LIES: list[tuple[str, Change, str, str]] = [
    ("a closed HQ", lambda p: replace(p, active={**p.active, ("now", "REAR"): False}), "commanders", "active"),
    (
        "a third holder",
        lambda p: replace(p, holders={**p.holders, ("now", "crisis", "planning"): ("FORWARD", "HOST", "STAFF")}),
        "authorities",
        "holder",
    ),
    ("nobody", lambda p: replace(p, holders={**p.holders, ("now", "crisis", "planning"): ()}), "authorities", "authority"),
    ("COCOM moved", lambda p: replace(p, holders={**p.holders, ("now", "crisis", "north_cocom"): ("STAFF",)}), "authorities", "holder"),
    ("a grade it may not have", lambda p: replace(p, grades={**p.grades, ("now", "REAR"): 9}), "commanders", "grade"),
    ("a level it may not have", lambda p: replace(p, levels={**p.levels, ("now", ("REAR", "HOST")): 2}), "liaison", "level"),
    ("a size it may not have", lambda p: replace(p, officers={**p.officers, ("now", "rear_desk"): 25}), "desks", "officers"),
    ("a band above the lowest", lambda p: replace(p, bands={**p.bands, ("now", "crisis", "staff_desk"): 0.9}), "desks", "band"),
    ("a band too low", lambda p: replace(p, bands={**p.bands, ("now", "routine", "fleet_desk"): 0.5}), "desks", "band"),
    ("no route", lambda p: replace(p, routes=p.routes[1:]), "routes", "thread"),
    ("an approval forgotten", lambda p: _first_route(p, lambda steps: tuple(replace(s, approvals=0) for s in steps)), "routes", "path"),
    ("another destination", lambda p: _first_route(p, lambda steps: steps[:-1]), "routes", "path"),
    ("another origin", lambda p: _first_route(p, lambda steps: (replace(steps[1], via=None, level=None), *steps[2:])), "routes", "path"),
    ("a level that is not the team's", lambda p: _first_route(p, _other_level), "hops", "level"),
]


def _first_route(posture: Posture, change: Callable[[Any], Any]) -> Posture:
    route = posture.routes[0]
    return replace(posture, routes=(replace(route, steps=change(route.steps)), *posture.routes[1:]))


def _other_level(steps: Any) -> Any:
    return tuple(replace(step, level=1) if step.via == "liaison" and step.level == 2 else step for step in steps)


@pytest.mark.parametrize(("change", "table", "column"), [case[1:] for case in LIES], ids=[case[0] for case in LIES])
def test_a_wrong_decision_is_named_though_its_hours_are_right(
    staffed: tuple[Instance, Outcome], change: Change, table: str, column: str
) -> None:
    """The posture with one wrong decision, evaluated again so that all hours fit it: the decision itself is accused."""
    instance, outcome = staffed
    assert outcome.posture is not None
    found: tuple[Violation, ...] = verify_posture(instance, reevaluated(instance, change(outcome.posture)))
    assert (table, column) in {(item.table, item.column) for item in found}, "\n".join(map(str, found))


def test_a_wrong_evaluation_is_named(staffed: tuple[Instance, Outcome]) -> None:
    """The right posture with one more hour on a hop, one person less, or another objective: each is accused where it stands."""
    instance, outcome = staffed
    assert outcome.evaluation is not None
    delay = outcome.evaluation.routes[0]
    slow = replace(delay.hops[0], parts=replace(delay.hops[0].parts, handling=delay.hops[0].parts.handling + 1))
    lies = {
        ("hops", "handling"): {"routes": (replace(delay, hops=(slow, *delay.hops[1:])), *outcome.evaluation.routes[1:])},
        ("runs", "people"): {"people": outcome.evaluation.people - 1},
        ("runs", "weighted_delay"): {"weighted_delay": outcome.evaluation.weighted_delay * 1.00001},
    }
    for accused, lie in lies.items():
        found = verify_posture(instance, replace(outcome, evaluation=replace(outcome.evaluation, **lie)))
        assert accused in {(item.table, item.column) for item in found}


def test_a_bound_above_the_delay_is_named(staffed: tuple[Instance, Outcome]) -> None:
    """A proven lower bound cannot exceed the value of a posture; nor may the gap be other than what they leave."""
    instance, outcome = staffed
    assert outcome.bound is not None
    found = verify_posture(instance, replace(outcome, bound=outcome.bound + 1))
    assert {item.column for item in found} == {"bound", "gap"}


def test_a_run_without_posture_says_why(staffed: tuple[Instance, Outcome]) -> None:
    """An infeasible outcome with a reason passes; without one, or with a bound, it does not."""
    instance, _ = staffed
    assert verify_posture(instance, Outcome(Status.INFEASIBLE, reason="the law forbids it")) == ()
    assert [item.column for item in verify_posture(instance, Outcome(Status.INFEASIBLE, bound=1.0))] == ["bound", "reason"]


def test_a_posture_of_the_full_instance_passes(us_japan: Path) -> None:
    """One variant of the full instance, straight from the solver."""
    assert verify_posture(*solved(us_japan, "v05-standing-staff")) == ()
