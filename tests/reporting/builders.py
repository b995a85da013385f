"""A tiny instance and posture made by hand, for tests of tables that need no files and no solver.

Near (JP) sends requests to Far (US), which approves them; a planned headquarters Mid may open in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.data.instance import Instance, Variant
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
    Rule,
    Site,
    Thread,
)
from model.delay.evaluate import evaluate
from model.delay.posture import Posture, Route, Step
from model.reporting.companions import remade
from model.reporting.write import renew_folder
from model.solving.outcome import ConflictItem, Outcome, Status
from model.study.runs import RunRecord
from model.study.tables import study_tables as declared
from model.tables.column import Cell, Column, Row
from tests.rows import by_key

SOURCE = "made for a test"


def _headquarters(hq: str, nation: str, status: str, superior: str | None, grades: str, now: int | None, desk: str | None) -> Headquarters:
    return Headquarters.model_validate(
        {
            "hq": hq,
            "name": f"Headquarters {hq}",
            "nation": nation,
            "site": "tokyo",
            "superior": superior,
            "grades": tuple(int(grade) for grade in grades.split()),
            "grade_now": now,
            "decision_factor": 1.0,
            "calendar": "always",
            "desk": desk,
            "status": status,
            "source": SOURCE,
        }
    )


def tiny_instance() -> Instance:
    """Two conditions, two phases, one authority, one thread."""
    headquarters = [
        _headquarters("Far", "US", "existing", None, "10", 10, "far_desk"),
        _headquarters("Mid", "US", "planned", "Far", "9 10", 9, None),
        _headquarters("Near", "JP", "existing", None, "10", 10, None),
    ]
    conditions = [
        Condition(
            condition=name,
            name=name,
            share=share,
            tempo=tempo,
            calendar="always",
            decision_period_hours=12,
            approval_hours=1,
            effective_hours_per_week=35,
            source=SOURCE,
        )
        for name, share, tempo in (("crisis", 0.25, 0.5), ("peacetime", 0.75, 1.0))
    ]
    levels = [
        LiaisonLevel(
            level=level,
            name=name,
            staff=staff,
            handling_hours=handling,
            release_hours=handling / 2,
            language_factor=language,
            continuous=True,
            source=SOURCE,
        )
        for level, name, staff, handling, language in ((0, "no team", 0, 2, 1.5), (1, "team", 5, 1, 1.1))
    ]
    channels = [
        Channel(from_hq=a, to_hq=b, kind="liaison", pool="US", levels=(0, 1), level_now=0, open_without_team=True, source=SOURCE)
        for a, b in (("Far", "Near"), ("Mid", "Near"))
    ]
    thread = Thread(
        thread="warning",
        name="Missile warning",
        function="defence",
        origin="Near",
        approvals=("ops",),
        destination="Far",
        work_hours=2,
        source=SOURCE,
    )
    demand = [Demand(thread="warning", condition=c.condition, requests_per_day=3, urgency=2, source=SOURCE) for c in conditions]
    rule = Rule(rule="law1", kind="min_grade", says="=A general must command", basis="law", citation="Act 1", limit=9, active=True)
    names = {"referral_probability": 0.3, "relay_hours": 0.5, "command_handling_hours": 0.25, "service_cv": 1.0, "transition_loss": 0.25}
    return Instance(
        name="tiny",
        title="Tiny",
        description="",
        as_of=dt.date(2025, 1, 1),
        utilisation_bands=(0.5, 0.9),
        phases=(
            Phase(id="then", name="Then", start=dt.date(2026, 1, 1), weight=1),
            Phase(id="later", name="Later", start=dt.date(2027, 1, 1), weight=2),
        ),
        parameters={name: Parameter(value=value, unit="1", source=SOURCE) for name, value in sorted(names.items())},
        conditions=by_key(conditions),
        calendars={"always": Calendar(calendar="always", days="mon-sun", start="00:00", end="24:00")},
        sites={"tokyo": Site(site="tokyo", name="Tokyo", latitude=35.7, longitude=139.7, timezone="Asia/Tokyo", source=SOURCE)},
        headquarters=by_key(headquarters),
        desks={
            "far_desk": Desk(
                desk="far_desk", officers=(20, 30), officers_now=20, background_hours_per_day=10, mean_service_hours=2, source=SOURCE
            )
        },
        authorities={
            "ops": Authority(
                authority="ops", name="Operations", relation="OPCON", nation="US", holders_max=1, holder_now=("Far",), source=SOURCE
            )
        },
        channels=by_key(channels),
        liaison_levels=by_key(levels),
        threads=by_key([thread]),
        demand=by_key(demand),
        rules=by_key([rule]),
        pools={},
        ranges={},
    )


def tiny_posture(delegated: bool) -> Posture:
    """Far approves (as today), or Mid opens, gets a team and 30 officers stand behind Far."""
    keys = [(phase, condition) for phase in ("then", "later") for condition in ("crisis", "peacetime")]
    if delegated:
        steps: tuple[Step, ...] = (Step("Near"), Step("Mid", 1, "liaison", 1), Step("Far", 0, "command"))
    else:
        steps = (Step("Near"), Step("Far", 1, "liaison", 0))
    grades = {(phase, hq): 10 for phase in ("then", "later") for hq in ("Far", "Near")}
    if delegated:
        grades |= {(phase, "Mid"): 10 for phase in ("then", "later")}
    return Posture(
        holders={(phase, condition, "ops"): ("Mid" if delegated else "Far",) for phase, condition in keys},
        active={(phase, hq): hq != "Mid" or delegated for phase in ("then", "later") for hq in ("Far", "Mid", "Near")},
        grades=grades,
        levels={
            (phase, ends): int(delegated and ends == ("Mid", "Near"))
            for phase in ("then", "later")
            for ends in (("Far", "Near"), ("Mid", "Near"))
        },
        officers={(phase, "far_desk"): 30 if delegated else 20 for phase in ("then", "later")},
        bands={(phase, condition, "far_desk"): 0.5 for phase, condition in keys},
        routes=tuple(Route(phase, condition, "warning", steps) for phase, condition in keys),
    )


def run_record(name: str, delegated: bool = False, political_score: int | None = None) -> RunRecord:
    """An optimal run of the tiny instance under a variant of that name."""
    variant = Variant(name, f"Variant {name}", "because", SOURCE, political_score=political_score, record=(("saving", 1.5),))
    instance = replace(tiny_instance(), variant=variant)
    posture = tiny_posture(delegated)
    evaluation = evaluate(instance, posture)
    outcome = Outcome(Status.OPTIMAL, posture, evaluation, evaluation.weighted_delay, 0.0, True)
    return RunRecord(name, instance, "0" * 64, outcome, 1.25)


def infeasible_record(name: str) -> RunRecord:
    """A run whose one rule and one mandate clash."""
    items = (ConflictItem("rule", "law1", "=A general must command", "Act 1"), ConflictItem("mandate", "m1", "Mid leads", "the variant"))
    instance = replace(tiny_instance(), variant=Variant(name, f"Variant {name}", "because", SOURCE), rules={})
    return RunRecord(name, instance, "1" * 64, Outcome(Status.INFEASIBLE, conflict=items, reason="two things clash"), 0.5)


def of_one_phase(run: RunRecord) -> RunRecord:
    """The run with its first phase alone, which is no plan."""
    instance, posture = replace(run.instance, phases=run.instance.phases[:1]), run.outcome.posture
    if posture is None:
        return replace(run, instance=instance)
    (first,) = (phase.id for phase in instance.phases)
    decided = {name: _of_phase(getattr(posture, name), first) for name in ("holders", "active", "grades", "levels", "officers", "bands")}
    alone = Posture(**decided, routes=tuple(route for route in posture.routes if route.phase == first))
    return replace(run, instance=instance, outcome=replace(run.outcome, posture=alone, evaluation=evaluate(instance, alone)))


def _of_phase(decided: Mapping[Any, Any], phase: str) -> dict[Any, Any]:
    return {key: value for key, value in decided.items() if key[0] == phase}


def study_tables() -> dict[str, list[Row]]:
    """Two rows that differ in every cell for every table that studies write."""
    return {
        name: [{column.name: _made_up(column, number) for column in table.columns} for number in (0, 1)]
        for name, table in declared().items()
    }


def _made_up(column: Column, number: int) -> Cell:
    kinds: dict[str, Cell] = {"integer": number, "number": number - 0.25, "flag": bool(number)}
    if column.kind == "text":
        return column.choices[number] if column.choices else f"-name|{number}"
    return kinds[column.kind]


def made_anew(folder: Path) -> set[str]:
    """Do what `report` does to a report folder; the names of the files it makes."""
    files, _ = remade(folder)
    renew_folder(folder, files)
    return set(files)
