"""The gallery: one figure of each kind, made from the shipped instances while the site is built."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from model import cli
from model.reporting.figures.figure import Figure
from model.reporting.page.images import figures_of, svg
from model.reporting.page.make import page_of
from model.reporting.page.parts import Page
from model.reporting.stored import read_report

ROOT = Path(__file__).resolve().parent.parent.parent
STUDIES = ("tornado", "switch", "prices", "sample")  # the others have no figures of their own
YEAR = re.compile(r"```toml\n(\[parameters\.transition_loss\].*?)```", re.DOTALL)
POOLS = "later,NORTH,liaison_staff,16,example\nlater,NORTH,desk_officers,10,example\n"
HEAD = """# Gallery

Figures of the reports, made from the shipped instances when this site was built. Each report's page has them with their numbers as a
table, and `solve.py report REPORTS --svg` (`--png`, `--pdf`) writes them as files. Pictures that move and answer to the pointer are in
`report.html` of a run or study.

The hours are comparative indices under stated assumptions, never forecasts.
"""


def add_gallery(stage: Path) -> None:
    """Write the page and its pictures."""
    folder = stage / "docs" / "figures"
    folder.mkdir(parents=True)
    parts = [HEAD]
    seen: set[str] = set()
    for heading, page in made():
        parts.append(f"## {heading}\n")
        for figure in shown(page):
            kind = figure.id.partition("-")[0]
            if kind in seen:
                continue
            seen.add(kind)
            name = f"{len(seen):02}-{kind}.svg"
            (folder / name).write_text(standalone(svg(figure)), encoding="utf-8")
            parts.append(f"### {figure.title}\n\n{escaped(figure.says)}\n\n![{escaped(figure.alt)}](figures/{name})\n")
    (stage / "docs" / "gallery.md").write_text("\n".join(parts), encoding="utf-8")


def made() -> Iterator[tuple[str, Page]]:
    """A heading and the page of figures of: the teaching run, its studies, and the skeleton with a second year."""
    with tempfile.TemporaryDirectory() as temporary, contextlib.redirect_stdout(io.StringIO()):
        out = Path(temporary) / "reports"
        teaching = str(ROOT / "instances" / "teaching")
        common = ["--out", str(out), "--workers", "1", "--quiet"]
        cli.main(["run", teaching, *common])
        for study in STUDIES:
            cli.main(["sweep", teaching, study, *common])
        mine = Path(temporary) / "mine"
        two_years(mine)
        cli.main(["run", str(mine), *common])
        yield "A run: five variants of the teaching example", page(out / "teaching" / "run")
        for study in STUDIES:
            yield f"The study `{study}` of the teaching example", page(out / "teaching" / study)
        yield "A plan: the skeleton of `new` with a second year", page(out / "mine" / "run")


def two_years(folder: Path) -> None:
    """The skeleton with the second year that docs/planner.md adds to it."""
    cli.main(["new", str(folder)])
    found = YEAR.search((ROOT / "docs" / "planner.md").read_text(encoding="utf-8"))
    assert found, "docs/planner.md has no second year"
    for name, text in (("instance.toml", "\n" + found[1]), ("pools.csv", POOLS)):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)


def page(folder: Path) -> Page:
    tables, manifest = read_report(folder)
    found = page_of(tables, manifest)
    assert found is not None, f"{folder} has no page"
    return found


def shown(page: Page) -> list[Figure]:
    """The figures that the page shows at first."""
    return [figure for figure in figures_of(page) if all(getattr(figure, one.dimension) in ("", one.chosen) for one in page.choices)]


def standalone(picture: str) -> str:
    """An SVG element as a file of its own."""
    return picture if "xmlns=" in picture.partition(">")[0] else picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\*_\[\]<>|`$#])", r"\\\1", text)
