"""The rows of an instance: one frozen record a table, one field a column.

A field's description, unit and kind are said here once; the CSV reader, the table schemas, the skeleton of `new` and
the data pages of the documentation are all generated from these classes. Cells are text; the validators below say how
a cell becomes a value. Empty cells become the field's default, or an error where it has none.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

Relation = Literal["COCOM", "OPCON", "TACON", "SUPPORT", "COORD", "DIRLAUTH", "ADCON"]
RuleKind = Literal[
    "forbid_holder",
    "require_holder",
    "min_grade",
    "max_grade_count",
    "parity",
    "not_outranked",
    "within_chain",
    "same_holder",
    "exclusive_active",
    "span",
    "stable",
    "host_limit",
    "deadline",
]
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def _identifier(value: str) -> str:
    if not IDENTIFIER.fullmatch(value):
        raise ValueError("an identifier is made of ASCII letters, digits, '_', '.', '-' and starts with a letter or digit")
    return value


def _split(value: Any) -> Any:
    """`a|b` -> ("a", "b"); an empty cell is the empty tuple."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("|")) if value.strip() else ()
    return value


def _split_approvals(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(">")) if value.strip() else ()
    return value


def _yes_no(value: Any) -> Any:
    if isinstance(value, str):
        words = {"yes": True, "true": True, "no": False, "false": False}
        if value.strip().lower() not in words:
            raise ValueError("must be yes or no")
        return words[value.strip().lower()]
    return value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    if abs(value) > 1e9:
        raise ValueError("must be at most 1e9 in size")
    return value


def _unique(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(value)) != len(value):
        raise ValueError("lists a value twice")
    return value


def _ascending(value: tuple[int, ...]) -> tuple[int, ...]:
    if list(value) != sorted(set(value)):
        raise ValueError("must be listed in rising order, each once")
    return value


Id = Annotated[str, AfterValidator(_identifier)]
Number = Annotated[float, AfterValidator(_finite)]
NonNegative = Annotated[float, AfterValidator(_finite), Field(ge=0)]
Positive = Annotated[float, AfterValidator(_finite), Field(gt=0)]
Fraction = Annotated[float, AfterValidator(_finite), Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Grade = Annotated[int, Field(ge=1, le=10)]
Flag = Annotated[bool, BeforeValidator(_yes_no)]
IdList = Annotated[tuple[Id, ...], BeforeValidator(_split), AfterValidator(_unique)]
# A selector: identifiers or `*`; the empty tuple means "any".
Selector = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_unique)]
GradeList = Annotated[tuple[Grade, ...], BeforeValidator(_split), AfterValidator(_ascending)]
CountList = Annotated[tuple[Count, ...], BeforeValidator(_split), AfterValidator(_ascending), Field(min_length=1)]
Approvals = Annotated[tuple[Id, ...], BeforeValidator(_split_approvals)]


def _column(description: str, unit: str = "", **more: Any) -> Any:
    """A column with its description and unit. `refers` names the table whose key the cell must be, `separator` stands
    between the parts of a list, `optional` allows a file to leave the column out."""
    extra = {
        "unit": unit,
        "refers": more.pop("refers", ""),
        "separator": more.pop("separator", "|"),
        "optional": more.pop("optional", False),
    }
    return Field(description=description, json_schema_extra=extra, **more)


