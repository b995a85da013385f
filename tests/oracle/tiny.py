"""Tiny instances drawn at random, small enough to try every posture, together covering every feature an instance may have.

Numbers are round, so that ties occur and no two delays differ by a hair; a budget of decisions is spent while drawing, so
that nothing is thrown away for being too large.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import comb
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from model.data.checks import faults, full_context
from model.data.instance import Instance
from model.data.mandates import LevelMandate
from model.data.records import (
    Authority,
    Calendar,
    Channel,
    Condition,
    Demand,
    Desk,
    Headquarters,
    LiaisonLevel,
    Parameter,
    Phase,
    Pool,
    Rule,
    Site,
    Thread,
)
from tests.oracle.tiny_rules import draw_mandates, draw_rules

Picked = TypeVar("Picked")
SOURCE = "drawn"
CALENDARS = {
    "office": ("mon-fri", "08:00", "17:00"),
    "long": ("mon-sat", "06:00", "22:00"),
    "watch": ("mon-sun", "00:00", "24:00"),
    "night": ("mon-fri", "20:00", "04:00"),
}
ZONES = {"tokyo": "Asia/Tokyo", "honolulu": "Pacific/Honolulu", "seoul": "Asia/Seoul", "kolkata": "Asia/Kolkata"}
# level -> staff, handling, release, language factor, continuous
LEVELS = {0: (0, 6.0, 8.0, 1.5, False), 1: (2, 4.0, 4.0, 1.25, False), 2: (4, 2.0, 1.0, 1.0, False), 3: (6, 2.0, 1.0, 1.0, True)}


@dataclass
class Dice:
    """A source of random choices, and how many more combinations of decisions may be opened up."""

    random: Random
    budget: int

    def pick(self, options: Sequence[Picked]) -> Picked:
        """One of the options."""
        return self.random.choice(options)

    def often(self, chance: int) -> bool:
        """True `chance` times in ten."""
        return self.random.randrange(10) < chance

    def some(self, options: Sequence[Picked], least: int = 0, most: int = 9) -> list[Picked]:
        """Some of the options, in their order, each once."""
        most = min(most, len(options))
        size = self.random.randint(min(least, most), most)
        chosen = set(self.random.sample(range(len(options)), size))
        return [option for place, option in enumerate(options) if place in chosen]

    def spend(self, ways: int) -> bool:
        """Whether a decision with that many ways still fits; if so it is paid for."""
        if ways > self.budget:
            return False
        self.budget //= ways
        return True


@st.composite
def tiny_instances(draw: Any, budget: int = 12) -> Instance:
    """A valid instance with at most `budget` ways to open, grade and staff its HQs, about half as many for liaison teams and three
    times as many for the holders in each condition.

    Hypothesis draws one seed and the rest follows from it: drawn choice by choice, half the instances were near copies of others.
    """
    dice = Dice(draw(st.randoms(use_true_random=True)), budget)
    bare = bare_instance(dice)
    return instance_of(dice, bare, budget, 3 * budget)


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


def _duty_bound(dice: Dice, instance: Instance) -> Instance:
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
    (_duty_bound, 5),
)


def bare_instance(dice: Dice) -> Instance:
    """All that no other table refers to."""
    parameters = {
        "command_handling_hours": dice.pick((1.0, 2.0)),
        "referral_probability": dice.pick((0.5, 1.0, 0.25, 0.0)),
        "relay_hours": dice.pick((0.5, 1.0, 2.0)),
        "service_cv": dice.pick((0.5, 1.0)),
    }
    names = dice.pick((("calm",), ("calm", "crisis"), ("calm", "crisis")))
    shares = {1: (1.0,), 2: dice.pick(((0.75, 0.25), (0.5, 0.5), (1.0, 0.0)))}[len(names)]
    return Instance(
        name="tiny",
        title="Tiny",
        description="",
        as_of=dt.date(2025, 3, 3),
        utilisation_bands=dice.pick(((0.5, 0.8), (0.25, 0.5, 0.9), (0.9,))),
        phases=(_phase(dice),),
        parameters={name: Parameter(value=value, unit="", source=SOURCE) for name, value in parameters.items()},
        conditions={name: _condition(dice, name, share) for name, share in zip(names, shares, strict=True)},
        calendars={name: Calendar(calendar=name, days=days, start=a, end=b) for name, (days, a, b) in sorted(CALENDARS.items())},
        sites={
            name: Site(site=name, name=name, latitude=0, longitude=0, timezone=zone, source=SOURCE) for name, zone in sorted(ZONES.items())
        },
        headquarters={},
        desks={},
        authorities={},
        channels={},
        liaison_levels={
            level: LiaisonLevel(
                level=level,
                name=str(level),
                staff=staff,
                handling_hours=handling,
                release_hours=release,
                language_factor=language,
                continuous=continuous,
                source=SOURCE,
            )
            for level, (staff, handling, release, language, continuous) in LEVELS.items()
        },
        threads={},
        demand={},
        rules={},
        pools={},
        ranges={},
    )


def _phase(dice: Dice) -> Phase:
    start, transfers = dice.pick((dt.date(2025, 1, 6), dt.date(2025, 7, 7))), dice.pick((None, None, None, 0, 1, 2))
    return Phase(id="2025", name="2025", start=start, weight=dice.pick((1.0, 2.0)), transfers_max=transfers)


def _condition(dice: Dice, name: str, share: float) -> Condition:
    return Condition(
        condition=name,
        name=name,
        share=share,
        tempo=dice.pick((1.0, 0.5, 0.75)),
        calendar=dice.pick(("office", "long", "watch")),
        decision_period_hours=dice.pick((24.0, 12.0, 48.0, 0.0)),
        approval_hours=dice.pick((1.0, 0.5)),
        effective_hours_per_week=dice.pick((35.0, 42.0, 70.0)),
        source=SOURCE,
    )


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
