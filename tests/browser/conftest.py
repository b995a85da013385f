"""A browser without a network, and pages for it. Where there is no Chromium the tests say so and are skipped."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from model.reporting.page.make import page_of
from model.reporting.page.render import render
from model.reporting.stored import read_report

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP = {"width": 1366, "height": 768}


def chromium() -> str | None:
    """The browser to use: CHROMIUM where it is set, else the system's."""
    return os.environ.get("CHROMIUM") or next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: the pages were NOT looked at in a browser (apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def pages(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of the report kept in the checkout, interactive and static."""
    folder = tmp_path_factory.mktemp("pages")
    tables, _ = read_report(root / "reports" / "golden" / "teaching" / "run")
    made = {}
    for name, static in (("interactive", False), ("static", True)):
        page = page_of(tables, {"instance": {"name": "teaching", "title": "Teaching example", "as_of": "2026-01-05"}})
        assert page is not None
        made[name] = folder / f"{name}.html"
        made[name].write_text(render(page, static), encoding="utf-8")
    return made


@dataclass
class Watched:
    """A page with the network cut, and what went wrong on it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A fresh laptop-sized window; every request but for files is refused and noted, every error on the console is noted."""
    context = browser.new_context(viewport=LAPTOP, offline=True, reduced_motion="reduce")  # type: ignore[arg-type]
    found = Watched(context.new_page())

    def gate(route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            found.requests.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    found.page.on("console", lambda message: found.errors.append(message.text) if message.type == "error" else None)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    yield found
    context.close()
    assert not found.requests, f"the page asked the network for {found.requests}"
    assert not found.errors, f"the browser complained: {found.errors}"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A table of a report as a spreadsheet sees it."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
