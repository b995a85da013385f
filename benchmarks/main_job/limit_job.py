"""What HiGHS alone needs for the main job: each variant's whole path model, as ready arrays, to the proved least delay."""

from __future__ import annotations

from typing import Any

from benchmarks.cases import load_case, variants_of
from benchmarks.tuned import solve_matrix
from model.formulation.build import build
from model.solving.matrix import compile_matrix
from model.solving.options import SolveOptions


def job(instance: str) -> dict[str, Any]:
    """CPU seconds inside HiGHS over all variants, at the gap of the shipped program and without its pruning."""
    seconds: dict[str, float] = {}
    for variant in variants_of(instance):
        built = build(load_case(f"{instance}/{variant}"))
        if not built.broken:
            seconds[variant] = solve_matrix(compile_matrix(built.design.pyomo), SolveOptions.gap).cpu
    return {"highs_cpu": sum(seconds.values()), "by_variant": seconds}
