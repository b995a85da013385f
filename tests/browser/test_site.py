"""The documentation site: built without a warning, whole without a network, and readable on a laptop and a telephone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

SITE = Path(__file__).resolve().parents[2] / "docs" / "site"
sys.path.append(str(SITE))
from links import dead_links  # noqa: E402
from mathml import mathml  # noqa: E402
from plain_docstrings import plain  # noqa: E402

WINDOWS = [(1366, 768), (390, 844)]
LONGEST = 600  # seconds that another process may take to build it


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, made once for all processes of a test run."""
    shared = tmp_path_factory.getbasetemp()
    folder = (shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared) / "site"
    done = folder.with_suffix(".done")
    try:
        folder.with_suffix(".lock").mkdir()
    except FileExistsError:
        for _ in range(LONGEST):
            if done.exists():
                break
            time.sleep(1)
        return folder
    built = subprocess.run([sys.executable, str(SITE / "build.py"), str(folder)], cwd=root, capture_output=True, text=True, check=False)
    done.write_text(f"{built.returncode}\n{built.stdout}{built.stderr}", encoding="utf-8")
    return folder


def test_it_is_built_without_a_warning_and_every_link_leads_somewhere(site: Path) -> None:
    """Sphinx with warnings as errors, then every link and file of every page. A heading that is renamed leaves links to it dead."""
    code, _, said = site.with_suffix(".done").read_text(encoding="utf-8").partition("\n")
    assert code == "0", said
    assert dead_links(site) == []
    assert len(list(site.rglob("*.html"))) > 25


def test_a_dead_link_and_a_file_from_elsewhere_are_found(tmp_path: Path) -> None:
    """The gate itself: a page that is not there, a part that is not there, a script from another site."""
    (tmp_path / "a.html").write_text(
        '<a href="b.html">b</a><a href="#part">p</a><a href="#here">h</a><p id="here"></p><a href="https://example.org">x</a>'
        '<script src="https://example.org/x.js"></script>'
    )
    found = dead_links(tmp_path)
    assert found == [
        "a.html: loads https://example.org/x.js from elsewhere",
        "a.html: b.html is not there",
        "a.html: #part has no such part",
    ]


def test_formulas_are_set_and_not_left_as_signs(site: Path) -> None:
    """The formulation page has a MathML element for each formula and no dollar sign or LaTeX in its text; what cannot be set stops
    the build."""
    page = (site / "docs" / "formulation.html").read_text(encoding="utf-8")
    assert page.count("<math ") > 80
    assert "$" not in page.partition("<article")[2].partition("</article>")[0]
    assert "<munder><mo>&#x02211;</mo>" in mathml(r"\sum_{h} x_h", "block")
    with pytest.raises(Exception, match="cannot be set"):
        mathml(r"\nosuchcommand{x}", "inline")


def test_docstrings_keep_their_signs() -> None:
    """`a|b` and `*args` in plain sentences would be markup; what stands between backticks is left alone."""
    assert plain("a|b, *args and `x_y|z`") == r"a\|b, \*args and `x_y|z`"
    assert plain("a lonely ` sign") == r"a lonely \` sign"


@pytest.mark.slow
@pytest.mark.parametrize("window", WINDOWS, ids=["laptop", "phone"])
def test_every_page_is_accessible_and_fits_the_window(site: Path, browser: Browser, window: tuple[int, int]) -> None:
    """axe finds nothing on any page, and no page has to be moved sideways as a whole."""
    width, height = window
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce")
    page = context.new_page()
    found = []
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        name = path.relative_to(site)
        violations = Axe().run(page).response["violations"]
        found += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}: wider than the window")
    context.close()
    assert found == []


@pytest.mark.parametrize("window", WINDOWS, ids=["laptop", "phone"])
def test_the_front_page_and_the_mathematics_are_accessible(site: Path, browser: Browser, window: tuple[int, int]) -> None:
    """The same for the two pages that differ most, in the quick tests."""
    width, height = window
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce")
    page = context.new_page()
    for name in ("index.html", "docs/formulation.html"):
        page.goto((site / name).as_uri())
        assert Axe().run(page).response["violations"] == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()


def test_the_search_finds_pages_without_a_server(site: Path, browser: Browser) -> None:
    """Opened as a file with the network cut: a word of the glossary leads to it."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "search.html").as_uri() + "?q=tactical+control")
    expect(page.locator("#search-results li", has_text="Glossary").first).to_be_visible()
    context.close()
