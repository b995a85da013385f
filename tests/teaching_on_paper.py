"""The teaching example on paper: every number worked out here before the program is asked.

Nothing below is copied from a result: constants are cells of `instances/teaching`, everything else is written as the
arithmetic that `docs/teaching.md` explains.
"""

from __future__ import annotations

from model.delay.posture import Parts

# Duty hours 08-18. In UTC Tokyo works 23-09 and Hawaii 18-04; they share 23-04.
# Monday in Tokyo comes before Monday in Hawaii: a wait of 19 h falling to 9 h. On the other four days the last five
# hours find Hawaii closed: a wait of 14 h falling to 9 h.
TO_HAWAII = (10 * (19 + 9) / 2 + 4 * 5 * (14 + 9) / 2) / 50
# Monday to Thursday the first five hours in Hawaii come before Tokyo's day. On Friday Tokyo has its Saturday: from 18:00
# UTC on Friday to 23:00 UTC on Sunday are 53 h.
TO_TOKYO = (4 * 5 * (5 + 0) / 2 + 10 * (53 + 43) / 2) / 50
# On every day of the week alike in a crisis.
TO_HAWAII_DAILY = 5 * (14 + 9) / 2 / 10
TO_TOKYO_DAILY = 5 * (5 + 0) / 2 / 10

# Queue: S (1 + 1)/2 x r^(sqrt(2(q+1)) - 1) / (q (1 - r)); q = 7 gives the exponent sqrt(16) - 1 = 3 and q = 3.5 gives 2.
# Seats: 10 officers x 35 h / 50 h on duty = 7 in peacetime, 10 x 49/70 = 7 in a crisis; half of that for 5 officers.
QUEUE_10_LOW = 7 * 0.5**3 / (7 * (1 - 0.5))
QUEUE_10_HIGH = 7 * 0.8**3 / (7 * (1 - 0.8))
QUEUE_5_LOW = 7 * 0.5**2 / (3.5 * (1 - 0.5))
TEMPO = 0.25

# Principals: half the period x the factor; INDOPACOM and the Joint Staff have factor 1, USFJ and JJOC a half.
BOARD, QUICK_BOARD = 1 * 48 / 2, 0.5 * 48 / 2
BOARD_CRISIS, QUICK_BOARD_CRISIS = 1 * 8 / 2, 0.5 * 8 / 2

# A three-star USFJ refers to INDOPACOM one matter in five: up and down the chain and one decision there.
CLIMB = (1 + TO_HAWAII) + (1 + TO_TOKYO) + (BOARD + 4)
CLIMB_CRISIS = (TEMPO + TO_HAWAII_DAILY) + (TEMPO + TO_TOKYO_DAILY) + (BOARD_CRISIS + 1)

# Weights: share x requests a day x urgency.
WEIGHTS = {
    ("peacetime", "operations"): 0.5 * 1 * 1,
    ("peacetime", "intelligence"): 0.5 * 2 * 1,
    ("crisis", "operations"): 0.5 * 4 * 4,
    ("crisis", "intelligence"): 0.5 * 8 * 4,
    ("crisis", "warning"): 0.5 * 4 * 4,
}

Hand = dict[tuple[str, str], tuple[str, Parts]]


