"""The samples of all replications put together, by variant, phase, condition and thread or desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from model.simulation.campaign import Campaign
from model.simulation.duty import duty_of
from model.simulation.options import WEEK_HOURS, WEEKS_A_YEAR, Fidelity, SimulationOptions
from model.simulation.plan import Cell, DeskPlan, ThreadPlan, VariantPlan
from model.simulation.sample import DeskSample, ThreadSample
from model.simulation.statistics import Estimate, half_width, ratio, ratio_influence
from model.simulation.streams import Numbers


@dataclass(frozen=True)
class ThreadResult:
    """One thread in a phase and condition of a variant, over all replications (in their order)."""

    cell: Cell
    plan: ThreadPlan
    samples: tuple[ThreadSample, ...]
    overloaded: bool

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """Requests of each replication."""
        return np.array([sample.count for sample in self.samples])

    @cached_property
    def sums(self) -> Numbers:
        """Hours of each replication, a column a part."""
        return np.array([sample.sums for sample in self.samples])

    @cached_property
    def hours(self) -> npt.NDArray[np.float32]:
        """Hours of each request."""
        return np.concatenate([sample.hours for sample in self.samples])

    @property
    def told(self) -> bool:
        """Whether there is a mean to tell: there were requests, and every desk on their way keeps up."""
        return not self.overloaded and int(self.counts.sum()) > 0

    def mean(self) -> Estimate | None:
        """Mean hours of a request."""
        return ratio(self.sums.sum(axis=1), self.counts) if self.told else None

    def part(self, number: int) -> Estimate | None:
        """Mean hours of a part, by its place among the parts."""
        return ratio(self.sums[:, number], self.counts) if self.told else None

    def influence(self) -> Numbers:
        """What each replication adds to the mean."""
        return ratio_influence(self.sums.sum(axis=1), self.counts)


@dataclass(frozen=True)
class DeskResult:
    """One desk with a queue, over all replications. `utilisation` is that of its duty hours, holidays taken off."""

    cell: Cell
    plan: DeskPlan
    samples: tuple[DeskSample, ...]
    utilisation: float

    @property
    def services(self) -> int:
        """Services that were watched."""
        return sum(sample.services for sample in self.samples)

    @property
    def overloaded(self) -> bool:
        """Whether more work comes than can be done: its queue has no mean, however long one looks."""
        return self.utilisation >= 1

    @property
    def exact_wait_on_duty(self) -> float:
        """The model's mean wait at the exact load in hours on duty; what the report has is by the clock."""
        return self.plan.exact_wait / (self.cell.slowing(self.plan.home) if self.plan.given_wait is None else 1.0)

    def mean(self) -> Estimate | None:
        """Mean wait of a service, on duty."""
        if self.overloaded or not self.samples:
            return None
        return ratio(np.array([one.waited for one in self.samples]), np.array([one.services for one in self.samples]))


@dataclass(frozen=True)
class VariantResult:
    """A variant over all replications."""

    plan: VariantPlan
    threads: tuple[ThreadResult, ...]
    desks: tuple[DeskResult, ...]

    @property
    def told(self) -> bool:
        """Whether all its threads have a mean."""
        return all(thread.told for thread in self.threads)

    @cached_property
    def influence(self) -> Numbers:
        """What each replication adds to the weighted delay."""
        found: Numbers = np.asarray([thread.plan.weight * thread.influence() for thread in self.threads]).sum(axis=0)
        return found

    @cached_property
    def weighted(self) -> Estimate | None:
        """The weighted delay (h/day); None where some thread has no mean."""
        if not self.told:
            return None
        means = [(thread.plan.weight, thread.mean()) for thread in self.threads]
        return Estimate(sum(weight * mean.mean for weight, mean in means if mean), half_width(self.influence))

    @property
    def exact_weighted(self) -> float:
        """The model's weighted delay with each desk's wait at its exact load."""
        return sum(thread.plan.weight * sum(thread.plan.exact.values()) for thread in self.threads)


def results_of(campaign: Campaign) -> tuple[VariantResult, ...]:
    """What was seen, variant by variant. All replications must be there."""
    return tuple(_variant(campaign, plan) for plan in campaign.plans)


def _variant(campaign: Campaign, plan: VariantPlan) -> VariantResult:
    seen = [campaign.seen[plan.variant, number].cells for number in range(campaign.options.replications)]
    threads: list[ThreadResult] = []
    desks: list[DeskResult] = []
    for cell in plan.cells:
        samples = [cells[cell.phase, cell.condition] for cells in seen]
        own = list(_desks(cell, campaign.options, [sample.desks for sample in samples]))
        busy = {desk.plan.desk for desk in own if desk.overloaded}
        desks += own
        for thread in cell.threads:
            over = any(leg.desk in busy for leg in thread.legs)
            threads.append(ThreadResult(cell, thread, tuple(sample.threads[thread.thread] for sample in samples), over))
    return VariantResult(plan, tuple(threads), tuple(desks))


def _desks(cell: Cell, options: SimulationOptions, seen: Sequence[Mapping[str, DeskSample]]) -> Iterator[DeskResult]:
    for name, desk in cell.desks.items():
        samples = tuple(desks[name] for desks in seen if name in desks)
        yield DeskResult(cell, desk, samples, desk.utilisation * _days_off(cell, desk, options))


def _days_off(cell: Cell, desk: DeskPlan, options: SimulationOptions) -> float:
    """Duty hours of a year as the model has them, over those that holidays leave."""
    if options.fidelity is Fidelity.MODEL or not (options.assumptions.holidays and options.assumptions.duty_work):
        return 1.0
    year = WEEKS_A_YEAR * WEEK_HOURS
    whole, left = (duty_of(desk.home, cell.start, off, options.assumptions.summer_time).worked(year) for off in (False, True))
    before, taken = (duty_of(desk.home, cell.start, off, options.assumptions.summer_time).worked(0.0) for off in (False, True))
    return (whole - before) / (left - taken)
