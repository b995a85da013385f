"""The register of what the model is made of: each family of variables and constraints is declared once, here and at its
function, and that one declaration drives build order, the formulation page, tests and the words of explanations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.formulation.design import Design

Index = tuple[Any, ...]
# A row is a Pyomo relation, or a plain truth value where the data alone decide it.
Rows = Iterator[tuple[Index, Any]]


@dataclass(frozen=True)
class Family:
    """A family of constraints: what it says to a planner, how it is written, in which unit both sides are, and why. `structural`
    tells that its rows hold no number of the instance, so that models of one structure share them."""

    name: str
    says: str
    math: str
    unit: str
    source: str
    rows: Callable[[Design], Rows]
    rule_kind: str = ""
    structural: bool = False


FAMILIES: list[Family] = []


def family(
    *, math: str, unit: str, source: str, rule_kind: str = "", structural: bool = False
) -> Callable[[Callable[[Design], Rows]], Callable[[Design], Rows]]:
    """Register the decorated generator of (index, row) pairs; its docstring is the sentence."""

    def register(rows: Callable[[Design], Rows]) -> Callable[[Design], Rows]:
        says = " ".join((rows.__doc__ or "").split())
        if not says:
            raise ValueError(f"{rows.__name__} says nothing")
        FAMILIES.append(Family(rows.__name__, says, math, unit, source, rows, rule_kind, structural))
        return rows

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
        "the desk has that many officers and may be busy up to the band",
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
        "moved",
        r"q_{t,a}",
        "the authority has a holder in the phase that does not hold it today",
        "binary",
        "phase, authority",
    ),
    VariableFamily(
        "differs",
        r"\delta_{r,t,a}",
        "the authority changes holder between the two conditions of a stability rule",
        "continuous in [0, 1]",
        "rule, phase, authority",
    ),
    VariableFamily(
        "shares",
        r"s_{r,t,c,a,h}",
        "the HQ is a common holder demanded by a shared-holder rule",
        "continuous in [0, 1]",
        "rule, phase, condition, authority, hq",
    ),
)
