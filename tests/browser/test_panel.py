"""The sliders of a run's page in a real browser: by keyboard, against postures that are evaluated at the values that the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from model.data.reader import load_instance
from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.solving.options import SolveOptions
from model.solving.solve import solve
from tests.browser.conftest import Watched

KEYS = {1: ("End",), 2: ("Home", "ArrowRight", "ArrowRight"), 4: ("PageUp", "ArrowLeft"), 7: ("ArrowRight",)}


@pytest.fixture
def page(watched: Watched, pages: dict[str, Path]) -> Page:
    """The page of the teaching example, ready."""
    watched.page.goto(pages["interactive"].as_uri())
    watched.page.wait_for_selector("body[data-shown]")
    return watched.page


def hours(page: Page) -> dict[str, float]:
    """The hours of each variant as the page reckons them, in the order of the ranking."""
    found = page.evaluate("[...document.querySelectorAll('#sliders-table tbody tr')].map((row) => [row.dataset.name, row.dataset.hours])")
    return {name: float(value) for name, value in found}


def move(page: Page) -> None:
    """Move several sliders, by keyboard alone."""
    for number, keys in KEYS.items():
        page.locator(f"#slider-{number}").focus()
        for key in keys:
            page.keyboard.press(key)


def test_sliders_move_the_ranking_by_keyboard_and_exactly(page: Page, teaching: Path) -> None:
    """Four sliders at once, one of them of a number that bends the queues: the page has the very hours of the solved postures under the
    settings that its command names, in their order."""
    before = hours(page)
    move(page)
    after = hours(page)
    assert before != after
    assert list(after.values()) == sorted(after.values())
    command = page.locator("#sliders-command").inner_text()
    assert command.startswith("solve.py run instances/teaching --set ")
    settings = [tuple(one.split("=", 1)) for one in re.findall(r"--set (\S+)", command)]
    assert len(settings) == len(KEYS)
    base = load_instance(teaching)
    for variant, told in after.items():
        posture = solve(apply(base, variant), SolveOptions()).posture
        assert posture is not None
        changed = apply(base, variant, [(path, value) for path, value in settings])
        assert told == pytest.approx(evaluate(changed, posture).weighted_delay, rel=1e-6)


def test_the_ranking_is_told_to_those_who_do_not_see_it(page: Page) -> None:
    """Each slider has a name and says its value, the leader is told in a live region, and a button puts all back."""
    says = page.locator("#sliders-says")
    assert says.get_attribute("aria-live") == "polite"
    at_base, shown = says.inner_text(), hours(page)
    assert "leads with" in at_base
    for slider in page.locator(".slide input").all():
        name = slider.get_attribute("id")
        assert page.locator(f"label[for='{name}']").inner_text()
        assert slider.get_attribute("aria-valuetext") == page.locator(f"#{name}-value").inner_text()
    move(page)
    assert says.inner_text() != at_base
    page.locator("#sliders-reset").focus()
    page.keyboard.press("Enter")
    expect(says).to_have_text(at_base)
    assert hours(page) == shown
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_static_page_has_no_sliders(watched: Watched, pages: dict[str, Path]) -> None:
    """Without a script they would stand there dead."""
    watched.page.goto(pages["static"].as_uri())
    assert watched.page.locator(".slide").count() == 0
    assert watched.page.locator("#share-first").count() == 1
