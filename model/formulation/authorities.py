"""Who holds what."""

from __future__ import annotations

from model.data.mandates import KeepHolderMandate
from model.data.selectors import match, takes_authority
from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family


@family(
    math=r"1 \le \sum_{h} x_{t,c,a,h} \le \overline{n}_a \quad \forall t, c, a",
    unit="HQs",
    source="design: always true; unity of command where the most is 1 (JP 1)",
)
def holder_count(d: DecisionVariables) -> Rows:
    """Every authority has at least one holder and at most as many as it allows, in every condition."""
    for (t, c, a), options in d.domains.holders.items():
        count = sum(d.holds(t, c, a, hq) for hq in options)
        most = d.at(t).authorities[a].holders_max
        if most == 1:
            yield (t, c, a, "one"), count == 1
        else:
            yield (t, c, a, "least"), count >= 1
            if most < len(options):
                yield (t, c, a, "most"), count <= most


@family(math=r"x_{t,c,a,h} \le y_{t,h} \quad \forall t, c, a, h", unit="1", source="design: always true")
def holder_open(d: DecisionVariables) -> Rows:
    """A closed HQ holds nothing."""
    for (t, c, a), options in d.domains.holders.items():
        for hq in options:
            if not d.domains.must_open(t, hq):
                yield (t, c, a, hq), d.holds(t, c, a, hq) <= d.active(t, hq)


@family(
    math=r"x_{t,c,a,h} = 1 \quad \forall h \in H^{now}_a, \qquad x_{t,c,a,h} = 0 \quad \forall h \notin H^{now}_a",
    unit="1",
    source="design: always true (10 USC 164)",
)
def cocom_stays(d: DecisionVariables) -> Rows:
    """COCOM cannot be delegated: each of today's holders goes on holding it, and no other HQ gains it. One that nobody holds today is
    free."""
    # That nobody else gains it is settled by the domains.
    for t, c, a in d.domains.holders:
        if d.at(t).authorities[a].relation == "COCOM":
            for hq in d.instance.authorities[a].holder_now:
                yield (t, c, a, hq), d.holds(t, c, a, hq) == 1


@family(math=r"x_{t,c,a,h} = 1 \quad \forall h \in H^{now}_a", unit="1", source="the variant's mandate to keep today's holders")
def kept_holders(d: DecisionVariables) -> Rows:
    """Where a variant keeps today's holders, each of them goes on holding."""
    for mandate in d.instance.mandates:
        if isinstance(mandate, KeepHolderMandate):
            for authority in d.instance.authorities:
                for t in d.phases:
                    if mandate.holds_in(t) and takes_authority(mandate, d.at(t).authorities[authority]):
                        yield from _kept(d, mandate, t, authority)


def _kept(d: DecisionVariables, mandate: KeepHolderMandate, t: str, authority: str) -> Rows:
    for c in d.conditions:
        if match(mandate.condition, c):
            for hq in d.instance.authorities[authority].holder_now:
                yield (mandate.id, t, c, authority, hq), d.holds(t, c, authority, hq) == 1


@family(math=r"\sum_r x^{g}_{t,c,a,h,r} = x_{t,c,a,h}, \quad x^{g}_{t,c,a,h,r} \le g_{t,h,r}", unit="1", source="definition")
def holder_grade(d: DecisionVariables) -> Rows:
    """A holder holds under the grade its commander has."""
    for (t, c, a), options in d.domains.holders.items():
        for hq in options:
            grades = d.domains.grades[t, hq]
            if len(grades) < 2:
                continue
            yield (t, c, a, hq), sum(d.holds_graded(t, c, a, hq, grade) for grade in grades) == d.holds(t, c, a, hq)
            for grade in grades:
                yield (t, c, a, hq, grade), d.holds_graded(t, c, a, hq, grade) <= d.graded(t, hq, grade)
