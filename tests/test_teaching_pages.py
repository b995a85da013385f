"""The pages that explain the teaching example print the numbers that are worked out on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.delay.posture import PART_NAMES
from tests.teaching_on_paper import (
    CHANGES,
    CLIMB,
    CLIMB_CRISIS,
    PEOPLE,
    QUEUE_5_LOW,
    QUEUE_10_HIGH,
    QUEUE_10_LOW,
    ROUTES,
    STARS,
    TO_HAWAII,
    TO_HAWAII_DAILY,
    TO_TOKYO,
    TO_TOKYO_DAILY,
    joint_staff_in_peacetime,
    plain,
    teams_together,
    weighted,
)

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "teaching.md"


@pytest.mark.parametrize("variant", sorted(ROUTES))
def test_the_page_has_the_same_figures(variant: str) -> None:
    """`docs/teaching.md` prints every part of every route, the objective and the counts; a changed number must change the page."""
    page = PAGE.read_text(encoding="utf-8")
    for (condition, thread), (path, parts) in ROUTES[variant].items():
        numbers = " | ".join(plain(getattr(parts, name)) for name in PART_NAMES)
        assert f"| {condition} | {thread} | `{path}` | {numbers} | {plain(parts.total)} |" in page
    counts = f"{PEOPLE[variant]} | {STARS[variant]} | {CHANGES[variant]}"
    assert f"| `{variant}` | {weighted(ROUTES[variant]):.3f} | {counts} |" in page


def test_the_page_has_the_runner_up_and_the_waits() -> None:
    """The page's runner-up, its second comparison, duty waits, queue waits, climbs and referrals are those on paper."""
    page = PAGE.read_text(encoding="utf-8")
    figures = [teams_together(), joint_staff_in_peacetime(), TO_HAWAII, TO_TOKYO, TO_HAWAII_DAILY, TO_TOKYO_DAILY]
    figures += [QUEUE_10_LOW, QUEUE_10_HIGH, QUEUE_5_LOW, CLIMB, CLIMB_CRISIS, 0.2 * CLIMB, 0.2 * CLIMB_CRISIS]
    for figure in figures:
        assert f"**{plain(figure)} h**" in page, figure


def test_the_page_on_delay_tells_the_same_example() -> None:
    """`docs/delay.md` follows one request through both arrangements; its parts and sums are those on paper."""
    page = (DOCS / "delay.md").read_text(encoding="utf-8")
    (today_path, today), (delegate_path, delegate) = (ROUTES[variant]["peacetime", "operations"] for variant in ("today", "delegate"))
    assert f"`{today_path}`: **{plain(today.total)} h**" in page
    assert f"`{delegate_path}`: **{plain(delegate.total)} h**" in page
    for name in PART_NAMES:
        assert f"| {name.replace('_', ' ')} | {plain(getattr(today, name))} | {plain(getattr(delegate, name))} |" in page
