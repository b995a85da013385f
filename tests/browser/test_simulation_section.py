"""The page of a run with a simulation beside it, in a real browser: what it says of hours that came true can be seen and read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from model.cli import main
from model.reporting.page.make import page_of
from model.reporting.page.render import render
from model.reporting.stored import read_report
from tests.browser.conftest import Watched
from tests.browser.test_run_page import draw_all, opened

SECTION = "#simulation-section"


@pytest.fixture(scope="module")
def simulated(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report in the checkout, lived through for some weeks; one kind of request has a deadline that a fifth of them miss."""
    folder = tmp_path_factory.mktemp("simulated")
    run = Path(shutil.copytree(root / "reports/golden/teaching/run", folder / "run"))
    (run / "manifest.json").write_text(json.dumps({"settings": {}}), encoding="utf-8")
    asked = ["simulate", str(root / "instances/teaching"), str(run), "--workers", "1", "--replications", "3", "--days", "28", "--quiet"]
    assert main(asked) == 0
    tables, _ = read_report(run)
    first = tables["simulation"][0]
    late = {**first, "deadline_hours": 400.0, "within_deadline": 0.8}
    rows = [late if row is first else row for row in tables["simulation"]]
    made = {}
    for name, static in (("interactive", False), ("static", True)):
        page = page_of({**tables, "simulation": rows}, {"instance": {"name": "teaching", "title": "Teaching", "as_of": "2026-01-05"}})
        assert page is not None
        made[name] = folder / f"{name}.html"
        made[name].write_text(render(page, static), encoding="utf-8")
    return made


@pytest.mark.parametrize("kind", ["interactive", "static"])
def test_the_section_is_drawn_and_axe_finds_nothing(watched: Watched, simulated: dict[str, Path], kind: str) -> None:
    """Points and bars hold a picture, the tables behind them open and hold rows of numbers, and no rule of axe is broken
    in the section, tables and all."""
    page = opened(watched, simulated[kind])
    if kind == "interactive":
        draw_all(page)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    figures = page.locator(f"{SECTION} figure:not([hidden])")
    assert figures.count() >= 2
    for figure in figures.all():
        assert figure.locator("svg").first.locator("path, rect, text").count() > 3
        table = figure.locator("table")
        expect(table.locator("thead th").first).to_be_visible()
        assert table.locator("tbody tr").count() >= 2
        assert table.locator("tbody tr").first.locator("td, th").count() >= 6
    found = Axe().run(page, context=SECTION)
    assert found.violations_count == 0, found.generate_report()


def test_the_page_says_how_far_requests_spread(watched: Watched, simulated: dict[str, Path]) -> None:
    """The first screen tells whether the order stands; the routes bear the hours within which nine of ten arrive; the deadline that some
    miss stands in its table with the share that keeps it."""
    page = opened(watched, simulated["interactive"])
    expect(page.locator("body")).to_contain_text("In a calendar-true replay the order")
    draw_all(page)
    expect(page.locator("#routes-section figure:not([hidden]) svg").first).to_contain_text("nine of ten within")
    table = page.locator("#deadlines-table")
    expect(table).to_contain_text("1 some requests miss")
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(table.locator("tbody tr").first).to_contain_text("400")
