"""The tables and figures of a run or of a study: of one just made, or of a folder read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.reporting.figures.figure import Figure
from model.reporting.page.answers import headline
from model.reporting.page.findings import Findings
from model.reporting.page.images import figures_of
from model.reporting.page.make import page_of
from model.reporting.page.parts import Page
from model.reporting.stored import read_whole
from model.reporting.summary import NOTE
from model.surface.frames import Tables, report_frame
from model.surface.markup import html_table, text_table
from model.surface.pictures import Picture, found
from model.tables.cells import written_rows
from model.tables.column import Row, Table
from model.tables.reading import read_rows

if TYPE_CHECKING:
    import pandas as pd

Rows = Mapping[str, Sequence[Row]]


class Report:
    """Tables and figures. `tables` are DataFrames by the names of the CSV files; their `attrs` have units and meanings of the columns."""

    def __init__(self, declared: Mapping[str, Table], make: Callable[[], Rows], manifest: Mapping[str, Any]) -> None:
        self._declared, self._make, self.manifest = declared, make, manifest

    @cached_property
    def _rows(self) -> Rows:
        # Made when they are first looked at: whoever asks for hours alone, in a loop perhaps, does not wait for them.
        return self._make()

    @cached_property
    def tables(self) -> Tables:
        """The tables, by name, with the columns of the CSV files and numbers as numbers."""
        return Tables(list(self._declared), self._frame)

    @cached_property
    def figures(self) -> tuple[Picture, ...]:
        """All figures, in the order of the page."""
        return tuple(Picture(one) for one in self._figures)

    def figure(self, name: str, *, variant: str = "", condition: str = "", phase: str = "") -> Picture:
        """One figure, by its name or by its kind: `ranking`, `heat`, `waterfall`, `command_chart`, `routes`, `liaison`, `map`, `desks` ...

        Where there are several of a kind, `variant`, `condition` and `phase` say which; what is not said is as the page shows it
        first. Raises KeyError, with the names there are, where there is none."""
        wanted = {"variant": variant, "condition": condition, "phase": phase}
        return found(self._figures, name, {about: value for about, value in wanted.items() if value}, self._shown_first())

    @property
    def headline(self) -> str:
        """The finding in one sentence, as the page has it; empty where the tables make no page."""
        if "runs" in self._rows:
            return headline(Findings(self._rows, ()))  # of which the page need not be made
        return self._page.headline if self._page else ""

    def _shown_first(self) -> dict[str, str]:
        return {choice.dimension: choice.chosen for choice in self._page.choices} if self._page else {}

    def _frame(self, name: str) -> pd.DataFrame:
        return report_frame(self._declared[name], self._rows[name])

    @cached_property
    def _page(self) -> Page | None:
        return page_of(self._as_read(), self.manifest)

    def _as_read(self) -> Rows:
        """The rows as they are read from files, so that a figure here and one on a page are one and the same."""
        return self._rows

    @property
    def _figures(self) -> list[Figure]:
        return figures_of(self._page) if self._page else []

    def _first_table(self) -> tuple[Sequence[str], list[tuple[str, ...]]]:
        """What tells of the whole: a row a run or, of a study, nothing but how long its tables are."""
        if "runs" in self._rows:
            columns = ("variant", "status", "weighted_delay", "people", "four_stars", "changes", "title")
            return columns, [tuple(_shown(row[column]) for column in columns) for row in self._rows["runs"]]
        return ("table", "rows"), [(name, f"{len(rows):,}") for name, rows in self._rows.items()]

    def _above(self) -> str:
        instance = self.manifest.get("instance", {})
        study = self.manifest.get("study")
        what = f"study {study['name']}: {study['title']}" if study else "runs"
        title = f"{instance.get('title', 'Report')} - {what}"
        return f"{title}{'' if title.endswith(('.', '?', '!')) else '.'} {self.headline}".strip()

    def __repr__(self) -> str:
        headings, rows = self._first_table()
        return f"{self._above()}\n{text_table(headings, rows, ('variant', 'status', 'table'))}\n{NOTE}"

    def _repr_html_(self) -> str:
        return html_table(*self._first_table(), above=self._above(), below=(NOTE,))


class FreshReport(Report):
    """Tables and figures that were just made: numbers are not rounded as those in files are."""

    def _as_read(self) -> Rows:
        return {name: read_rows(table, written_rows(table.columns, self._rows[name])) for name, table in self._declared.items()}


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def read_run(folder: str | Path) -> Report:
    """A report folder, of a run or of a study, read back: its tables, manifest and figures; no instance and no solver is needed. Raises
    InputError with every fault of its files."""
    found = read_whole(Path(folder))
    return Report(found.declared, lambda: found.rows, found.manifest)
