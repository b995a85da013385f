"""What a method refuses in a study's file. A method's `check` says it, fault by fault, before anything is solved."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from model.data.cells import value_text
from model.errors import nearest

if TYPE_CHECKING:
    from model.study.studyfile import Study

# What a setting must be, by the kind of its default.
KINDS: dict[type, str] = {bool: "true or false", int: "a whole number", float: "a number", str: "text", tuple: "a list"}
LARGEST = 1e15
# The least share that sums and solvers can tell from nothing.
LEAST_SHARE = 1e-6
SHARE = f"must be a share above 0, {LEAST_SHARE:f} or more, and at most 1"


class Refuse(Protocol):
    """Takes a fault of the study's file."""

    def __call__(self, key: str, value: object, why: str, hint: str = "", at: str = "") -> None:
        """What is wrong with a key; `at` is the key whose line is told, where a list has no names for its entries."""


def of_another_kind(value: object, default: object) -> str:
    """Why a value cannot stand for a setting with such a default; empty where it can. Numbers are finite and no larger than LARGEST."""
    if default is None:
        return ""
    wanted = next(kind for kind in KINDS if isinstance(default, kind))
    allowed: dict[type, tuple[type, ...]] = {float: (float, int), tuple: (list, tuple)}
    if not isinstance(value, allowed.get(wanted, (wanted,))) or (isinstance(value, bool) and wanted is not bool):
        return f"must be {KINDS[wanted]}"
    if isinstance(value, float) and not math.isfinite(value):
        return "must be a finite number"
    if isinstance(value, (int, float)) and abs(value) > LARGEST:
        return f"must be {KINDS[wanted]} from {-LARGEST:g} to {LARGEST:g}"
    return ""


def needs(refuse: Refuse, fine: bool, name: str, value: object, why: str) -> None:
    """A setting for which something must hold, which for what is no number (nan) never does."""
    if not fine:
        refuse(f"settings.{name}", value, why)


def needs_share(refuse: Refuse, name: str, value: float) -> None:
    """A setting that is a share of something, and not nothing."""
    needs(refuse, LEAST_SHARE <= value <= 1, name, value, SHARE)


def needs_one_of(refuse: Refuse, name: str, value: object, known: Collection[str]) -> None:
    """A setting that is one of some words."""
    if not isinstance(value, str) or value not in known:
        refuse(f"settings.{name}", value, f"must be one of {', '.join(known)}", nearest(str(value), known))


def needs_each_of(refuse: Refuse, name: str, values: Sequence[Any], known: Collection[str], why: str) -> None:
    """A setting that is a list of names that are known, each once; `why` says of one that it is not among them."""
    for number, value in enumerate(values):
        if not isinstance(value, str) or value not in known:
            refuse(f"settings.{name}", value, why, nearest(value_text(value), known))
        elif value in values[:number]:
            refuse(f"settings.{name}", value, "is named twice")


def needs_factors(study: Study, refuse: Refuse) -> None:
    """A method that moves factors."""
    if not study.factors:
        refuse("factors", "", f"the method {study.method} needs at least one factor")


def needs_futures(study: Study, refuse: Refuse) -> None:
    """A method whose futures are drawn over factors where no scenarios are named."""
    if not study.factors:
        refuse("factors", "", f"the method {study.method} needs named scenarios, or at least one factor over which to draw a sample")
