"""A world in which every delay is a sum of small whole numbers, for showing what each family of constraints is for.

One nation's TOP (four stars) commands LOW (three stars), ALLY (four stars) is the other's; everybody stands in one place and is
always on duty, so nothing waits for office hours. One condition, one request a day, urgency 1: the weighted delay is in hours.

    a command hop           1 h
    a relay                 1 h, at every HQ reached that does not approve, the destination too
    an approval             2 h work + 1 h principal + 12 h x decision factor: 3 h at factor 0, 9 h at 1/2, 15 h at 1
    a hop to the ally       2 + 4 = 6 h without a team, 1 + 2 = 3 h with a team of two, of the US
    a desk of 4 officers    one seat on duty, 24 officer-hours a day, M/M/1: 1 h wait when half busy, 4 h when busy to 0.8
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from model.data.checks import faults, full_context
from model.data.instance import Instance
from model.data.mandates import Mandate
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
from model.formulation.build import build
from model.solving.highs import Solver
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from tests.rows import by_key

MADE_UP = {"source": "made up"}


def hq(name: str, nation: str, superior: str | None, grades: tuple[int, ...], factor: float = 0.5, **more: Any) -> Headquarters:
    """An existing HQ whose commander has the lowest of its grades today."""
    fields: dict[str, Any] = {"status": "existing", "grade_now": min(grades)}
    fields |= {"site": "tokyo", "calendar": "always", "decision_factor": factor, "superior": superior, "grades": grades}
    return Headquarters(hq=name, name=name, nation=nation, **(fields | more), **MADE_UP)


def planned(name: str, superior: str | None, factor: float = 0.0) -> Headquarters:
    """A planned HQ of the US that decides at once."""
    return hq(name, "US", superior, (9,), factor, status="planned", grade_now=None)


TOP, LOW, ALLY = hq("TOP", "US", None, (10,)), hq("LOW", "US", "TOP", (9,)), hq("ALLY", "JP", None, (10,))
# LOW where its commander could be given a fourth star.
RISING = hq("LOW", "US", "TOP", (9, 10))


def authority(name: str, now: str = "TOP", most: int = 1, **more: Any) -> Authority:
    """An authority over US forces that TOP holds today."""
    fields: dict[str, Any] = {"relation": "OPCON", "nation": "US", "holder_now": tuple(now.split("|")), "holders_max": most}
    return Authority(authority=name, name=name, **(fields | more), **MADE_UP)


def channel(one: str, other: str, levels: tuple[int, ...] = (0,), **more: Any) -> Channel:
    """A channel without a team today, open without one."""
    fields: dict[str, Any] = {"kind": "liaison", "pool": "US" if max(levels) else None, "level_now": 0, "open_without_team": True}
    return Channel(from_hq=one, to_hq=other, levels=levels, **(fields | more), **MADE_UP)


def thread(name: str, origin: str, approvals: str, destination: str) -> Thread:
    """A kind of request; approvals as in the files, `a>b`."""
    needed = tuple(approvals.split(">")) if approvals else ()
    return Thread(thread=name, name=name, function="any", origin=origin, approvals=needed, destination=destination, work_hours=2, **MADE_UP)


def demand(name: str, requests: float = 1.0, condition: str = "any", deadline: float | None = None) -> Demand:
    """So many requests a day."""
    return Demand(thread=name, condition=condition, requests_per_day=requests, urgency=1, deadline_hours=deadline, **MADE_UP)


def rule(kind: str, authorities: str = "", holder: str = "", limit: float | None = None, **more: Any) -> Rule:
    """A rule; selectors as in the files, `a|b`."""
    names = {"authority": tuple(authorities.split("|")) if authorities else (), "holder": tuple(holder.split("|")) if holder else ()}
    words = {"says": "So it is.", "basis": "law", "citation": "made up"}
    return Rule(
        rule=f"{kind}_{authorities or holder or 'all'}".replace("|", "-"), kind=kind, limit=limit, active=True, **words, **names, **more
    )


def pool(resource: Any, amount: float) -> Pool:
    """So many people of the US."""
    return Pool(phase="now", nation="US", resource=resource, amount=amount, **MADE_UP)


def desk(name: str, officers: tuple[int, ...], background: float = 0.0) -> Desk:
    """A desk that has the first of its sizes today."""
    hours = {"background_hours_per_day": background, "mean_service_hours": 1}
    return Desk(desk=name, officers=officers, officers_now=officers[0], **hours, **MADE_UP)


def world(
    *,
    headquarters: Iterable[Headquarters] = (TOP, LOW, ALLY),
    authorities: Iterable[Authority] = (authority("power"),),
    channels: Iterable[Channel] = (),
    threads: Iterable[Thread] = (thread("ask", "LOW", "power", "LOW"),),
    demands: Iterable[Demand] | None = None,
    desks: Iterable[Desk] = (),
    rules: Iterable[Rule] = (),
    pools: Iterable[Pool] = (),
    mandates: Iterable[Mandate] = (),
    conditions: tuple[str, ...] = ("any",),
    transfers: int | None = None,
    referral: float = 0.0,
) -> Instance:
    """An instance, valid by the program's own checks; unless told otherwise LOW asks for an approval and wants it back."""
    threads = tuple(threads)
    asked = [demand(row.thread) for row in threads] if demands is None else demands
    parameters = {"command_handling_hours": 1.0, "referral_probability": referral, "relay_hours": 1.0, "service_cv": 1.0}
    instance = Instance(
        name="small",
        title="Small",
        description="",
        as_of=dt.date(2026, 1, 5),
        utilisation_bands=(0.5, 0.8),
        phases=(Phase(id="now", name="now", start=dt.date(2026, 1, 5), weight=1, transfers_max=transfers),),
        parameters={name: Parameter(value=value, unit="", **MADE_UP) for name, value in parameters.items()},
        conditions=by_key(_condition(name, 1 / len(conditions)) for name in conditions),
        calendars={"always": Calendar(calendar="always", days="mon-sun", start="00:00", end="24:00")},
        sites={"tokyo": Site(site="tokyo", name="Tokyo", latitude=0, longitude=0, timezone="Asia/Tokyo", **MADE_UP)},
        headquarters=by_key(headquarters),
        desks=by_key(desks),
        authorities=by_key(authorities),
        channels=by_key(channels),
        liaison_levels=by_key([_level(0, 0, 2, 4), _level(1, 2, 1, 2), _level(2, 4, 1, 2)]),
        threads=by_key(threads),
        demand=by_key(asked),
        rules=by_key(rules),
        pools=by_key(pools),
        ranges={},
        mandates=tuple(mandates),
    )
    found = faults(full_context(instance), base=True)
    assert not found, found
    return instance


