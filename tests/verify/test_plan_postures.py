"""Plans of several phases verified as postures: what no plan may do from phase to phase, and numbers of another phase, are named.

What the plan does is told in `plans`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from model.data.instance import Instance, PhaseValue
from model.data.mandates import HolderMandate
from model.data.standing import Standing
from model.delay.evaluate import evaluate
from model.delay.posture import Posture, Route
from model.solving.outcome import Outcome
from model.verify import verify_posture
from tests.verify.plans import write_plan
from tests.verify.small import reevaluated, solved


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of three phases."""
    return write_plan(tmp_path_factory.mktemp("plans") / "instance")


@pytest.fixture(scope="module")
def grows(folder: Path) -> tuple[Instance, Outcome]:
    """The plan under the variant whose staff grows, solved."""
    return solved(folder, "grows")


@pytest.fixture(scope="module")
def undone(folder: Path) -> tuple[Instance, Outcome]:
    """The plan under the variant in which things are undone, solved."""
    return solved(folder, "undone")


# Postures that may not be ---------------------------------------------------------------------------------------------


def accused(instance: Instance, outcome: Outcome) -> set[tuple[str, str]]:
    return {(item.table, item.column) for item in verify_posture(instance, outcome)}


def with_phase(instance: Instance, phase: str, **cells: int | None) -> Instance:
    """The instance with other cells in one of its phases."""
    return replace(instance, phases=tuple(row.model_copy(update=cells) if row.id == phase else row for row in instance.phases))


@pytest.mark.parametrize(
    ("limit", "phase", "used", "place"),
    [
        ("transfers_max", "now", 1, ("authorities", "holder")),
        ("transfers_max", "last", 1, ("authorities", "holder")),
        ("openings_max", "next", 1, ("commanders", "active")),
        ("teams_max", "next", 1, ("liaison", "level")),
        ("teams_max", "last", 3, ("liaison", "level")),
    ],
)
def test_an_exceeded_limit_is_named(grows: tuple[Instance, Outcome], limit: str, phase: str, used: int, place: tuple[str, str]) -> None:
    """What the plan uses of each limit in a phase is allowed, and one less is not; counted from today, `last` would use more."""
    instance, outcome = grows
    assert place not in accused(with_phase(instance, phase, **{limit: used}), outcome)
    found = verify_posture(with_phase(instance, phase, **{limit: used - 1}), outcome)
    (told,) = (item for item in found if (item.table, item.column) == place)
    assert f"in {phase}, at most {used - 1} may" in told.why


def closed_in_last(posture: Posture) -> Posture:
    """STAFF closed in the last phase."""
    return replace(posture, active={**posture.active, ("last", "STAFF"): False})


Change = Callable[[Posture], Posture]
UNDOINGS: list[tuple[str, Change, tuple[str, str], str]] = [
    ("an opening undone", closed_in_last, ("commanders", "active"), "it was open in next"),
    (
        "a grade lowered",
        lambda p: replace(p, grades={**p.grades, ("last", "FORWARD"): 9}),
        ("commanders", "grade"),
        "its commander had grade 10 in next",
    ),
]


@pytest.mark.parametrize(("change", "place", "why"), [case[1:] for case in UNDOINGS], ids=[case[0] for case in UNDOINGS])
def test_what_is_undone_is_named(grows: tuple[Instance, Outcome], change: Change, place: tuple[str, str], why: str) -> None:
    """The plan with one thing undone in the end, evaluated again so that all hours fit it."""
    instance, outcome = grows
    assert outcome.posture is not None
    found = verify_posture(instance, reevaluated(instance, change(outcome.posture)))
    assert (*place, why) in {(item.table, item.column, item.why) for item in found}


def test_what_a_mandate_permits_may_be_undone(undone: tuple[Instance, Outcome]) -> None:
    """STAFF closes and FORWARD's commander has three stars again. Without the mandate both are accused; in
    another phase it permits nothing."""
    instance, outcome = undone
    assert verify_posture(instance, outcome) == ()
    permits = next(mandate for mandate in instance.mandates if mandate.kind == "may_undo")
    others = tuple(mandate for mandate in instance.mandates if mandate is not permits)
    elsewhere = permits.model_copy(update={"phase": ("next",)})
    of_staff = permits.model_copy(update={"hq": ("STAFF",)})
    closing, lowering = ("commanders", "active"), ("commanders", "grade")
    for mandates, expected in (
        (others, {closing, lowering}),
        ((*others, elsewhere), {closing, lowering}),
        ((*others, of_staff), {lowering}),
    ):
        assert accused(replace(instance, mandates=mandates), outcome) == expected


def test_a_mandate_holds_in_its_phases_alone(grows: tuple[Instance, Outcome]) -> None:
    """REAR holds the fleet in `now` alone: mandated for that phase the plan obeys, for another or for all it does not."""
    instance, outcome = grows
    for phases, broken in ((("now",), False), (("now", "last"), True), ((), True)):
        mandate = HolderMandate(kind="holder", id="extra", says="So.", authority=("fleet_opcon",), holder=("REAR",), phase=phases)
        found = verify_posture(replace(instance, mandates=(*instance.mandates, mandate)), outcome)
        assert ({(item.table, item.column) for item in found} == {("authorities", "holder")}) == broken


