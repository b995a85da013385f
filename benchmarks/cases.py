"""The shipped instances that are measured, by `instance/variant`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import ROOT
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply

INSTANCES = ROOT / "instances"


def folder_of(instance: str) -> Path:
    """The folder of a shipped instance."""
    return INSTANCES / instance


def variants_of(instance: str) -> tuple[str, ...]:
    """The variants of a shipped instance."""
    return tuple(load_instance(folder_of(instance)).variants)


def load_case(case: str) -> Instance:
    """The instance of a case, its variant applied."""
    instance, _, variant = case.partition("/")
    return apply(load_instance(folder_of(instance)), variant)
