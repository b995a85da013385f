"""One replication of one variant: the question that a runner carries to a worker, and what comes back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.simulation.bulk import draw_cell
from model.simulation.journey import live_cell
from model.simulation.options import DAYS_A_WEEK, Fidelity, SimulationOptions
from model.simulation.plan import Cell, VariantPlan
from model.simulation.sample import CellSample
from model.study.experiment import Result
from model.study.uncollected import uncollected

SIMULATED = "simulated"


@dataclass(frozen=True)
class Replayed(Result):
    """What a replication has seen, by phase and condition."""

    cells: Mapping[tuple[str, str], CellSample] = field(default_factory=dict)


@dataclass(frozen=True)
class Replication:
    """Live through a variant's plan once more, each of its cells for so many `weeks`. Which replication it is decides its random numbers
    and which weeks these are."""

    plan: VariantPlan
    number: int
    options: SimulationOptions
    weeks: tuple[int, ...]

    def answer(self) -> Result:
        """What is seen."""
        begun = time.monotonic()
        with uncollected():
            both = zip(self.plan.cells, self.weeks, strict=True)
            cells = {(cell.phase, cell.condition): self._cell(cell, weeks) for cell, weeks in both}
        return Replayed(SIMULATED, seconds=time.monotonic() - begun, cells=cells)

    def _cell(self, cell: Cell, weeks: int) -> CellSample:
        options = self.options
        if options.fidelity is Fidelity.MODEL:
            return draw_cell(cell, weeks * DAYS_A_WEEK, options.seed, self.number)
        return live_cell(cell, weeks, options.assumptions, options.seed, self.number, options.replications)
