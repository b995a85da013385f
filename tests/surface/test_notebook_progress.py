"""Progress in a notebook, on a notebook's display that only remembers what it was shown."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

import model


class Shown:
    """What stands in one place of a cell's output, one after the other."""

    def __init__(self) -> None:
        self.html: list[str] = []

    def update(self, html: Any) -> None:
        self.html.append(html)


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The process looks like a notebook's kernel."""
    shown = Shown()

    class ZMQInteractiveShell:
        """As Jupyter's is called."""

    def display(html: Any, display_id: bool) -> Shown:
        shown.html.append(html)
        return shown

    drawing = SimpleNamespace(HTML=lambda text: text, display=display)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=ZMQInteractiveShell, display=drawing))
    monkeypatch.setitem(sys.modules, "IPython.display", drawing)
    return shown


def test_a_bar_fills_and_is_gone(alliance: model.Alliance, notebook: Shown, capsys: pytest.CaptureFixture[str]) -> None:
    """It counts to the end and leaves an empty place; nothing goes to the streams, which would stay in the notebook."""
    model.solve_all(alliance, ["today", "delegate"])
    assert any('value="0" max="2"' in html for html in notebook.html)
    assert any('value="2" max="2"' in html and "2 of 2" in html for html in notebook.html)
    assert notebook.html[-1] == ""
    assert capsys.readouterr() == ("", "")


def test_progress_can_be_switched_off(alliance: model.Alliance, notebook: Shown) -> None:
    """Nothing is shown where nobody wants it."""
    model.solve(alliance.variant("today"), progress=False)
    assert notebook.html == []


def test_reasons_are_shown_as_they_are_found(four_star: model.VariantAnswer, notebook: Shown) -> None:
    """Each takes a solve, of minutes perhaps: the first is read while the second is sought, and at the end the place is empty."""
    told = four_star.explain()
    growing = [html.count("<p>") for html in notebook.html]
    assert growing == [0, 1, 2, 3, 0]
    assert "us_opcon: USFJ in every condition" in notebook.html[2]
    assert len(told.lines) == 4


def test_elsewhere_nothing_is_said_unless_asked(alliance: model.Alliance, capsys: pytest.CaptureFixture[str]) -> None:
    """A script is silent; with `progress=True` it has the lines of the command line on standard error."""
    model.solve(alliance.variant("today"))
    assert capsys.readouterr() == ("", "")
    model.solve(alliance.variant("today"), progress=True)
    told = capsys.readouterr()
    assert "1 questions planned" in told.err
    assert told.out == ""
