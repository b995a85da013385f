"""The example of the tests of one posture for many futures: three scenarios of the teaching instance, worked out by hand."""

from __future__ import annotations

from typing import Any

from model.study.experiment import Experiment, OnePosture, Result
from model.study.methods import robust
from model.study.studyfile import Study
from model.tables.column import Row
from tests.study.methods.driver import study

URGENCY, LOAD = "demand.operations@crisis.urgency", "demand.operations@crisis.requests_per_day"
SCENARIOS = tuple({"name": name, "set": {URGENCY: urgency}} for name, urgency in (("as_it_is", 4), ("urgent", 8), ("most_urgent", 12)))
# docs/teaching.md and tests/solving/test_robust.py: the posture of the base values and the one that is always manned, in each scenario.
A = {"as_it_is": 297.175, "urgent": 416.675, "most_urgent": 536.175}
B = {"as_it_is": 301.425, "urgent": 415.925, "most_urgent": 530.425}
BEST = (297.175, 415.925, 530.425)


def asked(aim: str = "regret", variants: tuple[str, ...] = ("delegate",), **more: Any) -> Study:
    """The three scenarios of the hand calculation."""
    settings = {**robust.SETTINGS, "scenarios": SCENARIOS, "gap": 0.0, "held_out": 0, "aim": aim}
    factors = more.pop("factors", ())
    return study("robust", variants, factors, settings={**settings, **more.pop("settings", {})}, **more)


def joint(results: dict[Experiment, Result]) -> list[OnePosture]:
    """What was solved about several futures together."""
    asked = [question.robust for question in results if question.robust is not None]
    return [one for one in asked if len(one.futures) > 1 and not one.kept]


def only(rows: list[Row], **wanted: str) -> Row:
    """The one row with these cells."""
    (row,) = (row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return row
