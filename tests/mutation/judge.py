"""Damages an instance and holds the program to its promise: it refuses with clean findings, or it answers rightly."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from unittest import mock

from model import cli
from model.cli.answers import STORES
from model.data.instance import Instance
from model.data.reader import load_instance
from model.errors import Finding, InputError
from model.reporting.run_tables import TABLES
from model.verify import verify_reports
from tests.mutation.files_damage import FILE_DAMAGE
from tests.mutation.tables_damage import TABLE_DAMAGE
from tests.mutation.toml_damage import TOML_DAMAGE
from tests.study.here import Here

DAMAGE = (*TABLE_DAMAGE, *FILE_DAMAGE, *TOML_DAMAGE)
STUDY = "run"
COMPLETE = {*(f"{name}.csv" for name in TABLES), "dictionary.csv", "datapackage.json", "report.html", "report.xlsx", "manifest.json"}
ANSWERS = {"optimal", "infeasible"}
TOO_LARGE = "too large together"  # the one honest reason for a run of so small an instance to fail
CASE_SECONDS = 20.0
SOLVE_SECONDS = 10.0


@dataclass(frozen=True)
class Verdict:
    """What became of one damaged folder: `kind` is refused, unchanged, accepted (not solved), or a run's status."""

    kind: str
    findings: tuple[Finding, ...] = ()


class Hang(BaseException):
    """The program took longer than any case may. No ordinary error, so that nothing in between can swallow it."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise Hang in the block once it has taken `seconds`."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Hang(f"still at work after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def damage(source: Path, target: Path, seed: int) -> str:
    """A copy of `source` at `target` with one to three kinds of damage, said in words; the same for the same seed."""
    shutil.copytree(source, target)
    rng = random.Random(seed)
    weights, kinds = [weight for weight, _ in DAMAGE], [kind for _, kind in DAMAGE]
    told: list[str] = []
    for kind in rng.choices(kinds, weights, k=rng.choice((1, 1, 2, 3))):
        # A later damage may find that an earlier one has taken what it needs.
        with contextlib.suppress(IndexError, OSError):
            told.append(kind(rng, target))
    return "; ".join(told)


def judge(folder: Path, whole: Instance, out: Path, seed: int, solve: bool) -> Verdict:
    """Check the folder, and solve one of its variants where `solve` and it is accepted. `whole` is what it was before.

    Raises AssertionError where the program breaks its promise, Hang where it does not end."""
    with limited(CASE_SECONDS):
        before = snapshot(out)
        try:
            instance = load_instance(folder)
        except InputError as error:
            assert_clean(error.findings)
            if seed % 10 == 0:
                assert_refused(folder, out)
            assert snapshot(out) == before, "bad input touched the reports"
            return Verdict("refused", error.findings)
        if instance == whole:
            return Verdict("unchanged")
        if not solve:
            return Verdict("accepted")
        names = [*instance.variants, None]
        return Verdict(solved(folder, out, names[seed % len(names)], instance))


def assert_clean(findings: tuple[Finding, ...]) -> None:
    """Each finding names a file and a reason, is one line, and can be printed."""
    assert findings, "refused without a reason"
    for finding in findings:
        text = str(finding)
        text.encode("utf-8")
        assert finding.file, f"no file: {text[:200]}"
        assert finding.why, f"no reason: {text[:200]}"
        assert finding.line >= 0
        assert text.isprintable(), f"not one plain line: {text[:200]!r}"
        assert len(text) < 2000, f"a finding of {len(text)} characters: {text[:200]}"


def assert_refused(folder: Path, out: Path) -> None:
    """The verbs check and run both end with 2 and say why, without a traceback."""
    for arguments in (["check", str(folder)], ["run", str(folder), "--out", str(out), "--workers", "1"]):
        code, said, complained = call(arguments)
        assert code == 2, f"{arguments[0]} ended with {code}: {complained[-2000:]}"
        assert "Traceback" not in said + complained
        assert (said + complained).strip()


def solved(folder: Path, out: Path, variant: str | None, instance: Instance) -> str:
    """The status of a run by the command line, after its report has been found complete and has been worked out anew."""
    chosen = ["--variant", variant] if variant else []
    if variant is None and instance.variants:
        chosen = ["--variant", next(iter(instance.variants))]
    code, said, complained = call(["run", str(folder), "--out", str(out), "--workers", "1", "--time-limit", str(SOLVE_SECONDS), *chosen])
    assert code in (0, 1), f"run ended with {code}: {complained[-3000:]}"
    home = out / instance.name
    assert sorted(path.name for path in home.iterdir()) == [STORES, STUDY], "something is left beside the report and what is kept"
    assert {path.name for path in (home / STUDY).iterdir()} == COMPLETE
    with (home / STUDY / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    statuses = {row["status"] for row in rows}
    assert (code == 0) == (statuses == {"optimal"})
    found = verify_reports(folder, home / STUDY)
    assert not found, "the report does not stand up: " + "; ".join(map(str, found))
    if statuses == {"failed"} and TOO_LARGE in said:
        return "failed"
    assert statuses <= ANSWERS, f"{statuses}: {said[-2000:]}"
    return "optimal" if code == 0 else "infeasible"


def call(arguments: list[str]) -> tuple[int, str, str]:
    """The command line in this process, which solves too: exit code, standard output, standard error."""
    said, complained = io.StringIO(), io.StringIO()
    here = mock.patch("model.cli.answers.LocalRunner", Here)
    with here, contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        code = cli.main(arguments)
    return code, said.getvalue(), complained.getvalue()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
