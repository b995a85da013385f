"""All of a tiny instance that no other table refers to, drawn at random."""

from __future__ import annotations

import datetime as dt

from model.data.instance import Instance
from model.data.records import (
    Calendar,
    Condition,
    LiaisonLevel,
    Parameter,
    Phase,
    Site,
)
from tests.oracle.dice import Dice

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
