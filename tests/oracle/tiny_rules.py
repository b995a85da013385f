"""Rules and mandates drawn at random, one maker for each kind, for a tiny instance whose other tables exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.data.instance import Instance
from model.data.mandates import (
    ActiveMandate,
    GradeMandate,
    HolderMandate,
    KeepDeskMandate,
    KeepHolderMandate,
    KeepLevelMandate,
    LevelMandate,
    Mandate,
)
from model.data.records import Rule

COMMAND = ("OPCON", "TACON")
Columns = dict[str, Any]


def _nations(instance: Instance) -> list[str]:
    return sorted({row.nation for row in instance.headquarters.values()})


def _hqs(dice: Any, instance: Instance) -> tuple[str, ...]:
    """Some HQs, or a nation."""
    if dice.often(3):
        return (dice.pick(_nations(instance)),)
    return tuple(dice.some(sorted(instance.headquarters), 1, 3))


def _authorities(dice: Any, instance: Instance) -> Columns:
    """Authorities by name, by relation, by nation, or all."""
    names = tuple(dice.some(sorted(instance.authorities), 1))
    nations = (dice.pick(_nations(instance)),)
    one = {"authority": (dice.pick(sorted(instance.authorities)),)}
    ways: list[Columns] = [one, one, one, {"authority": names}, {"relation": COMMAND}, {"nation": nations}, {"authority": ("*",)}, {}]
    chosen: Columns = dice.pick(ways)
    return chosen


def _condition(dice: Any, instance: Instance) -> Columns:
    return {"condition": (dice.pick(sorted(instance.conditions)),)} if dice.often(3) else {}


def _pair(dice: Any, instance: Instance) -> Columns:
    names = dice.some(sorted(instance.authorities), 2, 2)
    return {"authority": tuple(names[::-1] if dice.often(5) else names)}


def _holding(dice: Any, instance: Instance) -> Columns:
    return {**_authorities(dice, instance), **_condition(dice, instance), "holder": _hqs(dice, instance)}


def _min_grade(dice: Any, instance: Instance) -> Columns:
    holder = {"holder": _hqs(dice, instance)} if dice.often(3) else {}
    return {**_authorities(dice, instance), **_condition(dice, instance), **holder, "limit": dice.pick((9, 9, 10, 10))}


def _max_grade_count(dice: Any, instance: Instance) -> Columns:
    where = {"nation": (dice.pick(_nations(instance)),)} if dice.often(6) else {}
    return {**where, "grade": dice.pick((10, 10, 9)), "limit": dice.pick((0, 1, 1, 2))}


def _parity(dice: Any, instance: Instance) -> Columns:
    return {**_pair(dice, instance), **_condition(dice, instance), "limit": dice.pick((0, 0, 1))}


def _not_outranked(dice: Any, instance: Instance) -> Columns:
    return {"relation": COMMAND, **_condition(dice, instance)}


def _within_chain(dice: Any, instance: Instance) -> Columns:
    return {**_pair(dice, instance), **_condition(dice, instance)}


def _same_holder(dice: Any, instance: Instance) -> Columns:
    """Named, or by a relation or nation that at least two authorities have."""
    ways: list[Columns] = [{"authority": tuple(dice.some(sorted(instance.authorities), 2))}, {}]
    for column in ("relation", "nation"):
        values = [getattr(row, column) for row in instance.authorities.values()]
        ways += [{column: (value,)} for value in sorted(set(values)) if values.count(value) > 1]
    return {**dice.pick(ways), **_condition(dice, instance)}


def _exclusive_active(dice: Any, instance: Instance) -> Columns:
    planned = [name for name, row in instance.headquarters.items() if row.status == "planned"]
    existing = [name for name in sorted(instance.headquarters) if name not in planned]
    return {"holder": tuple(planned + existing[:1]), "limit": dice.pick((1, 1, 1, 2))}


def _span(dice: Any, instance: Instance) -> Columns:
    holder = {"holder": _hqs(dice, instance)} if dice.often(2) else {}
    return {**_authorities(dice, instance), **_condition(dice, instance), **holder, "limit": dice.pick((1, 1, 1, 2))}


def _stable(dice: Any, instance: Instance) -> Columns:
    return {**_authorities(dice, instance), "condition": tuple(sorted(instance.conditions)), "limit": dice.pick((0, 0, 1))}


def _host_limit(dice: Any, instance: Instance) -> Columns:
    holder = {"holder": _hqs(dice, instance)} if dice.often(6) else {"nation": (dice.pick(_nations(instance)),)}
    return {**holder, "limit": dice.pick((0, 2, 4))}


def _deadline(dice: Any, instance: Instance) -> Columns:
    threads = {"thread": tuple(dice.some(sorted(instance.threads), 1))} if dice.often(5) else {}
    authorities = _authorities(dice, instance) if dice.often(3) else {}
    return {**threads, **authorities, **_condition(dice, instance)}


RULES: dict[str, Callable[[Any, Instance], Columns]] = {
    "forbid_holder": _holding,
    "require_holder": _holding,
    "min_grade": _min_grade,
    "max_grade_count": _max_grade_count,
    "parity": _parity,
    "not_outranked": _not_outranked,
    "within_chain": _within_chain,
    "same_holder": _same_holder,
    "exclusive_active": _exclusive_active,
    "span": _span,
    "stable": _stable,
    "host_limit": _host_limit,
    "deadline": _deadline,
}


# Kinds that change the best posture more seldom than others are drawn more often.
SELDOM_FELT = (
    "host_limit",
    "not_outranked",
    "stable",
    "stable",
    "stable",
    "exclusive_active",
    "exclusive_active",
    "span",
    "max_grade_count",
    "deadline",
)


def draw_rules(dice: Any, instance: Instance) -> dict[str, Rule]:
    """None to four rules of any kinds; often each nation's authorities stay with its own HQs besides."""
    kinds = [*RULES, *SELDOM_FELT]
    if len(instance.conditions) == 1:
        kinds = [kind for kind in kinds if kind != "stable"]
    drawn = []
    for _ in range(dice.pick((0, 1, 1, 2, 2, 3))):
        kind = dice.pick(kinds)
        drawn.append((kind, RULES[kind](dice, instance)))
    if dice.often(5):
        drawn += [("require_holder", {"nation": (nation,), "holder": (nation,)}) for nation in _nations(instance)]
    return {
        f"r{number}": Rule(rule=f"r{number}", kind=kind, says=f"{kind} holds.", basis="policy", citation="drawn", active=True, **columns)
        for number, (kind, columns) in enumerate(drawn)
    }


