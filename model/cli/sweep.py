"""`sweep`: carry a study out, or on from where it stopped, and write its tables."""

from __future__ import annotations

import dataclasses
import json
import math
import shlex
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from model.cli.answers import STOPPING, RetryFailed, Scheduler, Workers, runner_of, store_of
from model.cli.common import INTERRUPTED, UNANSWERED, AsJson, InstanceFolder, app, refuse_inside
from model.data.instance import Instance
from model.data.reader import load_instance
from model.progress import Display
from model.reporting.summary import NOTE
from model.reporting.write import try_target
from model.solving.options import SolveOptions
from model.study.address import parse_address
from model.study.duration import in_words, seconds_a_question
from model.study.engine import Engine, StudyRun, need
from model.study.experiment import EVALUATED
from model.study.local_runner import worker_count
from model.study.methods import load_method
from model.study.stopping import interrupts
from model.study.store import Store, reading
from model.study.studyfile import Study, load_study
from model.surface.carried_out import carry_out_study


@dataclass(frozen=True)
class _Sweep:
    """What was asked for on the command line."""

    folder: Path
    base: Instance
    study: Study
    options: SolveOptions
    out: Path
    workers: int | None
    scheduler: str | None
    retry_failed: bool

    @property
    def reports(self) -> Path:
        return self.out / self.base.name / self.study.name

    @property
    def store(self) -> Path:
        return store_of(self.out, self.base, self.study.name)

    def local_workers(self, experiments: int) -> int:
        return worker_count(max(1, experiments), self.workers, self.options.threads)


@app.command()
def sweep(
    instance: InstanceFolder,
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Name of a file in the instance's studies/, without .toml.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many questions it takes and how long, roughly.")] = False,
    out: Annotated[Path, typer.Option(help="Tables go to OUT/<instance>/<study>/.")] = Path("reports"),
    workers: Workers = None,
    scheduler: Scheduler = None,
    time_limit: Annotated[float | None, typer.Option(min=0.001, metavar="SECONDS", help="Longest time of one run. Default: none.")] = None,
    gap: Annotated[float, typer.Option(min=0.0, max=1.0, help="Relative gap at which a delay counts as proved.")] = SolveOptions.gap,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the solver's random choices.")] = SolveOptions.seed,
    retry_failed: RetryFailed = False,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no progress and no summary.")] = False,
) -> None:
    """Carry out a study, or go on with one that was stopped. Every result is kept as it is found."""
    if scheduler is not None:
        parse_address(scheduler)
    refuse_inside(instance, out)
    base = load_instance(instance)
    attempt = _Sweep(
        instance, base, load_study(instance, study, base), SolveOptions(time_limit, gap, seed), out, workers, scheduler, retry_failed
    )
    if dry_run:
        with reading(attempt.store) as store:
            _tell_plan(attempt, store, as_json)
        return
    try_target(attempt.reports)
    with Store(attempt.store) as store:
        code = _carry_out(attempt, store, as_json, quiet)
    raise typer.Exit(code)


def _first_round(attempt: _Sweep, store: Store) -> tuple[int, int]:
    """How many questions the first round has, and how many of them must be run."""
    experiments = next(load_method(attempt.study.method).steps(attempt.study, attempt.base), [])
    about = need(attempt.base, experiments, attempt.options, store)
    limit, retry = attempt.options.time_limit, attempt.retry_failed
    open_keys = {key for key in about.keys.values() if key not in about.kept or not about.kept[key].final(limit, retry)}
    return len(set(experiments)), len(open_keys)


def _plan_data(attempt: _Sweep, store: Store) -> dict[str, Any]:
    planned, to_run = _first_round(attempt, store)
    each = seconds_a_question(store, attempt.out / attempt.base.name)
    workers = attempt.local_workers(to_run) if attempt.scheduler is None else None
    seconds = None if each is None or workers is None else math.ceil(to_run / workers) * each[0]
    return {
        "instance": attempt.base.name,
        "study": attempt.study.name,
        "method": attempt.study.method,
        "questions_of_the_first_round": planned,
        "to_run": to_run,
        "workers": workers,
        "estimated_seconds": seconds,
        "estimated_from": None if each is None else each[1],
    }


