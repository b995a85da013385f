"""Which HQs are open, and under a commander of which grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from model.data.commanders import commands, shared_commands
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.register import Rows, family


@family(math=r"\sum_r g_{t,h,r} = y_{t,h} \quad \forall t, h", unit="1", source="design: decisions")
def one_grade(d: DecisionVariables) -> Rows:
    """An open HQ has a commander of exactly one of its allowed grades."""
    for (t, hq), options in d.domains.grades.items():
        if len(options) > 1:
            yield (t, hq), sum(d.graded(t, hq, grade) for grade in options) == d.active(t, hq)


@family(
    math=r"g_{t,h,r} + \sum_{s \ne r} g_{t,h',s} \le 1 \quad \forall t, r, h \ne h' \text{ under one commander}",
    unit="1",
    source="headquarters.csv: commander",
)
def one_commander(d: DecisionVariables) -> Rows:
    """A commander of several open HQs has the same grade at each."""
    for t in d.phases:
        for hqs in shared_commands(d.at(t).headquarters):
            for one, other in combinations(hqs, 2):
                for grade, row in not_further_apart(d, t, one, other, 0):
                    yield (t, one, other, grade), row


@family(
    math=r"\sum_{s \ge r} g_{t,h,s} \le o_{t,H,r} \quad \forall t, r, h \in H",
    unit="commanders",
    source="headquarters.csv: commander",
)
def counts_once(d: DecisionVariables) -> Rows:
    """A commander of several HQs counts where one of them is open, and no more than once."""
    for t, first, grade in d.pyomo.ranked:
        (hqs,) = (hqs for hqs in shared_commands(d.at(t).headquarters) if hqs[0] == first)
        for hq in hqs:
            yield (t, hq, grade), d.at_least(t, hq, grade) <= d.pyomo.ranked[t, first, grade]


def not_further_apart(d: DecisionVariables, phase: str, one: str, other: str, most: float) -> Iterator[tuple[int, Term]]:
    """(grade, row) for each grade of the first HQ's commander that is more than `most` from one that the other's may have: not both."""
    for grade in d.domains.grades[phase, one]:
        apart = [theirs for theirs in d.domains.grades[phase, other] if abs(theirs - grade) > most]
        if apart:
            yield grade, d.graded(phase, one, grade) + sum(d.graded(phase, other, theirs) for theirs in apart) <= 1


def commanding(d: DecisionVariables, phase: str, hqs: Iterable[str], grade: int) -> Term:
    """Commanders of at least the grade of open HQs, among those who command one of `hqs`."""
    chosen = set(hqs)
    return sum(d.ranked(phase, command, grade) for command in commands(d.at(phase).headquarters) if not chosen.isdisjoint(command))


@family(math=r"0 \le y_{t,h} \le 1 \text{ has a value}", unit="1", source="design: an existing HQ is open")
def can_be(d: DecisionVariables) -> Rows:
    """Every HQ can be open or closed: mandates, phases and grades leave at least one of the two."""
    for key, options in d.domains.open_options.items():
        yield key, bool(options)


@family(math=r"y_{t,h} \le y_{t,\mathrm{sup}(h)} \quad \forall t, h", unit="1", source="command chain: orders come from somewhere")
def superior_open(d: DecisionVariables) -> Rows:
    """An open HQ's superior is open."""
    for t, hq in d.domains.open_options:
        superior = d.at(t).headquarters[hq].superior
        if superior is not None and not d.domains.must_open(t, superior):
            yield (t, hq), d.active(t, hq) <= d.active(t, superior)


@family(math=r"y_{t,o_k} = y_{t,d_k} = 1 \quad \forall t, k", unit="1", source="design: a closed HQ does nothing")
def thread_ends_open(d: DecisionVariables) -> Rows:
    """The HQs where occurring requests start and must arrive are open."""
    ends = set()
    for t, _, thread, _ in d.routing.legs:
        row = d.at(t).threads[thread]
        ends |= {(t, row.origin), (t, row.destination)}
    for t, hq in sorted(ends):
        if not d.domains.must_open(t, hq):
            yield (t, hq), d.active(t, hq) == 1