def _holder_mandate(dice: Any, instance: Instance) -> Mandate:
    return HolderMandate(id="m", says="holder", kind="holder", **_holding(dice, instance))


def _keep_holder(dice: Any, instance: Instance) -> Mandate:
    columns = {**_authorities(dice, instance), **_condition(dice, instance)}
    return KeepHolderMandate(id="m", says="keep_holder", kind="keep_holder", **columns)


def _active(dice: Any, instance: Instance) -> Mandate:
    planned = [name for name, row in instance.headquarters.items() if row.status == "planned"]
    return ActiveMandate(id="m", says="active", kind="active", hq=tuple(dice.some(planned, 1, 9)), active=dice.often(6))


def _grade(dice: Any, instance: Instance) -> Mandate:
    military = [name for name, row in instance.headquarters.items() if row.grades]
    hq = dice.pick(military)
    grades = instance.headquarters[hq].grades
    return GradeMandate(id="m", says="grade", kind="grade", hq=(hq,), grade=grades[-1] if dice.often(7) else dice.pick(grades))


def _level(dice: Any, instance: Instance) -> Mandate:
    key = dice.pick(sorted(instance.channels))
    between = [row.levels for ends, row in instance.channels.items() if set(ends) == set(key)]
    bound = {"at_least": min(map(max, between))} if dice.often(6) else {"at_most": max(map(min, between))}
    return LevelMandate(id="m", says="level", kind="level", from_hq=(key[1],), to_hq=(key[0],), **bound)


def _keep_level(dice: Any, instance: Instance) -> Mandate:
    end = {"from_hq": (dice.pick(sorted(instance.channels))[0],)} if dice.often(7) else {}
    return KeepLevelMandate(id="m", says="keep_level", kind="keep_level", **end)


def _keep_desk(dice: Any, instance: Instance) -> Mandate:
    return KeepDeskMandate(id="m", says="keep_desk", kind="keep_desk", desk=tuple(dice.some(sorted(instance.desks), 0, 2)))


MANDATES: dict[str, Callable[[Any, Instance], Mandate]] = {
    "holder": _holder_mandate,
    "keep_holder": _keep_holder,
    "active": _active,
    "grade": _grade,
    "level": _level,
    "keep_level": _keep_level,
    "keep_desk": _keep_desk,
}


def draw_mandates(dice: Any, instance: Instance) -> tuple[Mandate, ...]:
    """None to two mandates of any kinds that the instance has something for."""
    kinds = sorted(MANDATES)
    if not any(row.status == "planned" for row in instance.headquarters.values()):
        kinds.remove("active")
    if not any(row.grades for row in instance.headquarters.values()):
        kinds.remove("grade")
    drawn = [MANDATES[dice.pick(kinds)](dice, instance) for _ in range(dice.pick((0, 0, 1, 1, 2)))]
    return tuple(mandate.model_copy(update={"id": f"m{number}"}) for number, mandate in enumerate(drawn))