def _plan_line(plan: dict[str, Any]) -> str:
    told = (
        f"{plan['study']} ({plan['method']}): {plan['questions_of_the_first_round']} questions in the first round, {plan['to_run']} to run"
    )
    if plan["workers"] is None:
        return told + " on the cluster"
    if plan["estimated_seconds"] is None:
        return told + f" on {plan['workers']} workers; nothing was run yet to tell how long that takes"
    return told + f" on {plan['workers']} workers: about {in_words(plan['estimated_seconds'])}, going by {plan['estimated_from']}"


def _tell_plan(attempt: _Sweep, store: Store, as_json: bool) -> None:
    plan = _plan_data(attempt, store)
    print(
        json.dumps(plan, indent=2, ensure_ascii=False) if as_json else _plan_line(plan) + "\nMethods that adapt ask more as answers arrive."
    )


def _carry_out(attempt: _Sweep, store: Store, as_json: bool, quiet: bool) -> int:
    plan = _plan_data(attempt, store)
    display = Display(quiet or as_json, attempt.options.time_limit)
    with interrupts(lambda count: display.say(STOPPING[count])) as stopping:
        with display:
            display.say(_plan_line(plan))
            make_runner = runner_of(attempt.base, attempt.options, attempt.workers, attempt.scheduler, display)
            engine = Engine(attempt.base, attempt.options, store, make_runner, display, stopping, attempt.retry_failed)
            finished = carry_out_study(attempt.study, engine)
        run, faults = finished.run, finished.faults
        if not run.interrupted:
            finished.write(attempt.reports)
    if run.lost:
        print(f"the cluster is lost: {run.lost}; {_go_on(attempt, run)}", file=sys.stderr)
    code = INTERRUPTED if run.interrupted else 0 if finished.proved else UNANSWERED
    if as_json:
        print(json.dumps(_summary(attempt, run, len(faults), code), indent=2, ensure_ascii=False))
    elif not quiet:
        _print_summary(attempt, run, len(faults))
    return code


def _summary(attempt: _Sweep, run: StudyRun, faults: int, code: int) -> dict[str, Any]:
    return {
        "instance": attempt.base.name,
        "study": attempt.study.name,
        "method": attempt.study.method,
        "note": NOTE,
        "exit_code": code,
        "interrupted": run.interrupted,
        "lost": run.lost,
        "questions": len(run.planned),
        "fresh": run.fresh,
        "faults": faults,
        "statuses": dict(sorted(Counter(result.status for result in run.results.values()).items())),
        "reports": None if run.interrupted else attempt.reports.as_posix(),
        "options": dataclasses.asdict(attempt.options),
    }


def _print_summary(attempt: _Sweep, run: StudyRun, faults: int) -> None:
    counted = Counter(result.status for result in run.results.values())
    told = ", ".join(f"{count} {status}" for status, count in sorted(counted.items())) or "no results"
    print(f"{attempt.study.name}: {len(run.planned)} questions, {run.fresh} newly run: {told}")
    if faults:
        print(f"{faults} questions got another answer when asked again; see faults in the manifest")
    if run.interrupted:
        print(f"Interrupted; {_go_on(attempt, run)}")
        return
    for (kind, reason), count in sorted(_unanswered(run).items()):
        print(f"  {kind} ({count}): {reason}")
    print(NOTE)
    print(f"Tables: {attempt.reports}")


def _unanswered(run: StudyRun) -> Counter[tuple[str, str]]:
    """Why questions have no posture: what blocks them or the reason, and how many share it."""
    return Counter(
        (result.status, "; ".join(result.blocked_by) or " ".join(result.reason.split())[:200])
        for result in run.results.values()
        if result.weighted_delay is None and result.status != EVALUATED
    )


def _go_on(attempt: _Sweep, run: StudyRun) -> str:
    return f"{len(run.results)} of {len(run.planned)} results are kept. To go on, give the same command: {_command(attempt)}"


def _command(attempt: _Sweep) -> str:
    words = ["python", "solve.py", "sweep", str(attempt.folder), attempt.study.name, "--out", str(attempt.out)]
    defaults = SolveOptions()
    words += ["--workers", str(attempt.workers)] if attempt.workers else []
    words += ["--scheduler", attempt.scheduler] if attempt.scheduler else []
    words += ["--time-limit", f"{attempt.options.time_limit:g}"] if attempt.options.time_limit else []
    words += ["--gap", f"{attempt.options.gap:g}"] if attempt.options.gap != defaults.gap else []
    words += ["--seed", str(attempt.options.seed)] if attempt.options.seed != defaults.seed else []
    return shlex.join(words)