class Record(BaseModel):
    """Base of every row: frozen, unknown columns refused, no silent conversion between kinds of value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Record):
    """A state of affairs under which requests arise."""

    condition: Id = _column("identifier")
    name: str = _column("name for people")
    share: Fraction = _column("planning weight of the condition; the shares of all conditions add up to 1", "1")
    tempo: Positive = _column("pace of staff work: multiplies handling, release, relay and work hours", "1")
    calendar: Id = _column("duty hours every HQ keeps at least in this condition", refers="calendars")
    decision_period_hours: NonNegative = _column("time between two decision boards", "h")
    approval_hours: NonNegative = _column("a principal's own time on one approval", "h")
    effective_hours_per_week: Positive = _column("working hours of one action officer", "h/week", le=168)
    source: str = _column("where the numbers come from", min_length=1)


class Calendar(Record):
    """Weekly duty hours in local time."""

    calendar: Id = _column("identifier")
    days: Literal["mon-fri", "mon-sat", "mon-sun"] = _column("days of the week on duty")
    start: str = _column("begin of duty, local time", "hh:mm", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    end: str = _column("end of duty, local time; 24:00 is midnight", "hh:mm", pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")


class Site(Record):
    """A place where headquarters stand."""

    site: Id = _column("identifier")
    name: str = _column("name for people")
    latitude: Number = _column("north positive", "degree", ge=-90, le=90)
    longitude: Number = _column("east positive", "degree", ge=-180, le=180)
    timezone: str = _column("IANA time zone, as Asia/Tokyo")
    source: str = _column("where the place comes from", min_length=1)


class Headquarters(Record):
    """An organisation that can hold authorities, relay requests and approve them."""

    hq: Id = _column("identifier")
    name: str = _column("name for people")
    nation: Id = _column("nation whose forces it belongs to")
    site: Id = _column("where it stands", refers="sites")
    superior: Id | None = _column("the HQ above it in the command chain; empty at the top", default=None, refers="headquarters")
    grades: GradeList = _column("grades its commander may have (9 or 9|10); empty for civil principals", default=())
    grade_now: Grade | None = _column("today's grade; empty for civil principals", default=None)
    decision_factor: NonNegative = _column("share of the condition's decision period that it keeps", "1")
    calendar: Id = _column("duty hours kept at least; the longer of these and the condition's apply", refers="calendars")
    desk: Id | None = _column("the desk that works its requests; empty: work there never waits", default=None, refers="desks")
    available_from: Id | None = _column("first phase in which it can be open; empty: every phase", default=None, refers="phases")
    status: Literal["existing", "planned"] = _column("existing HQs are open; planned ones may be")
    role: str = _column("what it does, in words", default="")
    source: str = _column("where the row comes from", min_length=1)


class Desk(Record):
    """The action officers who work requests for one or more HQs."""

    desk: Id = _column("identifier")
    officers: CountList = _column("sizes it may have (40 or 40|60|80)", "officers")
    officers_now: Count = _column("today's size", "officers")
    background_hours_per_day: NonNegative = _column("work outside the model's requests", "officer-h/day")
    mean_service_hours: Positive = _column("mean length of one service at tempo 1", "h")
    capacity_hours_per_day: NonNegative | None = _column("explicit capacity; replaces officers and bands", "officer-h/day", default=None)
    wait_hours: NonNegative | None = _column("explicit wait per service; goes with the explicit capacity", "h", default=None)
    source: str = _column("where the numbers come from", min_length=1)


class Authority(Record):
    """A command authority over some forces or some kind of decision."""

    authority: Id = _column("identifier")
    name: str = _column("name for people")
    relation: Relation = _column("kind of command relationship")
    nation: Id = _column("nation whose forces it is about")
    function: str = _column("function it serves", default="")
    component: Id | None = _column("the HQ commanded through it; may be empty", default=None, refers="headquarters")
    holders_max: Annotated[int, Field(ge=1, le=1000)] = _column("most HQs that may hold it at one time", "HQs")
    holder_now: IdList = _column("today's holder (a|b where several)", default=(), refers="headquarters")
    source: str = _column("where the row comes from", min_length=1)


class Channel(Record):
    """A way on which requests can move between two HQs, both ways unless `direct`."""

    from_hq: Id = _column("one end (the start of a direct channel)", refers="headquarters")
    to_hq: Id = _column("the other end", refers="headquarters")
    kind: Literal["liaison", "direct"] = _column("liaison: both ways, quickened by teams; direct: one way")
    pool: Id | None = _column("nation that supplies the liaison team; empty where no level needs staff", default=None)
    levels: CountList = _column("liaison levels it may have", refers="liaison_levels")
    level_now: Count = _column("today's level")
    open_without_team: Flag = _column("whether requests may use it at level 0")
    hours: NonNegative | None = _column("explicit hours a hop; replaces handling, release, language and duty wait", "h", default=None)
    source: str = _column("where the row comes from", min_length=1)


class LiaisonLevel(Record):
    """What a liaison team of a given size does for the hops on its channel."""

    level: Count = _column("number of the level; 0 is no team")
    name: str = _column("name for people")
    staff: Count = _column("people in the team", "people")
    handling_hours: NonNegative = _column("message handling a hop", "h")
    release_hours: NonNegative = _column("release to another nation, a hop between nations", "h")
    language_factor: Positive = _column("multiplies handling and release between nations", "1", ge=1)
    continuous: Flag = _column("whether the team bridges duty hours, so that no hop waits for them")
    source: str = _column("where the numbers come from", min_length=1)


class Thread(Record):
    """A mission thread: a kind of coordination request."""

    thread: Id = _column("identifier")
    name: str = _column("name for people")
    function: Id = _column("function it belongs to")
    origin: Id = _column("HQ where it starts", refers="headquarters")
    approvals: Approvals = _column(
        "authorities whose holders must approve, in order (a>b); may be empty", default=(), refers="authorities", separator=">"
    )
    destination: Id = _column("HQ where it must arrive", refers="headquarters")
    work_hours: NonNegative = _column("staff effort for one approval at tempo 1", "officer-h")
    source: str = _column("where the row comes from", min_length=1)


class Demand(Record):
    """How often a thread's requests arise in a condition, and how much an hour of them weighs."""

    thread: Id = _column("the thread", refers="threads")
    condition: Id = _column("the condition", refers="conditions")
    requests_per_day: NonNegative = _column("requests a day; 0: the thread does not occur there", "1/day")
    urgency: NonNegative = _column("weight of one hour of delay", "1")
    deadline_hours: NonNegative | None = _column("longest allowed delay, used by deadline rules", "h", default=None)
    source: str = _column("where the numbers come from", min_length=1)


