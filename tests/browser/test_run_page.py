"""A run's page in a real browser, opened from the disk with the network cut. The window itself fails on any request or error."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched, rows

SIZES = ((1366, 768), (1024, 768), (1920, 1080))


def opened(watched: Watched, path: Path) -> Page:
    """The page, ready; in an interactive one the charts in view are drawn."""
    watched.page.goto(path.as_uri())
    if path.stem == "interactive":
        watched.page.wait_for_selector("body[data-shown]")
    return watched.page


def draw_all(page: Page) -> None:
    """Bring every chart into view, and wait until each is drawn."""
    for place in page.locator("figure:not([hidden]) [data-chart]").all():
        place.scroll_into_view_if_needed()
        expect(place).to_have_attribute("data-drawn", "yes", timeout=10_000)


@pytest.mark.parametrize("kind", ["interactive", "static"])
def test_everything_is_drawn_and_axe_finds_nothing(watched: Watched, pages: dict[str, Path], kind: str) -> None:
    """Every figure holds a picture with something in it, and no rule of axe is broken; a refused style, a missing name or a faint
    colour fails here."""
    page = opened(watched, pages[kind])
    if kind == "interactive":
        draw_all(page)
    else:
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    shown = page.locator("figure:not([hidden])")
    assert shown.count() >= 6
    for figure in shown.all():
        assert figure.locator("svg").first.locator("path, rect, text").count() > 3
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", ["interactive", "static"])
def test_nothing_is_wider_than_the_window_and_the_answers_fit_it(watched: Watched, pages: dict[str, Path], kind: str) -> None:
    """At laptop and projector sizes nobody scrolls sideways, and the answers stand on the first screen whole."""
    page = opened(watched, pages[kind])
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ends = page.evaluate("[...document.querySelectorAll('.answer')].map((one) => one.getBoundingClientRect().bottom)")
        assert len(ends) == 6
        assert max(ends) <= height, (width, height)


def test_the_first_screen_names_the_best_variant(watched: Watched, pages: dict[str, Path], root: Path) -> None:
    """What a newcomer reads first is the least delay of `runs.csv`."""
    table = [row for row in rows(root / "reports/golden/teaching/run", "runs") if row["weighted_delay"]]
    best = min(table, key=lambda row: float(row["weighted_delay"]))["variant"]
    page = opened(watched, pages["interactive"])
    expect(page.locator("h1")).to_contain_text(best)
    expect(page.locator(".answer .short").first).to_have_text(best)


def test_choosing_changes_what_is_shown(watched: Watched, pages: dict[str, Path]) -> None:
    """Another variant and condition bring their own figures, unpacked and drawn, and hide the others; a variant without a posture
    says so. A choice that did nothing would leave the old titles."""
    page = opened(watched, pages["interactive"])
    page.select_option("[data-choice=variant]", "liaison")
    page.select_option("[data-choice=condition]", "peacetime")
    expect(page.locator("#routes-section figure:not([hidden]) h3")).to_have_text("Routes that weigh most: liaison in Peacetime")
    expect(page.locator("#command figure:not([hidden]) h3")).to_have_text("Command chart: today and liaison")
    draw_all(page)
    expect(page.locator("#parts figure:not([hidden]) svg")).to_have_count(1)
    page.select_option("[data-choice=variant]", "combined")
    expect(page.locator("#command figure:not([hidden])")).to_have_count(0)
    expect(page.locator("#command .nothing")).to_be_visible()


def test_tables_sort_and_filter_from_the_keyboard(watched: Watched, pages: dict[str, Path]) -> None:
    """Tab, Enter and typing are enough: a column sorts both ways by number, and a filter leaves the rows that hold the word."""
    page = opened(watched, pages["interactive"])
    page.locator("#ranking summary").focus()
    page.keyboard.press("Enter")
    head = page.locator("#ranking th", has_text="weighted delay")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    shown = [float(text.replace(",", "")) for text in page.locator("#ranking td:nth-child(4)").all_inner_texts() if text]
    assert shown == sorted(shown)
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    turned = [float(text.replace(",", "")) for text in page.locator("#ranking td:nth-child(4)").all_inner_texts() if text]
    assert turned == shown[::-1]
    block = page.locator("#assumptions-table")
    block.locator("input").focus()
    page.keyboard.type("tempo")
    left = block.locator("tbody tr:not([hidden])")
    assert 0 < left.count() < block.locator("tbody tr").count()
    assert all("tempo" in text for text in left.all_inner_texts())


def test_the_choices_are_reached_and_turned_from_the_keyboard(watched: Watched, pages: dict[str, Path]) -> None:
    """A reader without a mouse comes to the choices within three steps and can turn them with the arrow keys."""
    page = opened(watched, pages["interactive"])
    before = page.locator("[data-choice=variant]").input_value()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.choice") == "variant":
            break
    page.keyboard.press("ArrowUp")
    assert page.locator("[data-choice=variant]").input_value() != before


def test_a_bar_tells_its_numbers_when_pointed_at(watched: Watched, pages: dict[str, Path]) -> None:
    """The tooltip is drawn and styled although the policy refuses styles put in by scripts."""
    page = opened(watched, pages["interactive"])
    draw_all(page)
    page.locator("#ranking").scroll_into_view_if_needed()
    page.locator("#ranking .mark-rect path").first.hover(position={"x": 5, "y": 5})
    tip = page.locator("#vg-tooltip-element")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("weighted h/day")


def test_the_page_is_ready_within_a_second(watched: Watched, pages: dict[str, Path]) -> None:
    """From opening to answers and choices that work, as the browser itself measures it; drawing all charts at once would take longer."""
    page = opened(watched, pages["interactive"])
    assert page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") < 1000


@pytest.mark.parametrize("kind", ["static"])
def test_every_choice_of_a_static_page_opens_without_a_script(watched: Watched, pages: dict[str, Path], kind: str) -> None:
    """Each variant has a part that opens by itself; scripts are switched off by the page's own policy."""
    page = opened(watched, pages[kind])
    assert page.locator("script").count() == 0
    closed = page.locator("#command > details", has_text="liaison")
    expect(closed.locator("svg")).to_be_hidden()
    closed.locator("summary").first.click()
    expect(closed.locator("svg")).to_be_visible()
