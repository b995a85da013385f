"""Bad input at scale: hundreds of damaged folders, each either refused with clean findings or solved rightly.

Damage is random but seeded: `damage(folder, target, seed)` makes any case again.
"""

from __future__ import annotations

import collections
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from model.data.reader import load_instance
from tests.mutation.judge import STUDY, Hang, Verdict, call, damage, judge, snapshot

US_JAPAN = 2_000_000  # seeds of the large instance start here; those of the small one at 0


def judge_all(source: Path, workshop: Path, seeds: range, solve: bool) -> tuple[collections.Counter[str], list[str]]:
    """How many cases ended how, and what went wrong in which."""
    whole = load_instance(source)
    out, folder = workshop / "out", workshop / source.name
    shutil.copytree(source, folder)
    first = next(iter(whole.variants))
    # A report to be left alone by what is refused, and to be replaced whole by what is solved.
    if solve:
        assert call(["run", str(folder), "--out", str(out), "--workers", "1", "--variant", first])[0] in (0, 1)
    out.mkdir(exist_ok=True)
    counts: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    for seed in seeds:
        shutil.rmtree(folder)
        told = damage(source, folder, seed)
        try:
            verdict: Verdict | None = judge(folder, whole, out, seed, solve)
        except (Exception, Hang) as error:  # noqa: BLE001 -- whatever goes wrong is told with the seed that does it again
            verdict = None
            wrong.append(f"seed {seed} ({told}): {type(error).__name__}: {error}")
        counts[verdict.kind if verdict else "wrong"] += 1
    return counts, wrong


def assert_all_right(counts: collections.Counter[str], wrong: list[str]) -> None:
    """Nothing went wrong; the counts go to the test's output."""
    sys.stdout.write(", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())) + "\n")
    assert not wrong, "\n".join(wrong[:5])


def test_damage_to_the_small_instance_is_refused_or_solved(teaching: Path, tmp_path: Path) -> None:
    """450 damaged folders: a traceback, a hang, a finding without file or reason, a wrong answer or half a report fails.

    Some must survive and be solved and some must be infeasible, else the damage is too coarse to try the solver."""
    counts, wrong = judge_all(teaching, tmp_path, range(450), solve=True)
    assert_all_right(counts, wrong)
    assert counts["refused"] > 300
    assert counts["optimal"] > 15
    assert counts["infeasible"] > 3


def test_damage_to_the_large_instance_is_refused_or_accepted(us_japan: Path, tmp_path: Path) -> None:
    """50 damaged folders of the full instance: checking them all ends in time, however many references a fault breaks."""
    counts, wrong = judge_all(us_japan, tmp_path, range(US_JAPAN, US_JAPAN + 50), solve=False)
    assert_all_right(counts, wrong)
    assert counts["refused"] > 30


@pytest.mark.slow
@pytest.mark.parametrize("part", range(9))
def test_much_more_damage_to_the_small_instance(teaching: Path, tmp_path: Path, part: int) -> None:
    """4,500 more."""
    counts, wrong = judge_all(teaching, tmp_path, range(1000 + 500 * part, 1500 + 500 * part), solve=True)
    assert_all_right(counts, wrong)
    assert counts["refused"] > 300
    assert counts["optimal"] > 10


@pytest.mark.slow
def test_much_more_damage_to_the_large_instance(us_japan: Path, tmp_path: Path) -> None:
    """500 more."""
    assert_all_right(*judge_all(us_japan, tmp_path, range(US_JAPAN + 1000, US_JAPAN + 1500), solve=False))


def rewritten(path: Path, change: Callable[[str], bytes]) -> None:
    """Put a file's text back changed."""
    path.write_bytes(change(path.read_text(encoding="utf-8")))


REFUSED: dict[str, Callable[[Path], None]] = {
    "a file is missing": lambda folder: (folder / "desks.csv").unlink(),
    "a table is UTF-16": lambda folder: rewritten(folder / "threads.csv", lambda text: text.encode("utf-16")),
    "TOML is broken": lambda folder: rewritten(folder / "instance.toml", lambda text: text.replace("]", "", 1).encode()),
    "a superior is above itself": lambda folder: rewritten(
        folder / "headquarters.csv", lambda text: text.replace("JSO,10", "JJOC,10").encode()
    ),
    "a number is no number": lambda folder: rewritten(folder / "demand.csv", lambda text: text.replace(",4,4,", ",inf,4,").encode()),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_real_command_line_refuses_and_touches_nothing(root: Path, teaching: Path, tmp_path: Path, what: str) -> None:
    """A damaged folder from a shell: exit 2, the reason on standard error, no traceback, and the earlier report stays as it was."""
    folder, out = Path(shutil.copytree(teaching, tmp_path / "teaching")), tmp_path / "out"
    report = out / "teaching" / STUDY
    report.mkdir(parents=True)
    (report / "manifest.json").write_text("{}", encoding="utf-8")
    (report / "runs.csv").write_text("variant,status\ntoday,optimal\n", encoding="utf-8")
    before = snapshot(out)
    REFUSED[what](folder)
    command = [sys.executable, str(root / "solve.py"), "run", str(folder), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2, done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert snapshot(out) == before


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_names_of_any_alphabet_can_be_told_on_any_terminal(root: Path, teaching: Path, tmp_path: Path, encoding: str) -> None:
    """A finding quotes Japanese on a terminal that has none: the letters come as numbers, and the exit code is 2, not our fault's 3."""
    folder = Path(shutil.copytree(teaching, tmp_path / "teaching"))
    table = folder / "headquarters.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("existing", "東京", 1), encoding="utf-8")
    command = [sys.executable, str(root / "solve.py"), "check", str(folder)]
    environment = {"PYTHONIOENCODING": encoding, "PATH": ""}
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, env=environment)
    assert (done.returncode, done.stderr) == (2, b"")
    assert (b"\\u6771" in done.stdout) == (encoding != "utf-8")
