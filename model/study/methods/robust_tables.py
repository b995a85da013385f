"""The tables of a robust study: the posture, what it costs in each future, what it gives up and saves, and how it does in futures that
the solve did not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.data.instance import Instance
from model.delay.measure import by_slot, tail_mean
from model.solving.outcome import Status
from model.solving.robust.futures import AIMS
from model.study.experiment import Experiment, Result
from model.study.methods import robust_check
from model.study.methods.columns import CHANGED, COUNTS
from model.study.methods.compare import changed, counts, numbers, percent, status
from model.study.methods.robust_futures import ChosenFutures, WeightedPoint, sample
from model.study.methods.robust_results import OWN, Asked, RobustResults, delay_of
from model.study.methods.robust_results import about as about_variant
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, choice, flag, integer, number
from model.tables.common import STATUS, VARIANT

ROBUST = Table(
    "robust",
    "a decision of the one posture",
    (
        VARIANT,
        choice("kind", "what is decided", "opened", "graded", "holds", "level", "sized"),
        Column("phase", "phase"),
        Column("condition", "condition, where the decision depends on it"),
        Column("what", "HQ, desk, channel or authority"),
        Column("value", "what is decided: open, a grade, officers, a liaison level or holders (a|b); empty where there is none"),
        Column("at_base", f"the same in {OWN}"),
        flag("differs", "whether the two differ"),
        Column("differs_from", "variants whose posture of the base values decides otherwise here (a|b)"),
    ),
    ("variant", "kind", "phase", "condition", "what"),
)
ROBUST_FUTURES = Table(
    "robust_futures",
    "a variant in a future that its one posture was made for",
    (
        VARIANT,
        Column("future", "name of the scenario, or number of the sample"),
        number("weight", "weight of the future among all of the study", "1"),
        STATUS,
        number("weighted_delay", "weighted delay of the one posture there; empty where the variant has no posture there at all", "h/day"),
        number("optimum", "the least that the variant can have there, if only this future counts", "h/day"),
        number("optimum_gap", "relative gap between optimum and its proven bound: at most a tenth of the study's", "1"),
        number("regret", "weighted_delay less optimum", "h/day"),
        number("regret_percent", "regret in percent of optimum", "%"),
        number("base_delay", f"weighted delay of {OWN} there, with routes and bands adapted; empty where it does not hold there", "h/day"),
        number("base_regret", "base_delay less optimum", "h/day"),
    ),
    ("variant", "future"),
)
ROBUST_PRICE = Table(
    "robust_price",
    "a variant: what one posture for all futures gives up and saves",
    (
        VARIANT,
        choice("aim", "what is least over all futures", *AIMS),
        STATUS,
        number("value", "the aim's value", "h/day"),
        number("bound", "proven lower bound on it", "h/day"),
        number("gap", "relative gap between the two; of a regret relative to itself and the mean optimum", "1"),
        integer("futures", "futures that the posture was made for", "futures"),
        integer("left_out", "futures in which the variant has no posture at all, or none was found", "futures"),
        number("weight_left_out", "their weight", "1"),
        integer("sampled", "futures that these stand for; 0 where they are named", "futures"),
        number("reduction_error", f"largest relative error in the mean delay of {OWN} when the representatives stand for all", "1"),
        number("at_base", "weighted delay of the one posture at the base values", "h/day"),
        number("optimum_at_base", "the least that the variant can have there", "h/day"),
        number("given_up", "the difference: the price of robustness", "h/day"),
        number("given_up_percent", "given_up in percent of optimum_at_base", "%"),
        *(
            column
            for name, what in (("mean", "mean"), ("tail", "mean over the worst futures, up to the study's share"), ("worst", "largest"))
            for column in (
                number(f"{name}_delay", f"{what} weighted delay of the one posture", "h/day"),
                number(f"base_{name}_delay", f"the same of {OWN}; empty where it does not hold in some future", "h/day"),
                number(f"{name}_saved", "the difference", "h/day"),
            )
        ),
        number("most_regret", "largest regret of the one posture", "h/day"),
        number("base_most_regret", f"the same of {OWN}", "h/day"),
        integer("base_does_not_hold", f"futures in which {OWN} does not hold", "futures"),
        *COUNTS,
        CHANGED,
        flag("tie_break_proved", "whether the later aims are proved least among postures of equal first aim; empty: not known"),
        Column("reason", "why there is no posture, or what is not proved of it"),
    ),
    ("variant",),
)
TABLES = (ROBUST, ROBUST_FUTURES, ROBUST_PRICE, robust_check.ROBUST_CHECK)


def rows(
    study: Study,
    base: Instance,
    futures: ChosenFutures,
    asked: Sequence[Asked],
    found: Mapping[str, Result | None],
    results: Mapping[Experiment, Result],
) -> dict[str, list[Row]]:
    """The rows of all four tables; `found` is what was found for all futures, by variant."""
    variants = [about_variant(base, futures, one, found.get(one.variant), results) for one in asked]
    owns = {one.asked.variant: one.own for one in variants if one.own is not None and one.own.decisions}
    held_out = sample(study, base, int(study.settings["held_out"]), study.seed + 1) if study.factors else []
    return {
        "robust": [row for one in variants for row in _posture(one, owns)],
        "robust_futures": [_future(one, point) for one in variants for point in futures.points],
        "robust_price": [_price(study, base, futures, one) for one in variants],
        "robust_check": [row for one in variants for row in robust_check.rows(study, base, held_out, one)],
    }


# The posture --------------------------------------------------------------------------------------------------------


def _posture(about: RobustResults, owns: Mapping[str, Result]) -> list[Row]:
    if about.one is None or not about.one.decisions:
        return []
    taken = _values(about.one)
    others = {variant: _values(result) for variant, result in owns.items()}
    own = others.get(about.asked.variant, {})
    keys = sorted(taken.keys() | own.keys())
    return [
        {
            "variant": about.asked.variant,
            "kind": key[0],
            "phase": key[1],
            "condition": key[2],
            "what": key[3],
            "value": taken.get(key, ""),
            "at_base": own.get(key, ""),
            "differs": taken.get(key, "") != own.get(key, ""),
            "differs_from": "|".join(variant for variant, values in others.items() if values.get(key, "") != taken.get(key, "")),
        }
        for key in keys
    ]


def _values(result: Result) -> dict[tuple[str, str, str, str], str]:
    """(kind, phase, condition, what) -> value, of every decision."""
    values: dict[tuple[str, str, str, str], str] = {}
    for slot, taken in by_slot(result.decisions).items():
        kind, phase, *what = (str(part) for part in slot)
        condition = what.pop(0) if kind == "holds" else ""
        text = "open" if kind == "opened" else "|".join(sorted(str(decision[-1]) for decision in taken))
        values[kind, phase, condition, " - ".join(what)] = text
    return values


# Its hours ----------------------------------------------------------------------------------------------------------


def _one_delays(about: RobustResults) -> Mapping[str, float]:
    return {} if about.one is None or about.one.delay_by_future is None else about.one.delay_by_future


def _future(about: RobustResults, point: WeightedPoint) -> Row:
    alone = about.asked.alone.get(point.name)
    optimum = None if alone is None else alone.weighted_delay
    delay, own = _one_delays(about).get(point.name), about.base_delays[point.name]
    regret = _less(delay, optimum)
    return {
        "variant": about.asked.variant,
        "future": point.name,
        "weight": point.weight,
        "status": status(alone),
        "weighted_delay": delay,
        "optimum": optimum,
        "optimum_gap": None if alone is None else alone.gap,
        "regret": regret,
        "regret_percent": percent(regret, optimum),
        "base_delay": own,
        "base_regret": _less(own, optimum),
    }


def _price(study: Study, base: Instance, futures: ChosenFutures, about: RobustResults) -> Row:
    variant, one = about.asked.variant, about.one
    asked = None if about.asked.experiment is None else about.asked.experiment.robust
    weights = {} if asked is None else {future.name: future.weight for future in asked.futures}
    optimum = None if about.own is None else about.own.weighted_delay
    at_base = delay_of(base, variant, WeightedPoint("base", 1.0, ()), about.one_design)
    mine = _summary(study, weights, _one_delays(about))
    own = _summary(study, weights, {name: about.base_delays[name] for name in weights})
    regrets = {name: about.asked.alone[name] for name in weights}
    return {
        "variant": variant,
        "aim": study.settings["aim"],
        "status": _status(about),
        "value": None if one is None else one.aim_value,
        "bound": None if one is None else one.aim_bound,
        "gap": None if one is None else one.aim_gap,
        "futures": len(weights),
        "left_out": len(futures.points) - len(weights),
        "weight_left_out": sum(point.weight for point in futures.points if point.name not in weights),
        "sampled": futures.sampled,
        "reduction_error": futures.error,
        "at_base": at_base,
        "optimum_at_base": optimum,
        "given_up": _less(at_base, optimum),
        "given_up_percent": percent(_less(at_base, optimum), optimum),
        **{
            column: value
            for name in ("mean", "tail", "worst")
            for column, value in (
                (f"{name}_delay", mine.get(name)),
                (f"base_{name}_delay", own.get(name)),
                (f"{name}_saved", _less(own.get(name), mine.get(name))),
            )
        },
        "most_regret": _most_regret(_one_delays(about), regrets),
        "base_most_regret": _most_regret(about.base_delays, regrets),
        "base_does_not_hold": sum(about.base_delays[name] is None for name in weights),
        **counts(one),
        "decisions_changed": changed(one, about.own)["decisions_changed"],
        **numbers(one, "tie_break_proved"),
        "reason": _reason(about),
    }


def _status(about: RobustResults) -> str:
    """Of a variant that could not be asked at all: infeasible where that is proved of every future."""
    if about.one is not None:
        return about.one.status
    alone = {status(result) for result in about.asked.alone.values()}
    return Status.INFEASIBLE.value if alone == {Status.INFEASIBLE.value} else Status.NO_ANSWER.value


def _reason(about: RobustResults) -> str:
    if about.asked.experiment is None:
        return "in none of the futures has the variant a posture"
    return "" if about.one is None else " ".join(about.one.reason.split())


def _summary(study: Study, weights: Mapping[str, float], delays: Mapping[str, float | None]) -> dict[str, float]:
    """Mean, tail mean and largest of the delays; nothing where one of them is missing."""
    known = {name: hours for name in weights if (hours := delays.get(name)) is not None}
    if not known or len(known) < len(weights):
        return {}
    mean = sum(weights[name] * hours for name, hours in known.items())
    return {"mean": mean, "tail": tail_mean(known, weights, float(study.settings["tail"])), "worst": max(known.values())}


def _most_regret(delays: Mapping[str, float | None], alone: Mapping[str, Result | None]) -> float | None:
    regrets = [_less(delays.get(name), None if result is None else result.weighted_delay) for name, result in alone.items()]
    known = [regret for regret in regrets if regret is not None]
    return max(known) if known and len(known) == len(regrets) else None


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
