"""A whole outcome as text and back, so that a run can be kept and its report written later, or elsewhere.

Only what was decided and proved is kept. What the posture costs is worked out anew from it, which gives the very same numbers.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.delay.posture import Posture, Route, Step
from model.solving.outcome import ConflictItem, Outcome, SolveCount, Status


def text_of(outcome: Outcome) -> str:
    """The outcome in JSON, without its evaluation."""
    told = {field.name: getattr(outcome, field.name) for field in dataclasses.fields(outcome) if field.name != "evaluation"}
    return json.dumps(_plain(told), separators=(",", ":"))


def outcome_of(text: str, instance: Instance) -> Outcome:
    """The outcome again, with the evaluation of its posture under the instance it answers for."""
    told = json.loads(text)
    posture = None if told["posture"] is None else _posture(told["posture"])
    whole = {
        "status": Status(told["status"]),
        "posture": posture,
        "evaluation": None if posture is None else evaluate(instance, posture),
        "conflict": tuple(ConflictItem(**item) for item in told["conflict"]),
        "count": SolveCount(**told["count"]),
    }
    return Outcome(**{**told, **whole})


def posture_text(posture: Posture) -> str:
    """A posture alone in JSON."""
    return json.dumps(_plain(posture), separators=(",", ":"))


def posture_of(text: str) -> Posture:
    """The posture that `posture_text` wrote."""
    return _posture(json.loads(text))


def posture_within(text: str) -> str:
    """The posture of an outcome's text, as `posture_text` writes it; empty where it has none."""
    found = json.loads(text)["posture"]
    return "" if found is None else json.dumps(found, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Records become mappings; mappings with keys of several parts become lists of pairs."""
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        if all(isinstance(name, str) for name in value):
            return {name: _plain(part) for name, part in value.items()}
        return [[_plain(key), _plain(part)] for key, part in value.items()]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else value


def _frozen(value: Any) -> Any:
    """Lists become tuples, all the way down."""
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value


def _posture(told: Mapping[str, Any]) -> Posture:
    decided = {name: dict(_frozen(pairs)) for name, pairs in told.items() if name != "routes"}
    routes = tuple(Route(**{**route, "steps": tuple(Step(**step) for step in route["steps"])}) for route in told["routes"])
    return Posture(**decided, routes=routes)
