"""The plain arc flow through linopy. Its arrays are handed over ready-made, so this is the least a user of linopy could need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import linopy
import numpy as np
import xarray as xr

STATUSES = {"optimal": "optimal", "infeasible": "infeasible", "time_limit": "feasible"}


def job(folder: str, gap: float, limit: float) -> dict[str, Any]:
    """Build the model from `arc.npz` and solve it through linopy's HiGHS interface."""
    with np.load(Path(folder) / "arc.npz") as file:
        arrays = {name: file[name] for name in file.files}
    model = linopy.Model()
    columns = _add_columns(model, arrays)
    _add_rows(model, arrays)
    used = np.flatnonzero(arrays["costs"])
    model.add_objective(_expression(model, columns[used][None, :], arrays["costs"][used][None, :]).sum())
    _, condition = model.solve(
        solver_name="highs",
        io_api="direct",
        progress=False,
        mip_rel_gap=gap,
        mip_abs_gap=1e-9,
        time_limit=limit,
        threads=1,
        output_flag=False,
    )
    value = model.objective.value
    delay = None if value is None or not np.isfinite(value) else float(value) + float(arrays["offset"][0])
    return {"status": STATUSES.get(condition, condition), "delay": delay}


def _add_columns(model: linopy.Model, arrays: dict[str, Any]) -> Any:
    """Two blocks of variables, whole ones and others; linopy's number of each column."""
    numbers = np.empty(len(arrays["costs"]), dtype=int)
    for name, chosen, whole in (("share", np.flatnonzero(~arrays["whole"]), False), ("choice", np.flatnonzero(arrays["whole"]), True)):
        if not len(chosen):
            continue
        coordinates = [np.arange(len(chosen))]
        lower, upper = (xr.DataArray(arrays[side][chosen], coords=coordinates, dims=[name]) for side in ("lower", "upper"))
        block = model.add_variables(lower, upper, name=name, integer=whole)
        numbers[chosen] = block.labels.values
    arrays["numbers"] = numbers
    return numbers


def _add_rows(model: linopy.Model, arrays: dict[str, Any]) -> None:
    """Rows of one length and sense together, so that no block has empty places."""
    lengths = np.diff(arrays["indptr"])
    low, high = arrays["row_lower"], arrays["row_upper"]
    for sense, chosen, side in (
        ("=", low == high, low),
        ("<=", np.isfinite(high) & (low != high), high),
        (">=", np.isfinite(low) & (low != high), low),
    ):
        for length in np.unique(lengths[chosen]):
            block = np.flatnonzero(chosen & (lengths == length))
            places = arrays["indptr"][block][:, None] + np.arange(length)[None, :]
            left = _expression(model, arrays["numbers"][arrays["indices"][places]], arrays["data"][places])
            right = xr.DataArray(side[block], dims=["row"], coords=[np.arange(len(block))])
            model.add_constraints(left, sense, right, name=f"rows {sense} {length}")


def _expression(model: linopy.Model, numbers: Any, factors: Any) -> linopy.LinearExpression:
    """A linear expression a row from linopy's column numbers and their factors, both (rows, terms)."""
    data = xr.Dataset(
        {
            "coeffs": (("row", "_term"), factors.astype(float)),
            "vars": (("row", "_term"), numbers),
            "const": ("row", np.zeros(len(numbers))),
        },
        coords={"row": np.arange(len(numbers))},
    )
    return linopy.LinearExpression(data, model)
