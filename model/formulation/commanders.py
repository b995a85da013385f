"""Which HQs are open, and under a commander of which grade."""

from __future__ import annotations

from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family


@family(math=r"\sum_r g_{t,h,r} = y_{t,h} \quad \forall t, h", unit="1", source="design: decisions")
def one_grade(d: DecisionVariables) -> Rows:
    """An open HQ has a commander of exactly one of its allowed grades."""
    for (t, hq), options in d.domains.grades.items():
        if len(options) > 1:
            yield (t, hq), sum(d.graded(t, hq, grade) for grade in options) == d.active(t, hq)


@family(math=r"0 \le y_{t,h} \le 1 \text{ has a value}", unit="1", source="design: an existing HQ is open")
def can_be(d: DecisionVariables) -> Rows:
    """Every HQ can be open or closed: mandates, phases and grades leave at least one of the two."""
    for key, options in d.domains.open_options.items():
        yield key, bool(options)


@family(math=r"y_{t,h} \le y_{t,\mathrm{sup}(h)} \quad \forall t, h", unit="1", source="command chain: orders come from somewhere")
def superior_open(d: DecisionVariables) -> Rows:
    """An open HQ's superior is open."""
    for t, hq in d.domains.open_options:
        superior = d.instance.headquarters[hq].superior
        if superior is not None and not d.domains.must_open(t, superior):
            yield (t, hq), d.active(t, hq) <= d.active(t, superior)


@family(math=r"y_{t,o_k} = y_{t,d_k} = 1 \quad \forall t, k", unit="1", source="design: a closed HQ does nothing")
def thread_ends_open(d: DecisionVariables) -> Rows:
    """The HQs where occurring requests start and must arrive are open."""
    ends = set()
    for t, _, thread, _ in d.routing.legs:
        row = d.instance.threads[thread]
        ends |= {(t, row.origin), (t, row.destination)}
    for t, hq in sorted(ends):
        if not d.domains.must_open(t, hq):
            yield (t, hq), d.active(t, hq) == 1
