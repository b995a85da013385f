"""The rows of an instance: one frozen record a table, one field a column.

A field's description, unit and kind are said here once; the CSV reader, the table schemas, the skeleton of `new` and
the data pages of the documentation are all generated from these classes. Cells are text; `kinds.py` says how a cell
becomes a value. Empty cells become the field's default, or an error where it has none.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from model.data.kinds import (
    Approvals,
    Count,
    CountList,
    Flag,
    Fraction,
    Grade,
    GradeList,
    Id,
    IdList,
    Nations,
    NonNegative,
    Number,
    Positive,
    Record,
    Selector,
    Text,
    column,
    with_defaults,
)
from model.data.registers import Assumption, Episode, Source
from model.data.rule_kinds import KindName

Relation = Literal["COCOM", "OPCON", "TACON", "SUPPORT", "COORD", "DIRLAUTH", "ADCON"]


class Condition(Record):
    """A state of affairs under which requests arise."""

    condition: Id = column("identifier")
    name: str = column("name for people")
    share: Fraction = column("planning weight of the condition; the shares of all conditions add up to 1", "1")
    tempo: Positive = column("pace of staff work: multiplies handling, release, relay and work hours", "1")
    calendar: Id = column("duty hours every HQ keeps at least in this condition", refers="calendars")
    decision_period_hours: NonNegative = column("time between two decision boards", "h")
    approval_hours: NonNegative = column("a principal's own time on one approval", "h")
    effective_hours_per_week: Positive = column("working hours of one action officer", "h/week", le=168)
    source: str = column("where the numbers come from", min_length=1)


class Calendar(Record):
    """Weekly duty hours in local time."""

    calendar: Id = column("identifier")
    days: Literal["mon-fri", "mon-sat", "mon-sun"] = column("days of the week on duty")
    start: str = column("begin of duty, local time", "hh:mm", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    end: str = column("end of duty, local time; 24:00 is midnight", "hh:mm", pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")


class Site(Record):
    """A place where headquarters stand."""

    site: Id = column("identifier")
    name: str = column("name for people")
    latitude: Number = column("north positive", "degree", ge=-90, le=90)
    longitude: Number = column("east positive", "degree", ge=-180, le=180)
    timezone: str = column("IANA time zone, as Asia/Tokyo")
    source: str = column("where the place comes from", min_length=1)


class Headquarters(Record):
    """An organisation that can hold authorities, relay requests and approve them."""

    hq: Id = column("identifier")
    name: str = column("name for people")
    nation: Nations = column("nation whose forces it belongs to; of a combined HQ all its nations, its commander's first (US|KR)")
    site: Id = column("where it stands", refers="sites")
    superior: Id | None = column("the HQ above it in the command chain; empty at the top", default=None, refers="headquarters")
    grades: GradeList = column("grades its commander may have (9 or 9|10); empty for civil principals", default=())
    grade_now: Grade | None = column("today's grade; empty for civil principals", default=None)
    decision_factor: NonNegative = column("share of the condition's decision period that it keeps", "1")
    calendar: Id | None = column(
        "duty hours kept at least; the longer of these and the condition's apply; empty: the condition's", default=None, refers="calendars"
    )
    desk: Id | None = column("the desk that works its requests; empty: work there never waits", default=None, refers="desks")
    available_from: Id | None = column("first phase in which it can be open; empty: every phase", default=None, refers="phases")
    status: Literal["existing", "planned"] = column("existing HQs are open; planned ones may be")
    commander: Id | None = column(
        "the officer who commands it, where one commands several HQs: those with the same name have one commander, who has one grade"
        " and counts once; optional column",
        default=None,
        optional=True,
    )
    role: str = column("what it does, in words", default="")
    source: str = column("where the row comes from", min_length=1)

    @property
    def nations(self) -> tuple[str, ...]:
        """Its nations, its commander's first."""
        return tuple(self.nation.split("|"))

    @property
    def lead(self) -> str:
        """The nation that its commander and the officers of its desk are of."""
        return self.nations[0]

    def is_foreign_to(self, other: Headquarters) -> bool:
        """Whether the two have no nation in common."""
        return not set(self.nations) & set(other.nations)


EXPLICIT_DESK = "capacity and wait are explicit"


