"""Whole postures of alternatives as rows: every decision, so that they can be read back from a report and evaluated under other numbers."""

from __future__ import annotations

from model.delay.measure import Decision
from model.tables.column import Column, Row, Table, choice, integer
from model.tables.common import PHASE, VARIANT

ALTERNATIVE_DECISIONS = Table(
    "alternative_decisions",
    "a decision of the best posture or of an alternative; all of one are the posture, but for routes and bands, which follow from them",
    (
        VARIANT,
        integer("alternative", "0 for the best posture, then in the order found"),
        choice(
            "kind",
            "opened (an HQ), graded (its commander), sized (a desk), level (of a channel's team) or holds (an authority)",
            *("opened", "graded", "sized", "level", "holds"),
        ),
        PHASE,
        Column("condition", "condition under which an authority is held; else empty"),
        Column("what", "the HQ opened or graded, the desk sized, the authority held, or one end of the channel"),
        Column("to_hq", "other end of the channel; else empty"),
        Column("value", "grade, officers, liaison level or holder; empty for an HQ opened"),
    ),
    ("variant", "alternative", "kind", "phase", "condition", "what", "to_hq", "value"),
)


def decision_row(variant: str, number: int, decision: Decision) -> Row:
    """A decision of the posture of that number."""
    kind, phase, *rest = map(str, decision)
    condition = rest.pop(0) if kind == "holds" else ""
    what = rest.pop(0)
    to_hq = rest.pop(0) if kind == "level" else ""
    told = {"kind": kind, "phase": phase, "condition": condition, "what": what, "to_hq": to_hq, "value": "".join(rest)}
    return {"variant": variant, "alternative": number, **told}


def decision_in(row: Row) -> Decision:
    """The decision of a row. Raises ValueError where a grade, a level or a number of officers is none."""
    kind, phase, condition, what, to_hq, value = (str(row[name]) for name in ("kind", "phase", "condition", "what", "to_hq", "value"))
    match kind:
        case "opened":
            return (kind, phase, what)
        case "holds":
            return (kind, phase, condition, what, value)
        case "level":
            return (kind, phase, what, to_hq, int(value))
        case _:
            return (kind, phase, what, int(value))
