"""The register of what the model is made of: each family of variables and constraints is declared once, here and at its
function, and that one declaration drives build order, the formulation page, tests and the words of explanations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.data.instance import Instance
from model.data.records import Authority, Headquarters, Rule

if TYPE_CHECKING:
    from model.formulation.decision_variables import DecisionVariables

Index = tuple[Any, ...]
BrokenRow = tuple[str, Index]  # a row that no decision can satisfy: its family and its index
# A row is a Pyomo relation, or a plain truth value where the data alone decide it.
Rows = Iterator[tuple[Index, Any]]


@dataclass(frozen=True)
class Family:
    """A family of constraints: what it says to a planner, how it is written, in which unit both sides are, and why. `structural`
    tells that its rows hold no number of the instance, so that models of one structure share them; `knapsack` that its rows say what can
    be held at most, so that cover inequalities follow from them."""

    name: str
    says: str
    math: str
    unit: str
    source: str
    rows: Callable[[DecisionVariables], Rows]
    rule_kind: str = ""
    structural: bool = False
    knapsack: bool = False


FAMILIES: list[Family] = []


def told_broken(rows: Sequence[BrokenRow]) -> str:
    """Why there is no posture, by the first of the rows that no decision can satisfy."""
    name, index = rows[0]
    return f"the data leave {name} impossible at {', '.join(str(part) for part in index)}"


def _sentence(function: Callable[..., Any]) -> str:
    says = " ".join((function.__doc__ or "").split())
    if not says:
        raise ValueError(f"{function.__name__} says nothing")
    return says


def family(
    *, math: str, unit: str, source: str, rule_kind: str = "", structural: bool = False, knapsack: bool = False
) -> Callable[[Callable[[DecisionVariables], Rows]], Callable[[DecisionVariables], Rows]]:
    """Register the decorated generator of (index, row) pairs; its docstring is the sentence."""

    def register(rows: Callable[[DecisionVariables], Rows]) -> Callable[[DecisionVariables], Rows]:
        FAMILIES.append(Family(rows.__name__, _sentence(rows), math, unit, source, rows, rule_kind, structural, knapsack))
        return rows

    return register


Grades = tuple[int, ...]
# Under a rule: may the HQ, with these grades possible, hold the authority, which the rule is about?
Allows = Callable[[Instance, Rule, Authority, Headquarters, Grades], bool]


@dataclass(frozen=True)
class HolderFilter:
    """What a kind of rule says about one holder alone, so that the option is left out before there are rows: the sentence, how it
    is written, and why."""

    name: str
    says: str
    math: str
    source: str
    allows: Allows
    rule_kind: str


# By rule kind.
HOLDER_FILTERS: dict[str, HolderFilter] = {}


def holder_filter(*, math: str, source: str, rule_kind: str) -> Callable[[Allows], Allows]:
    """Register the decorated judge of one holder; its docstring is the sentence."""

    def register(allows: Allows) -> Allows:
        HOLDER_FILTERS[rule_kind] = HolderFilter(allows.__name__, _sentence(allows), math, source, allows, rule_kind)
        return allows

    return register


@dataclass(frozen=True)
class VariableFamily:
    """A family of variables: name in the model, symbol on the formulation page, meaning, domain, index; whether its values follow
    from the design, so that the search decides them last; whether they are staffing: which HQs, grades, teams and officers there are, in
    place of who holds what and where requests go."""

    name: str
    symbol: str
    says: str
    domain: str
    index: str
    follows: bool = False
    staffing: bool = False


VARIABLES = (
    VariableFamily(
        "opened",
        r"y_{t,h}",
        "the planned HQ is open",
        "binary",
        "phase, hq",
        staffing=True,
    ),
    VariableFamily(
        "graded",
        r"g_{t,h,r}",
        "the open HQ's commander has the grade",
        "binary",
        "phase, hq, grade",
        staffing=True,
    ),
    VariableFamily(
        "holds",
        r"x_{t,c,a,h}",
        "the HQ holds the authority",
        "binary",
        "phase, condition, authority, hq",
    ),
    VariableFamily(
        "holds_graded",
        r"x^{g}_{t,c,a,h,r}",
        "the HQ holds the authority under a commander of the grade",
        "continuous in [0, 1]",
        "phase, condition, authority, hq, grade",
    ),
    VariableFamily(
        "level",
        r"z_{t,e,m}",
        "the channel has the liaison level",
        "binary",
        "phase, from_hq, to_hq, level",
        staffing=True,
    ),
    VariableFamily(
        "sized",
        r"n_{t,d,s}",
        "the desk has that many officers",
        "binary",
        "phase, desk, officers",
        staffing=True,
    ),
    VariableFamily(
        "busy",
        r"b_{t,c,d,s,r}",
        "the desk has that many officers and may be busy up to the band, absorbing a transfer where the index says so",
        "binary",
        "phase, condition, desk, officers, band",
        follows=True,
        staffing=True,
    ),
    VariableFamily(
        "flow",
        r"f_{t,c,k,i,p}",
        "requests cover leg i over path p",
        "continuous in [0, 1]; binary where a desk might run short",
        "phase, condition, thread, leg, from, to, path",
        follows=True,
    ),
    VariableFamily(
        "hop",
        r"u_{t,c,k,i,a,m}",
        "the leg moves over the channel in that direction at the level",
        "continuous in [0, 1]",
        "phase, condition, thread, leg, tail, head, kind, level",
    ),
    VariableFamily(
        "served",
        r"v_{t,c,k,i,h,s,r}",
        "the leg is served at the HQ while its desk is in the band",
        "continuous in [0, 1]",
        "phase, condition, thread, leg, hq, service, officers, band",
    ),
    VariableFamily(
        "referred",
        r"w_{t,c,k,i,h,h',r,r'}",
        "two approvals in a row are given under these grades",
        "continuous in [0, 1]",
        "phase, condition, thread, leg, from, to, grade, grade",
    ),
    VariableFamily(
        "ranked",
        r"o_{t,H,r}",
        "the commander of several HQs commands an open one and has at least the grade",
        "continuous in [0, 1]",
        "phase, first hq, grade",
    ),
    VariableFamily(
        "moved",
        r"q_{t,a}",
        "the authority changes hands in the phase",
        "binary",
        "phase, authority",
    ),
    VariableFamily(
        "kept",
        r"k_{t,\delta}",
        "a holder, grade, liaison level or open HQ stands in the phase and stood in the one before",
        "binary",
        "kind, phase, what",
        follows=True,
    ),
    VariableFamily(
        "absorbs",
        r"\ell_{t,d}",
        "the desk absorbs a transfer, and has less of its capacity",
        "continuous in [0, 1]",
        "phase, desk",
    ),
)
# Declared where their rows are, and in the model only once those are written.
FRACTIONS: list[VariableFamily] = []


def fraction(name: str, symbol: str, says: str, index: str) -> VariableFamily:
    """Register a family of variables in [0, 1] that one family of rows needs for itself."""
    made = VariableFamily(name, symbol, says, "continuous in [0, 1]", index)
    FRACTIONS.append(made)
    return made
