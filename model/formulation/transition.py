"""The way from phase to phase: what stands and is kept, what cannot be undone, what an organisation can absorb, and what that costs.

What is kept from one phase to the next is the smaller of two decisions (`kept`). Rows that count changes by what is *not* kept are those
of the classical multi-period location problem in its strong form (a flow between the options of one period and of the next): no
fraction of an authority moves unseen from one of three candidates to another, and nothing is multiplied by a large number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from model.data.selectors import may_undo
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.desk_options import ABSORBING
from model.formulation.register import Rows, family


def kept(d: DecisionVariables, kind: str, phase: str, *what: Any) -> Term:
    """1 where a decision stands in the phase and stood in the one before: `kind` holds (condition, authority, hq), graded (hq, grade),
    level (from_hq, to_hq, level) or opened (hq). Before the first phase stands what is given."""
    now, before = _decided(d, kind, phase, what), _before(d, kind, phase, what)
    if isinstance(now, int):
        return before if now else 0
    if isinstance(before, int):
        return now if before else 0
    if kind == "opened" and not may_undo(d.at(phase), what[0]):
        return before
    return d.pyomo.kept[kind, phase, *what]


def _decided(d: DecisionVariables, kind: str, phase: str, what: tuple[Any, ...]) -> Term:
    match kind:
        case "holds":
            return d.holds(phase, *what)
        case "graded":
            return d.graded(phase, *what)
        case "level":
            return d.level(phase, what[:2], what[2])
    return d.active(phase, *what)


def _before(d: DecisionVariables, kind: str, phase: str, what: tuple[Any, ...]) -> Term:
    before, standing = d.domains.before(phase), d.domains.standing
    if before is not None:
        return _decided(d, kind, before, what)
    match kind:
        case "holds":
            return int(what[2] in standing.holders.get(what[:2], ()))
        case "graded":
            return int(standing.grades.get(what[0]) == what[1])
        case "level":
            return int(standing.levels.get(what[:2]) == what[2])
    return int(what[0] in standing.open_hqs)


@family(
    math=r"k_{t,\delta} \le \delta_t, \quad k_{t,\delta} \le \delta_{t-1}"
    r" \quad \forall t > 1, \delta \in \{x_{c,a,h}, g_{h,r}, z_{e,m}, y_h\}",
    unit="1",
    source="definition",
)
def kept_from_before(d: DecisionVariables) -> Rows:
    """What is kept from the phase before stands in both: a holder, a grade, a liaison level, an open HQ."""
    for kind, phase, *what in d.pyomo.kept:
        index = (kind, phase, *what)
        yield (*index, "now"), d.pyomo.kept[index] <= _decided(d, kind, phase, tuple(what))
        yield (*index, "before"), d.pyomo.kept[index] <= _before(d, kind, phase, tuple(what))


@family(
    math=r"y_{t-1,h} \le y_{t,h}, \quad \sum_{s \ge r} g_{t-1,h,s} \le \sum_{s \ge r} g_{t,h,s} \quad \forall t > 1, h, r",
    unit="1",
    source="design: openings are not undone, a commander's grade is not lowered, unless a mandate says so (may_undo)",
)
def not_undone(d: DecisionVariables) -> Rows:
    """What has opened stays open, and its commander keeps at least the grade."""
    for t in d.phases:
        if d.domains.before(t) is None and d.instance.standing is None:
            continue  # before is today
        for hq in d.at(t).headquarters:
            if not may_undo(d.at(t), hq):
                yield (t, hq), _before(d, "opened", t, (hq,)) <= d.active(t, hq)
                yield from (((t, hq, grade), row) for grade, row in _not_lowered(d, t, hq))


def _not_lowered(d: DecisionVariables, t: str, hq: str) -> Iterator[tuple[int, Term]]:
    before, standing = d.domains.before(t), d.domains.standing
    earlier = (
        d.domains.grades[before, hq]
        if before
        else tuple(standing.grades[one] for one in (hq,) if one in standing.open_hqs & standing.grades.keys())
    )
    options = d.domains.grades[t, hq]
    for grade in earlier:
        if any(option < grade for option in options):
            at_least = d.at_least(before, hq, grade) if before else 1
            yield grade, at_least <= d.at_least(t, hq, grade)


@family(
    math=r"1 - \sum_h k_{t,x_{c,a,h}} \le q_{t,a} \quad \forall t, c, a: \overline{n}_a = 1, \qquad"
    r" x_{t,c,a,h} - k_{t,x_{c,a,h}} \le q_{t,a}, \; x_{t-1,c,a,h} - k_{t,x_{c,a,h}} \le q_{t,a}"
    r" \quad \forall t, c, a, h: \overline{n}_a > 1",
    unit="1",
    source="definition",
)
def transfer_counts(d: DecisionVariables) -> Rows:
    """An authority changes hands when, in any condition, its holders are not those of the phase before; one that nobody held is new."""
    for t, a in d.pyomo.moved:
        moved, before = d.pyomo.moved[t, a], d.domains.before(t)
        for c in d.conditions:
            held = d.domains.holders[before, c, a] if before else d.domains.standing.holders.get((c, a), ())
            options = d.domains.holders[t, c, a]
            if not held:
                continue
            if all(d.at(one).authorities[a].holders_max == 1 for one in (t, before or t)) and len(held if before is None else (0,)) == 1:
                yield (t, c, a), 1 - sum(kept(d, "holds", t, c, a, hq) for hq in options) <= moved
                continue
            for hq in sorted({*options, *held}):
                stays = kept(d, "holds", t, c, a, hq)
                yield (t, c, a, hq, "enters"), d.holds(t, c, a, hq) - stays <= moved
                yield (t, c, a, hq, "leaves"), _before(d, "holds", t, (c, a, hq)) - stays <= moved


@family(
    math=r"\sum_a q_{t,a} \le \overline{q}_t \quad \forall t",
    unit="authorities",
    source="instance.toml: transfers_max",
)
def transfers(d: DecisionVariables) -> Rows:
    """No more authorities change hands in a phase than the organisation can absorb."""
    yield from _within_limit(d, "transfers_max", lambda t: sum(d.pyomo.moved[key] for key in d.pyomo.moved if key[0] == t))


@family(
    math=r"\sum_h (y_{t,h} - k_{t,y_h}) \le \overline{y}_t \quad \forall t",
    unit="HQs",
    source="instance.toml: openings_max",
)
def openings(d: DecisionVariables) -> Rows:
    """No more HQs open in a phase than can be set up."""
    yield from _within_limit(d, "openings_max", lambda t: sum(opens(d, t, hq) for hq in d.instance.headquarters))


@family(
    math=r"\sum_e (1 - \sum_m k_{t,z_{e,m}}) \le \overline{z}_t \quad \forall t",
    unit="channels",
    source="instance.toml: teams_max",
)
def teams(d: DecisionVariables) -> Rows:
    """On no more channels does the liaison level change in a phase than teams can be made or moved."""
    yield from _within_limit(d, "teams_max", lambda t: sum(relevels(d, t, key) for key in d.instance.channels))


def _within_limit(d: DecisionVariables, limit: str, counted: Callable[[str], Term]) -> Rows:
    """For each phase that has the limit: what is counted in it is no more."""
    for phase in d.instance.phases:
        most = getattr(phase, limit)
        if most is not None:
            yield (phase.id,), counted(phase.id) <= most


@family(
    math=r"\sum_{h \in d} (x_{t,c,a,h} - k_{t,x_{c,a,h}}) \le \ell_{t,d} \quad \forall t, c, a: \overline{n}_a = 1, \qquad"
    r" x_{t,c,a,h} - k_{t,x_{c,a,h}} \le \ell_{t,d} \quad \forall t, c, a, h \in d",
    unit="1",
    source="design: absorbing a transfer costs",
)
def takeover_absorbed(d: DecisionVariables) -> Rows:
    """A desk absorbs a transfer in the phase in which one of its HQs takes over an authority, in whatever condition."""
    for t, desk in d.pyomo.absorbs:
        members = set(d.domains.worlds[t].desk_members[desk])
        for c in d.conditions:
            for a, about in d.at(t).authorities.items():
                gains = {hq: gains_authority(d, t, c, a, hq) for hq in d.domains.holders[t, c, a] if hq in members}
                if gains and about.holders_max == 1:
                    yield (t, desk, c, a), sum(gains.values()) <= d.pyomo.absorbs[t, desk]
                    continue
                for hq, gain in gains.items():
                    yield (t, desk, c, a, hq), gain <= d.pyomo.absorbs[t, desk]


@family(
    math=r"\sum_{s,r} b^{\ell}_{t,c,d,s,r} = \ell_{t,d} \quad \forall t, c, d, \qquad"
    r" \sum_{s,r} v^{\bar\ell}_{t,c,k,i,h,s,r} \le k_{t,x_{c,a_i,h}} \quad \forall t, c, k, i, h",
    unit="1",
    source="design: absorbing a transfer costs",
)
def works_while_absorbing(d: DecisionVariables) -> Rows:
    """A desk that absorbs a transfer works with what capacity that leaves it, in every condition of the phase; one that absorbs none
    approves only with authorities that its HQ held before."""
    for (t, c, desk), options in d.routing.desks.items():
        if len(d.domains.absorption(t, desk)) > 1:
            absorbing = [choice for choice in options.choices if choice[-1] == ABSORBING]
            yield (t, c, desk), sum(d.busy(t, c, desk, choice) for choice in absorbing) == d.pyomo.absorbs[t, desk]
    yield from _approved_as_before(d)


def _approved_as_before(d: DecisionVariables) -> Rows:
    """Follows from the others where decisions are whole, and keeps a relaxation from approving anew with the capacity of a desk that
    absorbs nothing."""
    for (leg, hq, service), use in d.incidence.services.items():
        authority, choices = d.routing.legs[leg].authority, d.open_choices(use)
        unburdened = [choice for choice in choices if choice[-1] != ABSORBING]
        if service == "approve" and authority is not None and 0 < len(unburdened) < len(choices):
            before = kept(d, "holds", leg[0], leg[1], authority, hq)
            if not isinstance(before, int) or before < 1:
                yield (*leg, hq), sum(d.service((leg, hq, service), choice) for choice in unburdened) <= before


# What changes from phase to phase, as terms --------------------------------------------------------------------------


def gains_authority(d: DecisionVariables, phase: str, condition: str, authority: str, hq: str) -> Term:
    """1 where the HQ holds the authority and did not before."""
    if d.domains.before(phase) is None:  # most of what is asked, and known
        return 0 if _before(d, "holds", phase, (condition, authority, hq)) else d.holds(phase, condition, authority, hq)
    return d.holds(phase, condition, authority, hq) - kept(d, "holds", phase, condition, authority, hq)


def opens(d: DecisionVariables, phase: str, hq: str) -> Term:
    """1 where the HQ is open and was not before."""
    return d.active(phase, hq) - kept(d, "opened", phase, hq)


def relevels(d: DecisionVariables, phase: str, channel: tuple[str, str]) -> Term:
    """1 where the liaison level of the channel is not that of before."""
    if d.domains.before(phase) is None:
        given = d.domains.standing.levels.get(channel)
        return sum(d.level(phase, channel, level) for level in d.domains.levels[phase, channel] if level != given)
    return 1 - sum(kept(d, "level", phase, *channel, level) for level in d.domains.levels[phase, channel])


def changes(d: DecisionVariables) -> Term:
    """What differs from the phase before, and in the first from what is given: holders that did not hold before, grades of HQs that stay
    open, liaison levels, and HQs that open or close."""
    holders = sum(gains_authority(d, *key, hq) for key, options in d.domains.holders.items() for hq in options)
    levels = sum(relevels(d, *key) for key in d.domains.levels)
    return holders + sum(_commander_changes(d, *key) for key in d.domains.open_options) + levels


def _commander_changes(d: DecisionVariables, phase: str, hq: str) -> Term:
    """Opening, closing and change of grade of one HQ. What exists today is open, and its closing no change to count."""
    from_today = d.domains.before(phase) is None and d.instance.standing is None
    stays = kept(d, "opened", phase, hq)
    closes = 0 if from_today else _before(d, "opened", phase, (hq,)) - stays
    grades = d.domains.grades[phase, hq]
    if from_today:
        # An HQ that is only planned may have a grade today all the same, and changes it where it opens with another.
        given = d.domains.standing.grades.get(hq)
        regraded = sum(d.graded(phase, hq, grade) for grade in grades if given not in (None, grade))
    else:
        regraded = stays - sum(kept(d, "graded", phase, hq, grade) for grade in grades) if grades else 0
    return opens(d, phase, hq) + closes + regraded
