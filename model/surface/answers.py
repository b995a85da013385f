"""The answer for one variant, and those for several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from model.delay.posture import Posture
from model.reporting.changes import changes
from model.reporting.run_tables import tables, tables_due
from model.reporting.summary import HEADINGS, NOTE, answered, delay_of, summary_rows, unanswered_lines
from model.solving.outcome import ConflictItem
from model.surface.carried_out import FinishedRun
from model.surface.explained import Explanation, explained, known_authority
from model.surface.markup import html_table, paragraph, text_table
from model.surface.reports import FreshReport

LEFT = ("variant", "status")
MOST_MOVES = 12  # authorities that change hands, told by name


class Answers(FreshReport, Mapping[str, "VariantAnswer"]):
    """The answers for several variants: a `VariantAnswer` by name of variant, their tables and figures side by side."""

    def __init__(self, finished: FinishedRun) -> None:
        base, runs = finished.plan.base, finished.batch.runs
        super().__init__(tables_due(base), lambda: tables(base, runs, finished.baseline, finished.in_futures()), finished.manifest())
        self._finished = finished

    @property
    def proved(self) -> bool:
        """Whether every variant has a posture that is proved best."""
        return answered(self._finished.batch.runs)

    def save(self, folder: str | Path) -> Path:
        """Write the whole report to a folder, as the command line does: tables, page, workbook, manifest. An earlier report in it is
        replaced; a folder that holds anything else is left alone (InputError)."""
        self._finished.write(Path(folder))
        return Path(folder)

    def __getitem__(self, variant: str) -> VariantAnswer:
        if variant not in self:
            raise KeyError(f"there is no answer for {variant!r}; there are {', '.join(self)}")
        return VariantAnswer(self._finished, variant)

    def __iter__(self) -> Iterator[str]:
        return (run.variant for run in self._finished.batch.runs)

    def __len__(self) -> int:
        return len(self._finished.batch.runs)

    def __contains__(self, variant: object) -> bool:
        return any(run.variant == variant for run in self._finished.batch.runs)

    def _summary(self) -> list[tuple[str, ...]]:
        return summary_rows(self._finished.batch.runs, self._finished.baseline)

    def _below(self) -> list[str]:
        return [*unanswered_lines(self._finished.batch.runs), NOTE]

    def __repr__(self) -> str:
        return "\n".join([text_table(HEADINGS, self._summary(), LEFT), *self._below()])

    def _repr_html_(self) -> str:
        return html_table(HEADINGS, self._summary(), below=self._below())


class VariantAnswer(FreshReport):
    """The answer for one variant: how its run ended, and what its posture is and costs."""

    def __init__(self, finished: FinishedRun, variant: str) -> None:
        self._run = run = next(run for run in finished.batch.runs if run.variant == variant)
        # Alone, as if no other had been asked.
        self._finished = alone = replace(finished, batch=replace(finished.batch, runs=(run,)), baseline=None)
        base = finished.plan.base
        super().__init__(tables_due(base), lambda: tables(base, [run], None, alone.in_futures()), alone.manifest())

    @property
    def variant(self) -> str:
        """The variant's name; `base` for the instance as it stands."""
        return self._run.variant

    @property
    def title(self) -> str:
        """The variant in words."""
        return self._run.title

    @property
    def status(self) -> str:
        """`optimal`, `feasible` (proved to within `gap`), `infeasible`, `unbounded`, `no answer` or `failed`."""
        return self._run.outcome.status.value

    @property
    def hours(self) -> float | None:
        """The weighted delay, in urgency-weighted hours a day; None where there is no posture."""
        return delay_of(self._run)

    @property
    def bound(self) -> float | None:
        """The proven lower bound on `hours`, h/day."""
        return self._run.outcome.bound

    @property
    def gap(self) -> float | None:
        """The relative gap between `hours` and `bound`."""
        return self._run.outcome.gap

    @property
    def people(self) -> int | None:
        """Liaison staff plus desk officers, summed over phases."""
        return self._run.outcome.evaluation.people if self._run.outcome.evaluation else None

    @property
    def four_stars(self) -> int | None:
        """Commanders of grade O-10, summed over phases."""
        return self._run.outcome.evaluation.four_stars if self._run.outcome.evaluation else None

    @property
    def changes(self) -> int | None:
        """Changes from today, in plans from phase to phase: holders, grades, liaison levels, headquarters."""
        return self._run.outcome.evaluation.changes if self._run.outcome.evaluation else None

    @property
    def posture(self) -> Posture | None:
        """Every decision; None where there is no posture. `model.evaluate` says what it costs under other numbers."""
        return self._run.outcome.posture

    @property
    def reason(self) -> str:
        """Why there is no posture, where there is none."""
        return self._run.outcome.reason

    @property
    def conflict(self) -> tuple[ConflictItem, ...]:
        """What cannot hold together, where the variant is infeasible: each with `kind`, `name`, `says` and `citation`."""
        return self._run.outcome.conflict

    @property
    def seconds(self) -> float:
        """Wall seconds that solving took."""
        return self._run.seconds

    def save(self, folder: str | Path) -> Path:
        """Write its report to a folder, as `Answers.save` does."""
        self._finished.write(Path(folder))
        return Path(folder)

    def explain(self, authority: str | None = None) -> Explanation:
        """Why the posture has these holders (all that had an alternative, or those of one authority), each held against the best
        posture with another; or why there is no posture. Every reason takes a solve. Raises InputError for an unknown authority."""
        known_authority(self._run.instance, authority, "authority")
        return explained(self._run.instance, self.variant, self._run.outcome, self._finished.options, authority)

    def __repr__(self) -> str:
        return "\n".join([f"{self.variant}: {self.title}", *self._told()])

    def _repr_html_(self) -> str:
        return str(Markup("<b>{}: {}</b>").format(self.variant, self.title)) + "".join(map(paragraph, self._told()))

    def _told(self) -> list[str]:
        """What a planner asks first, a line each."""
        if self.hours is None:
            return [*unanswered_lines([self._run]), NOTE]
        proof = "proved best" if self.status == "optimal" else f"{self.status}, the best could be {100 * (self.gap or 0):.2f} % better"
        since = "from phase to phase" if self._run.instance.is_plan else "from today"
        return [
            f"weighted delay: {self.hours:,.2f} hours a day ({proof})",
            f"people: {self.people:,}; four-star commanders: {self.four_stars}; changes {since}: {self.changes}",
            *self._moves(),
            NOTE,
        ]

    def _moves(self) -> list[str]:
        """The authorities that change hands, in words."""
        plan = self._run.instance.is_plan
        moves = [f"{row['phase']}: {row['says']}" if plan else str(row["says"]) for row in changes([self._run]) if row["kind"] == "holder"]
        more = f"... and {len(moves) - MOST_MOVES} more, in tables['changes']"
        return moves if len(moves) <= MOST_MOVES else [*moves[:MOST_MOVES], more]