class Rule(Record):
    """A law, doctrine, policy or convention as a named family of constraints."""

    rule: Id = _column("identifier")
    kind: RuleKind = _column("what it demands")
    says: str = _column("the rule in one sentence, quoted by explanations", min_length=1)
    basis: Literal["law", "doctrine", "policy", "convention"] = _column("what it rests on")
    citation: str = _column("where it is written", min_length=1)
    authority: Selector = _column("authorities it is about (* or a|b; empty: any)", default=(), refers="authorities")
    relation: Selector = _column("relations it is about (empty: any)", default=())
    nation: Selector = _column("nations whose forces it is about (empty: any)", default=())
    holder: Selector = _column("HQs, or nations meaning all their HQs (empty: any)", default=())
    condition: Selector = _column("conditions it holds in (empty: any)", default=(), refers="conditions")
    limit: Number | None = _column("the number the kind needs: a grade, a count or grade steps", default=None)
    active: Flag = _column("whether it is in force unless a variant says otherwise")
    grade: Grade = _column("max_grade_count: the grade that is counted; optional column", default=10, optional=True)
    thread: Selector = _column("deadline: the threads it is about; optional column", default=(), refers="threads", optional=True)


class Pool(Record):
    """People a nation has for one use in one phase."""

    phase: Id = _column("the phase", refers="phases")
    nation: Id = _column("the nation")
    resource: Literal["liaison_staff", "desk_officers", "four_star"] = _column(
        "liaison_staff: in all teams; desk_officers: billets above officers_now; four_star: O-10 commanders above today's"
    )
    amount: Number = _column("how many there are", "people", ge=0)
    source: str = _column("where the number comes from", min_length=1)


class Assumption(Record):
    """The range of one number: a row of the assumption register."""

    path: str = _column("address of the number, as conditions.peacetime.tempo", min_length=1)
    low: Number = _column("lowest plausible value")
    high: Number = _column("highest plausible value")
    reason: str = _column("why the range is defensible", min_length=1)
    source: str = _column("where the range comes from", min_length=1)


class Phase(Record):
    """A stretch of calendar time."""

    id: Id = _column("identifier")
    name: str = _column("name for people")
    start: dt.date = _column("first day; time zone offsets are read on it")
    weight: Positive = _column("weight of the phase in the objective", "1")
    transfers_max: Count | None = _column("most authorities that may change holder in it; empty: any number", default=None)


class Parameter(Record):
    """A number that belongs to no table."""

    value: Number = _column("base value")
    low: Number | None = _column("lowest plausible value", default=None)
    high: Number | None = _column("highest plausible value", default=None)
    unit: str = _column("unit")
    source: str = _column("where the value and its range come from", min_length=1)


# Parameter names an instance must give, with what they mean.
PARAMETERS = {
    "referral_probability": "probability, per grade step, that the junior of two approvers refers the matter upward",
    "relay_hours": "staff effort of an HQ that receives a request and does not approve it, at tempo 1 (officer-h)",
    "command_handling_hours": "message handling of one hop in the command chain, at tempo 1 (h)",
    "service_cv": "coefficient of variation of service times",
}

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
}
