"""The kinds of study. A method says which experiments it needs and makes tables of the answers; it solves nothing itself.

A method is a module here whose docstring says in its first line, behind the method's name, what is done, with

    TABLES: the tables it writes beside the experiments, in their order
    def steps(study: Study, base: Instance) -> Steps
    def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]

`steps` yields rounds of experiments and is sent the results of all experiments asked so far; it may look at them before it yields
the next round, and ends by returning. `tables` is pure. The method may also declare

    SETTINGS: the default of each of its own keys; other keys, and values of another kind, are refused in the study's file
    MADE: the name of a table whose rows have a status of their own, since each is made of several answers
    USES: those of the keys factors, samples and seed that it looks at; the others are refused
    def check(study: Study, base: Instance, refuse: Refuse) -> None

`check` refuses everything else that is wrong with a study, all at once, and is called when its file is read, before anything is asked:
`steps` and `tables` get studies that are right.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, cast

from model.data.instance import Instance
from model.study.experiment import Experiment, Result
from model.tables.column import Row, Table

if TYPE_CHECKING:
    from model.study.studyfile import Study

Steps = Generator[list[Experiment], Mapping[Experiment, Result], None]


class StudyMethod(Protocol):
    """What a method's module offers."""

    @property
    def TABLES(self) -> Sequence[Table]:  # a constant of a module
        """The tables it writes, without the experiments."""

    def steps(self, study: Study, base: Instance) -> Steps:
        """Rounds of experiments."""

    def tables(self, study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
        """Rows of each table the study writes."""


# Name in study files -> module, in the order of the dictionary of columns. Loaded when used: some need libraries that others do without.
METHODS: dict[str, str] = {
    name: f"model.study.methods.{name}"
    for name in (
        "tornado",
        "grid",
        "latin_hypercube",
        "scenarios",
        "morris",
        "sobol",
        "switch_points",
        "pace",
        "frontier",
        "alternatives",
        "cvar",
        "regret",
        "robust",
        "stress",
        "prices",
    )
}


def load_method(name: str) -> StudyMethod:
    """The method of that name; KeyError where there is none."""
    return cast(StudyMethod, importlib.import_module(METHODS[name]))


def made_by(method: str) -> str:
    """The table of what the method makes of several answers; empty where it makes nothing that has a status of its own."""
    return str(getattr(load_method(method), "MADE", ""))


def method_in_words(name: str) -> str:
    """What is done in studies of that method, from the first line of its docstring; KeyError where there is none."""
    first = (load_method(name).__doc__ or "").partition("\n")[0]
    return first.partition(": ")[2].rstrip(".")
