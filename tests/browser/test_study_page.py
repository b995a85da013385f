"""A study's page in a real browser, opened from the disk with the network cut. The window itself fails on any request or error."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from model.reporting.page.render import render
from model.reporting.page.study import study_page
from model.tables.column import Row
from tests.browser.conftest import Watched
from tests.browser.test_run_page import SIZES, draw_all, opened
from tests.reporting.study_tables import HOSTILE, manifest, question, regret, row, tornado


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A page with figures of every kind of chart that studies draw, two variants to choose from, and a name that is markup."""
    points, bars = tornado(other_best=True)
    others, more = tornado("b", HOSTILE)
    switch = {"variant": "a|b", "question": "best variant", "factor": "tempo", "low": 0.0, "high": 1.0, "base": 0.5}
    tables: dict[str, list[Row]] = {
        "questions": [question(1), question(2, "infeasible", blocked_by="rule law"), question(3, "failed", reason=HOSTILE)],
        "tornado": [*points, *others],
        "tornado_factors": [*bars, *more],
        "switch_points": [row("switch_points", **switch, result="switch", switch_from=0.2, switch_to=0.3, below="a", above="b")],
        "switch_answers": [row("switch_answers", variant="a|b", question="best variant", factor="tempo", value=0.3, answer="b")],
        "prices": [
            row("prices", variant="a", kind="rule", what="law", says="A law.", price=5.0, price_least=5.0, price_most=5.0, effect="binding")
        ],
        "frontier": [
            row(
                "frontier",
                variant="a",
                against="people",
                point=at,
                count=9 - at,
                status="optimal",
                weighted_delay=100.0 + at,
                more_delay=at,
            )
            for at in (0, 1, 2)
        ],
        "stability": [row("stability", variant="a", kind="holder", decision="p c opcon", best="X", postures=2, alike=1, share=0.5)],
        "alternatives": [],
        **regret(),
    }
    place = tmp_path / "interactive.html"
    place.write_text(render(study_page(tables, manifest("tornado", HOSTILE))), encoding="utf-8")
    return place


def test_everything_is_drawn_and_axe_finds_nothing(watched: Watched, path: Path) -> None:
    """Every figure holds a picture with something in it, no rule of axe is broken, and names full of markup are read as they are
    written; a name that became an element would be missing from the text."""
    page = opened(watched, path)
    draw_all(page)
    figures = page.locator("figure:not([hidden])")
    assert figures.count() >= 8
    for figure in figures.all():
        assert figure.locator("svg").first.locator("path, rect, text").count() > 3
    expect(page.locator("header")).to_contain_text(HOSTILE)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_is_wider_than_the_window(watched: Watched, path: Path) -> None:
    """At laptop and projector sizes nobody scrolls sideways, and no label of a chart is cut off by the edge of its picture."""
    page = opened(watched, path)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        draw_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate(
            """() => [...document.querySelectorAll('[data-chart] svg')].flatMap((svg) => {
                const edge = svg.getBoundingClientRect();
                return [...svg.querySelectorAll('text')].filter((text) => {
                    const box = text.getBoundingClientRect();
                    return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1);
                }).map((text) => text.textContent);
            })"""
        )
        assert cut == [], (width, cut)


def test_choosing_a_variant_changes_its_figures_and_keeps_those_of_all(watched: Watched, path: Path) -> None:
    """b has a tornado and no prices: its tornado replaces that of a, the regret of all stays. A choice that did nothing would
    leave the old title."""
    page = opened(watched, path)
    expect(page.locator("figure:not([hidden]) h3", has_text="What matters most to a")).to_have_count(1)
    page.select_option("[data-choice=variant]", "b")
    expect(page.locator("figure:not([hidden]) h3", has_text="What matters most to a")).to_have_count(0)
    expect(page.locator("figure:not([hidden]) h3", has_text="What matters most to b")).to_have_count(1)
    expect(page.locator("#prices-rules-a")).to_be_hidden()
    expect(page.locator("#regret")).to_be_visible()
