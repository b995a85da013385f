"""Tiny plans drawn at random: a tiny instance whose phase is followed by one or two more, with what may change between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from math import comb, prod
from typing import Any

from hypothesis import strategies as st

from model.data.addresses import BadPath
from model.data.checks import faults, full_context
from model.data.instance import Instance
from model.data.mandates import ActiveMandate, GradeMandate, Mandate, MayUndoMandate
from model.data.records import Parameter, Phase
from model.data.settings import replaced
from tests.oracle.dice import Dice
from tests.oracle.tiny import instance_of
from tests.oracle.tiny_bare import SOURCE, ZONES, bare_instance

# Ways to give away the authorities of a condition, by the number of conditions: who may hold what in all of them is tried against who
# may in all of them one phase later.
HOLDINGS = {1: 36, 2: 6}
STARTS = {"2025": dt.date(2025, 1, 6), "2026": dt.date(2026, 1, 5), "2027": dt.date(2027, 7, 5)}
Setting = tuple[str, object]


@st.composite
def tiny_plans(draw: Any, budget: int = 8) -> Instance:
    """A valid instance of two or three phases. `budget` is that of `tiny_instances`, for each phase."""
    dice = Dice(draw(st.randoms(use_true_random=True)), budget)
    bare = bare_instance(dice)
    instance = instance_of(dice, bare, budget, HOLDINGS[len(bare.conditions)])
    instance = _with_phases(dice, _fewer_rules(dice, instance))
    for change in (_later_hqs, _mandates_of_phases, _may_undo, _rules_of_phases, *([_number] * dice.pick((0, 1, 2, 3, 4, 5)))):
        changed = change(dice, instance)
        instance = changed if _fits(changed) else instance
    return instance


def _fits(instance: Instance) -> bool:
    """Whether an instance is valid and still tiny in every phase."""
    if faults(full_context(instance), base=False):
        return False
    views = [instance.whole_at(phase.id) for phase in instance.phases]
    return all(_holdings(view) <= HOLDINGS[len(view.conditions)] and _teams(view) <= 6 for view in views)


def _holdings(instance: Instance) -> int:
    count = len(instance.headquarters)
    free = (row for row in instance.authorities.values() if row.relation != "COCOM")
    return prod(sum(comb(count, size) for size in range(1, row.holders_max + 1)) for row in free)


def _teams(instance: Instance) -> int:
    return prod(len(row.levels) for row in instance.channels.values())


def _fewer_rules(dice: Dice, instance: Instance) -> Instance:
    """A third of the rules and mandates: what holds in every phase leaves fewer plans than postures."""
    rules = {name: row for name, row in instance.rules.items() if dice.often(3)}
    return replace(instance, rules=rules, mandates=tuple(row for row in instance.mandates if dice.often(3)))


def _with_phases(dice: Dice, instance: Instance) -> Instance:
    """Two phases or three, each with limits and pools of its own."""
    first = instance.phases[0]
    names = list(STARTS)[: dice.pick((2, 2, 2, 3))]
    phases = tuple(
        Phase(
            id=name,
            name=name,
            start=STARTS[name],
            weight=first.weight if name == first.id else dice.pick((1.0, 0.5, 3.0)),
            transfers_max=dice.pick((None, None, None, 0, 1, 1, 2)),
            openings_max=dice.pick((None, None, None, 0, 1)),
            teams_max=dice.pick((None, None, None, 0, 0, 1)),
        )
        for name in names
    )
    pools = {}
    for (_, nation, resource), row in instance.pools.items():
        for name in names:
            amount = row.amount if dice.often(6) else row.amount + dice.pick((1, 2, -row.amount))
            pools[name, nation, resource] = row.model_copy(update={"phase": name, "amount": amount})
    loss = Parameter(value=dice.pick((0.25, 0.5, 0.1, 0.0)), unit="", source=SOURCE)
    return replace(
        instance,
        phases=phases,
        pools=dict(sorted(pools.items())),
        parameters=dict(sorted({**instance.parameters, "transition_loss": loss}.items())),
    )


# What changes, one function each --------------------------------------------------------------------------------------


def _later_hqs(dice: Dice, instance: Instance) -> Instance:
    """Some planned HQs exist from a later phase on."""
    phases = [phase.id for phase in instance.phases]
    rows = {
        name: row.model_copy(update={"available_from": dice.pick((None, *phases, phases[-1]))}) if row.status == "planned" else row
        for name, row in instance.headquarters.items()
    }
    return replace(instance, headquarters=rows)


def _mandates_of_phases(dice: Dice, instance: Instance) -> Instance:
    """Some mandates hold in some phases alone; some HQs are told to be open or closed in one."""
    phases = [phase.id for phase in instance.phases]
    mandates = [row.model_copy(update={"phase": tuple(dice.some(phases, 1, 1))}) if dice.often(6) else row for row in instance.mandates]
    planned = [name for name, row in instance.headquarters.items() if row.status == "planned"]
    if planned and dice.often(3):
        phase = tuple(dice.some(phases, 1, 1))
        told = ActiveMandate(id="told", says="told", kind="active", hq=(dice.pick(planned),), active=dice.often(5), phase=phase)
        mandates.append(told)
    return replace(instance, mandates=tuple(mandates))


def _may_undo(dice: Dice, instance: Instance) -> Instance:
    """Some HQs may close again and have a lower grade; often one of them is told to, which were impossible otherwise."""
    hqs = {name: row for name, row in instance.headquarters.items() if row.status == "planned" or len(row.grades) > 1}
    if not hqs or dice.often(5):
        return instance
    name, first, last = dice.pick(sorted(hqs)), instance.phases[0].id, instance.phases[-1].id
    some = (name,) if dice.often(6) else tuple(hqs[name].nation.split("|"))
    undo = MayUndoMandate(id="undo", says="undo", kind="may_undo", hq=some, phase=dice.pick(((), (), (last,), (first,))))
    told: list[Mandate] = []
    if hqs[name].status == "planned" and dice.often(5):
        told = [ActiveMandate(id=f"u{t}", says="u", kind="active", hq=(name,), active=t == first, phase=(t,)) for t in (first, last)]
    elif len(hqs[name].grades) > 1 and dice.often(8):
        grades = {first: max(hqs[name].grades), last: min(hqs[name].grades)}
        told = [GradeMandate(id=f"u{t}", says="u", kind="grade", hq=(name,), grade=grade, phase=(t,)) for t, grade in grades.items()]
    return replace(instance, mandates=(*instance.mandates, undo, *told))


def _rules_of_phases(dice: Dice, instance: Instance) -> Instance:
    """A rule ends in a phase, or begins."""
    if not instance.rules or dice.often(4):
        return instance
    name, later = dice.pick(sorted(instance.rules)), dice.pick([row.id for row in instance.phases[1:]])
    begins = dice.often(5)
    before = replaced(instance, f"rules.{name}.active", "no") if begins else instance
    return replaced(before, f"{later}:rules.{name}.active", "yes" if begins else "no")


def _number(dice: Dice, instance: Instance) -> Instance:
    """Some number is another from some phase on; seldom from the first."""
    phase = dice.pick([row.id for row in instance.phases[1:]] * 3 + [instance.phases[0].id])
    path, value = dice.pick(NUMBERS)(dice, instance)
    try:
        return replaced(instance, f"{phase}:{path}", value)
    except BadPath:
        return instance


def _of_hq(dice: Dice, instance: Instance) -> Setting:
    name = dice.pick(sorted(instance.headquarters))
    own = instance.headquarters[name]
    column, value = dice.pick(
        (
            ("decision_factor", dice.pick((0.0, 0.25, 2.0))),
            ("decision_factor", dice.pick((0.0, 0.25, 2.0))),
            ("calendar", dice.pick(("office", "watch", "night"))),
            ("superior", dice.pick(sorted(instance.headquarters))),
            ("desk", dice.pick(["", *sorted(instance.desks)])),
            ("grades", "|".join(map(str, sorted({*own.grades, dice.pick((8, 9, 10))})))),
        )
    )
    return f"headquarters.{name}.{column}", value


def _of_site(dice: Dice, instance: Instance) -> Setting:
    return f"headquarters.{dice.pick(sorted(instance.headquarters))}.site", dice.pick(sorted(ZONES))


def _of_demand(dice: Dice, instance: Instance) -> Setting:
    thread, condition = dice.pick(sorted(instance.demand) or [("none", "none")])
    column, values = dice.pick(
        (("requests_per_day", (0.0, 1.0, 3.0, 6.0)), ("urgency", (0.0, 1.0, 10.0)), ("deadline_hours", (18.3, 30.3, 48.3)))
    )
    return f"demand.{thread}@{condition}.{column}", dice.pick(values)


def _of_authority(dice: Dice, instance: Instance) -> Setting:
    name = dice.pick(sorted(instance.authorities))
    column, value = dice.pick(
        (
            ("holders_max", dice.pick((1, 2))),
            ("component", dice.pick(sorted(instance.headquarters))),
            ("relation", dice.pick(("COORD", "OPCON"))),
        )
    )
    return f"authorities.{name}.{column}", value


def _of_channel(dice: Dice, instance: Instance) -> Setting:
    one, other = dice.pick(sorted(instance.channels))
    column, value = dice.pick(
        (
            ("levels", dice.pick(("0|1", "0|2", "0|3", "0|1|3"))),
            ("hours", dice.pick((0.0, 2.0, 8.0))),
            ("open_without_team", dice.pick(("yes", "no"))),
        )
    )
    return f"channels.{one}@{other}.{column}", value


def _of_desk(dice: Dice, instance: Instance) -> Setting:
    name = dice.pick(sorted(instance.desks))
    column, value = dice.pick(
        (
            ("background_hours_per_day", dice.pick((0.0, 2.0, 6.0))),
            ("officers", dice.pick(("2|4", "1|4", "8", "4|8"))),
            ("mean_service_hours", dice.pick((0.5, 3.0))),
            ("capacity_hours_per_day", dice.pick((6.0, 12.0))),
        )
    )
    return f"desks.{name}.{column}", value


def _of_condition(dice: Dice, instance: Instance) -> Setting:
    name = dice.pick(sorted(instance.conditions))
    column, value = dice.pick(
        (
            ("tempo", dice.pick((0.5, 1.25))),
            ("decision_period_hours", dice.pick((0.0, 12.0, 36.0))),
            ("effective_hours_per_week", dice.pick((28.0, 56.0))),
            ("calendar", dice.pick(("office", "long", "watch"))),
            ("approval_hours", dice.pick((0.0, 2.0))),
        )
    )
    return f"conditions.{name}.{column}", value


def _of_parameters(dice: Dice, instance: Instance) -> Setting:
    name, value = dice.pick((("relay_hours", 3.0), ("referral_probability", 0.0), ("referral_probability", 1.0), ("transition_loss", 0.6)))
    return f"parameters.{name}", value


def _of_bands(dice: Dice, instance: Instance) -> Setting:
    return "utilisation_bands", dice.pick(("0.6|0.9", "0.4|0.7|0.95"))


def _of_levels(dice: Dice, instance: Instance) -> Setting:
    level = dice.pick((1, 1, 2, 3))
    return f"liaison_levels.{level}.{dice.pick(('staff', 'handling_hours'))}", dice.pick((1, 3))


def _of_threads(dice: Dice, instance: Instance) -> Setting:
    return f"threads.{dice.pick(sorted(instance.threads))}.work_hours", dice.pick((0.5, 3.0))


def _of_rules(dice: Dice, instance: Instance) -> Setting:
    limited = [name for name, row in sorted(instance.rules.items()) if row.limit is not None] or ["none"]
    return f"rules.{dice.pick(limited)}.limit", dice.pick((0, 1, 2, 3))


NUMBERS: tuple[Callable[[Dice, Instance], Setting], ...] = (
    _of_hq,
    _of_hq,
    _of_hq,
    _of_site,
    _of_site,
    _of_demand,
    _of_authority,
    _of_authority,
    _of_channel,
    _of_desk,
    _of_condition,
    _of_parameters,
    _of_bands,
    _of_levels,
    _of_levels,
    _of_threads,
    _of_rules,
)
