"""The assumption register: every number that has a range, under the one spelling of its path."""

from __future__ import annotations

from model.data.addresses import locate_path
from model.data.instance import Instance
from model.data.registers import Assumption

OWN_RANGE = "given with the parameter"


def register(instance: Instance) -> dict[str, Assumption]:
    """The assumption of each path: the rows of ranges.csv in their order, then parameters that bring a range of their own. Where a
    parameter has both, the row counts."""
    found = {(path := locate_path(instance, row.path).path): row.model_copy(update={"path": path}) for row in instance.ranges.values()}
    for name, parameter in instance.parameters.items():
        path, low, high = f"parameters.{name}", parameter.low, parameter.high
        if low is not None and high is not None and path not in found:
            found[path] = Assumption(path=path, low=low, high=high, reason=OWN_RANGE, source=parameter.source)
    return found


def ranges(instance: Instance) -> dict[str, tuple[float, float]]:
    """Low and high of each path of the register, in its order."""
    return {path: (row.low, row.high) for path, row in register(instance).items()}
