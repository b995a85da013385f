"""Build the documentation site: `python docs/site/build.py FOLDER` (with the packages of the extra `dev`).

The pages are those of the repository, gathered where their links lead to one another; figures are made from the shipped instances.
Needs no network. Any warning is an error, a link that leads nowhere as well. Exit code 0 where all is well, else 1.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent.parent
# Pages beside those of docs/, from the root of the repository.
PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "reports/README.md", "benchmarks/README.md", "benchmarks/scale/README.md")
INSTANCES = "instances/*/README.md"  # those of infeasible/ name one planted cause each and are told in its own page
LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)")


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("usage: python docs/site/build.py FOLDER", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        stage = Path(temporary) / "pages"
        gather(stage)
        return build(stage, Path(arguments[0]))


def gather(stage: Path) -> None:
    """Put every page, and every file that a page links to, into a folder, arranged as in the repository."""
    sys.path[:0] = [str(ROOT), str(SITE)]
    from api import add_api
    from gallery import add_gallery
    from notebooks import add_notebooks

    for page in pages():
        copy(page, stage)
        for target in linked(page):
            if target.suffix != ".md":
                copy(target, stage)
    shutil.copy(SITE / "index.md", stage / "index.md")
    add_api(stage)
    add_gallery(stage)
    add_notebooks(ROOT, stage)


def pages() -> list[Path]:
    """The Markdown pages of the repository that the site shows."""
    found = [*sorted((ROOT / "docs").glob("*.md")), *(ROOT / name for name in PAGES), *sorted(ROOT.glob(INSTANCES))]
    return [page for page in found if page.is_file()]


def linked(page: Path) -> Iterator[Path]:
    """The files that a page links to."""
    for address in LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / address).resolve()
        if "://" not in address and target.is_file() and ROOT in target.parents:
            yield target


def copy(path: Path, stage: Path) -> None:
    target = stage / path.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, target)


def build(stage: Path, out: Path) -> int:
    """Make the pages, mend them and look at their links. 1 where there was any warning or a dead link."""
    from links import dead_links
    from mend import mend
    from sphinx.cmd.build import main as sphinx

    # -W: warnings are errors; --keep-going: all of them at once; -E: nothing kept from before; -q: only what is wrong.
    doctrees = str(stage.parent / "doctrees")
    if sphinx(["-q", "-E", "-W", "--keep-going", "-b", "html", "-c", str(SITE), "-d", doctrees, str(stage), str(out)]):
        return 1
    mend(out)
    dead = dead_links(out)
    for line in dead:
        print(line, file=sys.stderr)
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
