"""Liaison teams on channels."""

from __future__ import annotations

from model.formulation.decision_variables import DecisionVariables
from model.formulation.register import Rows, family


@family(math=r"\sum_m z_{t,e,m} = 1 \quad \forall t, e", unit="1", source="design: one level per channel")
def one_level(d: DecisionVariables) -> Rows:
    """A channel has exactly one liaison level; level 0 is no team."""
    for (t, channel), options in d.domains.levels.items():
        yield (t, *channel), sum(d.level(t, channel, level) for level in options) == 1


@family(math=r"\sum_{m \ge 1} z_{t,e,m} \le y_{t,h} \quad \forall t, e, h \in e", unit="1", source="design: a closed HQ staffs nothing")
def team_needs_open_ends(d: DecisionVariables) -> Rows:
    """A liaison team works only between open HQs."""
    for (t, channel), options in d.domains.levels.items():
        teams = sum(d.level(t, channel, level) for level in options if level > 0)
        for hq in channel:
            if not d.domains.must_open(t, hq):
                yield (t, *channel, hq), teams <= d.active(t, hq)