def in_phases(instance: Instance, loss: float = 0.0, **limits: tuple[int | None, int | None]) -> Instance:
    """The instance in two phases, `now` and `later`, each of weight 1 and with the people that it has; `limits` of each by name. A desk
    loses that share of its capacity while it absorbs a transfer."""
    (now,) = instance.phases
    phases = [now.model_copy(update={name: most[0] for name, most in limits.items()})]
    phases.append(now.model_copy(update={"id": "later", "start": dt.date(2027, 1, 4), **{name: most[1] for name, most in limits.items()}}))
    pools = {(phase.id, *key[1:]): row.model_copy(update={"phase": phase.id}) for phase in phases for key, row in instance.pools.items()}
    lost = Parameter(value=loss, unit="", **MADE_UP)
    parameters = dict(sorted({**instance.parameters, "transition_loss": lost}.items()))
    plan = replace(instance, phases=tuple(phases), pools=dict(sorted(pools.items())), parameters=parameters)
    found = faults(full_context(plan), base=True)
    assert not found, found
    return plan


def _condition(name: str, share: float) -> Condition:
    hours = {"decision_period_hours": 24, "approval_hours": 1, "effective_hours_per_week": 42}
    return Condition(condition=name, name=name, share=share, tempo=1, calendar="always", **hours, **MADE_UP)


def _level(level: int, staff: int, handling: float, release: float) -> LiaisonLevel:
    hours = {"handling_hours": handling, "release_hours": release, "language_factor": 1}
    return LiaisonLevel(level=level, name=str(level), staff=staff, continuous=False, **hours, **MADE_UP)


def least_delay(instance: Instance, *without: str) -> float | None:
    """The least weighted delay of the model without these families, as the solver claims it; None where there is no posture."""
    built = build(instance, without=frozenset(without))
    if built.broken:
        return None
    matrix = compile_matrix(built.variables.pyomo)
    if not matrix.columns:
        return float(matrix.offsets[0])
    answer = Solver(matrix, SolveOptions()).minimise(np.asarray(matrix.objectives[0]), float(matrix.offsets[0]), gap=1e-9, time_limit=None)
    assert answer.status in (Status.OPTIMAL, Status.INFEASIBLE), answer.code
    return answer.objective
