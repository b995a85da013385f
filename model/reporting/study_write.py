"""The folder of a study: the tables of its method, every question it asked, the dictionary and the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from model.data.instance import BASE
from model.errors import ModelFault
from model.reporting.cells import Row
from model.reporting.companions import report_files
from model.reporting.study_columns import METHOD_TABLES, STUDY_TABLES
from model.reporting.write import check_replaceable, replace_folder
from model.solving.task import RUN, Task
from model.study.question import Question, Result


def write_study(folder: Path, tables: Mapping[str, Sequence[Row]], manifest: Mapping[str, object]) -> None:
    """Write the tables to `folder`, replacing an earlier report. Raises InputError where the folder is not ours to replace."""
    check_replaceable(folder)
    study = manifest.get("study")
    due = METHOD_TABLES.get(str(study.get("method")), tables) if isinstance(study, Mapping) else tables
    if set(due) != set(tables):
        raise ModelFault(f"a study wrote other tables than its method's: {sorted(set(due) ^ set(tables))}")
    declared = {name: STUDY_TABLES[name] for name in STUDY_TABLES if name in tables}
    replace_folder(folder, report_files(declared, tables, manifest, folder))


def questions_table(planned: Iterable[tuple[Question, str]], results: Mapping[Question, Result]) -> list[Row]:
    """A row for each planned question that has a result, in the order of planning."""
    return [
        _row(number, question, key, results[question]) for number, (question, key) in enumerate(planned, start=1) if question in results
    ]


def _row(number: int, question: Question, key: str, result: Result) -> Row:
    return {
        "variant": question.variant or BASE,
        "number": number,
        "settings": " ".join(f"{path}={value}" for path, value in question.settings),
        "left_out": "|".join(f"{kind} {name}" for kind, name in question.without),
        "shut_out": "; ".join(
            f"{forbid.authority}: {'|'.join(forbid.holders)}" + (f" in {'|'.join(forbid.conditions)}" if forbid.conditions else "")
            for forbid in question.forbids
        ),
        "task": task_in_words(question.task),
        "status": result.status,
        "weighted_delay": result.weighted_delay,
        "bound": result.bound,
        "gap": result.gap,
        "people": result.people,
        "four_stars": result.four_stars,
        "changes": result.changes,
        "worst_thread_hours": result.worst_thread_hours,
        "tie_break_proved": result.tie_break_proved,
        "blocked_by": "|".join(result.blocked_by),
        "reason": " ".join(result.reason.split()),
        "key": key,
    }


def task_in_words(task: Task) -> str:
    """The task as a planner reads it; empty for an ordinary run."""
    if task == RUN:
        return ""
    told = [" then ".join(task.aims)] if task.aims != RUN.aims else []
    told += [f"{cap.aim} at most {cap.most:g}" for cap in task.caps]
    told += [f"far from {len(task.away_from)} postures"] if task.away_from else []
    told += [f"tail {task.cvar_tail:g}"] if task.cvar_tail != RUN.cvar_tail or "cvar" in task.aims else []
    return "; ".join(told)
