"""`python -m benchmarks.scale`: measure how cost grows with size; write the results, the picture and the table of the page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.page import write_page
from benchmarks.results import FOLDER, Section, carry_out, content_of
from benchmarks.scale.plot import write_plot
from benchmarks.scale.study import FULL, LARGEST, SECTION, SEED, SIZES, measure_scale, table

PAGE = Path(__file__).resolve().parent / "README.md"


def main() -> int:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--largest", action="store_true", help=f"also {LARGEST[0]} headquarters and {LARGEST[1]:,} threads")
    parser.add_argument("--page", action="store_true", help="measure nothing: only make the picture and the table anew")
    parser.add_argument("--seeds", type=int, nargs="+", default=[SEED])
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder of the result file and the picture")
    asked = parser.parse_args()
    sizes = [*SIZES, LARGEST] if asked.largest else list(SIZES)

    def say(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    section = Section(SECTION.name, SECTION.title, lambda _, say: measure_scale(sizes, FULL, asked.seeds, say), table)
    if not asked.page:
        carry_out(section, None, {"sizes": sizes, "seeds": asked.seeds}, say, asked.results)
    content = content_of(section, asked.results) or {}
    write_plot(content["rows"], asked.results / "scale.svg")
    write_page([section], PAGE, asked.results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