def by_hawaii(team_waits: float, release: float, language: float) -> Hand:
    """The routes while everything is decided in Hawaii. `team_waits` is 1 where hops between INDOPACOM and the Joint Staff
    wait for duty hours, 0 with a continuous seat; `release` and `language` are that team's, hours at tempo 1."""
    return {
        # Joint Staff approves, foreign hop to Hawaii, INDOPACOM approves, command hop to the fleet, which serves it once.
        ("peacetime", "operations"): (
            "JSO* > INDOPACOM* > C7F",
            Parts(
                handling=1 + 1,
                release=release,
                language=language,
                duty_wait=team_waits * TO_HAWAII + TO_TOKYO,
                relay_work=2,
                approval_work=(8 + 4) + (8 + 4),
                desk_queue=QUEUE_10_LOW + QUEUE_10_HIGH,
                decision_wait=BOARD + BOARD,
            ),
        ),
        # Command hop to Hawaii, INDOPACOM approves, foreign hop to the Joint Staff, which serves it once.
        ("peacetime", "intelligence"): (
            "C7F > INDOPACOM* > JSO",
            Parts(
                handling=1 + 1,
                release=release,
                language=language,
                duty_wait=TO_HAWAII + team_waits * TO_TOKYO,
                relay_work=2,
                approval_work=4 + 4,
                desk_queue=QUEUE_10_HIGH + QUEUE_10_LOW,
                decision_wait=BOARD,
            ),
        ),
        ("crisis", "operations"): (
            "JSO* > INDOPACOM* > C7F",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * release,
                language=TEMPO * language,
                duty_wait=team_waits * TO_HAWAII_DAILY + TO_TOKYO_DAILY,
                relay_work=TEMPO * 2,
                approval_work=(TEMPO * 8 + 1) + (TEMPO * 8 + 1),
                desk_queue=TEMPO * (QUEUE_10_LOW + QUEUE_10_HIGH),
                decision_wait=BOARD_CRISIS + BOARD_CRISIS,
            ),
        ),
        ("crisis", "intelligence"): (
            "C7F > INDOPACOM* > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * release,
                language=TEMPO * language,
                duty_wait=TO_HAWAII_DAILY + team_waits * TO_TOKYO_DAILY,
                relay_work=TEMPO * 2,
                approval_work=TEMPO * 4 + 1,
                desk_queue=TEMPO * (QUEUE_10_HIGH + QUEUE_10_LOW),
                decision_wait=BOARD_CRISIS,
            ),
        ),
        # Two services, by INDOPACOM on the way and by the Joint Staff at the end, and nobody's approval.
        ("crisis", "warning"): (
            "C7F > INDOPACOM > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * release,
                language=TEMPO * language,
                duty_wait=TO_HAWAII_DAILY + team_waits * TO_TOKYO_DAILY,
                relay_work=TEMPO * (2 + 2),
                desk_queue=TEMPO * (QUEUE_10_HIGH + QUEUE_10_LOW),
            ),
        ),
    }


def in_japan(gap: int) -> Hand:
    """The routes once USFJ and JJOC decide, everybody in Tokyo: no wait for duty hours. `gap` is JJOC's grade less USFJ's.

    Teams of level 1 stand at both American channels: release 2 h and language 0.5 x (1 + 2) h at tempo 1.
    """
    return {
        # Command hop, JJOC approves, foreign hop, USFJ approves (and may refer), command hop, the fleet serves it once.
        ("peacetime", "operations"): (
            "JSO > JJOC* > USFJ* > C7F",
            Parts(
                handling=1 + 1 + 1,
                release=2,
                language=0.5 * (1 + 2),
                referral=0.2 * gap * CLIMB,
                relay_work=2,
                approval_work=(8 + 4) + (8 + 4),
                desk_queue=QUEUE_5_LOW + QUEUE_10_LOW,
                decision_wait=QUICK_BOARD + QUICK_BOARD,
            ),
        ),
        ("peacetime", "intelligence"): (
            "C7F > USFJ* > JSO",
            Parts(
                handling=1 + 1,
                release=2,
                language=0.5 * (1 + 2),
                relay_work=2,
                approval_work=4 + 4,
                desk_queue=QUEUE_10_LOW + QUEUE_10_LOW,
                decision_wait=QUICK_BOARD,
            ),
        ),
        ("crisis", "operations"): (
            "JSO > JJOC* > USFJ* > C7F",
            Parts(
                handling=TEMPO * (1 + 1 + 1),
                release=TEMPO * 2,
                language=TEMPO * 0.5 * (1 + 2),
                referral=0.2 * gap * CLIMB_CRISIS,
                relay_work=TEMPO * 2,
                approval_work=(TEMPO * 8 + 1) + (TEMPO * 8 + 1),
                desk_queue=TEMPO * (QUEUE_5_LOW + QUEUE_10_LOW),
                decision_wait=QUICK_BOARD_CRISIS + QUICK_BOARD_CRISIS,
            ),
        ),
        ("crisis", "intelligence"): (
            "C7F > USFJ* > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * 2,
                language=TEMPO * 0.5 * (1 + 2),
                relay_work=TEMPO * 2,
                approval_work=TEMPO * 4 + 1,
                desk_queue=TEMPO * (QUEUE_10_LOW + QUEUE_10_LOW),
                decision_wait=QUICK_BOARD_CRISIS,
            ),
        ),
        ("crisis", "warning"): (
            "C7F > USFJ > JSO",
            Parts(
                handling=TEMPO * (1 + 1),
                release=TEMPO * 2,
                language=TEMPO * 0.5 * (1 + 2),
                relay_work=TEMPO * (2 + 2),
                desk_queue=TEMPO * (QUEUE_10_LOW + QUEUE_10_LOW),
            ),
        ),
    }


