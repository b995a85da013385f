"""Progress in a notebook: one bar and one line that take their own place, and are gone when the answers are there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from markupsafe import Markup

from model.progress import Display, describe, name_of
from model.study.experiment import Experiment, Result
from model.study.runner_protocol import Attempt
from model.study.runs import Progress
from model.surface.markup import paragraph

DRAW_SECONDS = 0.2  # least time between two drawings of the bar


def in_notebook() -> bool:
    """Whether this process is the kernel of a Jupyter notebook. Loads nothing to find out."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and type(shell).__name__ == "ZMQInteractiveShell"


def shown_as_found(lines: Iterable[str]) -> Iterator[str]:
    """The lines; in a notebook each is shown below the others as it is found, and all are gone at the end, when they have their answer."""
    if not in_notebook():
        yield from lines
        return
    from IPython.display import HTML, display

    place, found = display(HTML(""), display_id=True), Markup("")
    for line in lines:
        found += paragraph(line)
        place.update(HTML(str(found)))
        yield line
    place.update(HTML(""))


class NotebookDisplay(Display):
    """As `Display`, in the output of a cell. Needs nothing but the notebook itself: no widgets, no script."""

    def __init__(self, time_limit: float | None = None) -> None:
        super().__init__(silent=True, time_limit=time_limit)
        self._limit = time_limit
        self._place: Any = None
        self._drawn, self._now = 0.0, ""

    def __enter__(self) -> NotebookDisplay:
        from IPython.display import HTML, display

        self._place = display(HTML(self.html()), display_id=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._draw("")

    def round(self, planned: int, known: int) -> None:
        """A round begins."""
        super().round(planned, known)
        self._draw(self.html())

    def listen(self, attempt: Attempt, report: Progress) -> None:
        """Show how far one question is."""
        if time.monotonic() - self._drawn >= DRAW_SECONDS:
            self._now = describe(name_of(attempt.solve), report, self._limit)
            self._draw(self.html())

    def ended(self, experiment: Experiment, result: Result) -> None:
        """Show that one question has ended."""
        super().ended(experiment, result)
        self._now = ""
        self._draw(self.html())

    def html(self) -> str:
        """The bar and the line below it."""
        done, planned = self.count
        words = " - ".join(text for text in (self.line(), self._now) if text)
        bar = Markup('<progress value="{}" max="{}" aria-label="questions answered"></progress>').format(done, max(planned, 1))
        return str(Markup("<div>{} {} of {}: {}</div>").format(bar, done, planned, words))

    def _draw(self, html: str) -> None:
        from IPython.display import HTML

        self._drawn = time.monotonic()
        self._place.update(HTML(html))
