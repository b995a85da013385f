"""The compact layered arc flow: what a competent user would write in plain Pyomo, and solve through its HiGHS interface.

Every decision has a binary of its own. Requests move over single hops, not over ready-made paths; whatever multiplies two
decisions (a hop and its channel's level, a service and its desk's band, two approvals in a row and two grades) is a
share of the flow linked to each factor. Only the first aim, weighted delay, is minimised.

Why its optimum is the problem's. With the decisions fixed each thread's flow is a shortest path through layers, whose
vertices are whole; only a desk's capacity, a deadline or the pairing of approvers at several holders can make a mixture of
paths better than each of its paths. Flows are therefore shares at first; where an optimum mixes paths, the hops, services
and approvals of those threads become binaries and the model is solved again, until no thread is mixed. An optimum of the
relaxed problem that satisfies what was relaxed is an optimum of the whole.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.contrib.solver.common.results import SolutionStatus, TerminationCondition
from pyomo.contrib.solver.solvers.highs import Highs

from benchmarks.peers.design import add_design
from benchmarks.peers.flows import add_flows
from benchmarks.peers.links import Link
from benchmarks.peers.options import options_of
from benchmarks.peers.rows import NothingLeft
from benchmarks.peers.rules import add_rules
from model.data.instance import Instance
from model.delay.evaluate import objective_weight
from model.solving.options import SolveOptions
from model.solving.outcome import Status

# A share this far from 0 and 1 is a mixture; nearer is the solver's tolerance.
MIXED = 1e-5
# The solver's own tolerances on rows and on whole numbers: an opening of 1e-6 times many requests would otherwise leak.
TOLERANCES = {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
FLOWS = ("hop", "relay", "fresh", "again", "leave")


@dataclass(frozen=True)
class PeerAnswer:
    """How a peer's solve ended. `delay` and `bound` are urgency-weighted hours a day (None where there are none), `seconds`
    wall seconds of building and of solving, `rounds` how often it was solved before no thread was mixed."""

    status: Status
    delay: float | None = None
    bound: float | None = None
    columns: int = 0
    rows: int = 0
    rounds: int = 0
    build_seconds: float = 0.0
    solve_seconds: float = 0.0


def build(instance: Instance, link: Link) -> pyo.ConcreteModel:
    """The arc flow of `instance`, its variant applied. Raises NothingLeft where the data alone make it infeasible."""
    options = options_of(instance)
    m = pyo.ConcreteModel(name=instance.name)
    desks = add_design(m, options)
    add_flows(m, options, desks, link)
    add_rules(m, options)
    weights = {thread: objective_weight(instance, *thread) for thread in m.hours}
    m.weighted_delay = pyo.Objective(expr=pyo.quicksum(weight * m.hours[thread] for thread, weight in weights.items()))
    return m


def solve(instance: Instance, link: Link, options: SolveOptions) -> PeerAnswer:
    """Build and solve. Feasible answers of a run out of time count as feasible only if no thread is mixed."""
    began = time.perf_counter()
    try:
        m = build(instance, link)
    except NothingLeft:
        return PeerAnswer(Status.INFEASIBLE, build_seconds=time.perf_counter() - began)
    built = time.perf_counter()
    columns = sum(1 for _ in m.component_data_objects(pyo.Var))
    rows = sum(1 for _ in m.component_data_objects(pyo.Constraint, active=True))
    rounds = 0
    while True:
        rounds += 1
        left = None if options.time_limit is None else max(0.1, options.time_limit - (time.perf_counter() - built))
        status, delay, bound = _run(m, options, left)
        mixed = mixed_threads(m) if delay is not None else set()
        if not mixed:
            break
        if status is not Status.OPTIMAL:
            status, delay = Status.NO_ANSWER, None
            break
        make_whole(m, mixed)
    solved = time.perf_counter()
    return PeerAnswer(status, delay, bound, columns, rows, rounds, built - began, solved - built)


def relaxed_bound(instance: Instance, link: Link) -> float:
    """The optimum of the linear relaxation, urgency-weighted hours a day. The instance must have one."""
    m = build(instance, link)
    pyo.TransformationFactory("core.relax_integer_vars").apply_to(m)
    results = Highs().solve(m, load_solutions=False, threads=1)
    return float(results.incumbent_objective)


def _run(m: pyo.ConcreteModel, options: SolveOptions, time_limit: float | None) -> tuple[Status, float | None, float | None]:
    results: Any = Highs().solve(
        m,
        load_solutions=False,
        raise_exception_on_nonoptimal_result=False,
        rel_gap=options.gap,
        abs_gap=1e-9,
        threads=options.threads,
        time_limit=time_limit,
        solver_options={"random_seed": options.seed, **TOLERANCES},
    )
    if results.solution_status in (SolutionStatus.optimal, SolutionStatus.feasible):
        results.solution_loader.load_vars()
        proved = results.termination_condition is TerminationCondition.convergenceCriteriaSatisfied
        return Status.OPTIMAL if proved else Status.FEASIBLE, float(results.incumbent_objective), results.objective_bound
    infeasible = results.termination_condition is TerminationCondition.provenInfeasible
    return Status.INFEASIBLE if infeasible else Status.NO_ANSWER, None, results.objective_bound


def mixed_threads(m: pyo.ConcreteModel) -> set[tuple[str, str, str]]:
    """(phase, condition, thread) of the threads whose requests are divided among several paths."""
    return {
        index[:3] for name in FLOWS for index, flow in getattr(m, name).items() if flow.value is not None and MIXED < flow.value < 1 - MIXED
    }


def make_whole(m: pyo.ConcreteModel, threads: set[tuple[str, str, str]]) -> None:
    for name in FLOWS:
        for index, flow in getattr(m, name).items():
            if index[:3] in threads:
                flow.domain = pyo.Binary
