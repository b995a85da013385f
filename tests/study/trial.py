"""Trial: as many questions as there are samples, and then one about the least delay.

A method for tests, which have it among the others from the moment this is loaded. One of the samples has no answer. The real command line
has it too with `python -m tests.study.trial sweep ...`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from model import cli
from model.data.instance import Instance
from model.solving.task import RUN, Cap, Task
from model.study.experiment import Experiment, Result
from model.study.methods import METHODS, Steps
from model.study.studyfile import Study
from model.tables.column import Row

PATH = "conditions.crisis.tempo"
TABLES = ()
NOBODY = Experiment(None, task=Task(caps=(Cap("people", 0),)))
STUDY_FILE = """
title = "A trial"
why = "to see what is kept"
method = "trial"
samples = {samples}
"""


def asked(study: Study, number: int) -> Experiment:
    """Question `number`: the parameter at some value of its own."""
    return Experiment(None, ((PATH, f"{0.3 + 0.5 * number / study.samples:.6g}"),), task=RUN)


def steps(study: Study, base: Instance) -> Steps:
    """Two rounds."""
    first = [asked(study, number) for number in range(1, study.samples)]
    results = yield [*first, NOBODY]
    best = min(first, key=lambda question: results[question].weighted_delay or float("inf"))
    yield [Experiment("forward", best.settings)]


def tables(study: Study, base: Instance, results: Mapping[Experiment, Result]) -> dict[str, list[Row]]:
    """Nothing beside the questions, which every study writes."""
    return {}


def make(folder: Path, samples: int) -> Path:
    """A small instance with a study `trial` in `folder`."""
    if not folder.exists():
        assert cli.main(["new", str(folder)]) == 0
    (folder / "studies").mkdir(exist_ok=True)
    (folder / "studies" / "trial.toml").write_text(STUDY_FILE.format(samples=samples), encoding="utf-8")
    return folder


METHODS["trial"] = __name__ if __name__ != "__main__" else "tests.study.trial"

if __name__ == "__main__":
    sys.exit(cli.main(sys.argv[1:]))
