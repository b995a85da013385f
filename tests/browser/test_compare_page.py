"""The page of a comparison in a real browser, opened from the disk with the network cut. The window itself fails on requests and errors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from model.reporting.compared import compare, read_run
from model.reporting.compared_words import page_of
from model.reporting.page.render import render
from tests.browser.conftest import Watched
from tests.browser.test_run_page import SIZES, draw_all, opened
from tests.reporting.study_tables import HOSTILE

PHONE = (390, 844)


@pytest.fixture
def path(root: Path, tmp_path: Path) -> Path:
    """The golden report against itself with longer routes, another holder, and a name that is markup."""
    first = read_run(root / "reports/golden/teaching/run")
    tables: dict[str, Any] = {name: [dict(row) for row in rows] for name, rows in first.tables.items()}
    for row in tables["routes"]:
        row["hours"], row["handling"] = row["hours"] + 1, row["handling"] + 1
        row["weighted_hours_per_day"] *= row["hours"] / (row["hours"] - 1)
    for row in tables["comparison"]:
        row["value"] = row["value"] and row["value"] + 1
    tables["authorities"][0]["holder"] = HOSTILE
    second = replace(first, tables=tables, manifest={"instance": {"name": "x", "title": HOSTILE}})
    place = tmp_path / "interactive.html"
    place.write_text(render(page_of(compare(first, second))), encoding="utf-8")
    return place


def test_everything_is_drawn_and_axe_finds_nothing(watched: Watched, path: Path) -> None:
    """The steps of the variant that is chosen are drawn, names are text and no markup, and no rule of axe is broken."""
    page = opened(watched, path)
    draw_all(page)
    figures = page.locator("figure:not([hidden])")
    expect(figures).to_have_count(1)
    assert figures.first.locator("svg").first.locator("path, rect, text").count() > 3
    expect(page.locator("#compared-decisions")).to_contain_text(HOSTILE)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_is_wider_than_the_window(watched: Watched, path: Path) -> None:
    """At laptop, projector and phone sizes nobody scrolls the page sideways."""
    page = opened(watched, path)
    for width, height in (*SIZES, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_choosing_a_variant_changes_the_steps(watched: Watched, path: Path) -> None:
    """One figure a variant, of which one is shown."""
    page = opened(watched, path)
    page.select_option("[data-choice=variant]", label="liaison")
    expect(page.locator("figure:not([hidden]) h3")).to_have_count(1)
    expect(page.locator("figure:not([hidden]) h3", has_text="to second, liaison")).to_have_count(1)
