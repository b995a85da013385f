"""The tables that studies write: the experiments, in every study, and those that each method declares beside the function of their rows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from model.data.instance import BASE
from model.solving.task import RUN, Task
from model.study.experiment import EVALUATED, Experiment, ManyFutures, OnePosture, Result
from model.study.methods import METHODS, load_method
from model.study.methods.columns import BLOCKED, BOUND, COUNTS, DELAY, GAP
from model.study.methods.compare import counts, numbers
from model.tables.column import Column, Row, Table, choice, flag, integer, number
from model.tables.common import STATUSES, VARIANT

QUESTIONS = Table(
    "questions",
    "a question of the study and its result: every study writes this table",
    (
        VARIANT,
        integer("number", "number of the question, in the order of the study"),
        Column("settings", "what is set (path=value; several stand side by side with blanks)"),
        Column("left_out", "rules, mandates and pools not in force (a|b)"),
        Column("shut_out", "holders that may not hold an authority (authority: a|b)"),
        Column("task", "what is asked for, where it is not an ordinary run: aims in order, caps, how far from what"),
        choice(
            "status",
            "optimal, feasible (proved to within gap), infeasible, unbounded, no answer or failed; evaluated: no posture was asked for,"
            " but what given ones come to",
            *STATUSES,
            EVALUATED,
        ),
        DELAY,
        BOUND,
        GAP,
        *COUNTS,
        number("worst_thread_hours", "delay of the slowest request", "h"),
        flag("tie_break_proved", "whether the later aims are proved least among postures of equal first aim; empty: not known"),
        BLOCKED,
        Column("reason", "why there is no answer, or what is not proved of it"),
        Column("key", "SHA-256 of the changed instance, the task, the solver's options and the program"),
    ),
    ("number",),
)


def method_tables(method: str) -> dict[str, Table]:
    """The tables of a study of that method, by name in the order in which they are written; KeyError where there is no such method."""
    return {table.name: table for table in (QUESTIONS, *load_method(method).TABLES)}


@functools.cache
def study_tables() -> dict[str, Table]:
    """The tables of all methods, by name in the order of the dictionary. Loads every method."""
    return {name: table for method in METHODS for name, table in method_tables(method).items()}


def questions_table(planned: Iterable[tuple[Experiment, str]], results: Mapping[Experiment, Result]) -> list[Row]:
    """A row for each planned experiment that has a result, in the order of planning."""
    return [
        _row(number, experiment, key, results[experiment])
        for number, (experiment, key) in enumerate(planned, start=1)
        if experiment in results
    ]


def _row(number: int, experiment: Experiment, key: str, result: Result) -> Row:
    return {
        "variant": experiment.variant or BASE,
        "number": number,
        "settings": " ".join(f"{path}={value}" for path, value in experiment.settings),
        "left_out": "|".join(f"{kind} {name}" for kind, name in experiment.without),
        "shut_out": "; ".join(
            f"{forbid.authority}: {'|'.join(forbid.holders)}" + (f" in {'|'.join(forbid.conditions)}" if forbid.conditions else "")
            for forbid in experiment.forbids
        ),
        "task": _asked(experiment),
        "status": result.status,
        **numbers(result, "weighted_delay", "bound", "gap", "worst_thread_hours", "tie_break_proved"),
        **counts(result),
        "blocked_by": "|".join(result.blocked_by),
        "reason": " ".join(result.reason.split()),
        "key": key,
    }


def _asked(experiment: Experiment) -> str:
    if experiment.many is not None:
        return many_in_words(experiment.many)
    return task_in_words(experiment.task) if experiment.robust is None else robust_in_words(experiment.robust)


def task_in_words(task: Task) -> str:
    """The task as a planner reads it; empty for an ordinary run."""
    if task == RUN:
        return ""
    told = [" then ".join(task.aims)] if task.aims != RUN.aims else []
    told += [f"at least {-cap.most:g} decisions apart" if cap.aim == "distance" else f"{cap.aim} at most {cap.most:g}" for cap in task.caps]
    told += [f"far from {len(task.away_from)} postures"] if task.away_from else []
    told += [f"tail {task.cvar_tail:g}"] if task.cvar_tail != RUN.cvar_tail or "cvar" in task.aims else []
    return "; ".join(told)


def robust_in_words(asked: OnePosture) -> str:
    """The question about one posture for several futures as a planner reads it."""
    if asked.kept:
        return f"a design kept in {len(asked.futures)} futures"
    told = [f"one posture for {len(asked.futures)} futures", asked.aim]
    told += [f"tail {asked.tail:g}"] if asked.aim == "cvar" else []
    told += [f"at most {asked.ceiling:.6g}"] if asked.ceiling is not None else []
    return "; ".join([*told, f"gap {asked.gap:g}"])


def many_in_words(asked: ManyFutures) -> str:
    """The question about given postures in many futures as a planner reads it."""
    postures = f"{len(asked.postures)} posture{'' if len(asked.postures) == 1 else 's'}"
    told = f"{postures} in futures {asked.first + 1} to {asked.first + asked.number}"
    return f"{told}; routes chosen anew" if asked.reroute else told
