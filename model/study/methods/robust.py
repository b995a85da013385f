"""One posture: what cannot wait is decided once for many futures.

HQs opened, grades, officers, teams and holders are the same in every future; routes and utilisation bands adapt. Futures are named
scenarios (`[[settings.scenarios]]`, as for the method `scenarios`, with a `weight` where they do not count alike), or a sample over the
study's factors that is reduced to a few representatives. A future in which a variant has no posture at all is left out, and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.data.instance import Instance
from model.solving.robust.futures import AIMS
from model.study.experiment import Experiment, FutureSettings, OnePosture, Result
from model.study.methods import Steps, robust_tables, scenario_entries
from model.study.methods.compare import has_posture
from model.study.methods.refusals import Refuse, needs, needs_futures, needs_one_of, needs_share
from model.study.methods.robust_futures import ChosenFutures, WeightedPoint, chosen_futures
from model.study.methods.robust_results import Asked
from model.study.methods.robust_search import LARGEST, RobustSearch
from model.study.studyfile import MOST_SAMPLES, Study
from model.tables.column import Row

USES = ("factors", "samples", "seed")
# `aim`: what is least; `tail`: the share of the worst futures over which CVaR averages; `gap`: the relative gap at which the search
# ends; `representatives`: how many futures stand for the sample; `together`: the most that one solve takes; `spread`: how far from the
# base value towards the ends of its range each factor goes; `held_out`: futures of the check, which the solve does not know.
SETTINGS: dict[str, Any] = {
    "scenarios": (),
    "aim": "expected",
    "tail": 0.2,
    "gap": 0.001,
    "representatives": 16,
    "together": 16,
    "spread": 1.0,
    "held_out": 32,
}
TABLES = robust_tables.TABLES
MADE = robust_tables.ROBUST_PRICE.name
# The gap of what is possible in a future alone, in parts of the study's.
OWN_GAP = 0.1


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses scenarios that are not well written, or none, and settings that say nothing."""
    settings = {**SETTINGS, **study.settings}
    needs_one_of(refuse, "aim", settings["aim"], AIMS)
    needs_share(refuse, "tail", settings["tail"])
    needs_share(refuse, "spread", settings["spread"])
    needs(refuse, 0 <= settings["gap"] < 1, "gap", settings["gap"], "must be a share of at least 0 and below 1")
    for name, least in (("representatives", 1), ("together", 2), ("held_out", 0)):
        why = f"must be at least {least} and at most {MOST_SAMPLES}"
        needs(refuse, least <= settings[name] <= MOST_SAMPLES, name, settings[name], why)
    if settings["scenarios"]:
        scenario_entries.check_scenarios(study, base, refuse, weighted=True)
    else:
        needs_futures(study, refuse)


def steps(study: Study, base: Instance) -> Steps:
    """The base values; every future for itself; all futures together, in as many rounds as their search takes."""
    results = yield [Experiment(variant) for variant in study.variants]
    futures = _futures(study, base, results)
    results = yield [_alone(study, variant, point) for variant in study.variants for point in futures.points]
    searches = [_search(study, base, _asked(study, variant, futures, results), results) for variant in study.variants]
    while True:
        asked = [experiment for search in searches if search is not None for experiment in search.step(results).asked]
        if not asked or all(experiment in results for experiment in asked):
            return
        results = yield asked


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`robust`, `robust_futures`, `robust_price` and `robust_check`."""
    futures = _futures(study, base, results)
    asked = [_asked(study, variant, futures, results) for variant in study.variants]
    searches = {one.variant: _search(study, base, one, results) for one in asked}
    found = {variant: search.step(results).found for variant, search in searches.items() if search is not None}
    return robust_tables.rows(study, base, futures, asked, found, results)


def _futures(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> ChosenFutures:
    at_base = {variant: results.get(Experiment(variant)) for variant in study.variants}
    return chosen_futures(study, base, {variant: result for variant, result in at_base.items() if result is not None})


def _alone(study: Study, variant: str, point: WeightedPoint) -> Experiment:
    """What is possible in one future, to a tenth of the study's gap: an ordinary run would also prove which of equal postures is taken."""
    gap = float(study.settings["gap"]) * OWN_GAP
    asked = OnePosture("expected", (FutureSettings(point.name, 1.0, ()),), float(study.settings["tail"]), gap)
    return Experiment(variant, point.settings, robust=asked)


def _asked(study: Study, variant: str, futures: ChosenFutures, results: Mapping[Experiment, Result]) -> Asked:
    """What is asked for a variant: the futures in which it has a posture at all, by their weights among themselves."""
    alone = {point.name: results.get(_alone(study, variant, point)) for point in futures.points}
    possible = [point for point in futures.points if has_posture(alone[point.name])]
    total = sum(point.weight for point in possible)
    if not possible:
        return Asked(variant, None, alone)
    wanted = study.settings["aim"] in LARGEST
    settings = tuple(
        FutureSettings(point.name, point.weight / total, point.settings, _optimum(alone[point.name]) if wanted else None)
        for point in possible
    )
    asked = OnePosture(study.settings["aim"], settings, float(study.settings["tail"]), float(study.settings["gap"]))
    return Asked(variant, Experiment(variant, robust=asked), alone)


def _search(study: Study, base: Instance, asked: Asked, results: Mapping[Experiment, Result]) -> RobustSearch | None:
    if asked.experiment is None:
        return None
    alone = {"": results.get(Experiment(asked.variant)), **asked.alone}
    known = {name: result for name, result in alone.items() if result is not None}
    return RobustSearch(base, asked.experiment, int(study.settings["together"]), known)


def _optimum(result: Result | None) -> float | None:
    return None if result is None else result.weighted_delay
