"""A world small enough to count on fingers, for the tests of this folder: made in memory, changed with `replace`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from model.data.instance import Instance
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
    Site,
    Thread,
)
from model.delay.physics import Physics
from tests.rows import by_key

SOURCE = "made up"


def hq(name: str, nation: str, superior: str | None, grade: int | None, **more: object) -> Headquarters:
    """An HQ; by default in Tokyo, existing, at factor 1, office hours, without a desk."""
    fields: dict[str, object] = {
        "name": name,
        "site": "tokyo",
        "grades": () if grade is None else (grade,),
        "grade_now": grade,
        "decision_factor": 1,
        "calendar": "office",
        "status": "existing",
        "source": SOURCE,
    }
    return Headquarters.model_validate({"hq": name, "nation": nation, "superior": superior} | fields | more)


# The American chain: MINISTER (civil) > TOP (4 stars, Hawaii) > MIDDLE (3 stars) > LOW (2 stars). The Japanese: CHIEF (4 stars) > WING.
HEADQUARTERS = (
    hq("MINISTER", "US", None, None),
    hq("TOP", "US", "MINISTER", 10, site="hawaii", desk="TOP"),
    hq("MIDDLE", "US", "TOP", 9, decision_factor=0.5, desk="MIDDLE"),
    hq("LOW", "US", "MIDDLE", 8),
    hq("CHIEF", "JP", None, 10, desk="CHIEF"),
    hq("WING", "JP", "CHIEF", 8),
    hq("PREMIER", "JP", None, None),
)


def condition(name: str, **more: object) -> Condition:
    """A condition: tempo 1, boards every 20 h, 3 h of a principal's time, office hours of 45 h a week."""
    fields: dict[str, object] = {
        "name": name,
        "share": 0.5,
        "tempo": 1,
        "calendar": "office",
        "decision_period_hours": 20,
        "approval_hours": 3,
        "effective_hours_per_week": 45,
        "source": SOURCE,
    }
    return Condition.model_validate({"condition": name} | fields | more)


def desk(name: str, officers: int = 7) -> Desk:
    """A desk whose officers are all on duty in office hours: as many seats as officers; services of 7 h."""
    return Desk.model_validate(
        {
            "desk": name,
            "officers": (officers,),
            "officers_now": officers,
            "background_hours_per_day": 10,
            "mean_service_hours": 7,
            "source": SOURCE,
        }
    )


def channel(start: str, end: str, kind: str = "liaison", **more: object) -> Channel:
    """A channel with levels 0, 1, 2, open without a team."""
    fields: dict[str, object] = {"levels": (0, 1, 2), "level_now": 0, "open_without_team": True, "source": SOURCE}
    return Channel.model_validate({"from_hq": start, "to_hq": end, "kind": kind} | fields | more)


def authority(name: str, nation: str, holder: str) -> Authority:
    """An authority over operations with one holder."""
    fields = {"name": name, "relation": "OPCON", "holders_max": 1, "source": SOURCE}
    return Authority.model_validate({"authority": name, "nation": nation, "holder_now": (holder,)} | fields)


def thread(name: str, origin: str, approvals: tuple[str, ...], destination: str) -> Thread:
    """A thread of 8 h of staff work an approval."""
    fields = {"name": name, "function": "any", "work_hours": 8, "source": SOURCE}
    return Thread.model_validate({"thread": name, "origin": origin, "approvals": approvals, "destination": destination} | fields)


def demand(name: str, state: str, requests: float, urgency: float) -> Demand:
    """So many requests a day of a thread in a condition."""
    return Demand(thread=name, condition=state, requests_per_day=requests, urgency=urgency, source=SOURCE)


def parameters(**values: float) -> Mapping[str, Parameter]:
    """The four parameters: referral 0.25, relay 2 h, command handling 1 h, cv 1, unless said otherwise."""
    base = {"referral_probability": 0.25, "relay_hours": 2.0, "command_handling_hours": 1.0, "service_cv": 1.0} | values
    return {name: Parameter(value=value, unit="1", source=SOURCE) for name, value in sorted(base.items())}


def make_world() -> Instance:
    """Two conditions (`calm`, tempo 1; `rush`, tempo 0.5, every day 06-22), seven HQs, three liaison channels and one direct."""
    levels = (
        {"level": 0, "name": "none", "staff": 0, "handling_hours": 2, "release_hours": 4, "language_factor": 1.5, "continuous": False},
        {"level": 1, "name": "team", "staff": 2, "handling_hours": 1, "release_hours": 2, "language_factor": 1.25, "continuous": False},
        {"level": 2, "name": "seat", "staff": 5, "handling_hours": 1, "release_hours": 1, "language_factor": 1, "continuous": True},
    )
    zones = {"tokyo": "Asia/Tokyo", "hawaii": "Pacific/Honolulu"}
    channels = (
        channel("TOP", "CHIEF"),
        channel("MIDDLE", "CHIEF"),
        channel("TOP", "MIDDLE"),
        channel("CHIEF", "LOW", hours=6),
        channel("WING", "LOW", kind="direct", hours=0.5, levels=(0,)),
    )
    return Instance(
        name="world",
        title="A small world",
        description="",
        as_of=dt.date(2026, 1, 5),
        utilisation_bands=(0.5, 0.8),
        phases=(Phase(id="now", name="Now", start=dt.date(2026, 1, 5), weight=2),),
        parameters=parameters(),
        conditions=by_key([condition("calm"), condition("rush", tempo=0.5, calendar="long", effective_hours_per_week=112)]),
        calendars=by_key(
            [
                Calendar(calendar="office", days="mon-fri", start="08:00", end="17:00"),
                Calendar(calendar="long", days="mon-sun", start="06:00", end="22:00"),
                Calendar(calendar="nights", days="mon-fri", start="17:00", end="02:00"),
                Calendar(calendar="continuous", days="mon-sun", start="00:00", end="24:00"),
            ],
        ),
        sites=by_key([Site(site=s, name=s, latitude=0, longitude=0, timezone=zone, source=SOURCE) for s, zone in zones.items()]),
        headquarters=by_key(HEADQUARTERS),
        desks=by_key([desk("TOP"), desk("MIDDLE"), desk("CHIEF")]),
        authorities=by_key([authority("us_one", "US", "TOP"), authority("us_two", "US", "TOP"), authority("jp_one", "JP", "CHIEF")]),
        channels=by_key(channels),
        liaison_levels=by_key(LiaisonLevel.model_validate(row | {"source": SOURCE}) for row in levels),
        threads=by_key([thread("strike", "CHIEF", ("jp_one", "us_one", "us_two"), "TOP"), thread("note", "WING", (), "LOW")]),
        demand=by_key([demand("note", "calm", 4, 0.5), demand("strike", "calm", 1, 3)]),
        rules={},
        pools={},
        ranges={},
    )


def with_hq(instance: Instance, name: str, **changes: object) -> Instance:
    """The instance with one HQ changed."""
    changed = instance.headquarters[name].model_copy(update=changes)
    return replace(instance, headquarters={**instance.headquarters, name: changed})


def physics(instance: Instance | None = None) -> Physics:
    """The physics of an instance's one phase; of the small world by default."""
    world = make_world() if instance is None else instance
    return Physics(world, world.phases[0])
