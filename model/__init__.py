"""Which headquarters should hold which command authority, so that coordination between allies waits as little as possible.

    import model

    alliance = model.load("instances/teaching")
    answer = model.solve(alliance.variant("delegate"))
    answer.tables["routes"]

What is named here is public and described in docs/python.md; everything else may change from one version to the next. Nothing is
loaded before it is used: the solver when something is solved, pandas when a table is looked at.
"""

from __future__ import annotations

import importlib
import types
from typing import TYPE_CHECKING, Any

import model.study as _study_floor

if TYPE_CHECKING:
    from model.delay.posture import Posture as Posture
    from model.errors import Finding as Finding
    from model.errors import InputError as InputError
    from model.errors import SolverFailure as SolverFailure
    from model.surface.alliance import Alliance as Alliance
    from model.surface.alliance import check as check
    from model.surface.alliance import load as load
    from model.surface.answers import Answers as Answers
    from model.surface.answers import VariantAnswer as VariantAnswer
    from model.surface.evaluation import Evaluated as Evaluated
    from model.surface.evaluation import evaluate as evaluate
    from model.surface.explained import Explanation as Explanation
    from model.surface.pictures import Picture as Picture
    from model.surface.reports import Report as Report
    from model.surface.reports import read_run as read_run
    from model.surface.solves import solve as solve
    from model.surface.solves import solve_all as solve_all
    from model.surface.studies import StudyAnswer as StudyAnswer
    from model.surface.studies import study as study

# Public name -> the module that has it.
_HOMES = {
    "Alliance": "model.surface.alliance",
    "Answers": "model.surface.answers",
    "Evaluated": "model.surface.evaluation",
    "Explanation": "model.surface.explained",
    "Finding": "model.errors",
    "InputError": "model.errors",
    "Picture": "model.surface.pictures",
    "Posture": "model.delay.posture",
    "Report": "model.surface.reports",
    "SolverFailure": "model.errors",
    "StudyAnswer": "model.surface.studies",
    "VariantAnswer": "model.surface.answers",
    "check": "model.surface.alliance",
    "evaluate": "model.surface.evaluation",
    "load": "model.surface.alliance",
    "read_run": "model.surface.reports",
    "solve": "model.surface.solves",
    "solve_all": "model.surface.solves",
}

__all__ = [
    "Alliance",
    "Answers",
    "Evaluated",
    "Explanation",
    "Finding",
    "InputError",
    "Picture",
    "Posture",
    "Report",
    "SolverFailure",
    "StudyAnswer",
    "VariantAnswer",
    "check",
    "evaluate",
    "load",
    "read_run",
    "solve",
    "solve_all",
    "study",
]


def __getattr__(name: str) -> Any:
    """A public name, looked up when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})


class _Study(types.ModuleType):
    """The package `model.study`, which can be called as well: the verb has the name of the floor that it is built on."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        return importlib.import_module("model.surface.studies").study(*given, **named)


_study_floor.__class__ = _Study
