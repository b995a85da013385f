"""Two routes of the full instance, recomputed on paper from the cells of its files.

One is decided in Hawaii as in 2024, the other in Japan by a three-star USFJ that refers matters upward. Numbers are literal;
`CELLS` says which cell each comes from and is checked first, so that an edited table says which derivation has to be done anew instead
of failing in the arithmetic.
"""

from __future__ import annotations

import csv
import math
import tomllib
from functools import cache
from pathlib import Path

import pytest

from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.posture import PART_NAMES, Evaluation, Parts, Posture, RouteDelay
from model.solving.options import SolveOptions
from model.solving.solve import solve

FOLDER = Path(__file__).resolve().parent.parent / "instances" / "us-japan"
# The same cells without the calendar of phases.
ONE_PHASE = FOLDER.with_name("us-japan-one-phase")
STATUS_QUO, THREE_STAR = "v00-status-quo", "v01-jfhq-three-star"
FORCES, EXERCISES = "joint_operations", "bilateral_exercises"

# (table, key of the row, column) -> what stands there.
CELLS = {
    ("conditions", "peacetime", "tempo"): "1",
    ("conditions", "peacetime", "calendar"): "office",
    ("conditions", "peacetime", "decision_period_hours"): "168",
    ("conditions", "peacetime", "approval_hours"): "8",
    ("conditions", "peacetime", "effective_hours_per_week"): "35",
    ("calendars", "office", "days"): "mon-fri",
    ("calendars", "office", "start"): "08:00",
    ("calendars", "office", "end"): "17:00",
    ("liaison_levels", "0", "handling_hours"): "0.1667",
    ("liaison_levels", "1", "handling_hours"): "0.1167",
    ("liaison_levels", "1", "release_hours"): "0.7",
    ("liaison_levels", "1", "language_factor"): "1.1",
    ("liaison_levels", "1", "continuous"): "no",
    ("liaison_levels", "2", "handling_hours"): "0.0917",
    ("liaison_levels", "2", "release_hours"): "0.55",
    ("liaison_levels", "2", "language_factor"): "1.1",
    ("liaison_levels", "2", "continuous"): "yes",
    ("threads", FORCES, "work_hours"): "16",
    ("threads", EXERCISES, "work_hours"): "16",
    **{("headquarters", hq, "decision_factor"): "1" for hq in ("JSO", "INDOPACOM", "USFJ")},
    ("headquarters", "JJOC", "decision_factor"): "0.5",
    **{("headquarters", hq, "calendar"): "office" for hq in ("JSO", "INDOPACOM", "USFJ", "C7F", "SDFLEET", "USARJ", "GCC")},
    ("headquarters", "USFJ", "superior"): "INDOPACOM",
    ("headquarters", "USFJ", "grade_now"): "9",
    ("headquarters", "INDOPACOM", "grade_now"): "10",
    ("headquarters", "JJOC", "grades"): "10",
    ("headquarters", "GCC", "superior"): "JMOD",
    ("desks", "C7F", "mean_service_hours"): "8",
    ("desks", "GCC", "mean_service_hours"): "8",
    ("desks", "INDOPACOM", "mean_service_hours"): "8",
    ("desks", "JJOC", "mean_service_hours"): "8",
    ("desks", "JSO", "mean_service_hours"): "8",
    ("desks", "USFJ", "mean_service_hours"): "8",
}
PARAMETERS = {
    "referral_probability": 0.3,
    "relay_hours": 1.0,
    "command_handling_hours": 0.1667,
    "service_cv": 1.0,
    "duty_bound_share": 1.0,
}

# Japan 08-17 is 23-08 UTC, Hawaii 08-17 is 18-03 UTC, Monday to Friday (derived in tests/delay/test_calendars.py).
TO_HAWAII = (9 * (19 + 10) / 2 + 4 * 5 * (15 + 10) / 2) / 45
TO_JAPAN = (4 * 5 * (5 + 0) / 2 + 9 * (53 + 44) / 2) / 45
# A week has 168 hours, of which an office is on duty for 45: each hour of work meets 123/45 hours of rest.
REST = 123 / 45


