"""Rows of a plan's tables made by hand: two variants that go the same way, one at once, one slowly."""

from __future__ import annotations

from model.tables.column import Cell, Row

PHASES = {"p1": "2025-01-01", "p2": "2025-01-11", "p3": "2025-01-31"}  # lasting 10 and 20 days
NAMES = {"crisis": "Crisis", "peacetime": "Peacetime"}


def moved(variant: str, phase: str, kind: str, what: str, old: str, new: str, waits: str = "", conditions: str = "", name: str = "") -> Row:
    """A row of `transitions`."""
    cells: dict[str, Cell] = {"variant": variant, "phase": phase, "kind": kind, "what": what, "from": old, "to": new}
    return {**cells, "conditions": conditions, "waits_for": waits, "what_name": name or f"the {what}"}


def delays(variant: str, *told: float, weights: tuple[float, ...] = (0.25, 0.25, 0.5)) -> list[Row]:
    """Rows of `delay_by_phase` with these delays."""
    return [
        {
            "variant": variant,
            "phase": phase,
            "start": start,
            "weight": weight,
            "weighted_delay": delay,
            "contribution": weight * delay,
            "lost_by_waiting": delay - min(told[at:]),
            "transfers": 0,
            "openings": 0,
            "teams": 0,
        }
        for at, ((phase, start), delay, weight) in enumerate(zip(PHASES.items(), told, weights, strict=True))
    ]


QUICK, SLOW, TODAY = "quick", "slow", "today"
LIMIT = "transfers_max of p1: 1 of 1"
TRANSITIONS: list[Row] = [
    moved(QUICK, "p1", "authority", "ops", "FAR", "MID", conditions="all"),
    moved(QUICK, "p1", "opening", "MID", "closed", "open"),
    moved(SLOW, "p1", "authority", "intel", "FAR", "NEAR|MID", conditions="crisis"),
    moved(SLOW, "p2", "authority", "ops", "FAR", "MID", waits=LIMIT, conditions="all"),
    moved(SLOW, "p2", "team", "FAR@NEAR", "0", "2", waits="not there before p2"),
    moved(SLOW, "p3", "opening", "MID", "closed", "open", waits="openings_max of p2: 0 of 0; not there before p3"),
    moved(SLOW, "p3", "grade", "MID", "9", "10"),
]
DELAYS: list[Row] = [*delays(QUICK, 70, 60, 60), *delays(SLOW, 100, 80, 60), *delays(TODAY, 100, 100, 100)]
