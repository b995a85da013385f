"""The command line: parse, call, print, exit code. Nothing here computes, and nothing else prints.

Exit codes: 0 answered; 1 some run infeasible, unproven or failed (reports are written all the same); 2 bad input, nothing
solved; 3 a fault of the program; 130 interrupted, finished work kept.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from model.data.reader import load_instance
from model.data.variants import apply
from model.errors import InputError
from model.progress import Display
from model.reporting import dictionary as columns
from model.reporting.summary import HEADINGS, NOTE, answered, summary_data, summary_rows, unanswered_lines
from model.reporting.write import check_replaceable, write_reports
from model.solving.options import SolveOptions
from model.study.batch import Batch, run_plan
from model.study.manifest import manifest
from model.study.plan import Plan, make_plan
from model.study.runner import worker_count

UNANSWERED, BAD_INPUT, OUR_FAULT, INTERRUPTED = 1, 2, 3, 130
STUDY_NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]*"

PLAIN_WIDTH = 160  # of the summary where nobody tells how wide the output is
OPEN_NEXT = (
    ("comparison.csv", "each variant beside the baseline: hours by condition and function, people, stars"),
    ("changes.csv", "what each variant changes from today, in words"),
    ("routes.csv", "the path and the hours of every kind of request"),
    ("assumptions.csv", "the numbers all this rests on, with their ranges and sources"),
    ("dictionary.csv", "what every column means"),
)

app = typer.Typer(
    name="command-posture",
    help="Find which headquarters should hold which authority so that coordination waits least. " + NOTE,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

InstanceFolder = Annotated[Path, typer.Argument(metavar="INSTANCE", help="Folder of the instance.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set one number, e.g. conditions.peacetime.tempo=1.2; repeatable.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a machine-readable summary on standard output.")]


def _settings(texts: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for text in texts or ():
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise typer.BadParameter(f"{text!r} is not of the form PATH=VALUE", param_hint="--set")
        pairs.append((path.strip(), value.strip()))
    return tuple(pairs)


@app.command()
def check(instance: InstanceFolder, as_json: AsJson = False) -> None:
    """Look for every error in an instance and its variants; print one a line."""
    try:
        base = load_instance(instance)
    except InputError as error:
        if as_json:
            findings = [dataclasses.asdict(finding) for finding in error.findings]
            print(json.dumps({"ok": False, "findings": findings}, indent=2, ensure_ascii=False))
        else:
            for finding in error.findings:
                print(finding)
        raise typer.Exit(BAD_INPUT) from None
    counts = f"{len(base.headquarters)} headquarters, {len(base.authorities)} authorities, {len(base.threads)} threads"
    if as_json:
        print(json.dumps({"ok": True, "instance": base.name, "variants": list(base.variants), "findings": []}, indent=2))
    else:
        states = f"{len(base.phases)} phases, {len(base.conditions)} conditions, {len(base.variants)} variants"
        print(f"{base.name}: no errors ({counts}, {states})")


@app.command()
def run(
    instance: InstanceFolder,
    variant: Annotated[
        list[str] | None, typer.Option("--variant", metavar="NAME", help="Run this variant; repeatable. Default: all.")
    ] = None,
    all_variants: Annotated[bool, typer.Option("--all", help="Run all variants (the default).")] = False,
    settings: Settings = None,
    baseline: Annotated[str | None, typer.Option(metavar="NAME", help="Compare with this variant. Default: the first.")] = None,
    out: Annotated[Path, typer.Option(help="Reports go to OUT/<instance>/<study>/.")] = Path("reports"),
    study: Annotated[str, typer.Option(help="Name of the study.")] = "run",
    workers: Annotated[int | None, typer.Option(min=1, help="Processes to use. Default: one a core.")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0.001, metavar="SECONDS", help="Longest time of one run. Default: none.")] = None,
    gap: Annotated[float, typer.Option(min=0.0, max=1.0, help="Relative gap at which a delay counts as proved.")] = SolveOptions.gap,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the solver's random choices.")] = SolveOptions.seed,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no progress and no summary.")] = False,
) -> None:
    """Solve the variants of an instance and write the reports."""
    if variant and all_variants:
        raise typer.BadParameter("--variant and --all exclude each other")
    options, chosen = SolveOptions(time_limit, gap, seed), _settings(settings)
    plan = make_plan(instance, variant or (), chosen, options, baseline)
    folder = out / plan.base.name / _study_name(study)
    check_replaceable(folder)
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    with Display(len(plan.jobs), time_limit, quiet or as_json) as display:
        batch = run_plan(plan, worker_count(len(plan.jobs), workers, options.threads), display.listen, display.ended)
    against = baseline if baseline is not None else plan.jobs[0].name
    if batch.runs:
        seconds = time.monotonic() - clock
        about = manifest(plan.base, batch.runs, options, chosen, against, started, seconds, batch.interrupted)
        kept = against if any(record.variant == against for record in batch.runs) else None
        write_reports(folder, plan.base, batch.runs, about, kept)
    code = _exit_code(batch)
    if as_json:
        _print_json(plan, batch, folder, against, code)
    elif not quiet:
        _print_summary(batch, folder, against)
    raise typer.Exit(code)


def _study_name(study: str) -> str:
    if not re.fullmatch(STUDY_NAME, study):
        raise typer.BadParameter(f"{study!r} must be made of letters, digits, '_', '.', '-'", param_hint="--study")
    return study


def _exit_code(batch: Batch) -> int:
    if batch.interrupted:
        return INTERRUPTED
    return 0 if answered(batch.runs) else UNANSWERED


def _print_json(plan: Plan, batch: Batch, folder: Path, baseline: str, code: int) -> None:
    summary = {
        "instance": plan.base.name,
        "note": NOTE,
        "exit_code": code,
        "interrupted": batch.interrupted,
        "reports": folder.as_posix() if batch.runs else None,
        "runs": summary_data(batch.runs, baseline),
    }
    print(json.dumps(summary, indent=2, ensure_ascii=False))


def _print_summary(batch: Batch, folder: Path, baseline: str) -> None:
    console = Console(markup=False, highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    if batch.runs:
        table = Table(box=box.SIMPLE, pad_edge=False)
        for heading in HEADINGS:
            last = heading == HEADINGS[-1]
            table.add_column(heading, justify="left" if last or heading in ("variant", "status") else "right", no_wrap=not last)
        for row in summary_rows(batch.runs, baseline):
            table.add_row(*row)
        console.print(table, soft_wrap=False)
    for line in unanswered_lines(batch.runs):
        console.print(line)
    if batch.interrupted:
        console.print("Interrupted: the runs that had not ended are missing.")
    if batch.runs:
        console.print(NOTE)
        console.print(f"Reports: {folder}")
        for name, what in OPEN_NEXT:
            console.print(f"  {name:<16} {what}")


@app.command()
def verify(
    instance: InstanceFolder,
    reports: Annotated[Path, typer.Argument(metavar="REPORTS", exists=True, file_okay=False, help="Folder of a study's report.")],
    as_json: AsJson = False,
) -> None:
    """Re-compute every posture of a report from the instance and the tables alone; print each disagreement."""
    from model.solving.verify import verify_reports

    found = verify_reports(instance, reports)
    if as_json:
        listed = [dataclasses.asdict(item) for item in found]
        print(json.dumps({"ok": not found, "violations": listed}, indent=2, ensure_ascii=False))
    else:
        for item in found:
            print(item)
        if not found:
            print(f"{reports}: no disagreement")
    raise typer.Exit(OUR_FAULT if found else 0)


@app.command()
def new(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to make; must not exist or be empty.")]) -> None:
    """Make a commented skeleton instance to fill in."""
    from model.data.skeleton import write_skeleton

    write_skeleton(folder)
    print(f"made {folder}; fill it in and run: check {folder}")


@app.command()
def math(out: Annotated[str, typer.Option(help="File to write; - prints the page.")] = "docs/formulation.md") -> None:
    """Write the formulation as a page, generated from the code."""
    from model.formulation.page import render

    _write_page(out, render())


@app.command()
def dictionary(out: Annotated[str, typer.Option(help="File to write; - prints the page.")] = "reports/README.md") -> None:
    """Write what every column of every report means."""
    _write_page(out, columns.render())


def _write_page(out: str, text: str) -> None:
    if out == "-":
        print(text, end="")
        return
    path = Path(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {path}")


@app.command()
def schema(out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("docs/schemas")) -> None:
    """Write the schemas of the instance files."""
    from model.data.schema import write_schemas

    write_schemas(out)
    print(f"wrote {out}")


@app.command()
def export(
    instance: InstanceFolder,
    out: Annotated[Path, typer.Option(help="File to write.")],
    variant: Annotated[str | None, typer.Option(metavar="NAME", help="Variant to apply. Default: the instance as it stands.")] = None,
    settings: Settings = None,
    file_format: Annotated[str | None, typer.Option("--format", help="mps or lp. Default: by the file's name.")] = None,
) -> None:
    """Write the model of one variant as an MPS or LP file."""
    kind = file_format or out.suffix.lstrip(".").lower()
    if kind not in ("mps", "lp"):
        raise typer.BadParameter(f"{kind!r} is neither mps nor lp", param_hint="--format")
    if out.suffix.lstrip(".").lower() != kind:
        raise typer.BadParameter(f"the file's name must end in .{kind}", param_hint="--out")
    from model.solving.export import export as write_model

    applied = apply(load_instance(instance), variant, _settings(settings))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_model(applied, out)
    print(f"wrote {out}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command (default: of this process's command line) and return its exit code."""
    try:
        app(args=list(arguments) if arguments is not None else None)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else (UNANSWERED if end.code else 0)
    except InputError as error:
        for finding in error.findings:
            print(finding, file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"a file or folder cannot be used: {error}", file=sys.stderr)
        return BAD_INPUT
    except Exception:  # noqa: BLE001 -- the last stop: whatever arrives here is our fault, and is shown whole
        traceback.print_exc()
        print("This is a fault of the program, not of your input; please report the lines above.", file=sys.stderr)
        return OUR_FAULT
    return 0


if __name__ == "__main__":
    sys.exit(main())