def test_a_rule_holds_in_its_phases_alone(grows: tuple[Instance, Outcome]) -> None:
    """STAFF may not hold the fleet: a rule that ends with `next` is kept, one that ends with `last` is broken in `next`."""
    instance, outcome = grows
    rule = instance.rules["own_forces"].model_copy(
        update={"rule": "extra", "says": "So.", "nation": (), "holder": ("STAFF",), "authority": ("fleet_opcon",)}
    )
    rules = {**instance.rules, "extra": rule}
    for phase, broken in (("next", False), ("last", True)):
        ends = PhaseValue(phase, "rules", "extra", "active", False)
        found = verify_posture(replace(instance, rules=rules, phase_values=(*instance.phase_values, ends)), outcome)
        assert bool([item for item in found if item.why.startswith("extra")]) == broken


# Numbers of a phase ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "desk", "factor"), [("next", "staff_desk", 1 / 0.8), ("last", "staff_desk", 1 / 0.7), ("next", "rear_desk", 0.8)]
)
def test_a_desk_that_absorbs_with_full_capacity_is_named(grows: tuple[Instance, Outcome], phase: str, desk: str, factor: float) -> None:
    """STAFF takes over the fleet in `next` and planning in `last`: its desk has 80 and 70 % of its capacity. The whole of it is refused, as
    is a loss where nothing is taken over; what is due is said."""
    instance, outcome = grows
    assert outcome.evaluation is not None
    loads = outcome.evaluation.desks
    right = [load.capacity_hours_per_day for load in loads if (load.phase, load.desk) == (phase, desk)]
    desks = tuple(
        replace(load, capacity_hours_per_day=load.capacity_hours_per_day * factor) if (load.phase, load.desk) == (phase, desk) else load
        for load in loads
    )
    found = verify_posture(instance, replace(outcome, evaluation=replace(outcome.evaluation, desks=desks)))
    told = {(item.said, item.should_be) for item in found if item.column == "capacity_hours_per_day"}
    assert told == {(f"{hours * factor:.6f}", f"{hours:.6f}") for hours in right}


@pytest.mark.parametrize("loss", [0.0, 0.2])
def test_a_plan_evaluated_without_the_loss_is_named(grows: tuple[Instance, Outcome], loss: float) -> None:
    """All of it worked out as if no desk lost anything, and as it is: waits and hours of the first are refused too, since fewer seats
    are free for requests."""
    instance, outcome = grows
    values = tuple(one for one in instance.phase_values if one.key != "transition_loss")
    parameter = instance.parameters["transition_loss"]

    def losing(share: float) -> Instance:
        parameters = {**instance.parameters, "transition_loss": parameter.model_copy(update={"value": share})}
        return replace(instance, parameters=parameters, phase_values=values)

    assert outcome.posture is not None
    found = accused(losing(0.2), reevaluated(losing(loss), outcome.posture))
    wrong = {("desks", "wait_hours"), ("desks", "capacity_hours_per_day"), ("routes", "desk_queue"), ("runs", "weighted_delay")}
    assert wrong <= found if loss == 0.0 else not wrong & found


def test_a_given_capacity_is_less_and_a_given_wait_the_same_while_absorbing(grows: tuple[Instance, Outcome]) -> None:
    """Were the consent nobody's today the ministry took it over in `now`: of 100 hours a day 80 are left, and a service
    waits 1.5 h as ever."""
    given, outcome = grows
    consent = given.authorities["consent"].model_copy(update={"holder_now": ()})
    instance = replace(given, authorities={**given.authorities, "consent": consent})
    assert outcome.posture is not None
    evaluation = evaluate(instance, outcome.posture)
    loads = {(load.phase, load.capacity_hours_per_day, load.wait_hours) for load in evaluation.desks if load.desk == "ministry_desk"}
    assert loads == {("now", 80.0, 1.5), ("next", 100.0, 1.5), ("last", 100.0, 1.5)}
    assert verify_posture(instance, replace(outcome, evaluation=evaluation)) == ()
    assert accused(instance, outcome) >= {("desks", "capacity_hours_per_day"), ("runs", "changes")}


def test_what_stands_before_counts_where_it_is_given(grows: tuple[Instance, Outcome]) -> None:
    """The last phase alone, after what the plan decided before: its changes are those of that phase, and what was open before
    stays open. From today there would be more changes, and nothing to undo."""
    whole, outcome = grows
    posture = outcome.posture
    assert posture is not None
    holders = {(condition, name): held for (phase, condition, name), held in posture.holders.items() if phase == "next"}
    hqs = frozenset(hq for (phase, hq), is_open in posture.active.items() if phase == "next" and is_open)
    grades = {hq: grade for (phase, hq), grade in posture.grades.items() if phase == "next"}
    levels = {ends: level for (phase, ends), level in posture.levels.items() if phase == "next"}
    pools = {key: pool for key, pool in whole.pools.items() if key[0] == "last"}
    changed = {"phases": whole.phases[-1:], "phase_values": (), "pools": pools, "standing": Standing(holders, hqs, grades, levels)}
    view = whole.at("last")
    staff = view.headquarters["STAFF"].model_copy(update={"available_from": None})
    instance = replace(view, **changed, headquarters={**view.headquarters, "STAFF": staff})  # type: ignore[arg-type]

    def only(name: str) -> dict[object, object]:
        return {key: value for key, value in getattr(posture, name).items() if key[0] == "last"}

    decided = {name: only(name) for name in ("holders", "active", "grades", "levels", "officers", "bands")}
    routes: tuple[Route, ...] = tuple(route for route in posture.routes if route.phase == "last")
    alone = reevaluated(instance, Posture(**decided, routes=routes))  # type: ignore[arg-type]
    assert verify_posture(instance, alone) == ()
    assert alone.evaluation is not None
    assert alone.evaluation.changes == 5
    assert alone.posture is not None
    found = verify_posture(instance, reevaluated(instance, closed_in_last(alone.posture)))
    assert "it was open before" in {item.why for item in found}
