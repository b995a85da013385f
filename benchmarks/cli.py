"""`python -m benchmarks PART ...`: measure parts, write their result files, and make the tables of the page anew."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.formulations.study import SECTION as FORMULATIONS
from benchmarks.futures.study import SECTION as FUTURES
from benchmarks.main_job.study import SECTION as MAIN_JOB
from benchmarks.page import PAGE, write_page
from benchmarks.results import FOLDER, Section, carry_out
from benchmarks.settings import Settings
from benchmarks.solvers.options import SECTION as OPTIONS
from benchmarks.solvers.peers import SECTION as PEERS
from benchmarks.sweep.study import SECTION as SWEEP

SECTIONS: dict[str, Section] = {section.name: section for section in (FORMULATIONS, OPTIONS, PEERS, MAIN_JOB, SWEEP, FUTURES)}
# Names for several parts, or none.
GROUPS: dict[str, tuple[str, ...]] = {"all": tuple(SECTIONS), "solvers": (OPTIONS.name, PEERS.name), "page": ()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what the command line asks for: 0 where all was measured, 1 where some part failed (the others are written)."""
    asked = _parser().parse_args(arguments)
    settings = Settings(**{field.name: getattr(asked, field.name) for field in dataclasses.fields(Settings)})
    chosen = GROUPS.get(asked.part, (asked.part,))
    failed = []
    for name in chosen:
        began = time.monotonic()
        _say(f"{SECTIONS[name].title}:")
        try:
            carry_out(SECTIONS[name], settings, settings.shown(), _say, asked.results)
        except (AssertionError, KeyError, OSError) as error:
            failed.append(name)
            _say(f"{name} failed: {type(error).__name__}: {error}")
        _say(f"{name}: {time.monotonic() - began:.0f} s")
    write_page(list(SECTIONS.values()), asked.page, asked.results)
    _say(f"wrote {asked.page.name}")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", choices=(*SECTIONS, *GROUPS), help="what to measure; page: only make the tables anew")
    for field in dataclasses.fields(Settings):
        default = field.default
        option = "--" + field.name.replace("_", "-")
        if isinstance(default, tuple):
            parser.add_argument(option, nargs="+", default=default, metavar="CASE", help="default: " + " ".join(default))
        else:
            parser.add_argument(option, type=type(default), default=default, help=f"default: {default}")
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder of the result files")
    parser.add_argument("--page", type=Path, default=PAGE, help="page whose tables are made")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
