"""How a run ended, and the rows of every table that tells of its posture: what is written, and what is checked before it is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from model.data.instance import Instance
from model.delay.people import new_four_stars
from model.delay.posture import Evaluation, Posture
from model.tables.column import Column, Row, Table, flag, integer, number
from model.tables.common import CHANGES_IN_ALL, FORESIGHT, PEOPLE_IN_ALL, STARS_IN_ALL, STATUS, VARIANT, plan_cells
from model.tables.delays import delay_by_condition, delay_by_function
from model.tables.people import desks, people
from model.tables.posture import authorities, commanders, liaison
from model.tables.routes import hops, routes
from model.tables.transitions import delay_by_phase, transition_rows

RUNS = Table(
    "runs",
    "a variant: how its run ended and what its posture costs",
    (
        VARIANT,
        STATUS,
        number("weighted_delay", "objective: urgency-weighted hours of delay a day, over phases and conditions", "h/day"),
        number("bound", "proven lower bound on the objective", "h/day"),
        number("gap", "relative gap between objective and bound", "1"),
        PEOPLE_IN_ALL,
        STARS_IN_ALL,
        CHANGES_IN_ALL,
        integer("new_four_stars", "commanders of grade O-10 above each nation's number today, summed over phases", "commanders"),
        flag("tie_break_proved", "whether people, stars and changes are proved least among postures of equal delay"),
        integer("political_score", "ordinal political cost of the variant, 0 to 3; never added to hours"),
        Column(
            "method",
            "how the run was solved: exact (the whole model, every aim proved) or decomposition (a bound alone); empty where it failed",
        ),
        Column("title", "what the variant is, in words"),
        Column("reason", "why there is no posture, where there is none"),
        Column("digest", "SHA-256 of the instance with the variant and settings applied"),
        FORESIGHT,
    ),
    ("variant",),
    together=("weighted_delay", "people", "four_stars", "changes"),
)
FAILED = "failed"


class RunEnd(Protocol):
    """What a run ends with, as far as tables tell of it; `solving` says what each is."""

    @property
    def status(self) -> Enum: ...
    @property
    def posture(self) -> Posture | None: ...
    @property
    def evaluation(self) -> Evaluation | None: ...
    @property
    def bound(self) -> float | None: ...
    @property
    def gap(self) -> float | None: ...
    @property
    def tie_break_proved(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def foresight(self) -> str: ...


def run_tables(variant: str, instance: Instance, end: RunEnd, digest: str) -> dict[str, Sequence[Row]]:
    """The rows of one run in each table that tells of its posture, by table name. `digest` is the instance's."""
    made: dict[str, list[Row]] = {"runs": [_run_row(instance, end, digest)]}
    if end.posture is not None and end.evaluation is not None:
        made |= {
            "authorities": authorities(instance, end.posture),
            "commanders": commanders(instance, end.posture),
            "liaison": liaison(instance, end.posture),
            "desks": desks(instance, end.evaluation),
            "people": people(instance, end.posture),
            "routes": routes(instance, end.evaluation),
            "hops": hops(instance, end.evaluation),
            "delay_by_condition": delay_by_condition(instance, end.evaluation),
            "delay_by_function": delay_by_function(instance, end.evaluation),
        }
        if instance.is_plan:
            made["transitions"] = transition_rows(instance, end.posture)
            made["delay_by_phase"] = delay_by_phase(instance, end.posture, end.evaluation)
    return {name: [{"variant": variant, **row} for row in rows] for name, rows in made.items()}


def _run_row(instance: Instance, end: RunEnd, digest: str) -> Row:
    evaluation, variant = end.evaluation, instance.variant
    return {
        "status": end.status.value,
        "weighted_delay": evaluation.weighted_delay if evaluation else None,
        "bound": end.bound,
        "gap": end.gap,
        "people": evaluation.people if evaluation else None,
        "four_stars": evaluation.four_stars if evaluation else None,
        "changes": evaluation.changes if evaluation else None,
        "new_four_stars": new_four_stars(instance, end.posture) if end.posture else None,
        "tie_break_proved": end.tie_break_proved if evaluation else None,
        "political_score": variant.political_score if variant else None,
        "method": "" if end.status.value == FAILED else end.method,
        "title": variant.title if variant else instance.title,
        "reason": " ".join(end.reason.split()),
        "digest": digest,
        **plan_cells(instance, foresight=end.foresight),
    }
