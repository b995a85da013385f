"""`report`: the page, the workbook and pictures for slides, made anew from the tables of a report, without solving."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from model.cli.common import app

FIGURES = "figures"


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="REPORTS", exists=True, file_okay=False, help="Folder of a run's or study's report.")],
    static: Annotated[bool, typer.Option("--static", help="Also write report-static.html, a page without any script.")] = False,
    png: Annotated[bool, typer.Option("--png", help="Also write every figure as a PNG of projector width.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="Also write every figure as SVG.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also write every figure as PDF.")] = False,
    pptx: Annotated[bool, typer.Option("--pptx", help="Also write report.pptx, slides of a run with native charts.")] = False,
    figures: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the figures go. Default: REPORTS/figures.")] = None,
) -> None:
    """Make the page and the workbook of a report anew from its tables, and pictures of its figures."""
    from model.reporting.companions import remade
    from model.reporting.deck.slides import slides
    from model.reporting.page.images import Format, pictures
    from model.reporting.page.make import STATIC_PAGE
    from model.reporting.page.render import render
    from model.reporting.write import fill, renew_folder

    files, page = remade(folder)
    asked: dict[Format, bool] = {"svg": svg, "png": png, "pdf": pdf}
    wanted = [kind for kind, yes in asked.items() if yes]
    if page is None and (static or wanted):
        raise typer.BadParameter("holds tables of neither a run nor a study, so there is nothing to draw", param_hint="REPORTS")
    if page is not None and static:
        files[STATIC_PAGE] = render(page, static=True).encode()
    if pptx:
        files |= slides(folder)
    drawn = pictures(page, wanted) if page is not None and wanted else {}
    beside = {f"{FIGURES}/{name}": data for name, data in drawn.items()} if figures is None else {}
    renew_folder(folder, files | beside)
    for name in files:
        print(f"wrote {folder / name}")
    if figures is not None:
        fill(figures, drawn)
    if wanted:
        print(f"wrote {len(drawn)} pictures to {figures or folder / FIGURES}")
