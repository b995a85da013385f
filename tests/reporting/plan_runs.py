"""Runs of the tiny instance's two phases, as today, delegated, and one after the other.

`then` has weight 1 and `later` weight 2. Far holds `ops` today; Mid, a planned headquarters under a three-star commander, opens under
four stars. A desk that absorbs a transfer loses a quarter of its capacity; Mid has none.
"""

from __future__ import annotations

from dataclasses import replace

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.posture import Posture
from model.reporting.run_tables import tables
from model.study.runs import RunRecord
from model.tables.column import Cell
from tests.reporting.builders import of_one_phase, run_record, tiny_instance, tiny_posture


def run_of(instance: Instance, posture: Posture) -> RunRecord:
    """An optimal run of an instance with a posture."""
    evaluation = evaluate(instance, posture)
    run = run_record("v00")
    outcome = replace(run.outcome, posture=posture, evaluation=evaluation, bound=evaluation.weighted_delay)
    return replace(run, instance=replace(instance, variant=run.instance.variant), outcome=outcome)


def pieced(first: Posture, second: Posture) -> Posture:
    """The first posture in `then`, the second in `later`."""

    def pick(name: str) -> dict[object, object]:
        sides = (("then", getattr(first, name)), ("later", getattr(second, name)))
        return {key: value for phase, side in sides for key, value in side.items() if key[0] == phase}

    routes = [route for route in first.routes if route.phase == "then"] + [route for route in second.routes if route.phase == "later"]
    names = ("holders", "active", "grades", "levels", "officers", "bands")
    return Posture(**{name: pick(name) for name in names}, routes=tuple(routes))  # type: ignore[arg-type]


AS_TODAY, DELEGATED = tiny_posture(delegated=False), tiny_posture(delegated=True)
LATE, UNDONE = pieced(AS_TODAY, DELEGATED), pieced(DELEGATED, AS_TODAY)


def with_phases(instance: Instance, then: dict[str, Cell], later: dict[str, Cell] | None = None) -> Instance:
    """The instance with other cells in its phases."""
    phases = zip(instance.phases, (then, later or {}), strict=True)
    return replace(instance, phases=tuple(phase.model_copy(update=cells) for phase, cells in phases))


def with_mid_from(instance: Instance, phase: str) -> Instance:
    """The instance whose Mid is there only from a phase on."""
    mid = instance.headquarters["Mid"].model_copy(update={"available_from": phase})
    return replace(instance, headquarters={**instance.headquarters, "Mid": mid})


def told(instance: Instance, posture: Posture, name: str) -> list[tuple[Cell, ...]]:
    """The rows of a table of one run, without the variant."""
    return [tuple(row.values())[1:] for row in tables(instance, [run_of(instance, posture)])[name]]


def one_phase_run() -> RunRecord:
    """A run of the first phase alone, delegated."""
    return of_one_phase(run_of(tiny_instance(), DELEGATED))