ROUTES: dict[str, Hand] = {
    "today": by_hawaii(team_waits=1, release=2, language=0.5 * (1 + 2)),
    "liaison": by_hawaii(team_waits=0, release=1, language=0),
    "delegate": in_japan(gap=10 - 9),
    "four-star": in_japan(gap=10 - 10),
}
# People: teams, then officers of INDOPACOM, USFJ, the Joint Staff and JJOC. Stars: INDOPACOM, the Joint Staff, JJOC, USFJ.
PEOPLE = {
    "today": (2 + 2) + (10 + 5 + 10 + 0),
    "liaison": (4 + 2) + (10 + 5 + 10 + 0),
    "delegate": (2 + 2) + (10 + 10 + 10 + 5),
    "four-star": (2 + 2) + (10 + 10 + 10 + 5),
}
STARS = {"today": 1 + 1, "liaison": 1 + 1, "delegate": 1 + 1 + 1, "four-star": 1 + 1 + 1 + 1}
# Delegation: three authorities in two conditions, a team opened with JJOC and one closed in Hawaii, JJOC itself; then a grade.
CHANGES = {"today": 0, "liaison": 1, "delegate": 3 * 2 + 2 + 1, "four-star": 3 * 2 + 2 + 1 + 1}


def weighted(hand: Hand) -> float:
    """The objective of hand-made routes."""
    return sum(WEIGHTS[key] * parts.total for key, (_, parts) in hand.items())


def teams_together() -> float:
    """Objective of the runner-up: both American teams' four people form a continuous seat between USFJ and JJOC.

    Operations then hop in 2 h instead of 4.5 h at tempo 1; intelligence and warning go USFJ > JJOC > JSO, which takes a hop of
    2 h, a relay of 2 h behind JJOC's queue of 1 h and a command hop of 1 h instead of 4.5 h. JJOC's load of 8 + 2 x 2 = 12 h
    of 25 h in peacetime and 8 + 0.5 x (8 + 4) = 14 h of 35 h in a crisis stays in the lower band.
    """
    operations = 2 - 4.5
    others = (2 + 2 + QUEUE_5_LOW + 1) - 4.5
    per_hour_at_tempo_1 = {"operations": operations, "intelligence": others, "warning": others}
    added = sum(
        weight * per_hour_at_tempo_1[thread] * (TEMPO if condition == "crisis" else 1) for (condition, thread), weight in WEIGHTS.items()
    )
    return weighted(ROUTES["delegate"]) + added


def joint_staff_in_peacetime() -> float:
    """Objective where the Joint Staff keeps its authority in peacetime: a board at full period and its own queue instead of a
    hop to JJOC, JJOC's queue and a board twice as often."""
    added = (QUEUE_10_LOW + BOARD) - (1 + QUEUE_5_LOW + QUICK_BOARD)
    return weighted(ROUTES["delegate"]) + WEIGHTS["peacetime", "operations"] * added


def plain(number: float) -> str:
    """A number as the page prints it."""
    return f"{round(number, 6):g}"
