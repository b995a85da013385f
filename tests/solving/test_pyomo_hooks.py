"""Where Pyomo is reached behind its public names: the names are there, and they do what they are reached for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def run(root: Path, program: str) -> str:
    """What a program prints in a Python of its own."""
    return subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True, timeout=120).stdout.strip()


# The names, in a Pyomo that nobody has reached into yet: setting an attribute would make any name exist.
NAMES = {
    "callbacks of imports": """
from pyomo.common.dependencies import DeferredImportCallbackFinder
import pyomo.environ
print("scipy" in DeferredImportCallbackFinder._callbacks)
""",
    "arrays of the compiler": """
from pyomo.repn.plugins.standard_form import _LinearStandardFormCompiler_impl as Compiler
print(all(name in vars(Compiler) for name in ("_to_vector", "_csc_matrix", "_csr_matrix")))
""",
    "checks of indices": """
from pyomo.core.base.indexed_component import IndexedComponent
print(IndexedComponent._DEFAULT_INDEX_CHECKING_ENABLED is True)
""",
}


@pytest.mark.parametrize("program", NAMES.values(), ids=NAMES)
def test_the_installed_pyomo_has_the_names(root: Path, program: str) -> None:
    """A Pyomo that renames one of them would take the hook for a new name and go on as before, half a second later."""
    assert run(root, program) == "True"


INDEXED = """
import pyomo.environ as pyo
from model.formulation.pyomo_hooks import unchecked_indices
model = pyo.ConcreteModel()
model.x = pyo.Var([1, 2])
model.row = pyo.Constraint(pyo.Any)
with unchecked_indices():
    model.row["a", 1] = model.x[1] <= 1
try:
    model.x[3]
except KeyError:
    print(model.row["a", 1].name)
"""


def test_indices_are_looked_over_again_once_rows_are_written(root: Path) -> None:
    """A row is found under its index and has its name, and a variable that does not exist is refused afterwards as before. Fails where
    the check stays switched off."""
    assert run(root, INDEXED) == "row[a,1]"


COMPILED = """
import sys
import model.solving.solve
import pyomo.environ as pyo
from model.solving.matrix import compile_matrix
model = pyo.ConcreteModel()
model.x = pyo.Var(bounds=(0, 1))
model.row = pyo.Constraint(expr=2 * model.x <= 1)
model.aim = pyo.Objective(expr=3 * model.x)
matrix = compile_matrix(model)
print(matrix.rows.toarray().tolist(), matrix.objectives.tolist(), "scipy.stats" in sys.modules)
"""


def test_a_model_is_compiled_without_loading_statistics(root: Path) -> None:
    """As the program imports it, the row 2 x <= 1 and the aim 3 x come out as they went in, and scipy.stats is not loaded; without
    either hook it is."""
    assert run(root, COMPILED) == "[[2.0]] [[3.0]] False"
