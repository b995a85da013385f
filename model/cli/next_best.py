"""`next-best`: the best designs of a variant that differ from each other, without a study file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from model.cli.answers import STOPPING, Workers, runner_of, store_of
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
from model.data.instance import BASE, Instance
from model.data.reader import load_instance
from model.data.settings import set_twice
from model.data.variants import apply
from model.errors import Finding, InputError, nearest
from model.progress import Display
from model.reporting.next_best import design_data, designs, in_lines
from model.reporting.summary import NOTE
from model.reporting.write import try_target
from model.solving.options import SolveOptions
from model.study.engine import Engine, StudyRun
from model.study.methods import alternatives
from model.study.stopping import interrupts
from model.study.store import Store
from model.study.studyfile import Study
from model.surface.carried_out import carry_out_study

STUDY = "next-best"
COUNTED = ("holders", "openings", "grades")


@app.command()
def next_best(
    instance: InstanceFolder,
    variant: Annotated[str, typer.Option(metavar="NAME", help="The variant whose designs are wanted; base: the instance as it stands.")],
    number: Annotated[int, typer.Option(min=2, max=100, help="How many designs, the best included.")] = 3,
    apart: Annotated[int, typer.Option(min=1, help="In how many decisions at least each differs from all before it.")] = 1,
    count: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT",
            help="What counts as a difference: holders (of authorities that requests need), openings, grades, teams, desks; repeatable. "
            "Default: the first three.",
        ),
    ] = None,
    settings: Settings = None,
    force: Force = None,
    freeze: Freeze = None,
    out: Annotated[Path, typer.Option(help="Tables go to OUT/<instance>/next-best/.")] = Path("reports"),
    workers: Workers = None,
    time_limit: Annotated[
        float | None, typer.Option(min=0.001, metavar="SECONDS", help="Longest time of one solve. Default: none.")
    ] = None,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no progress and no summary.")] = False,
) -> None:
    """Find the best designs of a variant, each different from those before it, with their hours and what differs."""
    refuse_inside(instance, out)
    if wrong := [what for what in count or () if what not in alternatives.COUNTED]:
        why = f"is none of {', '.join(alternatives.COUNTED)}"
        raise InputError([Finding("--count", 0, "", what, why, nearest(what, alternatives.COUNTED)) for what in wrong])
    stated, set_to, base = stated_of(force, freeze), parse_settings(settings), load_instance(instance)
    if twice := set_twice(base, set_to):
        raise InputError(twice)
    apply(base, None if variant == BASE and BASE not in base.variants else variant, set_to, stated)
    asked = {"number": number - 1, "apart": apart, "counted": tuple(count or COUNTED)}
    title, why = f"The {number} best designs of {variant}", "Is there another design as good, or nearly so?"
    study = Study(STUDY, title, why, "alternatives", variant, (variant,), settings=asked, set_to=set_to, stated=stated)
    raise typer.Exit(_carry_out(base, study, SolveOptions(time_limit), out, workers, as_json, quiet))


def _carry_out(base: Instance, study: Study, options: SolveOptions, out: Path, workers: int | None, as_json: bool, quiet: bool) -> int:
    folder = out / base.name / STUDY
    try_target(folder)
    display = Display(quiet or as_json, options.time_limit)
    with Store(store_of(out, base, STUDY)) as store, interrupts(lambda count: display.say(STOPPING[count])) as stopping:
        with display:
            make_runner = runner_of(base, options, workers, None, display)
            finished = carry_out_study(study, Engine(base, options, store, make_runner, display, stopping))
        run = finished.run
        if not run.interrupted:
            finished.write(folder)
    code = _exit_code(study, base, run)
    if as_json:
        print(json.dumps(_data(study, base, run, folder, code), indent=2, ensure_ascii=False))
    elif not quiet:
        for line in in_lines(study, base, run):
            print(line)
        print(NOTE)
        print("Interrupted; the same command goes on." if run.interrupted else f"Tables: {folder}")
    return code


def _exit_code(study: Study, base: Instance, run: StudyRun) -> int:
    """0 where every design is proved, and so is that there is no other one where they are fewer than asked for."""
    if run.interrupted:
        return INTERRUPTED
    proved = all(result.answered for result in run.results.values())
    return 0 if proved and designs(study, base, run) else UNANSWERED


def _data(study: Study, base: Instance, run: StudyRun, folder: Path, code: int) -> dict[str, Any]:
    return {
        "instance": base.name,
        "variant": study.baseline,
        "note": NOTE,
        "exit_code": code,
        "interrupted": run.interrupted,
        "stated": [list(one) for one in study.stated],
        "reports": None if run.interrupted else folder.as_posix(),
        "designs": design_data(study, base, run),
    }
