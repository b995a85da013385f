"""Carry out a study: a sensitivity, a frontier, prices and the like, as a file in the instance's `studies/` asks for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from model.errors import Finding, InputError
from model.solving.options import SolveMethod, SolveOptions
from model.study.studyfile import load_study
from model.study.tables import method_tables
from model.surface.alliance import Alliance
from model.surface.asking import asking
from model.surface.carried_out import FinishedStudy, carry_out_study
from model.surface.reports import FreshReport


class StudyAnswer(FreshReport):
    """The tables and figures of a study that has come to its end."""

    def __init__(self, finished: FinishedStudy) -> None:
        super().__init__(method_tables(finished.study.method), lambda: finished.tables, finished.manifest())
        self._finished = finished

    @property
    def name(self) -> str:
        """The study's name."""
        return self._finished.study.name

    @property
    def statuses(self) -> dict[str, int]:
        """How many of its questions ended how."""
        return dict(sorted(Counter(result.status for result in self._finished.run.results.values()).items()))

    def save(self, folder: str | Path) -> Path:
        """Write the whole report to a folder, as `sweep` does. An earlier report in it is replaced; a folder that holds anything else is
        left alone (InputError)."""
        self._finished.write(Path(folder))
        return Path(folder)


def study(
    alliance: Alliance,
    name: str,
    *,
    workers: int = 1,
    time_limit: float | None = None,
    gap: float = SolveOptions.gap,
    seed: int = SolveOptions.seed,
    progress: bool | None = None,
    keep: str | Path | None = None,
) -> StudyAnswer:
    """Carry out the study of that name; `alliance.studies` lists them. The options are those of `solve_all`; a long study is best given
    a `keep`, a folder of reports below which each answer is kept as it is found, and found again when the same is asked.

    A study says itself which variants and values it asks about, so the alliance must have neither a variant nor values chosen. Raises
    InputError for that, for a study that is not there, and with every fault of its file."""
    if alliance.variant_name or alliance.values:
        chosen = ", ".join([*([alliance.variant_name] if alliance.variant_name else []), *alliance.values])
        why = "a study says itself which variants and values it asks about; ask with the alliance as it was loaded, or save the changes"
        raise InputError([Finding("study", 0, "", chosen, why)])
    how = asking(time_limit, gap, seed, SolveMethod.AUTO.value, workers, progress, keep)
    with alliance.at_folder() as folder:
        asked = load_study(folder, name, alliance.base)
    with how.engine(alliance.base, name) as engine:
        return StudyAnswer(carry_out_study(asked, engine))
