"""CVaR: other first aims beside the weighted delay.

For each variant the posture of least weighted delay stands beside those that guard against the worst.

Three solves a variant: the ordinary one; the one whose slowest request is quickest; and the one with the least mean delay over
the worst conditions, up to a share `tail` of the time (conditional value at risk). Ties are broken by the ordinary aims.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.data.instance import Instance
from model.delay.measure import shares, tail_mean
from model.solving.task import ORDINARY, RUN, Task
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import BLOCKED, COUNTS, DELAY, FROM_BEST, TAKEN
from model.study.methods.compare import blocked, changed, counts, numbers, status
from model.study.methods.factors import worlds
from model.study.methods.refusals import Refuse, needs_share
from model.study.studyfile import Study
from model.tables.column import Row, Table, choice, number
from model.tables.common import STATUS, VARIANT

USES: tuple[str, ...] = ()
SETTINGS: dict[str, Any] = {"tail": 0.2}
OBJECTIVES = Table(
    "objectives",
    "a variant's posture under another first aim",
    (
        VARIANT,
        choice("objective", "what is minimised first: weighted_delay, worst_thread or cvar", "weighted_delay", "worst_thread", "cvar"),
        STATUS,
        DELAY,
        number("worst_thread_hours", "delay of the slowest request", "h"),
        number("cvar", "mean weighted delay of the worst conditions, up to the study's share of the time", "h/day"),
        *COUNTS,
        FROM_BEST,
        TAKEN,
        BLOCKED,
    ),
    ("variant", "objective"),
    together=("weighted_delay", "worst_thread_hours"),
)
TABLES = (OBJECTIVES,)


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses a tail that is no share."""
    needs_share(refuse, "tail", study.setting("tail", SETTINGS))


def steps(study: Study, base: Instance) -> Steps:
    """One round."""
    yield [Experiment(variant, task=task) for variant in study.variants for task in _tasks(study).values()]


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`objectives`: a row for each variant and first aim."""
    tasks, instances = _tasks(study), worlds(study, base)
    rows: list[Row] = []
    for variant in study.variants:
        ordinary = results.get(Experiment(variant))
        for name, task in tasks.items():
            result = results.get(Experiment(variant, task=task))
            rows.append(_row(variant, name, instances[variant], tasks["cvar"].cvar_tail, result, ordinary))
    return {"objectives": rows}


def _tasks(study: Study) -> dict[str, Task]:
    tail = float(study.setting("tail", SETTINGS))
    return {
        "weighted_delay": RUN,
        "worst_thread": Task(("worst_thread", *ORDINARY)),
        "cvar": Task(("cvar", *ORDINARY), cvar_tail=tail),
    }


def _row(variant: str, name: str, world: Instance, tail: float, result: Result | None, ordinary: Result | None) -> Row:
    delays = None if result is None else result.delay_by_condition
    return {
        "variant": variant,
        "objective": name,
        "status": status(result),
        **numbers(result, "weighted_delay", "worst_thread_hours"),
        "cvar": None if delays is None else tail_mean(delays, shares(world), tail),
        **counts(result),
        **changed(result, ordinary),
        "blocked_by": blocked([result]),
    }
