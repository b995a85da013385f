"""The registers of an instance: what is assumed, and where it comes from. No number of theirs is part of an answer, and no path leads
to their cells."""

from __future__ import annotations

import re

from pydantic import field_validator

from model.data.kinds import Id, Number, Record, column

REGISTERS = ("ranges", "sources")
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
        if value and not PUBLISHED.fullmatch(value):
            raise ValueError("must be a day, month or year as 2024-07-28, 2024-07 or 2024")
        return value