class Desk(Record):
    """The action officers who work requests for one or more HQs."""

    desk: Id = column("identifier")
    officers: CountList = column("sizes it may have (40 or 40|60|80); empty: 0, nobody is counted", "officers", unless=EXPLICIT_DESK)
    officers_now: Count = column(
        "today's size; it may be 0, and all its officers then come from the pool, where all its HQs are planned; empty: 0",
        "officers",
        unless=f"{EXPLICIT_DESK} and officers is empty or 0",
    )
    background_hours_per_day: NonNegative = column("work outside the model's requests", "officer-h/day")
    mean_service_hours: Positive | None = column(
        "mean length of one service at tempo 1; empty: not known, which only the queue of officers asks for",
        "h",
        default=None,
        unless=EXPLICIT_DESK,
    )
    capacity_hours_per_day: NonNegative | None = column("explicit capacity; replaces officers and bands", "officer-h/day", default=None)
    wait_hours: NonNegative | None = column("explicit wait per service; goes with the explicit capacity", "h", default=None)
    source: str = column("where the numbers come from", min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _say_what_empty_cells_mean(cls, values: dict[str, object]) -> dict[str, object]:
        explicit = values.get("capacity_hours_per_day") is not None and values.get("wait_hours") is not None
        return with_defaults(values, {"officers": (0,), "officers_now": 0}) if explicit else values


class Authority(Record):
    """A command authority over some forces or some kind of decision."""

    authority: Id = column("identifier")
    name: str = column("name for people")
    relation: Relation = column("kind of command relationship")
    nation: Id = column("nation whose forces it is about")
    function: str = column("function it serves", default="")
    component: Id | None = column("the HQ commanded through it; may be empty", default=None, refers="headquarters")
    holders_max: Annotated[int, Field(ge=1, le=1000)] = column("most HQs that may hold it at one time", "HQs")
    holder_now: IdList = column("today's holder (a|b where several)", default=(), refers="headquarters")
    source: str = column("where the row comes from", min_length=1)


NO_TEAM = "the channel is direct or has explicit hours"


class Channel(Record):
    """A way on which requests can move between two HQs, both ways unless `direct`."""

    from_hq: Id = column("one end (the start of a direct channel)", refers="headquarters")
    to_hq: Id = column("the other end", refers="headquarters")
    kind: Literal["liaison", "direct"] = column("liaison: both ways, quickened by teams; direct: one way")
    pool: Id | None = column("nation that supplies the liaison team; empty where no level needs staff", default=None)
    levels: CountList = column("liaison levels it may have; empty: 0, no team", refers="liaison_levels", unless=NO_TEAM)
    level_now: Count = column("today's level; empty: 0", unless=f"{NO_TEAM}, and levels is empty or 0")
    open_without_team: Flag = column("whether requests may use it at level 0; empty: yes", unless=f"{NO_TEAM}, and levels is empty or 0")
    hours: NonNegative | None = column("explicit hours a hop; replaces handling, release, language and duty wait", "h", default=None)
    source: str = column("where the row comes from", min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _say_what_empty_cells_mean(cls, values: dict[str, object]) -> dict[str, object]:
        may_be_empty = values.get("kind") == "direct" or values.get("hours") is not None
        meant = {"levels": (0,), "level_now": 0, "open_without_team": True}
        return with_defaults(values, meant) if may_be_empty else values


class LiaisonLevel(Record):
    """What a liaison team of a given size does for the hops on its channel."""

    level: Count = column("number of the level; 0 is no team")
    name: str = column("name for people")
    staff: Count = column("people in the team", "people")
    handling_hours: NonNegative = column("message handling a hop", "h")
    release_hours: NonNegative = column("release to another nation, a hop between nations", "h")
    language_factor: Positive = column("multiplies handling and release between nations", "1", ge=1)
    continuous: Flag = column("whether the team bridges duty hours, so that no hop waits for them")
    source: str = column("where the numbers come from", min_length=1)


class Thread(Record):
    """A mission thread: a kind of coordination request."""

    thread: Id = column("identifier")
    name: str = column("name for people")
    function: Id = column("function it belongs to")
    origin: Id = column("HQ where it starts", refers="headquarters")
    approvals: Approvals = column(
        "authorities whose holders must approve, in order (a>b); may be empty", default=(), refers="authorities", separator=">"
    )
    destination: Id = column("HQ where it must arrive", refers="headquarters")
    work_hours: NonNegative = column("staff effort for one approval at tempo 1", "officer-h")
    source: str = column("where the row comes from", min_length=1)


class Demand(Record):
    """How often a thread's requests arise in a condition, and how much an hour of them weighs."""

    thread: Id = column("the thread", refers="threads")
    condition: Id = column("the condition", refers="conditions")
    requests_per_day: NonNegative = column("requests a day; 0: the thread does not occur there", "1/day")
    urgency: NonNegative = column("weight of one hour of delay", "1")
    deadline_hours: NonNegative | None = column("longest allowed delay, used by deadline rules", "h", default=None)
    source: str = column("where the numbers come from", min_length=1)


class Rule(Record):
    """A law, doctrine, policy or convention as a named family of constraints."""

    rule: Id = column("identifier")
    kind: KindName = column("what it demands")
    says: str = column("the rule in one sentence, quoted by explanations", min_length=1)
    basis: Literal["law", "doctrine", "policy", "convention"] = column("what it rests on")
    citation: str = column("where it is written", min_length=1)
    authority: Selector = column("authorities it is about (* or a|b; empty: any)", default=(), refers="authorities")
    relation: Selector = column("relations it is about (empty: any)", default=())
    nation: Selector = column("nations whose forces it is about (empty: any)", default=())
    holder: Selector = column("HQs, or nations meaning all their HQs (empty: any)", default=())
    condition: Selector = column("conditions it holds in (empty: any)", default=(), refers="conditions")
    limit: Number | None = column("the number the kind needs: a grade, a count or grade steps", default=None)
    active: Flag = column("whether it is in force unless a variant says otherwise")
    grade: Grade = column("max_grade_count: the grade that is counted; optional column", default=10, optional=True)
    thread: Selector = column("deadline: the threads it is about; optional column", default=(), refers="threads", optional=True)


class Pool(Record):
    """People a nation has for one use in one phase."""

    phase: Id = column("the phase", refers="phases")
    nation: Id = column("the nation")
    resource: Literal["liaison_staff", "desk_officers", "four_star"] = column(
        "liaison_staff: in all teams; desk_officers: billets above officers_now; four_star: O-10 commanders above today's"
    )
    amount: Number = column("how many there are", "people", ge=0)
    source: str = column("where the number comes from", min_length=1)


class Phase(Record):
    """A stretch of calendar time."""

    id: Id = column("identifier")
    name: Text = column("name for people")
    start: dt.date = column("first day; time zone offsets are read on it")
    weight: Positive = column("weight of the phase in the objective", "1")
    transfers_max: Count | None = column("most authorities that may change hands in it; not given: any number", default=None)
    openings_max: Count | None = column("most HQs that may open in it; not given: any number", default=None)
    teams_max: Count | None = column("most liaison channels whose level may change in it; not given: any number", default=None)


class Parameter(Record):
    """A number that belongs to no table."""

    value: Number = column("base value")
    low: Number | None = column("lowest plausible value", default=None)
    high: Number | None = column("highest plausible value", default=None)
    unit: Text = column("unit")
    source: Text = column("where the value and its range come from", min_length=1)


# CSV tables: file stem -> (record class, key columns). A row's address in a path is its key, joined with `@`.
TABLES: dict[str, tuple[type[Record], tuple[str, ...]]] = {
    "conditions": (Condition, ("condition",)),
    "calendars": (Calendar, ("calendar",)),
    "sites": (Site, ("site",)),
    "headquarters": (Headquarters, ("hq",)),
    "desks": (Desk, ("desk",)),
    "authorities": (Authority, ("authority",)),
    "channels": (Channel, ("from_hq", "to_hq")),
    "liaison_levels": (LiaisonLevel, ("level",)),
    "threads": (Thread, ("thread",)),
    "demand": (Demand, ("thread", "condition")),
    "rules": (Rule, ("rule",)),
    "pools": (Pool, ("phase", "nation", "resource")),
    "ranges": (Assumption, ("path",)),
    "sources": (Source, ("key",)),
    "record": (Episode, ("episode",)),
}
