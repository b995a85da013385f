"""Prices: each thing left out, added or taken away in turn.

What each rule and mandate costs, what each added officer, team and star saves, what the second-best holder loses.

Every price is the difference of two proved runs: the variant as it is, and the same with one thing changed. Without a rule a
model can have many more options; such a run ends at its time limit like any other, and its price is then an interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.data.instance import Instance
from model.data.kinds import FOUR_STAR
from model.data.shut_out import Forbid, shut_out
from model.study.experiment import Experiment, Result
from model.study.methods import Steps
from model.study.methods.columns import BLOCKED, CHANGED, DELAY, GAP
from model.study.methods.compare import (
    blocked,
    changed,
    compared,
    difference_span,
    held_by,
    infeasible,
    numbers,
    percent,
    status,
    unanswered,
)
from model.study.methods.factors import number_at, text, worlds
from model.study.methods.refusals import Refuse, needs_each_of
from model.study.studyfile import Study
from model.tables.column import Column, Row, Table, choice, number
from model.tables.common import STATUS, VARIANT

USES: tuple[str, ...] = ()
# `include`: what is priced. `liaison_staff`, `desk_officers` and `four_star`: how many are added to each pool, one run each.
# `star_at`: HQs whose commander may have a fourth star, and the star to go with it, one run each.
SETTINGS: dict[str, Any] = {
    "include": ("rules", "mandates", "pools", "holders"),
    "liaison_staff": (1,),
    "desk_officers": (1,),
    "four_star": (1,),
    "star_at": (),
}
MOST_ADDED = 1_000_000
POOLS = {
    "liaison_staff": ("liaison", "liaison officers"),
    "desk_officers": ("officer", "action-officer billets"),
    "four_star": ("star", "four-star commanders"),
}
PRICES = Table(
    "prices",
    "what a rule, a mandate, people or a holder costs or saves",
    (
        VARIANT,
        choice(
            "kind",
            "rule, mandate, officer, liaison, star or holder",
            *("rule", "mandate", "officer", "liaison", "star", "holder"),
        ),
        Column("what", "the rule or mandate left out, the people added to a pool, or the authority taken from its holder"),
        Column("says", "it in words"),
        Column("citation", "where it is written, or where the number comes from"),
        STATUS,
        number("base_delay", "the variant's weighted_delay as it is", "h/day"),
        DELAY,
        number(
            "price",
            "what the rule or mandate costs, the added people save, or the next best holder loses: the change of weighted_delay",
            "h/day",
        ),
        number("price_percent", "price in percent of base_delay", "%"),
        number("price_least", "least price that the gaps of both solves leave possible", "h/day"),
        number("price_most", "largest price that they leave possible", "h/day"),
        Column(
            "effect",
            "binding, slack, within gap (smaller than what the solver left open), makes possible, no posture or unanswered",
        ),
        CHANGED,
        Column("decisions", "the decisions taken then and not as it is (a|b)"),
        Column("next_best", "holder: who holds the authority instead"),
        GAP,
        BLOCKED,
    ),
)
TABLES = (PRICES,)


@dataclass(frozen=True)
class _Priced:
    """One thing that is priced, and the experiment without it, or with more of it."""

    kind: str
    what: str
    says: str
    citation: str
    experiment: Experiment

    @property
    def sign(self) -> float:
        """+1 where the change can only add delay (another holder), -1 where it can only save."""
        return 1.0 if self.kind == "holder" else -1.0


def check(study: Study, base: Instance, refuse: Refuse) -> None:
    """Refuses prices of what there is not, and people who are none."""
    known = SETTINGS["include"]
    needs_each_of(refuse, "include", study.setting("include", SETTINGS), known, f"must be among {', '.join(known)}")
    for resource in POOLS:
        for more in study.setting(resource, SETTINGS):
            if not isinstance(more, int) or isinstance(more, bool) or not 1 <= more <= MOST_ADDED:
                refuse(f"settings.{resource}", more, f"must be a list of whole numbers, each from 1 to {MOST_ADDED}")
    if star_at := study.setting("star_at", SETTINGS):
        for world in worlds(study, base).values():
            under = [name for name, one in world.headquarters.items() if one.grades]
            needs_each_of(refuse, "star_at", star_at, under, "must be headquarters under a military commander")


def steps(study: Study, base: Instance) -> Steps:
    """Two rounds: everything that needs no answer first; then the holders, which the first round finds."""
    include = _include(study)
    instances = worlds(study, base)
    first = [Experiment(variant) for variant in study.variants]
    first += [one.experiment for variant in study.variants for one in _changes(study, variant, instances[variant], include)]
    results = yield list(dict.fromkeys(first))
    if "holders" in include:
        flips = [one.experiment for variant in study.variants for one in _flips(variant, instances[variant], results)]
        if flips:
            yield list(dict.fromkeys(flips))


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """`prices`, with a row for each thing priced; the dearest of each variant and kind first."""
    include = _include(study)
    instances = worlds(study, base)
    rows: list[Row] = []
    for variant in study.variants:
        at_base = results.get(Experiment(variant))
        priced = _changes(study, variant, instances[variant], include)
        if "holders" in include:
            priced += _flips(variant, instances[variant], results)
        made = [_row(variant, one, results.get(one.experiment), at_base) for one in priced]
        kinds = list(dict.fromkeys(one.kind for one in priced))
        rows += sorted(made, key=lambda row: (kinds.index(str(row["kind"])), -float(row["price"] or 0.0), str(row["what"])))
    return {"prices": rows}


def _include(study: Study) -> tuple[str, ...]:
    return tuple(study.setting("include", SETTINGS))


def _changes(study: Study, variant: str, world: Instance, include: Sequence[str]) -> list[_Priced]:
    """Rules and mandates of the variant left out, and people added to its pools."""
    found: list[_Priced] = []
    if "rules" in include:
        for name, rule in world.rules.items():
            experiment = Experiment(variant, without=(("rule", name),))
            found.append(_Priced("rule", name, rule.says, f"{rule.basis}: {rule.citation}", experiment))
    if "mandates" in include:
        source = world.variant.source if world.variant else ""
        for mandate in world.mandates:
            experiment = Experiment(variant, without=(("mandate", mandate.id),))
            found.append(_Priced("mandate", mandate.id, mandate.says, source, experiment))
    if "pools" in include:
        found += _added(study, variant, world)
        found += [_star_at(study, variant, world, hq) for hq in study.settings.get("star_at", ())]
    return found


def _added(study: Study, variant: str, world: Instance) -> list[_Priced]:
    """A few more people in each pool. Where a pool has no row nothing limits it, so nothing can be added."""
    found = []
    for (phase, nation, resource), pool in world.pools.items():
        kind, words = POOLS[resource]
        for more in study.setting(resource, SETTINGS):
            path = f"pools.{phase}@{nation}.{resource}"
            experiment = Experiment(variant, ((path, text(path, number_at(world, path) + more)),))
            says = f"{nation} has {pool.amount + more:g} {words} in phase {phase} instead of {pool.amount:g}."
            found.append(_Priced(kind, f"{path} + {more}", says, pool.source, experiment))
    return found


def _star_at(study: Study, variant: str, world: Instance, hq: str) -> _Priced:
    """The HQ's commander may have a fourth star, and the nation has one more to give."""
    row = world.headquarters[hq]
    settings = [(f"headquarters.{hq}.grades", "|".join(str(grade) for grade in sorted({*row.grades, FOUR_STAR})))]
    for (phase, nation, resource), pool in world.pools.items():
        if nation == row.lead and resource == "four_star":
            settings.append((f"pools.{phase}@{nation}.{resource}", f"{pool.amount + 1:g}"))
    says = f"The commander of {row.name} may have a fourth star, and {row.lead} has one more to give."
    return _Priced("star", f"{hq} may have four stars", says, row.source, Experiment(variant, tuple(settings)))


