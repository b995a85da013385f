"""Why an authority waits for a later phase: the limit that keeps it back, or the hours that an earlier change would cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from model.data.mandates import HolderMandate
from model.data.reader import load_instance
from model.data.variants import apply
from model.explain.holders import reasons
from model.solving.options import SolveOptions
from model.solving.solve import solve
from tests.phases import split


def test_what_waits_is_told_with_the_limit_that_keeps_it_back(teaching: Path) -> None:
    """Where one authority may change hands in the first phase, operational control waits for the second: release goes first, and the rule
    that ties the two leaves no other way under that limit. Without it, nothing is pinned by a limit."""
    base = apply(load_instance(teaching), "delegate")
    limited = split(base, (0.5, 0.5), limits={"transfers_max": (1, None)})
    found = {
        (reason.choice.phase, reason.choice.authority): reason
        for reason in reasons(limited, solve(limited, SolveOptions()), SolveOptions())
    }
    waits = found["2026", "us_opcon"]
    assert waits.choice.holders == ("INDOPACOM",)
    assert not waits.next_best
    assert ("transfers", "2026") in {(part.kind, part.name) for part in waits.pinned_by}
    assert found["p1", "us_opcon"].choice.holders == ("USFJ",)
    assert found["p1", "us_opcon"].next_best
    free = split(base, (0.5, 0.5))
    assert not [
        part
        for reason in reasons(free, solve(free, SolveOptions()), SolveOptions())
        for part in reason.pinned_by
        if part.kind == "transfers"
    ]


def test_the_next_best_is_of_the_phase_asked_about_alone(teaching: Path) -> None:
    """Release taken from USFJ in the first phase costs what a mandate for that phase costs; taken in both it would cost several times as
    much, since USFJ could not command in the second."""
    limited = split(apply(load_instance(teaching), "delegate"), (0.5, 0.5), limits={"transfers_max": (1, None)})
    best = solve(limited, SolveOptions())
    (reason,) = (one for one in reasons(limited, best, SolveOptions(), "us_release") if one.choice.phase == "2026")
    mandate = HolderMandate(id="kept", says="It stays.", kind="holder", holder=("INDOPACOM",), authority=("us_release",), phase=("2026",))
    kept = solve(replace(limited, mandates=(mandate,)), SolveOptions())
    assert best.evaluation is not None
    assert kept.evaluation is not None
    assert reason.choice.holders == ("USFJ",)
    assert reason.extra.total == pytest.approx(kept.evaluation.weighted_delay - best.evaluation.weighted_delay, abs=1e-6)
