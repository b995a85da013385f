"""Processes measured whole: wall and CPU seconds and the most memory, with everything a process starts and waits for."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = Path(__file__).resolve().parent / "launch.py"
# Exit code of a child whose package is not installed.
NOT_INSTALLED = 69
# Lines of a failed child that are worth keeping.
LAST_WORDS = 3


@dataclass(frozen=True)
class Measured:
    """One process: `wall` and `cpu` seconds, `memory` MB at most in one process of it, `code` it ended with, `said` the
    JSON object in the last line of its output (empty where there is none), `ended` how: done, time limit, not installed, failed."""

    wall: float
    cpu: float
    memory: float
    code: int
    ended: str
    said: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


def python(module: str, *arguments: object) -> list[str]:
    """The command of one of our modules."""
    return [sys.executable, "-m", module, *(str(argument) for argument in arguments)]


def child(kind: str, **arguments: object) -> list[str]:
    """The command of one measured job (see `benchmarks.child`); arguments that are None are left out."""
    return python("benchmarks.child", kind, json.dumps({name: value for name, value in arguments.items() if value is not None}))


def run(command: Sequence[str], time_limit: float, allowed: Sequence[int] = (0,)) -> Measured:
    """Run a command in the checkout and measure it. It is ended after `time_limit` wall seconds; `allowed` are its good exit codes."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        with (Path(scratch) / "out").open("w+") as out, (Path(scratch) / "errors").open("w+") as errors:
            launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(report), str(time_limit), *command]
            process = subprocess.Popen(launch, cwd=ROOT, stdout=out, stderr=errors, start_new_session=True)
            try:
                process.wait()
            except BaseException:
                process.terminate()
                process.wait()
                raise
            out.seek(0)
            errors.seek(0)
            said, told = out.read(), errors.read()
        used = json.loads(report.read_text(encoding="utf-8"))
    code = int(used["code"])
    ended = "time limit" if used["late"] else "not installed" if code == NOT_INSTALLED else "done" if code in allowed else "failed"
    why = "\n".join(told.strip().splitlines()[-LAST_WORDS:]) if ended in ("failed", "not installed") else ""
    return Measured(used["wall"], used["cpu"], used["memory"], code, ended, _last_object(said), why)


def _last_object(text: str) -> dict[str, Any]:
    lines = text.strip().splitlines()
    if not lines:
        return {}
    try:
        found = json.loads(lines[-1])
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def interleaved(
    contenders: Mapping[str, Callable[[], Measured]], repeats: Mapping[str, int], say: Callable[[str], None], long: float
) -> dict[str, list[Measured]]:
    """Every contender in turn, and again (A B A B ...), so that what else the machine does hits all of them alike. One that takes
    more than `long` seconds, or does not end well, is not tried again."""
    found: dict[str, list[Measured]] = {name: [] for name in contenders}
    for turn in range(max(repeats.values(), default=0)):
        for name, work in contenders.items():
            if turn >= repeats[name] or any(done.ended != "done" or done.wall > long for done in found[name]):
                continue
            measured = work()
            found[name].append(measured)
            say(f"  {name}: {measured.wall:.2f} s wall, {measured.cpu:.2f} s CPU, {measured.memory:.0f} MB, {measured.ended}")
            if measured.why:
                say("    " + measured.why.replace("\n", "\n    "))
    return found


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing: their median, least and most."""

    median: float
    least: float
    most: float
    count: int

    def text(self, digits: int = 2) -> str:
        """As `1.23 (1.20 to 1.31)`; the median alone where there is one measurement."""
        if self.count == 1:
            return f"{self.median:.{digits}f}"
        return f"{self.median:.{digits}f} ({self.least:.{digits}f} to {self.most:.{digits}f})"


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one value."""
    return Spread(statistics.median(values), min(values), max(values), len(values))
