"""`simulate`: live reported postures through, hold the model's hours against what is seen, and put the tables beside the run's."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from model.cli.answers import MANY, STOPPING, STORES, Scheduler, Workers
from model.cli.common import INTERRUPTED, UNANSWERED, AsJson, InstanceFolder, app
from model.progress import Count
from model.reporting.summary import NOTE
from model.simulation.options import CONFIDENCE, Fidelity, SimulationOptions
from model.study.address import parse_address
from model.study.runner_protocol import Runner
from model.study.stopping import interrupts

if TYPE_CHECKING:
    from model.simulation.campaign import Campaign


@app.command()
def simulate(
    instance: InstanceFolder,
    reports: Annotated[Path, typer.Argument(metavar="REPORTS", exists=True, file_okay=False, help="Folder of a run's report.")],
    variant: Annotated[
        list[str] | None, typer.Option("--variant", metavar="NAME", help="Simulate this variant; repeatable. Default: all.")
    ] = None,
    fidelity: Annotated[
        Fidelity, typer.Option(help="calendar: live through real weeks; model: keep the model's assumptions, to check its arithmetic.")
    ] = Fidelity.CALENDAR,
    days: Annotated[
        int, typer.Option(min=1, max=36_500, help="Days of a replication, shared out in whole weeks, at least one a phase and condition.")
    ] = SimulationOptions.days,
    replications: Annotated[int, typer.Option(min=2, max=10_000, help="Replications, from which intervals come.")] = (
        SimulationOptions.replications
    ),
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of all random numbers.")] = SimulationOptions.seed,
    fifo: Annotated[bool, typer.Option("--fifo", help="At desks first come, first served; else the urgent overtake.")] = False,
    causes: Annotated[
        bool, typer.Option("--causes", help="Also give up the model's simplifications one after the other; six times the work.")
    ] = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no progress and no summary.")] = False,
) -> None:
    """Replay the postures of a report as a simulation and compare every delay with the model's."""
    from model.reporting.simulated import add_simulation
    from model.simulation.campaign import carry_out
    from model.simulation.causes import cause_rows, ladder
    from model.simulation.kept import KeptReplications
    from model.simulation.options import Assumptions
    from model.simulation.replay import read_plans
    from model.simulation.results import results_of
    from model.simulation.tables import simulation_tables

    if scheduler is not None:
        parse_address(scheduler)
    options = SimulationOptions(fidelity, days, replications, seed, Assumptions(urgent_first=not fifo))
    if causes and fidelity is not Fidelity.CALENDAR:
        raise typer.BadParameter("only --fidelity calendar has causes to tell", param_hint="--causes")
    plans = read_plans(instance, reports, tuple(variant or ()))
    asked = ladder(options) if causes else [options]
    kept = KeptReplications(reports.resolve().parent / STORES / f"{reports.resolve().name}.simulation")
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    with interrupts(lambda told: display.say(STOPPING[told])) as stopping:
        total = len(asked) * len(plans) * replications
        with Count(quiet or as_json, "replications of a variant", total) as display:
            campaigns = carry_out(plans, asked, _runner(instance, workers, scheduler, display), display.one, stopping, kept)
        if any(campaign.interrupted or campaign.failed for campaign in campaigns):
            raise typer.Exit(_unfinished(campaigns, total))
        steps = [results_of(campaign) for campaign in campaigns]
        tables = simulation_tables(steps[-1], fidelity, cause_rows(steps) if causes else ())
        told = {"started": started.isoformat(timespec="seconds"), "seconds": round(time.monotonic() - clock, 3)}
        add_simulation(reports, tables, {**options.told(), **told})
        kept.clear()
    summary = _summary(tables, options)
    if as_json:
        print(json.dumps({"reports": str(reports), "note": NOTE, **summary}, indent=2, ensure_ascii=False))
    elif not quiet:
        _print(reports, summary)
    raise typer.Exit(UNANSWERED if summary["overloaded"] else 0)


def _unfinished(campaigns: Sequence[Campaign], total: int) -> int:
    """Say what is missing; the exit code."""
    for campaign in campaigns:
        for (name, number), why in sorted(campaign.failed.items())[:3]:
            print(f"{name} replication {number}: {why}", file=sys.stderr)
    ended = sum(len(campaign.seen) for campaign in campaigns)
    print(f"{ended} of {total} replications ended and are kept; the same command goes on. The report is left as it was", file=sys.stderr)
    return UNANSWERED if any(campaign.failed for campaign in campaigns) else INTERRUPTED


def _runner(instance: Path, workers: int | None, scheduler: str | None, display: Count) -> Runner:
    from model.data.reader import load_instance
    from model.solving.options import SolveOptions
    from model.study.local_runner import LocalRunner, worker_count

    base, options = load_instance(instance), SolveOptions()
    if scheduler is None:
        return LocalRunner(base, options, worker_count(MANY, workers, options.threads))
    from model.study.dask_runner import DaskRunner

    return DaskRunner(base, options, scheduler, display.say)


def _summary(tables: dict[str, Any], options: SimulationOptions) -> dict[str, Any]:
    """What there is to say in a few lines."""
    rows, parts = tables["simulation"], tables["simulation_parts"]
    judged = [row for row in rows if row["inside"] is not None]
    told = [row for row in parts if row["inside"] is not None]
    by_part: dict[str, list[bool]] = {}
    for row in told:
        by_part.setdefault(row["part"], []).append(row["inside"])
    return {
        "fidelity": options.fidelity.value,
        "threads": len(judged),
        "outside": sum(not row["inside"] for row in judged),
        "expected_outside": round((1 - CONFIDENCE) * len(judged), 1),
        "parts": {part: {"judged": len(inside), "outside": inside.count(False)} for part, inside in by_part.items()},
        "overloaded": sorted(
            {f"{row['variant']} {row['phase']} {row['condition']} {row['desk']}" for row in tables["simulation_desks"] if row["overloaded"]}
        ),
        "ranking": tables["simulation_ranking"],
    }


def _print(reports: Path, summary: dict[str, Any]) -> None:
    for row in summary["ranking"]:
        mean = row["simulated_weighted_delay"]
        told = "no mean" if mean is None else f"{mean:10.1f} [{row['low']:.1f}, {row['high']:.1f}]"
        swapped = f"  swapped with {row['swapped_with'].replace('|', ', ')}" if row["swapped_with"] else ""
        print(f"{row['variant']:32} model {row['model_weighted_delay']:10.1f}  simulated {told} weighted h/day{swapped}")
    print(
        f"{summary['outside']} of {summary['threads']} means of the model lie outside the 99 % interval of the simulation"
        + (f"; chance alone would put {summary['expected_outside']:g} there." if summary["fidelity"] == Fidelity.MODEL.value else ".")
    )
    for name in summary["overloaded"]:
        print(f"overloaded: {name}")
    print(NOTE)
    print(f"Tables: {reports}")
