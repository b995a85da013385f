"""A row of a store: how an experiment and its result are written down, and how it is told that what is read is what was written.

A disk that returns other bytes than it was given would else change numbers and nobody would know: SQLite does not look inside a row.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from model.solving.outcome import Status
from model.study.experiment import EVALUATED, Experiment, Result
from model.study.store_faults import Damage

_RESULT = TypeAdapter(Result)
_FIELDS = {field.name for field in dataclasses.fields(Result)}
# Two values nearer than this, relative to their size, are the same: another machine may round otherwise.
SAME = 1e-6
FIRST_COLUMNS = ["key", "question", "tries", "time_limit", "result"]  # of format 1, which had no seals
WITH_POSTURE = (Status.OPTIMAL.value, Status.FEASIBLE.value)


class StoredRow(NamedTuple):
    """A planned experiment as the file holds it: `experiment` and `result` as JSON, the time limit (s) under which the result was found."""

    key: str
    question: str
    tries: int
    time_limit: float | None
    result: str | None
    seal: str | None


def row_of(values: tuple[Any, ...], first: bool) -> StoredRow:
    """The row that a file of the first or the present format holds; columns that somebody has added are left out. Raises Damage where
    it has fewer."""
    found = (*values, None) if first else values[: len(StoredRow._fields)]
    if len(found) != len(StoredRow._fields):
        raise Damage("a row has other columns")
    return StoredRow._make(found)


def question_text(question: Experiment) -> str:
    """The experiment as JSON. Of postures that are given only digests: their texts are long, and hundreds of questions share them."""
    told = dataclasses.asdict(dataclasses.replace(question, many=None))
    if question.many is not None:
        shared = dataclasses.replace(question.many, postures=())
        named = {one.name: hashlib.sha256(one.text.encode()).hexdigest() for one in question.many.postures}
        told["many"] = {**dataclasses.asdict(shared), "postures": named}
    return json.dumps(told, default=_plain)


def result_text(result: Result) -> str:
    """The result as JSON."""
    return json.dumps(dataclasses.asdict(result))


def seal(key: str, question: str, time_limit: float | None, result: str) -> str:
    """A digest of a row that has a result."""
    return hashlib.sha256(json.dumps([key, question, time_limit, result]).encode()).hexdigest()


def sealed(row: StoredRow) -> StoredRow:
    """The row with the seal that belongs to it; none where it has no result."""
    return row if row.result is None else row._replace(seal=seal(row.key, row.question, row.time_limit, row.result))


def check_row(row: StoredRow, with_seal: bool = True) -> None:
    """Raises Damage unless the row is whole. The first format had no seals; there it must at least make sense."""
    key, question, tries, time_limit, result, found = row
    if not (isinstance(key, str) and isinstance(question, str) and isinstance(tries, int) and tries >= 0):
        raise Damage("a row has no question or no count of tries")
    if not isinstance(time_limit, float | None) or not isinstance(result, str | None):
        raise Damage(f"question {key} has a result or a time limit of another kind")
    if result is not None and with_seal and found != sealed(row).seal:
        raise Damage(f"the result of question {key} is not what was written")
    if result is not None and not with_seal:
        parsed(result)


def parsed(text: str) -> Result:
    """The result that was written as `text`. Raises Damage where it is none."""
    try:
        values = json.loads(text)
        result = _RESULT.validate_json(text, strict=True)
    except (ValidationError, ValueError, RecursionError):
        raise Damage("a result is not readable") from None
    if not isinstance(values, dict) or not values.keys() <= _FIELDS or result.status not in {*Status, EVALUATED}:
        raise Damage("a result is of another kind")
    if result.weighted_delay is None and result.status in WITH_POSTURE:
        raise Damage("a result lacks its delay")
    if result.lot is None and result.status == EVALUATED:
        raise Damage("a result lacks what postures come to")
    return result


def difference(first: Result, second: Result) -> str:
    """What two results of one experiment disagree in, in words; empty where they agree. Times and wording do not count."""
    for name in ("status", "people", "four_stars", "changes", "decisions"):
        if getattr(first, name) != getattr(second, name):
            return f"{name}: {getattr(first, name)} before, {getattr(second, name)} now"[:500]
    for name in ("weighted_delay", "worst_thread_hours"):
        one, other = getattr(first, name), getattr(second, name)
        if one is not None and other is not None and abs(one - other) > SAME * max(1.0, abs(one)):
            return f"{name}: {one!r} before, {other!r} now"
    return ""


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value, key=repr)
    raise TypeError(f"{type(value).__name__} has no place in a question")
