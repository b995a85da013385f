"""A design that is kept, with routes and bands that adapt: what it costs under other numbers, without a solver."""

from __future__ import annotations

from collections.abc import Iterable

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.measure import Decision
from model.delay.posture import Evaluation, Posture
from model.delay.settle import keeps_deadlines, settle
from model.solving.outcome import Outcome, Status


def design_of(instance: Instance, chosen: Iterable[Decision]) -> Posture:
    """The posture of these decisions (see `model.delay.measure.decisions`), without bands and routes."""
    phases = [phase.id for phase in instance.phases]
    active = {(phase, hq): False for phase in phases for hq in instance.headquarters}
    officers = {(phase, desk): 0 for phase in phases for desk in instance.desks}
    holders: dict[tuple[str, str, str], tuple[str, ...]] = {}
    grades: dict[tuple[str, str], int] = {}
    levels: dict[tuple[str, tuple[str, str]], int] = {}
    for kind, phase, *rest in chosen:
        what, value = [str(part) for part in rest], rest[-1]
        match kind:
            case "opened":
                active[str(phase), what[0]] = True
            case "graded":
                grades[str(phase), what[0]] = int(value)
            case "sized":
                officers[str(phase), what[0]] = int(value)
            case "level":
                levels[str(phase), (what[0], what[1])] = int(value)
            case _:
                key = (str(phase), what[0], what[1])
                holders[key] = tuple(sorted((*holders.get(key, ()), what[2])))
    return Posture(holders, active, grades, levels, officers, {}, ())


def adapted(instance: Instance, design: Posture, in_question: bool = False) -> Evaluation | None:
    """What the design costs under the instance's numbers, each request on its best way; None where its desks cannot hold the work, a
    request finds no way, or one is later than a rule allows. Where the design itself is `in_question`, since the instance may differ in
    more than hours from the one it was made for, also where values, rules, mandates or pools do not allow it."""
    posture = settle(instance, design)
    evaluation = None if posture is None else evaluate(instance, posture)
    if posture is None or evaluation is None or not keeps_deadlines(instance, evaluation):
        return None
    return None if in_question and not _is_allowed(instance, posture, evaluation) else evaluation


def _is_allowed(instance: Instance, posture: Posture, evaluation: Evaluation) -> bool:
    # Loaded here: reading and checking a study must not wait for it.
    from model.verify import verify_posture

    return not verify_posture(instance, Outcome(Status.FEASIBLE, posture, evaluation))
