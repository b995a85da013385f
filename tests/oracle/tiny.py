"""Tiny instances drawn at random, small enough to try every posture, together covering every feature an instance may have.

Numbers are round, so that ties occur and no two delays differ by a hair; a budget of decisions is spent while drawing, so
that nothing is thrown away for being too large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import comb
from typing import Any

from hypothesis import strategies as st

from model.data.checks import faults, full_context
from model.data.instance import Instance
from model.data.records import (
    Authority,
    Channel,
    Demand,
    Desk,
    Headquarters,
    Pool,
    Thread,
)
from tests.oracle.dice import Dice
from tests.oracle.tiny_bare import SOURCE, ZONES, bare_instance
from tests.oracle.tiny_last import LAST, duty_bound
from tests.oracle.tiny_rules import draw_mandates, draw_rules


@st.composite
def tiny_instances(draw: Any, budget: int = 12) -> Instance:
    """A valid instance with at most `budget` ways to open, grade and staff its HQs, about half as many for liaison teams and three
    times as many for the holders in each condition.

    Hypothesis draws one seed and the rest follows from it: drawn choice by choice, half the instances were near copies of others.
    """
    dice = Dice(draw(st.randoms(use_true_random=True)), budget)
    bare = bare_instance(dice)
    instance = instance_of(dice, bare, budget, 3 * budget)
    return duty_bound(dice, instance) if dice.often(5) else instance


def instance_of(dice: Dice, bare: Instance, budget: int, holdings: int) -> Instance:
    """The instance with all tables drawn that `bare` lacks; `holdings` are the ways to give away authorities in each condition."""
    nations = dice.pick((("US", "JP"), ("US", "JP"), ("US", "JP", "KR")))
    desks = _desk_names(dice, nations)
    headquarters = _headquarters(dice, nations, desks)
    dice.budget = max(dice.budget, budget // 2)
    instance = replace(bare, headquarters=headquarters, desks={name: _desk(dice, name) for name in sorted(desks)})
    dice.budget = holdings
    instance = replace(instance, authorities=_authorities(dice, instance))
    dice.budget = budget // 2
    instance = replace(instance, channels=_channels(dice, instance))
    threads = _threads(dice, instance)
    instance = replace(instance, threads=threads, demand=_demand(dice, instance, threads))
    instance = replace(instance, pools=_pools(dice, instance, nations))
    instance = replace(instance, rules=draw_rules(dice, instance))
    instance = replace(instance, mandates=draw_mandates(dice, instance))
    found = faults(full_context(instance), base=True)
    assert not found, found
    # Drawn last, so that they change nothing of what is drawn without them.
    for change, chance in LAST:
        changed = change(dice, instance) if dice.often(chance) else instance
        instance = instance if faults(full_context(changed), base=True) else changed
    return instance


def _desk_names(dice: Dice, nations: Sequence[str]) -> dict[str, str]:
    """Desk -> nation: HQs of one nation share a desk often."""
    return {f"desk_{nation}{number}": nation for nation in nations for number in range(dice.pick((1, 1, 2)))}


def _headquarters(dice: Dice, nations: Sequence[str], desks: dict[str, str]) -> dict[str, Headquarters]:
    rows: dict[str, Headquarters] = {}
    for number in range(dice.pick((4, 5, 5, 6))):
        name, nation = f"H{number}", nations[number % len(nations)] if number < 4 else dice.pick(nations)
        planned = number >= 2 and dice.often(4) and dice.spend(2)
        above = [row.hq for row in rows.values() if planned or row.status == "existing"]
        own = [hq for hq in above if rows[hq].nation == nation]
        superior = dice.pick(own) if own and dice.often(8) else dice.pick(above) if above and dice.often(2) else None
        grades = dice.pick(((9,), (10,), (8,), (9, 10), (8, 9), (9, 10), (9, 10), ()))
        if not dice.spend(max(1, len(grades))):
            grades = grades[:1]
        now = (grades[0] if dice.often(8) else dice.pick(grades)) if grades and (not planned or dice.often(3)) else None
        own_desks = [desk for desk, owner in desks.items() if owner == nation]
        rows[name] = Headquarters(
            hq=name,
            name=name,
            nation=nation,
            site=dice.pick(sorted(ZONES)),
            superior=superior,
            grades=grades,
            grade_now=now,
            decision_factor=dice.pick((1.0, 0.5, 0.25)),
            calendar=dice.pick(("office", "office", "watch", "night")),
            desk=dice.pick(own_desks) if dice.often(8) else None,
            available_from=dice.pick((None, "2025")),
            status="planned" if planned else "existing",
            source=SOURCE,
        )
    return rows


def _desk(dice: Dice, name: str) -> Desk:
    sizes = dice.pick(((4,), (8,), (2, 4), (4, 8), (1, 2, 4), (0, 4), (2,)))
    if not dice.spend(len(sizes)):
        sizes = sizes[-1:]
    explicit = dice.often(2)
    return Desk(
        desk=name,
        officers=sizes,
        officers_now=sizes[0] if dice.often(7) else dice.pick(sizes),
        background_hours_per_day=dice.pick((0.0, 0.0, 1.0, 4.0)),
        mean_service_hours=dice.pick((0.5, 1.0, 2.0)),
        capacity_hours_per_day=dice.pick((8.0, 16.0, 4.0)) if explicit else None,
        wait_hours=dice.pick((0.0, 1.0, 3.0)) if explicit else None,
        source=SOURCE,
    )


def _authorities(dice: Dice, instance: Instance) -> dict[str, Authority]:
    """Two or three; where the budget does not carry a free holder in every condition, command that stays (COCOM)."""
    rows = {}
    existing = [hq for hq, row in instance.headquarters.items() if row.status == "existing"]
    count = len(instance.headquarters)
    for number in range(dice.pick((2, 2, 3))):
        most = dice.pick((1, 1, 1, 2))
        relation = dice.pick(("OPCON", "OPCON", "OPCON", "TACON", "TACON", "COORD", "SUPPORT", "COCOM"))
        if relation != "COCOM" and not dice.spend(sum(comb(count, size) for size in range(1, most + 1))):
            relation = "COCOM"
        nations = sorted({row.nation for row in instance.headquarters.values()})
        own = [hq for hq in existing if instance.headquarters[hq].nation == nations[number % len(nations)]]
        today = tuple(sorted(dice.some(own if own and dice.often(7) else existing, 1, most)))
        rows[f"a{number}"] = Authority(
            authority=f"a{number}",
            name=f"a{number}",
            relation=relation,
            nation=instance.headquarters[today[0]].nation if dice.often(8) else dice.pick(nations),
            component=dice.pick(sorted(instance.headquarters)) if dice.often(5) else None,
            holders_max=most,
            holder_now=today,
            source=SOURCE,
        )
    return rows


def _channels(dice: Dice, instance: Instance) -> dict[tuple[str, str], Channel]:
    names = sorted(instance.headquarters)
    rows: dict[tuple[str, str], Channel] = {}
    pairs = [(one, two) for one in names for two in names if one < two]
    for pair in dice.some(pairs, 3, 6):
        kind = dice.pick(("liaison", "liaison", "liaison", "direct"))
        key = pair[::-1] if dice.often(3) else pair
        rows[key] = _channel(dice, instance, key, kind)
        if dice.often(1):
            rows[key[::-1]] = _channel(dice, instance, key[::-1], "direct")
    return dict(sorted(rows.items()))


def _channel(dice: Dice, instance: Instance, key: tuple[str, str], kind: str) -> Channel:
    ends = [instance.headquarters[hq] for hq in key]
    levels = dice.pick(((0,), (1,), (0, 1), (0, 2), (0, 1, 3), (0, 2, 3), (3,), (0, 3)))
    planned = any(end.status == "planned" for end in ends)
    if planned and levels[0] != 0:
        levels = (0, *levels)
    if not dice.spend(len(levels)):
        levels = levels[:1]
    return Channel(
        from_hq=key[0],
        to_hq=key[1],
        kind=kind,
        pool=None if levels == (0,) else dice.pick([end.nation for end in ends]),
        levels=levels,
        level_now=0 if planned else dice.pick(levels),
        open_without_team=dice.often(7),
        hours=dice.pick((0.0, 1.0, 5.0)) if dice.often(2) else None,
        source=SOURCE,
    )


def _threads(dice: Dice, instance: Instance) -> dict[str, Thread]:
    existing = [hq for hq, row in instance.headquarters.items() if row.status == "existing" or dice.often(3)]
    rows = {}
    for number in range(dice.pick((1, 2, 2, 3))):
        approvals = tuple(dice.pick(sorted(instance.authorities)) for _ in range(dice.pick((2, 1, 2, 3, 2, 0))))
        rows[f"t{number}"] = Thread(
            thread=f"t{number}",
            name=f"t{number}",
            function="any",
            origin=dice.pick(existing),
            approvals=approvals,
            destination=dice.pick(existing),
            work_hours=dice.pick((0.0, 1.0, 2.0, 4.0)),
            source=SOURCE,
        )
    return rows


def _demand(dice: Dice, instance: Instance, threads: dict[str, Thread]) -> dict[tuple[str, str], Demand]:
    rows = {}
    for thread in sorted(threads):
        for condition in sorted(instance.conditions):
            if dice.often(9):
                rows[thread, condition] = Demand(
                    thread=thread,
                    condition=condition,
                    requests_per_day=dice.pick((1.0, 2.0, 0.5, 4.0, 0.0)),
                    urgency=dice.pick((1.0, 2.0, 5.0, 0.0)),
                    deadline_hours=dice.pick((12.3, 18.3, 24.3, 36.3, 48.3, 72.3)) if dice.often(9) else None,
                    source=SOURCE,
                )
    return rows


def _pools(dice: Dice, instance: Instance, nations: Sequence[str]) -> dict[tuple[str, str, str], Pool]:
    amounts = {"liaison_staff": (2, 4, 6, 0, 8), "desk_officers": (1, 2, 0, 4), "four_star": (0, 0, 0, 1)}
    rows = {}
    for nation in sorted(nations):
        for resource in sorted(amounts):
            if dice.often(5 if resource == "four_star" else 3):
                amount = dice.pick(amounts[resource])
                rows["2025", nation, resource] = Pool(phase="2025", nation=nation, resource=resource, amount=amount, source=SOURCE)
    return rows
