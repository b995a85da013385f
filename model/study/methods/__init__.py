"""The kinds of study. A method says which questions it needs and makes tables of the answers; it solves nothing itself.

A method is a module here with

    def steps(study: Study, base: Instance) -> Steps
    def tables(study: Study, base: Instance, results: Mapping[Question, Result]) -> dict[str, list[Row]]

`steps` yields rounds of questions and is sent the results of all questions asked so far; it may look at them before it yields
the next round, and ends by returning. `tables` is pure. The method may also declare `SETTINGS`, the default of each of its own
keys: then other keys, and values of another kind, are refused in the study's file.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Protocol, cast

from model.data.instance import Instance
from model.study.question import Question, Result

if TYPE_CHECKING:
    from model.study.studyfile import Study

Row = Mapping[str, str | int | float | bool | None]
Steps = Generator[list[Question], Mapping[Question, Result], None]


class Method(Protocol):
    """What a method's module offers."""

    def steps(self, study: Study, base: Instance) -> Steps:
        """Rounds of questions."""

    def tables(self, study: Study, base: Instance, results: Mapping[Question, Result]) -> dict[str, list[Row]]:
        """Rows of each table the study writes."""


# Name in study files -> module. Loaded when used: some need libraries that others do without.
METHODS: dict[str, str] = {
    name: f"model.study.methods.{name}"
    for name in (
        "alternatives",
        "cvar",
        "frontier",
        "grid",
        "latin_hypercube",
        "morris",
        "prices",
        "regret",
        "scenarios",
        "sobol",
        "switch_points",
        "tornado",
    )
}


def load_method(name: str) -> Method:
    """The method of that name; KeyError where there is none."""
    return cast(Method, importlib.import_module(METHODS[name]))