def _flips(variant: str, world: Instance, results: Mapping[Experiment, Result]) -> list[_Priced]:
    """Each authority taken from those who hold it, in the conditions and, of a plan, the phase in which they do; only where someone else
    may hold it."""
    at_base = results.get(Experiment(variant))
    if at_base is None:
        return []
    # Loaded here: a study of other prices must not wait for the solver's libraries.
    from model.formulation.domains import build_domains

    allowed = build_domains(world).holders
    held: dict[tuple[str, str, str], list[str]] = {}
    for decision in at_base.decisions:
        if decision[0] == "holds":
            phase, condition, authority, hq = (str(part) for part in decision[1:])
            held.setdefault((phase, condition, authority), []).append(hq)
    grouped: dict[tuple[str, tuple[str, ...], str], set[str]] = {}
    for (phase, condition, authority), holders in held.items():
        if set(allowed[phase, condition, authority]) - set(holders):
            grouped.setdefault((authority, tuple(sorted(holders)), phase if world.is_plan else ""), set()).add(condition)
    found = []
    for (authority, taken, phase), conditions in sorted(grouped.items()):
        where = tuple(sorted(conditions))
        row, names = world.authorities[authority], " and ".join(taken)
        told = [*([phase] if phase else []), *(where if len(where) < len(world.conditions) else [])]
        says = f"{row.name} is taken from {names}" + (f" in {', '.join(told)}." if told else ".")
        experiment = Experiment(variant, forbids=(Forbid(authority, taken, where, (phase,) if phase else ()),))
        what = f"{authority}{f' in {phase}' if phase else ''} not {'|'.join(taken)}"
        found.append(_Priced("holder", what, says, row.source, experiment))
    return found


