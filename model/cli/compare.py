"""`compare`: what differs between two reports of runs, in inputs, hours and decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from model.cli.common import UNANSWERED, AsJson, app, refuse_inside
from model.reporting.summary import NOTE


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="REPORTS_A", exists=True, file_okay=False, help="Folder of a run's report.")],
    second: Annotated[Path, typer.Argument(metavar="REPORTS_B", exists=True, file_okay=False, help="Folder of another one.")],
    variant: Annotated[
        list[str] | None,
        typer.Option(
            "--variant",
            metavar="NAME[=NAME]",
            help="Compare this variant, or one of A with another of B; repeatable. Default: all that both have.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write tables and a page here. Default: write nothing.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what differs between two reports, be they of two runs or of two versions of an instance. Exit code 0: alike; 1: different."""
    from model.reporting.compared import compare as compared
    from model.reporting.compared import read_run
    from model.reporting.compared_files import write_comparison
    from model.reporting.compared_words import in_lines

    if out is not None:
        for folder in (first, second):
            refuse_inside(folder, out)
    about = compared(read_run(first), read_run(second), variant or ())
    if out is not None:
        write_comparison(out, about)
    if as_json:
        tables = {name.removeprefix("compared_"): list(rows) for name, rows in about.tables.items()}
        print(json.dumps({"alike": about.alike, "note": NOTE, **tables}, indent=2, ensure_ascii=False))
    else:
        for line in in_lines(about):
            print(line)
        print(NOTE)
        if out is not None:
            print(f"Tables and page: {out}")
    raise typer.Exit(0 if about.alike else UNANSWERED)
