"""`report`: the page, the workbook and pictures for slides, made anew from the tables of a report, without solving."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from model.cli.common import app


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="REPORTS", exists=True, file_okay=False, help="Folder of a run's or study's report.")],
    static: Annotated[bool, typer.Option("--static", help="Also write report-static.html, a page without any script.")] = False,
    png: Annotated[bool, typer.Option("--png", help="Also write every figure as a PNG of projector width.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="Also write every figure as SVG.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also write every figure as PDF.")] = False,
    figures: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the figures go. Default: REPORTS/figures.")] = None,
) -> None:
    """Make the page and the workbook of a report anew from its tables, and pictures of its figures."""
    from model.reporting.companions import read_report, write_companions
    from model.reporting.page.images import Format, export
    from model.reporting.page.make import STATIC_PAGE, page_of, prices_beside
    from model.reporting.page.render import render

    for name in write_companions(folder):
        print(f"wrote {folder / name}")
    asked: dict[Format, bool] = {"svg": svg, "png": png, "pdf": pdf}
    wanted = [kind for kind, yes in asked.items() if yes]
    if not static and not wanted:
        return
    tables, manifest = read_report(folder)
    page = page_of(tables, manifest, prices_beside(folder, manifest))
    if page is None:
        raise typer.BadParameter("holds tables of neither a run nor a study, so there is nothing to draw", param_hint="REPORTS")
    if static:
        (folder / STATIC_PAGE).write_text(render(page, static=True), encoding="utf-8", newline="\n")
        print(f"wrote {folder / STATIC_PAGE}")
    if wanted:
        target = figures or folder / "figures"
        print(f"wrote {len(export(page, target, wanted))} pictures to {target}")