def _row(variant: str, priced: _Priced, result: Result | None, at_base: Result | None) -> Row:
    price, least, most = None, None, None
    if result is not None and at_base is not None and result.weighted_delay is not None and at_base.weighted_delay is not None:
        low, high = difference_span(result, at_base)
        price = priced.sign * (result.weighted_delay - at_base.weighted_delay)
        least, most = sorted((priced.sign * low, priced.sign * high))
    base_delay = None if at_base is None else at_base.weighted_delay
    return {
        "variant": variant,
        "kind": priced.kind,
        "what": priced.what,
        "says": priced.says,
        "citation": priced.citation,
        "status": status(result),
        "base_delay": base_delay,
        **numbers(result, "weighted_delay", "gap"),
        "price": price,
        "price_percent": percent(price, base_delay),
        "price_least": least,
        "price_most": most,
        "effect": _effect(priced, result, at_base),
        **changed(result, at_base),
        "next_best": _next_best(priced, result),
        "blocked_by": _blocked(priced, result),
    }


def _blocked(priced: _Priced, result: Result | None) -> str:
    """What leaves no posture, apart from the experiment itself."""
    own = {f"rule {rule}" for rule in shut_out(priced.experiment.forbids)}
    return "|".join(name for name in blocked([result]).split("|") if name not in own)


def _effect(priced: _Priced, result: Result | None, at_base: Result | None) -> str:
    if unanswered(result) or unanswered(at_base):
        return "unanswered"
    if infeasible(at_base) and not infeasible(result):
        return "makes possible"
    side = compared(result, at_base)
    return {"none": "slack", "within gap": "within gap", "no posture": "no posture"}.get(side, "binding")


def _next_best(priced: _Priced, result: Result | None) -> str:
    """Who holds the authority instead, in the conditions in which it was taken: `STAFF`, or `crisis: STAFF; peacetime: HOST`."""
    if result is None or result.weighted_delay is None or not priced.experiment.forbids:
        return ""
    (forbid,) = priced.experiment.forbids
    return held_by(result, forbid.authority, forbid.conditions, forbid.phases)
