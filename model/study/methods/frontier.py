"""Frontier: the least delay under every limit.

The limits are numbers of people, four stars, changes or liaison staff; what is found are all points that nothing beats.

Exact: the count is whole, so the least delay under "at most n" is found for every n that can differ. The ends come first;
then each open interval of counts is halved. A point found under a cap leaves nothing between its own count and the cap, and
every point has the least delay first and then the least count, so that none is beaten by another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from model.data.instance import Instance
from model.solving.task import ORDINARY, AimName, Cap, Task
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import BLOCKED, COUNTS, DELAY, FROM_BEST, GAP, MORE, TAKEN
from model.study.methods.compare import blocked, changed, counts, difference_span, infeasible, more, numbers, status
from model.study.methods.factors import worlds
from model.study.methods.refusals import Refuse, needs, needs_each_of
from model.study.studyfile import Study
from model.tables.column import Cell, Column, Row, Table, choice, flag, integer, number
from model.tables.common import STATUS, VARIANT

USES: tuple[str, ...] = ()
# `against`: the counts, each a frontier of its own. `most_points`: stop a frontier at about so many points; 0 finds all.
SETTINGS: dict[str, Any] = {"against": ("people",), "most_points": 0}
AGAINST: tuple[AimName, ...] = ("people", "four_stars", "changes", "liaison_staff")
FRONTIER = Table(
    "frontier",
    "a posture than which none is quicker with as few people, stars, changes or liaison staff",
    (
        VARIANT,
        choice(
            "against",
            "what delay is weighed against: people, four_stars, changes or liaison_staff",
            *AGAINST,
        ),
        integer("point", "1 for the quickest posture; 0 where there is none"),
        integer("count", "how much of it the posture has", "people, commanders or changes"),
        STATUS,
        DELAY,
        GAP,
        *MORE,
        number("price_each", "delay added for each one fewer, from the point before", "h/day"),
        Column("effect", "more (delay than the point before) or within gap (smaller than what the solver left open)"),
        *COUNTS,
        FROM_BEST,
        TAKEN,
        flag("complete", "whether the points are proved to be all that no other posture beats"),
        BLOCKED,
    ),
    ("variant", "against", "point"),
)
TABLES = (FRONTIER,)


@dataclass(frozen=True)
class Explored:
    """A frontier as far as the results go: points by count, falling delay; the experiments to ask next (none: finished), and
    whether every count was settled."""

    points: tuple[tuple[int, Result], ...]
    wanted: tuple[Experiment, ...]
    complete: bool


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses counts that are none, and fewer points than nothing."""
    against, most = study.setting("against", SETTINGS), study.setting("most_points", SETTINGS)
    needs(refuse, len(against) > 0, "against", "", f"must name one or more of {', '.join(AGAINST)}")
    needs_each_of(refuse, "against", against, AGAINST, f"must be among {', '.join(AGAINST)}")
    needs(refuse, most >= 0, "most_points", most, "must not be negative")