def queue(officers: int, band: float = 0.5) -> float:
    """Wait in the band at a desk of services of 8 h: officers x 35/45 seats, cv 1; that many hours of duty, by the clock."""
    seats = officers * 35 / 45
    return (1 + REST) * 8 * band ** (math.sqrt(2 * (seats + 1)) - 1) / (seats * (1 - band))


@cache
def rows(table: str) -> dict[str, dict[str, str]]:
    """A table as text, by the first column: read without the program's own reader."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row[next(iter(row))]: row for row in csv.DictReader(file)}


@cache
def answer(variant: str) -> tuple[Posture, Evaluation]:
    """The optimal posture of a variant and what it costs."""
    outcome = solve(apply(load_instance(ONE_PHASE), variant), SolveOptions())
    assert outcome.posture is not None, f"{variant}: {outcome.reason}"
    assert outcome.evaluation is not None, f"{variant}: {outcome.reason}"
    return outcome.posture, outcome.evaluation


def peacetime_route(variant: str, thread: str) -> RouteDelay:
    """The peacetime route of a thread in a variant's answer."""
    return next(d for d in answer(variant)[1].routes if (d.route.condition, d.route.thread) == ("peacetime", thread))


def assert_derived_for(variant: str, thread: str, path: str, levels: list[int | None], desks: dict[str, tuple[int, float]]) -> None:
    """The answer still is the one that was derived: path, liaison levels, sizes of desks and their bands."""
    again = f"{variant} now answers {thread} differently: choose or derive its numbers anew"
    route = peacetime_route(variant, thread).route
    assert route.path == path, again
    assert [step.level for step in route.steps] == levels, again
    loads = {load.desk: (load.officers, load.band) for load in answer(variant)[1].desks if load.condition == "peacetime"}
    assert {desk: loads[desk] for desk in desks} == desks, again


def assert_parts(found: RouteDelay, hops: list[Parts]) -> None:
    """Every part of every hop and of the route agrees with paper."""
    assert len(found.hops) == len(hops)
    for hop, expected in zip(found.hops, hops, strict=True):
        for name in PART_NAMES:
            assert getattr(hop.parts, name) == pytest.approx(getattr(expected, name), abs=1e-9), f"{hop.from_hq} > {hop.to_hq}: {name}"
    for name in PART_NAMES:
        assert getattr(found.parts, name) == pytest.approx(sum(getattr(hop, name) for hop in hops), abs=1e-9), name


@pytest.fixture(autouse=True)
def _inputs_as_derived() -> None:
    """Names the first cell that is no longer what the derivation took; nothing else is checked until the two agree."""
    for (table, key, column), expected in CELLS.items():
        found = rows(table)[key][column]
        assert found == expected, f"{table}.csv, {key}: {column} is {found!r} and was {expected!r} when this route was derived by hand"
    given = tomllib.loads((FOLDER / "instance.toml").read_text(encoding="utf-8"))
    for name, number in PARAMETERS.items():
        assert given["parameters"][name]["value"] == number, f"instance.toml: {name} is no longer {number}"
    zones = {hq: rows("sites")[rows("headquarters")[hq]["site"]]["timezone"] for hq in ("INDOPACOM", "USFJ", "JSO", "JJOC", "C7F", "GCC")}
    assert zones == dict.fromkeys(zones, "Asia/Tokyo") | {"INDOPACOM": "Pacific/Honolulu"}


