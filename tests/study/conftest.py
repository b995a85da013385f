"""The study `trial` of a small instance, and what it finds when nothing happens to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.study.engine import StudyRun
from tests.study import trial
from tests.study.trial_run import SAMPLES, carry_out, two_processes


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small instance with a study."""
    return trial.make(tmp_path_factory.mktemp("engine") / "small", SAMPLES)


@pytest.fixture(scope="session")
def base(folder: Path) -> Instance:
    return load_instance(folder)


@pytest.fixture(scope="session")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> StudyRun:
    """What the study finds on two processes when nothing happens to it."""
    return carry_out(folder, tmp_path_factory.mktemp("undisturbed") / "s.sqlite", two_processes)
