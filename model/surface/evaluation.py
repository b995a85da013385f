"""What a fixed posture costs under other numbers: no solver, a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from model.data.instance import Instance, key_text
from model.delay.evaluate import demands
from model.delay.evaluate import evaluate as evaluated
from model.delay.posture import Evaluation, Posture
from model.delay.settle import settle
from model.errors import Finding, InputError, nearest
from model.reporting.summary import NOTE
from model.surface.alliance import Alliance
from model.surface.answers import VariantAnswer
from model.surface.frames import Tables, report_frame
from model.surface.markup import paragraph
from model.tables.column import Row, due
from model.tables.delays import DELAY_BY_CONDITION, DELAY_BY_FUNCTION, delay_by_condition, delay_by_function
from model.tables.people import DESKS, PEOPLE, desks, people
from model.tables.routes import HOPS, ROUTES, hops, routes

if TYPE_CHECKING:
    import pandas as pd

TABLES = {table.name: table for table in (ROUTES, HOPS, DESKS, PEOPLE, DELAY_BY_CONDITION, DELAY_BY_FUNCTION)}
HAIR = 1e-9  # relative; a desk's load may pass its limit by so much, which is rounding


class Evaluated:
    """What a posture costs under the numbers of an alliance."""

    def __init__(self, alliance: Alliance, posture: Posture, evaluation: Evaluation) -> None:
        self._alliance, self.posture, self._evaluation = alliance, posture, evaluation

    @property
    def hours(self) -> float:
        """The weighted delay, in urgency-weighted hours a day."""
        return self._evaluation.weighted_delay

    @property
    def people(self) -> int:
        """Liaison staff plus desk officers, summed over phases."""
        return self._evaluation.people

    @property
    def overloaded(self) -> tuple[tuple[str, str, str], ...]:
        """Desks (phase, condition, desk) that are asked for more than the posture's limit for them; there the waits that the hours count
        are too short, and the posture would not do as it is."""
        busy = (one for one in self._evaluation.desks if one.band is not None)
        return tuple(
            (one.phase, one.condition, one.desk)
            for one in busy
            if one.load_hours_per_day > (one.band or 0.0) * one.capacity_hours_per_day * (1 + HAIR)
        )

    @cached_property
    def tables(self) -> Tables:
        """`routes`, `hops`, `desks`, `people`, `delay_by_condition` and `delay_by_function`, with the columns of the CSV files."""
        return Tables(list(TABLES), self._frame)

    def _frame(self, name: str) -> pd.DataFrame:
        instance, evaluation = self._alliance.instance, self._evaluation
        made: dict[str, Sequence[Row]] = {
            "routes": routes(instance, evaluation),
            "hops": hops(instance, evaluation),
            "desks": desks(instance, evaluation),
            "people": people(instance, self.posture),
            "delay_by_condition": delay_by_condition(instance, evaluation),
            "delay_by_function": delay_by_function(instance, evaluation),
        }
        table = due([TABLES[name]], instance.is_plan)[name]
        return report_frame(table, [{"variant": self._alliance.chosen, **row} for row in made[name]])

    def _lines(self) -> list[str]:
        told = [f"weighted delay: {self.hours:,.2f} hours a day; people: {self.people:,}"]
        if self.overloaded:
            told.append("overloaded: " + "; ".join(f"{desk} in {condition}, {phase}" for phase, condition, desk in self.overloaded))
        return [*told, NOTE]

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        return str(Markup("").join(map(paragraph, self._lines())))


def evaluate(posture: Posture | VariantAnswer, alliance: Alliance, *, reroute: bool = False) -> Evaluated:
    """What a posture (or that of an answer) costs under the numbers of an alliance, with its chosen variant and values.

    Every decision stays as it is; with `reroute` requests take the best way and desks the lowest band under the new numbers, and the
    design (who holds, commands, is open, which teams, how many officers) stays. Rules, mandates and pools are not looked at. Raises
    InputError with everything that the posture names and the alliance does not have; ValueError for an answer without a posture, and
    where `reroute` finds no way or a desk cannot hold its work."""
    wanted = posture.posture if isinstance(posture, VariantAnswer) else posture
    if wanted is None:
        raise ValueError("the answer has no posture to evaluate")
    instance = alliance.instance
    if strange := [*_strangers(instance, wanted)]:
        raise InputError(strange)
    if reroute:
        wanted = settle(instance, wanted)
        if wanted is None:
            raise ValueError("under these numbers a request finds no way, or a desk cannot hold its work")
    return Evaluated(alliance, wanted, evaluated(instance, wanted))


def _strangers(instance: Instance, posture: Posture) -> Iterator[Finding]:
    """What the posture decides and the instance does not have, and what the instance has and the posture does not decide."""
    phases = [phase.id for phase in instance.phases]
    cells = [(phase, condition) for phase in phases for condition in instance.conditions]
    yield from _differ("holders", posture.holders, ((*cell, authority) for cell in cells for authority in instance.authorities))
    yield from _differ("active", posture.active, ((phase, hq) for phase in phases for hq in instance.headquarters))
    yield from _differ("levels", posture.levels, ((phase, ends) for phase in phases for ends in instance.channels))
    asked = ((phase, *place) for phase in phases for place in demands(instance.at(phase)))
    yield from _differ("routes", ((route.phase, route.condition, route.thread) for route in posture.routes), asked)


def _differ(what: str, decided: Iterable[tuple[object, ...]], there: Iterable[tuple[object, ...]]) -> Iterator[Finding]:
    own, theirs = set(map(_name, decided)), set(map(_name, there))
    for name in sorted(own - theirs):
        yield Finding("posture", 0, what, name, "is decided, but the alliance has no such thing", nearest(name, theirs - own))
    for name in sorted(theirs - own):
        yield Finding("posture", 0, what, name, "is of the alliance, but the posture does not decide it")


def _name(key: tuple[object, ...]) -> str:
    return ", ".join(map(key_text, key))