def test_a_joint_operation_decided_in_hawaii() -> None:
    """SDFLEET asks, the Joint Staff and INDOPACOM approve, Seventh Fleet gets it through USFJ, in 2024's peacetime: 375.5 h, of which 168 h
    wait for two weekly boards and 137 h are nights and weekends at which work rests. Every part of the four hops is computed here; a
    dropped, doubled or misplaced term fails by name."""
    path = "SDFLEET > JSO* > INDOPACOM* > USFJ > C7F"
    assert_derived_for(
        STATUS_QUO, FORCES, path, [None, None, 1, None, 0], {"JSO": (125, 0.5), "INDOPACOM": (90, 0.5), "USFJ": (40, 0.5), "C7F": (20, 0.5)}
    )
    hops = [
        # Command hop within Japan, as the Joint Staff commands the fleet; 16 h of staff work and 8 h of the principal; half of 168 h.
        Parts(handling=0.1667, duty_wait=REST * 24, approval_work=16 + 8, desk_queue=queue(125), decision_wait=1 * 168 / 2),
        # Level 1 to Hawaii: a tenth of handling and release on top for language, and the clock across the date line.
        Parts(
            handling=0.1167,
            release=0.7,
            language=(1.1 - 1) * (0.1167 + 0.7),
            duty_wait=TO_HAWAII + REST * 24,
            approval_work=16 + 8,
            desk_queue=queue(90),
            decision_wait=1 * 168 / 2,
        ),
        # Command hop back to Japan and one relay.
        Parts(handling=0.1667, duty_wait=TO_JAPAN + REST, relay_work=1, desk_queue=queue(40)),
        # Staff contact without a team between two American HQs, and one relay where it arrives.
        Parts(handling=0.1667, duty_wait=REST, relay_work=1, desk_queue=queue(20)),
    ]
    assert_parts(peacetime_route(STATUS_QUO, FORCES), hops)
    total = (0.1667 * 3 + 0.1167) + 0.7 + 0.1 * 0.8167 + (TO_HAWAII + TO_JAPAN) + (2 * 1 + 2 * 24) * (1 + REST) + 2 * 84
    total += queue(125) + queue(90) + queue(40) + queue(20)
    assert peacetime_route(STATUS_QUO, FORCES).parts.total == pytest.approx(total, abs=1e-9)


def test_an_exercise_decided_in_japan_with_a_referral() -> None:
    """USARJ asks, a three-star USFJ and a four-star JJOC approve, the ground component gets it, in peacetime: 350.6 h, of which 40.0 h
    are the referral: three in ten go to Hawaii and back for a board there. Without the referral the sum would be 311 h."""
    path = "USARJ > USFJ* > JJOC* > GCC"
    assert_derived_for(THREE_STAR, EXERCISES, path, [None, 0, 2, None], {"USFJ": (40, 0.7), "JJOC": (120, 0.5), "GCC": (15, 0.5)})
    posture, _ = answer(THREE_STAR)
    assert posture.holders["2025", "peacetime", "jp_opcon_ground"] == ("JJOC",), "the hop from JJOC to GCC rests on its command"
    assert (posture.grades["2025", "USFJ"], posture.grades["2025", "JJOC"]) == (9, 10)
    # Up to INDOPACOM, which has the four stars, one decision there, and down again: handling and clock each way, no queue.
    climb = (0.1667 + TO_HAWAII) + (0.1667 + TO_JAPAN) + (1 * 168 / 2 + 8 * (1 + REST))
    hops = [
        # Staff contact without a team between two American HQs in Japan; USFJ approves.
        Parts(handling=0.1667, duty_wait=REST * 24, approval_work=16 + 8, desk_queue=queue(40, 0.7), decision_wait=1 * 168 / 2),
        # Level 2 between the nations, both in Tokyo; JJOC approves on half the period; one step of grade.
        Parts(
            handling=0.0917,
            release=0.55,
            language=(1.1 - 1) * (0.0917 + 0.55),
            duty_wait=REST * 24,
            referral=0.3 * (10 - 9) * climb,
            approval_work=16 + 8,
            desk_queue=queue(120),
            decision_wait=0.5 * 168 / 2,
        ),
        # Command hop to the ground component, which JJOC commands, and one relay where it arrives.
        Parts(handling=0.1667, duty_wait=REST, relay_work=1, desk_queue=queue(15)),
    ]
    assert_parts(peacetime_route(THREE_STAR, EXERCISES), hops)


def test_the_referral_is_worth_a_ninth_of_that_route() -> None:
    """0.3 x (0.33 + 19.27 + 84 + 29.87) = 40.04 h of 350.6 h: were the way back or the board up there forgotten, it would be far less."""
    climb = 2 * 0.1667 + (TO_HAWAII + TO_JAPAN) + 84 + 8 * 168 / 45
    found = peacetime_route(THREE_STAR, EXERCISES).parts
    assert found.referral == pytest.approx(0.3 * climb)
    assert 0.105 < found.referral / found.total < 0.125
