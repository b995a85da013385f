"""The public record: its hours are possible, and what they are held against is there."""

from __future__ import annotations

from collections.abc import Iterator

from model.data.addresses import BadPath, is_numeric
from model.data.checks.context import Check, Context, Fault, cell_fault, lost
from model.data.registers import COMPARED, PARTS, Episode
from model.errors import nearest

# What says of which hours of the model an episode is held against; none of it stands alone.
ASKED_OF_THE_MODEL = ("variant", "thread", "condition")
NARROWED = ("after", "until", "parts")


def documented_hours_enclose(context: Context) -> Iterator[Fault]:
    """low <= hours <= high, and something is left of them."""
    for key, row in context.instance.record.items():
        if row.low > row.hours:
            yield cell_fault("record", key, row, "low", f"is more than hours = {row.hours:g}")
        if row.high < row.hours:
            yield cell_fault("record", key, row, "high", f"is less than hours = {row.hours:g}")
        if row.subtract_hours >= row.hours or row.subtract_hours > row.low:
            yield cell_fault("record", key, row, "subtract_hours", f"leaves nothing of hours = {row.hours:g}, low = {row.low:g}")


def episodes_are_whole(context: Context) -> Iterator[Fault]:
    """An episode names variant, thread and condition together or none of them, and is of a kind that tests the model where it does."""
    for key, row in context.instance.record.items():
        given = [name for name in ASKED_OF_THE_MODEL if getattr(row, name) is not None]
        if not given:
            idle = [name for name in NARROWED if getattr(row, name)]
            yield from (cell_fault("record", key, row, name, "narrows what is not held against the model: name a thread") for name in idle)
            continue
        for name in ASKED_OF_THE_MODEL:
            if name not in given:
                yield cell_fault("record", key, row, name, f"must be given: {' and '.join(given)} stands alone")
        if row.kind not in COMPARED:
            why = f"hours of this kind are not the model's; those of {', '.join(COMPARED)} are. Leave thread, condition and variant empty"
            yield cell_fault("record", key, row, "kind", why)


def postures_of_the_day_exist(context: Context) -> Iterator[Fault]:
    """The variant of an episode is one of the folder's."""
    known = context.instance.variants
    for key, row in context.instance.record.items():
        if row.variant is not None and row.variant not in known:
            yield cell_fault("record", key, row, "variant", "is not in variants/", nearest(row.variant, known))


def legs_are_of_the_thread(context: Context) -> Iterator[Fault]:
    """`after` and `until` are approvals that the thread needs, in its order; parts are parts of a delay."""
    for key, row in context.instance.record.items():
        yield from _approvals(context, key, row)
        for name in row.parts:
            if name not in PARTS:
                yield cell_fault("record", key, row, "parts", f"'{name}' is no part of a delay", nearest(name, PARTS))


def _approvals(context: Context, key: str, row: Episode) -> Iterator[Fault]:
    thread = context.instance.threads.get(row.thread or "")
    if thread is None:
        return
    places = []
    for column in ("after", "until"):
        name = getattr(row, column)
        if name is not None and name in context.known["authorities"] and name not in thread.approvals:
            why = f"is no approval that '{thread.thread}' needs"
            yield cell_fault("record", key, row, column, why, nearest(name, thread.approvals))
        if name in thread.approvals:
            places.append(thread.approvals.index(name))
    if len(places) == 2 and places[0] >= places[1]:
        yield cell_fault("record", key, row, "until", f"does not come after '{row.after}' in '{thread.thread}'")


def informed_numbers_exist(context: Context) -> Iterator[Fault]:
    """What an episode informed is a number of the instance."""
    for key, row in context.instance.record.items():
        for path in row.informs:
            try:
                numeric = is_numeric(context.instance, path)
            except BadPath as error:
                if not lost(context, error):
                    yield cell_fault("record", key, row, "informs", f"'{path}': {error.why}", error.hint)
                continue
            if not numeric:
                yield cell_fault("record", key, row, "informs", f"'{path}' is not the path of a single number")


RECORD_CHECKS: tuple[Check, ...] = (
    documented_hours_enclose,
    episodes_are_whole,
    postures_of_the_day_exist,
    legs_are_of_the_thread,
    informed_numbers_exist,
)
