"""Why no posture exists: a minimal set of rules, mandates and pools that cannot hold together.

QuickXplain (Junker 2004) over named parts of the instance. Whether a set of parts can hold together is asked of the model
with every other part left out; first without requests, which decides most conflicts in milliseconds, and only where
the design alone is possible with them. The result is minimal: leave out any one member and the rest can hold together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from model.data.instance import Instance
from model.data.mandates import Mandate
from model.data.records import Pool, Rule
from model.formulation.build import build
from model.solving.feasible import Feasibility, feasibility
from model.solving.options import SolveOptions
from model.solving.outcome import ConflictItem

# Rules of these kinds only take options away. While requests are in play they stay in force as background, since without
# them every HQ could hold every authority and the question would outgrow the one that was asked.
ELIGIBILITY = ("forbid_holder", "require_holder", "min_grade")


@dataclass(frozen=True, order=True)
class Part:
    """A named part of an instance that explanations may blame: a rule, a mandate, a pool or the transfer limit."""

    kind: Literal["mandate", "rule", "pool", "transfers"]
    name: str


@dataclass(frozen=True)
class Conflict:
    """Parts that cannot hold together, in words. `proved_minimal` is False where time ran out before the last question;
    `background` tells in words what was taken as given."""

    items: tuple[ConflictItem, ...]
    proved_minimal: bool
    background: str = ""


def find_conflict(instance: Instance, options: SolveOptions) -> Conflict:
    """A minimal conflict of an infeasible `instance`.

    No items mean that the data alone, with every part left out, have no posture (a destination that cannot be
    reached, say); `background` then says so.
    """
    for design_only in (True, False):
        asked = _Asked(instance, design_only, options)
        parts = _parts(instance, design_only)
        if asked.can_hold(parts):
            continue
        if not asked.can_hold(()):
            return Conflict((), asked.certain, "the data alone leave no posture, whatever rules, mandates and pools say: " + asked.reason)
        blamed = _quickxplain(asked.can_hold, (), False, parts)
        taken = "" if design_only else "rules about who may hold an authority at all were taken as given"
        return Conflict(tuple(_in_words(instance, part) for part in sorted(blamed)), asked.certain, taken)
    return Conflict((), False, "no conflict could be isolated: with requests in play the question was not settled in time")


class _Asked:
    """Asks whether parts can hold together, and remembers whether every answer was proved."""

    def __init__(self, instance: Instance, design_only: bool, options: SolveOptions) -> None:
        self.instance = instance
        self.design_only = design_only
        self.options = options
        self.certain = True
        self.reason = ""
        self._known: dict[frozenset[Part], bool] = {}

    def can_hold(self, parts: Sequence[Part]) -> bool:
        key = frozenset(parts)
        if key not in self._known:
            built = build(_only(self.instance, key, self.design_only), design_only=self.design_only)
            answer, self.reason = feasibility(built, self.options)
            if answer is Feasibility.UNKNOWN:
                self.certain = False
            self._known[key] = answer is not Feasibility.IMPOSSIBLE
        return self._known[key]


def _quickxplain(can_hold: Callable[[Sequence[Part]], bool], given: Sequence[Part], fresh: bool, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The members of `parts` without which `given` + `parts` could hold together. `fresh`: `given` has just grown."""
    if fresh and not can_hold(given):
        return ()
    if len(parts) == 1:
        return tuple(parts)
    half = len(parts) // 2
    first, second = parts[:half], parts[half:]
    of_second = _quickxplain(can_hold, (*given, *first), bool(first), second)
    of_first = _quickxplain(can_hold, (*given, *of_second), bool(of_second), first)
    return (*of_first, *of_second)


def _parts(instance: Instance, design_only: bool) -> list[Part]:
    """Every part that may be blamed: mandates first, so that a conflict names the variant's own demands where it can."""
    parts = [Part("mandate", mandate.id) for mandate in instance.mandates]
    parts += [Part("rule", rule.rule) for rule in instance.rules.values() if design_only or rule.kind not in ELIGIBILITY]
    parts += [Part("pool", "@".join(key)) for key in instance.pools]
    parts += [Part("transfers", phase.id) for phase in instance.phases if phase.transfers_max is not None]
    return parts


def _only(instance: Instance, parts: frozenset[Part], design_only: bool) -> Instance:
    """The instance with these parts alone in force."""

    def keep(kind: Literal["mandate", "rule", "pool", "transfers"], name: str) -> bool:
        return Part(kind, name) in parts

    rules: dict[str, Rule] = {
        name: rule for name, rule in instance.rules.items() if keep("rule", name) or (not design_only and rule.kind in ELIGIBILITY)
    }
    mandates: tuple[Mandate, ...] = tuple(mandate for mandate in instance.mandates if keep("mandate", mandate.id))
    pools: dict[tuple[str, str, str], Pool] = {key: pool for key, pool in instance.pools.items() if keep("pool", "@".join(key))}
    phases = tuple(phase if keep("transfers", phase.id) else phase.model_copy(update={"transfers_max": None}) for phase in instance.phases)
    return replace(instance, rules=rules, mandates=mandates, pools=pools, phases=phases)


def _in_words(instance: Instance, part: Part) -> ConflictItem:
    if part.kind == "rule":
        rule = instance.rules[part.name]
        return ConflictItem("rule", part.name, rule.says, f"{rule.basis}: {rule.citation}")
    if part.kind == "mandate":
        mandate = next(mandate for mandate in instance.mandates if mandate.id == part.name)
        return ConflictItem("mandate", part.name, mandate.says, instance.variant.source if instance.variant else "")
    if part.kind == "pool":
        pool = next(pool for key, pool in instance.pools.items() if "@".join(key) == part.name)
        says = f"{pool.nation} has {pool.amount:g} {pool.resource.replace('_', ' ')} in {pool.phase}"
        return ConflictItem("pool", part.name, says, pool.source)
    phase = next(phase for phase in instance.phases if phase.id == part.name)
    return ConflictItem("transfers", part.name, f"at most {phase.transfers_max} authorities change holder in {phase.name}", "instance.toml")