def steps(study: Study, base: Instance) -> Steps:
    """Rounds of halvings, all variants and counts at once."""
    against, most, instances = _against(study), _most_points(study), worlds(study, base)
    results: Mapping[Experiment, Result] = {}
    while wanted := [
        experiment
        for variant in study.variants
        for aim in against
        for experiment in explore(variant, aim, instances[variant], results, most).wanted
    ]:
        results = yield list(dict.fromkeys(wanted))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`frontier`: a row for each point, the quickest first."""
    most, instances = _most_points(study), worlds(study, base)
    rows: list[Row] = []
    for variant in study.variants:
        for aim in _against(study):
            found = explore(variant, aim, instances[variant], results, most)
            if found.points:
                rows += _rows(variant, aim, found)
            else:
                rows.append(_no_point(variant, aim, results.get(Experiment(variant, task=quickest(aim)))))
    return {"frontier": rows}


def quickest(aim: AimName, most: int | None = None) -> Task:
    """The least delay, then the least of the aim, with at most so much of it."""
    rest = [name for name in ORDINARY if name not in ("weighted_delay", aim)]
    return Task(("weighted_delay", aim, *rest), () if most is None else (Cap(aim, most),))


def least(aim: AimName) -> Task:
    """The least of the aim, whatever the delay."""
    return Task((aim, *(name for name in ORDINARY if name != aim)))


def explore(variant: str, aim: AimName, world: Instance, results: Mapping[Experiment, Result], most_points: int = 0) -> Explored:
    """What the results say of the frontier, and what to ask next."""
    ends = Experiment(variant, task=quickest(aim)), Experiment(variant, task=least(aim))
    if any(end not in results for end in ends):
        return Explored((), tuple(end for end in ends if end not in results), False)
    best, leanest = (results[end] for end in ends)
    high, low = count(aim, world, best), count(aim, world, leanest)
    if high is None or low is None:
        return Explored((), (), False)
    points = {high: best}
    complete = True
    # Of each interval every count from its first to its last is open; the very first halving is the lean end itself.
    level = [(low, low), (low + 1, high - 1)] if low < high else []
    while level := [interval for interval in level if interval[0] <= interval[1]]:
        if most_points and len(points) >= most_points:
            return Explored(_sorted(points), (), False)
        asked = {interval: Experiment(variant, task=quickest(aim, sum(interval) // 2)) for interval in level}
        if missing := tuple(experiment for experiment in asked.values() if experiment not in results):
            return Explored(_sorted(points), missing, False)
        following = []
        for (first, last), experiment in asked.items():
            reached = count(aim, world, results[experiment])
            if reached is None:
                complete = False
                continue
            points.setdefault(reached, results[experiment])
            following += [(first, reached - 1), (sum((first, last)) // 2 + 1, last)]
        level = following
    return Explored(_sorted(points), (), complete and all(result.status == "optimal" for result in points.values()))


def count(aim: AimName, world: Instance, result: Result) -> int | None:
    """How much of the aim a posture has; None where there is no posture."""
    if result.weighted_delay is None:
        return None
    if aim == "liaison_staff":
        return sum(world.liaison_levels[int(decision[-1])].staff for decision in result.decisions if decision[0] == "level")
    return cast(int, getattr(result, aim))


def _sorted(points: Mapping[int, Result]) -> tuple[tuple[int, Result], ...]:
    """The points with the most of the count first; those that another beats (solves that ran out of time) are left out."""
    kept: list[tuple[int, Result]] = []
    for counted, result in sorted(points.items()):
        if not kept or cast(float, result.weighted_delay) < cast(float, kept[-1][1].weighted_delay):
            kept.append((counted, result))
    return tuple(reversed(kept))


def _against(study: Study) -> tuple[AimName, ...]:
    return tuple(study.setting("against", SETTINGS))


def _most_points(study: Study) -> int:
    return int(study.setting("most_points", SETTINGS))


def _rows(variant: str, aim: AimName, found: Explored) -> list[Row]:
    rows: list[Row] = []
    best, before = found.points[0][1], None
    for point, (counted, result) in enumerate(found.points, 1):
        price = None if before is None else _price_each(before, (counted, result))
        effect = "" if before is None else _effect(result, before[1])
        rows.append(_row(variant, aim, point, result, best, count=counted, price_each=price, effect=effect, complete=found.complete))
        before = counted, result
    return rows


def _no_point(variant: str, aim: AimName, result: Result | None) -> Row:
    proved = infeasible(result)
    return _row(variant, aim, 0, result, None, count=None, price_each=None, effect="no posture", complete=proved)


def _row(variant: str, aim: AimName, point: int, result: Result | None, best: Result | None, **more_cells: Cell) -> Row:
    return {
        "variant": variant,
        "against": aim,
        "point": point,
        "status": status(result),
        **numbers(result, "weighted_delay", "gap"),
        **more(result, best),
        **counts(result),
        **changed(result, best),
        "blocked_by": blocked([result]),
        **more_cells,
    }


def _price_each(before: tuple[int, Result], after: tuple[int, Result]) -> float:
    return (cast(float, after[1].weighted_delay) - cast(float, before[1].weighted_delay)) / (before[0] - after[0])


def _effect(result: Result, before: Result) -> str:
    """Whether the step from the point before is larger than what the gaps leave open. Neighbours differ by more than nothing, by
    the way they are found."""
    return "more" if difference_span(result, before)[0] > 0 else "within gap"
