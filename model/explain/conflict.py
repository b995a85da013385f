"""Why no posture exists: a minimal set of rules, mandates, pools and limits of phases that cannot hold together.

QuickXplain (Junker 2004) over named parts of the instance. Whether some parts can hold together is asked of the model with
every other part left out. Three rounds keep the questions small: first without any requests, which decides most conflicts
in milliseconds; where the design alone is possible, the fewest requests that are too many; then, with those requests
alone, the rules, mandates and pools. The result is minimal: leave out any one member and the rest can hold together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from model.data.instance import Instance
from model.data.mandates import MayUndoMandate
from model.data.records import Headquarters
from model.data.settings import replaced
from model.data.stated import CITATION, PREFIX
from model.delay.evaluate import demands, phase_by_id
from model.formulation.allowance import Allowance, OutOfTime
from model.formulation.build import build
from model.solving.feasible import Feasibility, feasibility
from model.solving.options import SolveOptions
from model.solving.outcome import ConflictItem

PartKind = Literal["mandate", "rule", "pool", "transfers", "openings", "teams", "available_from", "not_undone", "request"]
# The limits of a phase: their columns, and what they count, one and several.
LIMITS: dict[PartKind, tuple[str, str, str]] = {
    "transfers": ("transfers_max", "authority changes hands", "authorities change hands"),
    "openings": ("openings_max", "headquarters opens", "headquarters open"),
    "teams": ("teams_max", "liaison team is made or changed", "liaison teams are made or changed"),
}


@dataclass(frozen=True, order=True)
class Part:
    """A named part of an instance that an explanation may blame: a rule, a mandate, a pool, the limit of a phase on transfers, openings
    or teams, the phase from which on an HQ is there, that an HQ's opening and grades are not undone, or (as `thread@condition`) the
    requests of a thread in a condition."""

    kind: PartKind
    name: str


@dataclass(frozen=True)
class Conflict:
    """Parts that cannot hold together. `certain` is False where some question met its time limit, so that a member may be
    superfluous or the conflict doubtful; `remark` says in words what else the reader must know."""

    parts: tuple[Part, ...]
    certain: bool
    remark: str = ""


NO_CONFLICT = "no conflict: these rules, mandates and pools leave at least one posture"


def find_conflict(instance: Instance, options: SolveOptions, seconds: float | None = None) -> Conflict:
    """A minimal conflict of an infeasible `instance`; `options.time_limit` holds for each question, and `seconds` for all of
    them together (None: without end).

    A conflict without parts means that the data alone leave no posture; one with requests alone, that the data leave
    them no way. A feasible instance has no conflict: the remark says so.
    """
    asked = _Asked(instance, options, seconds)
    parts, requests = _parts(instance), _requests(instance)
    if asked.can_hold(parts):
        if asked.can_hold((*parts, *requests)):
            return Conflict((), asked.certain, NO_CONFLICT if asked.certain else "no conflict was found in the time allowed")
        requests = list(quickxplain(asked.can_hold, tuple(parts), False, requests))
    else:
        requests = []
    if asked.can_hold(requests):
        blamed = quickxplain(asked.can_hold, tuple(requests), False, parts)
        return Conflict((*sorted(blamed), *sorted(requests)), asked.certain)
    reason = asked.reason(requests)
    remark = "the data alone leave these requests no way" if requests else "the data alone leave no posture"
    return Conflict(tuple(sorted(requests)), asked.certain, f"{remark}: {reason}" if reason else remark)


class _Asked:
    """Asks whether parts can hold together, remembers the answers, and whether every one of them was proved."""

    def __init__(self, instance: Instance, options: SolveOptions, seconds: float | None) -> None:
        self.instance = instance
        self.options = options
        self.ends = None if seconds is None else time.monotonic() + seconds
        self.certain = True
        self._known: dict[frozenset[Part], tuple[Feasibility, str]] = {}

    def can_hold(self, parts: Sequence[Part]) -> bool:
        key = frozenset(parts)
        if key not in self._known and self.ends is not None and time.monotonic() >= self.ends:
            # What is not asked counts as possible, so that nothing is blamed for it.
            self._known[key] = (Feasibility.UNKNOWN, "")
            self.certain = False
        if key not in self._known:
            self._known[key] = self._ask(key)
            self.certain = self.certain and self._known[key][0] is not Feasibility.UNKNOWN
        return self._known[key][0] is not Feasibility.IMPOSSIBLE

    def _ask(self, key: frozenset[Part]) -> tuple[Feasibility, str]:
        """Without the rules that say who may hold what, a model can take longer to build than any question is worth."""
        limits = [self.options.time_limit, None if self.ends is None else self.ends - time.monotonic()]
        allowed = Allowance.of(min((limit for limit in limits if limit is not None), default=None))
        try:
            built = build(only(self.instance, key), allowed=allowed, aims=False)
        except OutOfTime as end:
            return Feasibility.UNKNOWN, str(end)
        return feasibility(built, replace(self.options, time_limit=None if allowed.until is None else max(0.0, allowed.left())))

    def reason(self, parts: Sequence[Part]) -> str:
        """Which row the data alone make impossible where these parts cannot hold together; empty where none does alone."""
        return self._known[frozenset(parts)][1]


def quickxplain(
    can_hold: Callable[[Sequence[Part]], bool], given: tuple[Part, ...], grown: bool, parts: Sequence[Part]
) -> tuple[Part, ...]:
    """A minimal subset of `parts` that cannot hold together with `given`, which all of them cannot.

    `grown` tells that `given` has grown since it was last asked about; if it cannot hold by itself now, nothing of
    `parts` is needed.
    """
    if grown and not can_hold(given):
        return ()
    if len(parts) == 1:
        return tuple(parts)
    half = len(parts) // 2
    first, second = tuple(parts[:half]), tuple(parts[half:])
    of_second = quickxplain(can_hold, given + first, True, second)
    of_first = quickxplain(can_hold, given + of_second, bool(of_second), first)
    return of_first + of_second


def _parts(instance: Instance) -> list[Part]:
    """Every rule, mandate, pool and limit. Of several conflicts QuickXplain tells the one whose last member stands first here:
    a mandate is blamed only where rules, pools and limits alone could hold together."""
    first, hqs = instance.phases[0].id, instance.headquarters.values()
    parts = [Part("available_from", hq.hq) for hq in hqs if hq.available_from not in (None, first)]
    parts += [Part("not_undone", hq.hq) for hq in hqs if instance.is_plan and _may_move(instance, hq.hq)]
    parts += [Part("pool", "@".join(key)) for key in instance.pools]
    parts += [Part(kind, phase.id) for kind, limit in LIMITS.items() for phase in instance.phases if getattr(phase, limit[0]) is not None]
    parts += [Part("rule", rule) for rule in instance.rules]
    parts += [Part("mandate", mandate.id) for mandate in instance.mandates]
    return parts


def _may_move(instance: Instance, hq: str) -> bool:
    """Whether an HQ may open, or have a commander of one grade or another."""
    views = [instance.at(phase.id).headquarters[hq] for phase in instance.phases]
    return views[0].status == "planned" or len({grade for view in views for grade in view.grades}) > 1


def _requests(instance: Instance) -> list[Part]:
    asked = {pair for phase in instance.phases for pair in demands(instance.at(phase.id))}
    return [Part("request", f"{thread}@{condition}") for condition, thread in sorted(asked)]


def only(instance: Instance, parts: frozenset[Part]) -> Instance:
    """The instance with these parts alone in force."""

    def kept(kind: PartKind, name: str) -> bool:
        return Part(kind, name) in parts

    given_up = [part.name for part in _parts(instance) if part.kind == "not_undone" and part not in parts]
    if not any(part.kind == "request" for part in parts) and "transition_loss" in instance.parameters:
        instance = replaced(instance, "parameters.transition_loss", 0)  # desks without requests have no capacity to lose
    undo = [MayUndoMandate(id=f"may_undo.{hq}", says="Given up.", kind="may_undo", hq=(hq,)) for hq in given_up]
    return replace(
        instance,
        headquarters={
            name: hq if hq.available_from is None or kept("available_from", name) else hq.model_copy(update={"available_from": None})
            for name, hq in instance.headquarters.items()
        },
        rules={name: rule for name, rule in instance.rules.items() if kept("rule", name)},
        mandates=(*(mandate for mandate in instance.mandates if kept("mandate", mandate.id)), *undo),
        pools={key: pool for key, pool in instance.pools.items() if kept("pool", "@".join(key))},
        phases=tuple(
            phase.model_copy(update={limit: None for kind, (limit, *_) in LIMITS.items() if not kept(kind, phase.id)})
            for phase in instance.phases
        ),
        demand={key: row for key, row in instance.demand.items() if kept("request", "@".join(key))},
    )


def without(instance: Instance, part: Part) -> Instance:
    """The instance with this one part not in force."""
    everything = frozenset([*_parts(instance), *_requests(instance)])
    return only(instance, everything - {part})


def in_words(instance: Instance, part: Part) -> ConflictItem:
    """What a part says, in its own words, and where it is written."""
    if part.kind == "rule":
        rule = instance.rules[part.name]
        return ConflictItem("rule", part.name, rule.says, f"{rule.basis}: {rule.citation}")
    if part.kind == "mandate":
        mandate = next(mandate for mandate in instance.mandates if mandate.id == part.name)
        source = instance.variant.source if instance.variant else ""
        return ConflictItem("mandate", part.name, mandate.says, CITATION if part.name.startswith(PREFIX) else source)
    if part.kind == "pool":
        pool = next(pool for key, pool in instance.pools.items() if "@".join(key) == part.name)
        says = f"{pool.nation} has {pool.amount:g} {_RESOURCES[pool.resource]} in phase {pool.phase}."
        return ConflictItem("pool", part.name, says, pool.source)
    if part.kind in LIMITS:
        limit, one, several = LIMITS[part.kind]
        most = getattr(phase_by_id(instance, part.name), limit)
        says = f"In phase {part.name} at most {most} {one if most == 1 else several}."
        return ConflictItem(part.kind, part.name, says, f"{limit} of phase {part.name}")
    if part.kind in ("available_from", "not_undone"):
        return _about_hq(instance.headquarters[part.name], part.kind)
    thread, condition = part.name.split("@")
    row, name = instance.demand[thread, condition], instance.threads[thread].name
    deadline = "" if row.deadline_hours is None else f", with a deadline of {row.deadline_hours:g} h"
    says = f"Requests of {name} occur in {instance.conditions[condition].name}{deadline}."
    return ConflictItem("request", part.name, says, row.source)


def _about_hq(hq: Headquarters, kind: PartKind) -> ConflictItem:
    if kind == "available_from":
        return ConflictItem(kind, hq.hq, f"{hq.name} is not there before phase {hq.available_from}.", hq.source)
    says = f"{hq.name} is not closed again once it has opened, and its commander has no lower grade than before."
    return ConflictItem(kind, hq.hq, says, "holds unless a mandate of kind may_undo names the headquarters")


_RESOURCES = {
    "liaison_staff": "liaison staff for all its teams",
    "desk_officers": "desk officers above today's",
    "four_star": "four-star commanders above today's",
}
