"""Alternatives: postures as different as possible that are nearly as good.

They lie within a few percent of the best; what never changes among them is as much of an answer.

Each alternative maximises the least number of decisions in which it differs from the best posture and from every alternative
before it, then the ordinary aims. The search ends early where nothing different is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from model.data.instance import Instance
from model.delay.measure import Decision, Slot, by_slot
from model.solving.task import ORDINARY, Cap, Task
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import BLOCKED, COUNTS, DELAY, FROM_BEST, MORE, TAKEN
from model.study.methods.compare import blocked, changed, counts, decisions_changed, more, status
from model.study.methods.factors import fault
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, choice, flag, integer, number
from model.tables.common import STATUS, VARIANT

# `within`: percent by which an alternative may be slower than the best; `number`: how many to look for beside it.
SETTINGS: dict[str, Any] = {"within": 2.0, "number": 4}
KINDS = {"opened": "open", "graded": "grade", "holds": "holder", "level": "liaison level", "sized": "officers"}
ALTERNATIVES = Table(
    "alternatives",
    "the best posture, or one as different as possible that is nearly as good",
    (
        VARIANT,
        integer("alternative", "0 for the best posture, then in the order found"),
        STATUS,
        DELAY,
        *MORE,
        *COUNTS,
        FROM_BEST,
        integer(
            "decisions_changed_nearest", "least number of decisions that differ from any posture before it, counted alike", "decisions"
        ),
        flag("most_different", "whether no posture is proved to differ more from those before it (best: proved best)"),
        TAKEN,
        BLOCKED,
    ),
    ("variant", "alternative"),
)

STABILITY = Table(
    "stability",
    "something decided, and how many of the alternatives decide it alike",
    (
        VARIANT,
        choice("kind", "open, grade, holder, liaison level or officers", "open", "grade", "holder", "liaison level", "officers"),
        Column("decision", "what is decided: phase, then condition, authority, HQ, channel or desk"),
        Column("best", "how the best posture decides it"),
        Column("others", "how alternatives decide it otherwise (a|b)"),
        integer("postures", "postures compared: the best and its alternatives", "postures"),
        integer("alike", "those that decide it like the best", "postures"),
        number("share", "alike in parts of postures: decision stability", "1"),
        flag("never_changes", "whether all of them decide it like the best"),
    ),
    ("variant", "kind", "decision"),
    filled=("share",),
)
TABLES = (ALTERNATIVES, STABILITY)


def steps(study: Study, base: Instance) -> Steps:
    """A round for each alternative, all variants at once."""
    results: Mapping[Experiment, Result] = {}
    while wanted := [experiment for variant in study.variants for experiment in _found(study, variant, results)[1]]:
        results = yield list(dict.fromkeys(wanted))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`alternatives`, the best first, and `stability`, what is decided alike among them, the least stable first."""
    rows: list[Row] = []
    stability: list[Row] = []
    for variant in study.variants:
        found, _ = _found(study, variant, results)
        if not found:
            result = results.get(Experiment(variant))
            rows.append({**_row(variant, 0, [], result), "blocked_by": blocked([result])})
        rows += [_row(variant, number, found[:number], result) for number, result in enumerate(found)]
        stability += _stability(variant, found)
    return {"alternatives": rows, "stability": stability}


def _found(study: Study, variant: str, results: Mapping[Experiment, Result]) -> tuple[list[Result], list[Experiment]]:
    """The best posture and the alternatives so far, and the experiment that is next (none: finished)."""
    within, number = float(study.settings.get("within", SETTINGS["within"])), int(study.settings.get("number", SETTINGS["number"]))
    if within < 0 or number < 1:
        raise fault(study, "settings", f"within = {within:g}, number = {number}", "within must not be negative, number at least 1")
    found: list[Result] = []
    experiment = Experiment(variant)
    while len(found) <= number:
        if experiment not in results:
            return found, [experiment]
        result = results[experiment]
        if result.weighted_delay is None or (found and apart(result, found) == 0):
            break
        found.append(result)
        most = cast(float, found[0].weighted_delay) * (1 + within / 100)
        away_from = tuple(frozenset(one.decisions) for one in found)
        experiment = Experiment(variant, task=Task(("distance", *ORDINARY), (Cap("weighted_delay", most),), away_from))
    return found, []


def apart(result: Result, others: list[Result]) -> int:
    """The least number of decisions in which the posture differs from any of the others."""
    return min(decisions_changed(result, other) for other in others)


def _row(variant: str, number: int, before: list[Result], result: Result | None) -> Row:
    delay = None if result is None else result.weighted_delay
    best = before[0] if before else None
    return {
        "variant": variant,
        "alternative": number,
        "status": status(result),
        "weighted_delay": delay,
        **more(result, best),
        **counts(result),
        **changed(result, best),
        "decisions_changed_nearest": apart(result, before) if before and result is not None and delay is not None else None,
        "most_different": delay is not None and status(result) == "optimal",
        "blocked_by": "",
    }


def _stability(variant: str, found: list[Result]) -> list[Row]:
    """A row for each thing decided in any of the postures."""
    if not found:
        return []
    chosen = [by_slot(result.decisions) for result in found]
    slots = sorted({slot for one in chosen for slot in one}, key=str)
    rows = [_stable_row(variant, slot, [_taken(slot, one) for one in chosen]) for slot in slots]
    return sorted(rows, key=lambda row: (float(cast(float, row["share"])), str(row["kind"]), str(row["decision"])))


def _stable_row(variant: str, slot: Slot, taken: list[str]) -> Row:
    alike = sum(answer == taken[0] for answer in taken)
    return {
        "variant": variant,
        "kind": KINDS[str(slot[0])],
        "decision": " ".join(str(part) for part in slot[1:]),
        "best": taken[0],
        "others": "|".join(sorted({answer for answer in taken if answer != taken[0]})),
        "postures": len(taken),
        "alike": alike,
        "share": alike / len(taken),
        "never_changes": alike == len(taken),
    }


def _taken(slot: Slot, chosen: Mapping[Slot, frozenset[Decision]]) -> str:
    if slot[0] == "opened":
        return "open" if slot in chosen else "closed"
    return " and ".join(sorted(str(decision[-1]) for decision in chosen.get(slot, ()))) or "none"
