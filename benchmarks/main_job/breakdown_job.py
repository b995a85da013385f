"""One run of all variants in this process, with a stopwatch on each part of the work.

`run` is called as the command line calls it, but for a runner that does all the work here; the stopwatches stand around functions
of the program and around HiGHS's own `run`.
"""

from __future__ import annotations

import functools
import importlib
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

BEGAN = time.perf_counter()
# Part -> where its functions are defined. Parts within a part are taken off it: "search" is without HiGHS.
PARTS = {
    "read and check the input": [("model.data.reader", "load_instance"), ("model.data.variants", "apply")],
    "build the model": [("model.formulation.build", "build"), ("model.formulation.optional_objectives", "add_optional_objectives")],
    "make the matrix": [("model.solving.matrix", "compile_matrix")],
    "HiGHS": [("highspy.Highs", "run")],
    "search, outside HiGHS": [("model.solving.solve", "_solve_levels")],
    "read, evaluate and verify the posture": [("model.solving.solve", "_read"), ("model.verify", "verify_posture")],
    "explain what is infeasible": [("model.study.worker", "explained")],
    "write the reports": [("model.reporting.write", "write_reports")],
}


class Stopwatches:
    """Seconds by part, each without the parts that run inside it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = dict.fromkeys(PARTS, 0.0)
        self._inside: list[float] = []

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with the part's stopwatch around it."""

        @functools.wraps(function)
        def watched(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            self._inside.append(0.0)
            try:
                return function(*arguments, **named)
            finally:
                passed = time.perf_counter() - began
                self.seconds[part] += passed - self._inside.pop()
                if self._inside:
                    self._inside[-1] += passed

        return watched

    def set_up(self) -> list[str]:
        """Put every stopwatch in its place; the functions that are no more."""
        missing = []
        for part, places in PARTS.items():
            for place, name in places:
                holder = _holder(place)
                function = getattr(holder, name, None)
                if holder is None or function is None:
                    missing.append(f"{place}.{name}")
                    continue
                watched = self.around(part, function)
                for user in (holder, *_modules()):
                    if getattr(user, name, None) is function:
                        setattr(user, name, watched)
        return missing


def _modules() -> list[ModuleType]:
    """The program's modules so far loaded; each may have imported a function by name."""
    return [module for name, module in sys.modules.items() if name.startswith("model.")]


def _holder(place: str) -> Any:
    """The module, or the class in a module, of that name; None where there is none."""
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError:
        module, _, name = place.rpartition(".")
        return getattr(importlib.import_module(module), name, None) if module else None


def job(instance: str, out: str) -> dict[str, Any]:
    """Run all variants; seconds by part of the work, `whole` of the process since its first line, without starting Python."""
    from model.cli import answers, main
    from tests.study.here import Here

    answers.LocalRunner = Here  # type: ignore[misc,assignment]
    for module in ("model.solving.solve", "model.verify", "model.explain.conflict", "model.cli.run"):
        importlib.import_module(module)
    watches = Stopwatches()
    missing = watches.set_up()
    imported = time.perf_counter() - BEGAN
    code = main(["run", instance, "--out", out, "--workers", "1", "--quiet"])
    whole = time.perf_counter() - BEGAN
    parts = {"import packages": imported, **watches.seconds}
    return {"exit_code": code, "whole": whole, "parts": {**parts, "the rest": whole - sum(parts.values())}, "missing": missing}
