"""`run`: solve the variants of an instance, write the reports, say how it went."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from model.cli.answers import STOPPING, HowToSolve, RetryFailed, Scheduler, Workers, runner_of, store_of
from model.cli.common import (
    INTERRUPTED,
    UNANSWERED,
    AsJson,
    Force,
    Freeze,
    InstanceFolder,
    Settings,
    app,
    parse_settings,
    refuse_inside,
    stated_of,
)
from model.progress import Display
from model.reporting.summary import HEADINGS, NOTE, answered, stated_lines, summary_data, summary_rows, unanswered_lines
from model.reporting.write import try_target
from model.solving.options import SolveMethod, SolveOptions
from model.study import fragility
from model.study.address import parse_address
from model.study.engine import Engine
from model.study.plan import Batch, ForesightAsked, Plan, make_plan, run_plan
from model.study.stopping import interrupts
from model.study.store import Store
from model.surface.carried_out import Sampled, carry_out_plan

STUDY_NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]*"

MOST_FUTURES = 100_000
PLAIN_WIDTH = 160  # of the summary where nobody tells how wide the output is
OPEN_NEXT = (
    ("report.xlsx", "all of it in one workbook, with charts of the variants side by side"),
    ("report.html", "open this first, in any browser: the answers, the figures and what they rest on"),
    ("comparison.csv", "each variant beside the baseline: hours by condition and function, people, stars"),
    ("fragility.csv", "in how many futures each variant leads, and how far behind it is; drivers.csv says what decides it"),
    ("changes.csv", "what each variant changes from today, in words"),
    ("people.csv", "how many of each nation's people every posture takes: liaison officers, desk officers, fourth stars"),
    ("routes.csv", "the path and the hours of every kind of request"),
    ("assumptions.csv", "the numbers all this rests on, with their ranges and sources"),
    ("dictionary.csv", "what every column means"),
)


@app.command()
def run(
    instance: InstanceFolder,
    variant: Annotated[
        list[str] | None, typer.Option("--variant", metavar="NAME", help="Run this variant; repeatable. Default: all.")
    ] = None,
    all_variants: Annotated[bool, typer.Option("--all", help="Run all variants (the default).")] = False,
    settings: Settings = None,
    force: Force = None,
    freeze: Freeze = None,
    price: Annotated[
        bool, typer.Option("--price", help="Also solve each variant without what is forced and frozen, and tell what that costs.")
    ] = False,
    baseline: Annotated[str | None, typer.Option(metavar="NAME", help="Compare with this variant. Default: the nearest to today.")] = None,
    out: Annotated[Path, typer.Option(help="Reports go to OUT/<instance>/<study>/.")] = Path("reports"),
    study: Annotated[str, typer.Option(help="Name of the study.")] = "run",
    workers: Workers = None,
    scheduler: Scheduler = None,
    time_limit: Annotated[float | None, typer.Option(min=0.001, metavar="SECONDS", help="Longest time of one run. Default: none.")] = None,
    gap: Annotated[float, typer.Option(min=0.0, max=1.0, help="Relative gap at which a delay counts as proved.")] = SolveOptions.gap,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the solver's random choices.")] = SolveOptions.seed,
    method: HowToSolve = SolveMethod.AUTO,
    foresight: Annotated[
        ForesightAsked,
        typer.Option(help="Plans of several phases: all phases together, phase after phase, or both, which tells the price of the latter."),
    ] = ForesightAsked.PERFECT,
    futures: Annotated[
        int, typer.Option(min=0, max=MOST_FUTURES, metavar="N", help="Futures in which the postures are compared; 0: leave that out.")
    ] = fragility.NUMBER,
    futures_seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the sample of futures.")] = fragility.SEED,
    retry_failed: RetryFailed = False,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no progress and no summary.")] = False,
) -> None:
    """Solve the variants of an instance, or go on where that was stopped, and write the reports."""
    if variant and all_variants:
        raise typer.BadParameter("--variant and --all exclude each other")
    if scheduler is not None:
        parse_address(scheduler)
    stated = stated_of(force, freeze)
    if price and not stated:
        raise typer.BadParameter("--price is about what --force or --freeze states, and neither is given")
    options, chosen = SolveOptions(time_limit, gap, seed, method=method), parse_settings(settings)
    refuse_inside(instance, out)
    plan = make_plan(instance, variant or (), chosen, baseline, foresight, stated, price)
    folder, kept = out / plan.base.name / _study_name(study), store_of(out, plan.base, study)
    try_target(folder)
    display = Display(quiet or as_json, time_limit)
    with Store(kept) as store, interrupts(lambda count: display.say(STOPPING[count])) as stopping:
        with display:
            make_runner = runner_of(plan.base, options, workers, scheduler, display)
            engine = Engine(plan.base, options, store, make_runner, display, stopping, retry_failed)
            finished = carry_out_plan(plan, engine, chosen, baseline, run_plan, Sampled(futures, futures_seed))
        batch = finished.batch
        # Part of the runs never takes the place of an earlier report.
        written = bool(batch.runs) and not (batch.interrupted and folder.exists())
        if written:
            finished.write(folder)
    told = _Told(plan, batch, folder, written, kept, baseline)
    if batch.lost:
        print(f"the cluster is lost: {batch.lost}; {_go_on(told)}", file=sys.stderr)
    code = _exit_code(batch)
    if as_json:
        _print_json(told, code)
    elif not quiet:
        _print_summary(told)
    raise typer.Exit(code)


def _study_name(study: str) -> str:
    if not re.fullmatch(STUDY_NAME, study):
        raise typer.BadParameter(f"{study!r} must be made of letters, digits, '_', '.', '-'", param_hint="--study")
    return study


def _exit_code(batch: Batch) -> int:
    if batch.interrupted:
        return INTERRUPTED
    return 0 if answered(batch.runs) else UNANSWERED


@dataclass(frozen=True)
class _Told:
    """What the summary is about. `folder` is where the reports stand, whether these or, after an interruption, earlier ones."""

    plan: Plan
    batch: Batch
    folder: Path
    written: bool
    store: Path
    baseline: str | None


def _print_json(told: _Told, code: int) -> None:
    batch = told.batch
    summary = {
        "instance": told.plan.base.name,
        "note": NOTE,
        "exit_code": code,
        "interrupted": batch.interrupted,
        "lost": batch.lost,
        "reports": told.folder.as_posix() if told.written else None,
        "from_store": batch.known,
        "stated": [list(one) for one in told.plan.stated],
        "runs": summary_data(batch.runs, told.baseline),
    }
    print(json.dumps(summary, indent=2, ensure_ascii=False))


def _print_summary(told: _Told) -> None:
    console = Console(markup=False, highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    batch = told.batch
    if batch.runs:
        table = Table(box=box.SIMPLE, pad_edge=False)
        for heading in HEADINGS:
            last = heading == HEADINGS[-1]
            table.add_column(heading, justify="left" if last or heading in ("variant", "status") else "right", no_wrap=not last)
        for row in summary_rows(batch.runs, told.baseline):
            table.add_row(*row)
        console.print(table, soft_wrap=False)
    for line in [*stated_lines(batch.runs, told.plan.stated), *unanswered_lines(batch.runs)]:
        console.print(line)
    if batch.known:
        console.print(f"{batch.known} of these results were kept from before, in {told.store}")
    if batch.interrupted and not batch.lost:
        console.print(f"Interrupted; {_go_on(told)}")
    if batch.runs:
        console.print(NOTE)
    if told.written:
        console.print(f"Reports: {told.folder}")
        for name, what in OPEN_NEXT:
            console.print(f"  {name:<16} {what}")


def _go_on(told: _Told) -> str:
    text = f"{len(told.batch.runs)} of {len(told.plan.experiments)} runs have ended and are kept; the same command goes on with the others"
    earlier = told.folder.exists() and not told.written
    return f"{text}. The earlier reports stay as they were: {told.folder}" if earlier else text
