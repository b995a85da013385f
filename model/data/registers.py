"""The registers of an instance: what is assumed, where it comes from, and what really happened. No number of theirs is part of an
answer, and no path leads to their cells."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import field_validator

from model.data.kinds import Id, IdList, NonNegative, Number, Paths, Positive, Record, column

REGISTERS = ("ranges", "sources", "record")
PUBLISHED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


class Assumption(Record):
    """The range of one number: a row of the assumption register."""

    path: str = column("address of the number, as conditions.peacetime.tempo", min_length=1)
    low: Number = column("lowest plausible value")
    high: Number = column("highest plausible value")
    reason: str = column("why the range is defensible", min_length=1)
    source: str = column("where the range comes from", min_length=1)
    group: Id | None = column(
        "assumptions that stand or fall together have one name here and move together in every sample of futures; optional column",
        default=None,
        optional=True,
    )


class Source(Record):
    """A publication that rows cite: its key in square brackets in their `source` or `citation`."""

    key: Id = column("identifier, cited as [key]")
    title: str = column("what it is called", min_length=1)
    publisher: str = column("who published it", min_length=1)
    date: str = column("day, month or year of publication, as 2024-07-28, 2024-07 or 2024; empty where it has none", default="")
    address: str = column("where it can be read; may be empty", default="")
    supports: str = column("what is taken from it", min_length=1)

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, value: str) -> str:
        return _day_month_or_year(value)


# What the hours of an episode are: those of the first four kinds can be held against the model, the others are told for completeness.
COMPARED = ("auth", "consult", "warn", "standup")
EpisodeKind = Literal["auth", "consult", "warn", "standup", "req", "exec", "xfer"]
# The parts into which the model splits every delay, as the tables of a report name them.
PARTS = ("handling", "release", "language", "duty_wait", "referral", "relay_work", "approval_work", "desk_queue", "decision_wait")


class Episode(Record):
    """Something that happened and whose times were published, beside what in the model comes nearest to it."""

    episode: Id = column("identifier")
    date: str = column("day, month or year in which it began", min_length=1)
    says: str = column("what happened, from which event to which other the hours run", min_length=1)
    asked: str = column("who asked; may be empty", default="")
    approved: str = column("who approved or answered; may be empty", default="")
    kind: EpisodeKind = column(
        "what the hours are: auth (an approval), consult (principals conferring), warn (a warning and the watch), standup (an organisation"
        " set up); the model is not held against req (until somebody asked), exec (ordered until done), xfer (an authority handed over)"
    )
    hours: Positive = column("documented hours", "h")
    low: NonNegative = column("least hours that the account allows, as where it gives a day and no time", "h")
    high: Positive = column("most hours that the account allows", "h")
    subtract_hours: NonNegative = column("hours of these that are no business of the model, as a flight; empty: 0", "h", default=0.0)
    confidence: Literal["high", "medium", "low"] = column("high: clock times or official text; medium: one account; low: inferred")
    variant: Id | None = column("variant whose posture comes nearest to that of the day; empty: not held against the model", default=None)
    thread: Id | None = column("thread that comes nearest; empty: not held against the model", default=None, refers="threads")
    condition: Id | None = column("condition that comes nearest; goes with the thread", default=None, refers="conditions")
    after: Id | None = column(
        "the episode begins after the approval under this authority; empty: at the thread's origin", default=None, refers="authorities"
    )
    until: Id | None = column(
        "the episode ends with the approval under this authority; empty: at the destination", default=None, refers="authorities"
    )
    parts: IdList = column("parts of the delay to hold it against (a|b); empty: all", default=())
    informs: Paths = column("numbers of the instance that were set, or given a range, with this episode in view (path|path)", default=())
    reading: str = column("why this of the model comes nearest, or why nothing does, and what the comparison cannot tell", min_length=1)
    source: str = column("where the times were published", min_length=1)

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, value: str) -> str:
        return _day_month_or_year(value)


def _day_month_or_year(value: str) -> str:
    if value and not PUBLISHED.fullmatch(value):
        raise ValueError("must be a day, month or year as 2024-07-28, 2024-07 or 2024")
    return value
