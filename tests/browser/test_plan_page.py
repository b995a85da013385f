"""The page of a plan in a real browser, opened from the disk with the network cut. The window itself fails on any request or error."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from model.reporting.page.render import render
from model.reporting.page.run_page import run_page
from tests.browser.conftest import Watched
from tests.browser.test_run_page import SIZES, draw_all, opened
from tests.reporting.test_page import ABOUT
from tests.reporting.test_plan_page import plan

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The page of a small plan with three variants."""
    place = tmp_path / "interactive.html"
    place.write_text(render(run_page(plan(), ABOUT)), encoding="utf-8")
    return place


def test_everything_is_drawn_and_axe_finds_nothing(watched: Watched, path: Path) -> None:
    """The roadmap and the lines over time hold pictures, and no rule of axe is broken, in a wide window and in a narrow one, where the
    roadmap is moved sideways."""
    page = opened(watched, path)
    draw_all(page)
    for figure in page.locator("#roadmap-section figure:not([hidden])").all():
        assert figure.locator("svg").first.locator("path, rect, text").count() > 3
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_answers_fit_the_first_screen(watched: Watched, path: Path) -> None:
    """The sentence on pace leaves room: at laptop and projector sizes the answers stand on the first screen whole, and nobody scrolls
    sideways."""
    page = opened(watched, path)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ends = page.evaluate("[...document.querySelectorAll('.answer')].map((one) => one.getBoundingClientRect().bottom)")
        assert max(ends) <= height, (width, height)


def test_choosing_a_variant_and_a_phase_changes_what_is_shown(watched: Watched, path: Path) -> None:
    """Another variant brings its roadmap and line, another phase its command chart; the roadmap is of all phases and stays."""
    page = opened(watched, path)
    page.select_option("[data-choice=variant]", "slow")
    page.select_option("[data-choice=phase]", "then")
    shown = page.locator("#roadmap-section figure:not([hidden]) h3")
    expect(shown).to_have_text(["Roadmap: slow", "Weighted delay over time: slow"])
    expect(page.locator("#command figure:not([hidden]) h3")).to_have_text("Command chart: today and slow, phase then")


def test_the_roadmap_is_legible_on_a_phone_and_moved_from_the_keyboard(watched: Watched, path: Path) -> None:
    """Its letters keep 8 pixels or more, the page itself does not scroll sideways, and the arrow keys move the picture; shrunk to the
    window it would have letters of 4 pixels."""
    page = opened(watched, path)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.evaluate("document.querySelector('[data-choice=condition]').append(new Option('A condition with a name so long that it is wide'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    picture = page.locator("#roadmap-section figure:not([hidden]) .wide")
    heights = picture.evaluate("(one) => [...one.querySelectorAll('text')].map((text) => text.getBoundingClientRect().height)")
    assert min(heights) >= 8
    picture.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#roadmap-section figure:not([hidden]) .wide').scrollLeft > 0")
