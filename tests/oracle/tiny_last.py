"""What changes an instance that is drawn, at the end, so that it changes nothing of what is drawn without it."""

from __future__ import annotations

from dataclasses import replace

from model.data.instance import Instance
from model.data.mandates import LevelMandate
from model.data.records import (
    Parameter,
    Rule,
)
from tests.oracle.dice import Dice
from tests.oracle.tiny_bare import SOURCE


def _conditions_calendars(dice: Dice, instance: Instance) -> Instance:
    """Some HQs keep the conditions' hours alone."""
    some = {name: instance.headquarters[name].model_copy(update={"calendar": None}) for name in dice.some(sorted(instance.headquarters), 1)}
    return replace(instance, headquarters={**instance.headquarters, **some})


def _nobody_today(dice: Dice, instance: Instance) -> Instance:
    """The desks of planned HQs have nobody today."""
    existing = {hq.desk for hq in instance.headquarters.values() if hq.status == "existing"}
    return replace(
        instance,
        desks={name: row if name in existing else row.model_copy(update={"officers_now": 0}) for name, row in instance.desks.items()},
    )


def _unknown_services(dice: Dice, instance: Instance) -> Instance:
    """Desks with an explicit wait do not say how long their services are."""
    silent = {
        name: row.model_copy(update={"mean_service_hours": None}) for name, row in instance.desks.items() if row.wait_hours is not None
    }
    return replace(instance, desks={**instance.desks, **silent})


def _teams_everywhere(dice: Dice, instance: Instance) -> Instance:
    """A mandate over all channels, those without teams among them, asks for a level that all with teams have."""
    highest = [max(row.levels) for row in instance.channels.values() if row.kind == "liaison" and any(row.levels)]
    mandate = LevelMandate(id="teams", says="teams", kind="level", at_least=min(highest, default=0))
    return replace(instance, mandates=(*instance.mandates, mandate))


def _combined(dice: Dice, instance: Instance) -> Instance:
    """An HQ is of another nation too."""
    name = dice.pick(sorted(instance.headquarters))
    own = instance.headquarters[name]
    others = sorted({hq.nation for hq in instance.headquarters.values()} - {own.nation})
    if not others:
        return instance
    combined = own.model_copy(update={"nation": f"{own.nation}|{dice.pick(others)}"})
    return replace(instance, headquarters={**instance.headquarters, name: combined})


def _hats(dice: Dice, instance: Instance) -> Instance:
    """Two HQs have one commander."""
    graded = [hq for hq in instance.headquarters.values() if hq.grades]
    pairs = [(a, b) for a in graded for b in graded if a.hq < b.hq and a.lead == b.lead]
    if not pairs:
        return instance
    one, other = dice.pick(pairs)
    hats = {"commander": "officer", "grades": one.grades}
    if None not in (one.grade_now, other.grade_now):
        hats["grade_now"] = one.grade_now
    changed = {one.hq: one.model_copy(update={"commander": "officer"}), other.hq: other.model_copy(update=hats)}
    return replace(instance, headquarters={**instance.headquarters, **changed})


def _close_in_grade(dice: Dice, instance: Instance) -> Instance:
    """Commanders of two HQs are equal in grade."""
    graded = sorted(name for name, hq in instance.headquarters.items() if hq.grades)
    cells = {"holder": tuple(dice.some(graded, 2, 3)), "limit": dice.pick((0, 0, 1))}
    gap = Rule(rule="gap", kind="grade_gap", says="grades are close", basis="policy", citation="drawn", active=True, **cells)
    return replace(instance, rules={**instance.rules, "gap": gap})


def duty_bound(dice: Dice, instance: Instance) -> Instance:
    """Work stops, or some of it does, when the duty does."""
    share = Parameter(value=dice.pick((0.5, 1.0)), unit="", source=SOURCE)
    return replace(instance, parameters={**instance.parameters, "duty_bound_share": share})


# What changes an instance that is drawn, each in so many of ten.
LAST = (
    (_conditions_calendars, 2),
    (_nobody_today, 7),
    (_unknown_services, 2),
    (_teams_everywhere, 2),
    (_combined, 2),
    (_hats, 3),
    (_close_in_grade, 3),
)
