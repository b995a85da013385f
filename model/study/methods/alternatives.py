"""Alternatives: postures as different as possible that are nearly as good.

They lie within a few percent of the best; what never changes among them is as much of an answer.

Each alternative maximises the least number of decisions in which it differs from the best posture and from every alternative
before it, then the ordinary aims. Where `apart` is set it has the ordinary aims alone, and differs in that many decisions at least: the
second best, the third best and so on. The search ends early where nothing different is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from model.data.instance import Instance
from model.delay.evaluate import demands
from model.delay.measure import Decision, Slot, Slots, by_slot, distance
from model.solving.task import ORDINARY, Cap, Task
from model.study.evaluate import instance_for
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import BLOCKED, COUNTS, DELAY, FROM_BEST, MORE, TAKEN
from model.study.methods.compare import blocked, changed, counts, more, status
from model.study.methods.decision_rows import ALTERNATIVE_DECISIONS, decision_row
from model.study.methods.refusals import Refuse, needs, needs_each_of
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, choice, flag, integer, number
from model.tables.common import STATUS, VARIANT

USES: tuple[str, ...] = ()
# `within`: percent by which an alternative may be slower than the best; `number`: how many to look for beside it; `apart`: instead of the
# most different ones the next best, each at least so many decisions apart from those before it, however slow; `counted`: what counts for
# that, of COUNTED (none: everything), and of holders those
# alone of authorities that a request needs and one HQ alone may hold: a second holder whom nobody asks would make no other design.
SETTINGS: dict[str, Any] = {"within": 2.0, "number": 4, "apart": 0, "counted": ()}
COUNTED = ("holders", "openings", "grades", "teams", "desks")
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
            "decisions_changed_nearest",
            "least number of decisions that differ from any posture before it, of those that the study counts",
            "decisions",
        ),
        flag(
            "most_different",
            "whether it is proved: no posture differs more from those before it or, where the next best is asked for, waits less (best:"
            " proved best)",
        ),
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
TABLES = (ALTERNATIVES, STABILITY, ALTERNATIVE_DECISIONS)


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses limits that shut out the best posture itself, and differences that are none."""
    settings = {**SETTINGS, **study.settings}
    needs(refuse, settings["within"] >= 0, "within", settings["within"], "must not be negative")
    needs(refuse, settings["number"] >= 1, "number", settings["number"], "must be at least 1")
    needs(refuse, settings["apart"] >= 0, "apart", settings["apart"], "must not be negative")
    needs_each_of(refuse, "counted", settings["counted"], COUNTED, f"must be among {', '.join(COUNTED)}")


def steps(study: Study, base: Instance) -> Steps:
    """A round for each alternative, all variants at once."""
    results: Mapping[Experiment, Result] = {}
    among = {variant: _among(study, base, variant) for variant in study.variants}
    while wanted := [experiment for variant in study.variants for experiment in _found(study, variant, results, among[variant])[1]]:
        results = yield list(dict.fromkeys(wanted))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`alternatives`, the best first; `stability`, what is decided alike among them, the least stable first; `alternative_decisions`."""
    rows: list[Row] = []
    stability: list[Row] = []
    decided: list[Row] = []
    for variant in study.variants:
        among = _among(study, base, variant)
        found, _ = _found(study, variant, results, among)
        if not found:
            result = results.get(_first(study, variant))
            rows.append({**_row(variant, 0, [], result), "blocked_by": blocked([result])})
        rows += [_row(variant, number, found[:number], result, among) for number, result in enumerate(found)]
        stability += _stability(variant, found)
        decided += [decision_row(variant, number, one) for number, result in enumerate(found) for one in sorted(result.decisions, key=str)]
    return {"alternatives": rows, "stability": stability, "alternative_decisions": decided}


def postures(study: Study, base: Instance, variant: str, results: Mapping[Experiment, Result]) -> list[Result]:
    """The best posture of a variant and its alternatives, in the order found."""
    return _found(study, variant, results, _among(study, base, variant))[0]


def _first(study: Study, variant: str) -> Experiment:
    return Experiment(variant, study.set_to, stated=study.stated)


def _among(study: Study, base: Instance, variant: str) -> Slots:
    """The decisions that tell alternatives apart."""
    counted = tuple(study.settings.get("counted", ()))
    if not counted:
        return None
    instance = instance_for(base, _first(study, variant))
    found: set[Slot] = set()
    for phase in instance.phases:
        view = instance.at(phase.id)
        needed = {(condition, name) for condition, thread in demands(view) for name in view.threads[thread].approvals}
        sole = {key for key in needed if view.authorities[key[1]].holders_max == 1}
        slots: dict[str, list[Slot]] = {
            "holders": [("holds", phase.id, *key) for key in sole],
            "openings": [("opened", phase.id, hq) for hq in view.headquarters],
            "grades": [("graded", phase.id, hq) for hq in view.headquarters],
            "teams": [("level", phase.id, *ends) for ends in view.channels],
            "desks": [("sized", phase.id, desk) for desk in view.desks],
        }
        found |= {slot for what in counted for slot in slots[what]}
    return frozenset(found)


def _found(study: Study, variant: str, results: Mapping[Experiment, Result], among: Slots) -> tuple[list[Result], list[Experiment]]:
    """The best posture and the alternatives so far, and the experiment that is next (none: finished)."""
    settings = {**SETTINGS, **study.settings}
    within, number, least = float(settings["within"]), int(settings["number"]), int(settings["apart"])
    found: list[Result] = []
    experiment = _first(study, variant)
    while len(found) <= number:
        if experiment not in results:
            return found, [experiment]
        result = results[experiment]
        if result.weighted_delay is None or (found and apart(result, found, among) == 0):
            break
        found.append(result)
        away_from = tuple(frozenset(one.decisions) for one in found)
        task = _next_best(least) if least else _most_different(cast(float, found[0].weighted_delay) * (1 + within / 100))
        experiment = replace(_first(study, variant), task=replace(task, away_from=away_from, among=among))
    return found, []


def _most_different(most: float) -> Task:
    """As far away as can be within a delay (h/day)."""
    return Task(("distance", *ORDINARY), (Cap("weighted_delay", most),))


def _next_best(least: int) -> Task:
    """The best that is so many decisions away; distance is maximised, hence counted below nothing."""
    return Task(ORDINARY, (Cap("distance", -least),))


def apart(result: Result, others: list[Result], among: Slots = None) -> int:
    """The least number of decisions, `among` these where they are given, in which the posture differs from any of the others."""
    return distance(result.decisions, (other.decisions for other in others), among)


def _row(variant: str, number: int, before: list[Result], result: Result | None, among: Slots = None) -> Row:
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
        "decisions_changed_nearest": apart(result, before, among) if before and result is not None and delay is not None else None,
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
