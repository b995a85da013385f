"""Carries a method out without workers or store: asks its questions one after the other and remembers the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from model.data.cells import value_text
from model.data.instance import Instance
from model.data.reader import load_instance
from model.errors import Finding, InputError
from model.solving.options import SolveOptions
from model.study import evaluate
from model.study.experiment import Experiment, Result
from model.study.methods import load_method
from model.study.studyfile import Factor, Study
from model.tables.cells import written_rows
from model.tables.column import Row, Table
from model.tables.reading import read_rows

TEACHING = Path(__file__).resolve().parents[3] / "instances" / "teaching"
Solve = Callable[[Experiment], Result]


@cache
def teaching() -> Instance:
    """The teaching instance as its folder stands."""
    return load_instance(TEACHING)


@cache
def solved(question: Experiment) -> Result:
    """The question solved on the teaching instance; no question twice in one test run."""
    return evaluate.answer(teaching(), question, SolveOptions())


def study(method: str, variants: Sequence[str], factors: Sequence[str | Factor] = (), **more: Any) -> Study:
    """A study of the first variant and the others; factors are paths, or several paths under a name."""
    made = tuple(one if isinstance(one, Factor) else Factor(one, (one,)) for one in factors)
    return Study("test", "", "", method, variants[0], tuple(variants), made, **more)


def refused(asked: Study, base: Instance) -> list[Finding]:
    """What the method refuses, as where a study is read from its file."""
    found: list[Finding] = []

    def refuse(key: str, value: object, why: str, hint: str = "", at: str = "") -> None:
        found.append(Finding("studies/test.toml", 0, key, value_text(value), why, hint))

    load_method(asked.method).check(asked, base, refuse)  # type: ignore[attr-defined]
    return found


def carry_out(
    asked: Study, solve: Solve = solved, instance: Instance | None = None
) -> tuple[dict[str, list[Row]], dict[Experiment, Result]]:
    """The tables of a study of an instance, by default of the teaching instance, written and read back to see that they are those declared,
    and all results."""
    method = load_method(asked.method)
    base = teaching() if instance is None else instance
    if found := refused(asked, base):
        raise InputError(found)
    results: dict[Experiment, Result] = {}
    steps = method.steps(asked, base)
    questions = next(steps, None)
    while questions is not None:
        assert questions, "a round without questions would never end"
        for question in questions:
            if question not in results:
                results[question] = solve(question)
        try:
            questions = steps.send(results)
        except StopIteration:
            questions = None
    made = method.tables(asked, base, results)
    for table in method.TABLES:
        assert fits(table, made[table.name]), table.name
        assert len(read_rows(table, written_rows(table.columns, made[table.name]))) == len(made[table.name])
    assert set(made) == {table.name for table in method.TABLES}
    return made, results


def fits(table: Table, rows: Sequence[Row]) -> bool:
    """Whether no key of a table stands in it twice and every word is one that its column allows."""
    keys = [tuple(row[name] for name in table.key) for row in rows]
    allowed = all(row[column.name] in column.choices for column in table.columns if column.choices for row in rows)
    return allowed and (not table.key or len(set(keys)) == len(keys))


def made_up(delay: float | None, status: str = "optimal", gap: float = 0.0, **more: Any) -> Result:
    """A result that no solver found."""
    if delay is None:
        return Result(status, **more)
    return Result(status, weighted_delay=delay, bound=delay * (1 - gap), gap=gap, **more)
