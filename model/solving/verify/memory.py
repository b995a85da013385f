"""The tables of a result that has not been written yet: the same rows, without the columns that only describe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from model.data.instance import Instance
from model.delay.posture import PART_NAMES, Evaluation, Parts, Posture
from model.solving.outcome import Outcome
from model.solving.verify.rows import Cell, Row

Cells = dict[str, Cell]


def rows_of_outcome(instance: Instance, variant: str, outcome: Outcome) -> dict[str, tuple[Row, ...]]:
    """Rows of each table that the outcome fills; numbers at full precision. Lines count as they would in a file."""
    posture, evaluation = outcome.posture, outcome.evaluation
    made: dict[str, list[Cells]] = {"runs": [_run(variant, outcome)]}
    if posture is not None and evaluation is not None:
        made["authorities"] = [
            {"variant": variant, "phase": t, "condition": c, "authority": a, "holder": hq}
            for (t, c, a), held_by in posture.holders.items()
            for hq in held_by
        ]
        made["commanders"] = [
            {"variant": variant, "phase": t, "hq": hq, "active": is_open, "grade": posture.grades.get((t, hq))}
            for (t, hq), is_open in posture.active.items()
        ]
        made["liaison"] = _liaison(instance, variant, posture)
        made["desks"] = _desks(variant, evaluation)
        made["routes"], made["hops"] = _routes(variant, evaluation), _hops(variant, evaluation)
    return {table: tuple(_numbered(table, rows)) for table, rows in made.items()}


def _numbered(table: str, rows: Iterable[Mapping[str, Cell]]) -> Iterable[Row]:
    return (Row(table, line, cells) for line, cells in enumerate(rows, start=2))


def _run(variant: str, outcome: Outcome) -> Cells:
    evaluation = outcome.evaluation
    return {
        "variant": variant,
        "status": outcome.status.value,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "weighted_delay": None if evaluation is None else evaluation.weighted_delay,
        "people": None if evaluation is None else evaluation.people,
        "four_stars": None if evaluation is None else evaluation.four_stars,
        "changes": None if evaluation is None else evaluation.changes,
        "tie_break_proved": None if evaluation is None else outcome.tie_break_proved,
        "method": outcome.method,
        "reason": outcome.reason,
    }


def _liaison(instance: Instance, variant: str, posture: Posture) -> list[Cells]:
    return [
        {
            "variant": variant,
            "phase": t,
            "from_hq": ends[0],
            "to_hq": ends[1],
            "level": level,
            "staff": instance.liaison_levels[level].staff if level in instance.liaison_levels else 0,
        }
        for (t, ends), level in posture.levels.items()
    ]


def _desks(variant: str, evaluation: Evaluation) -> list[Cells]:
    return [
        {
            "variant": variant,
            "phase": load.phase,
            "condition": load.condition,
            "desk": load.desk,
            "officers": load.officers,
            "band": load.band,
            "load_hours_per_day": load.load_hours_per_day,
            "capacity_hours_per_day": load.capacity_hours_per_day,
            "wait_hours": load.wait_hours,
            "exact_wait_hours": load.exact_wait_hours,
        }
        for load in evaluation.desks
    ]


def _parts(parts: Parts) -> Cells:
    return {**{name: getattr(parts, name) for name in PART_NAMES}, "hours": parts.total}


def _routes(variant: str, evaluation: Evaluation) -> list[Cells]:
    return [
        {
            "variant": variant,
            "phase": delay.route.phase,
            "condition": delay.route.condition,
            "thread": delay.route.thread,
            "path": delay.route.path,
            **_parts(delay.parts),
            "weighted_hours_per_day": evaluation.weights[delay.route.phase, delay.route.condition, delay.route.thread] * delay.parts.total,
        }
        for delay in evaluation.routes
    ]


def _hops(variant: str, evaluation: Evaluation) -> list[Cells]:
    return [
        {
            "variant": variant,
            "phase": delay.route.phase,
            "condition": delay.route.condition,
            "thread": delay.route.thread,
            "step": hop.step,
            "from_hq": hop.from_hq,
            "to_hq": hop.to_hq,
            "channel": hop.channel,
            "level": hop.level,
            **_parts(hop.parts),
        }
        for delay in evaluation.routes
        for hop in delay.hops
    ]
