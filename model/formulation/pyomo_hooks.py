"""The three places where Pyomo is reached behind its public names: no process loads scipy.stats, half a second, for nothing, and no row's
index is looked over that may be any.

A test says whether the installed Pyomo still has what is named here; pyproject.toml allows no version that was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


def leave_scipy_alone() -> None:
    """Pyomo hooks itself into the first import of scipy, by whoever, and then loads scipy.stats and much else that nothing here
    needs. Whatever of Pyomo needs scipy still finds it."""
    from pyomo.common.dependencies import DeferredImportCallbackFinder

    DeferredImportCallbackFinder._callbacks.pop("scipy", None)


def give_arrays() -> None:
    """Set the compiler's own hooks for arrays to what it takes by itself; it would load scipy.stats on the way."""
    from pyomo.repn.plugins.standard_form import _LinearStandardFormCompiler_impl as Compiler
    from scipy import sparse

    Compiler._to_vector = np.fromiter
    Compiler._csc_matrix = sparse.csc_array
    Compiler._csr_matrix = sparse.csr_array


@contextmanager
def unchecked_indices() -> Iterator[None]:
    """While rows are written their indices are not looked over: any will do, and looking takes a third
    of the time of adding a row."""
    from pyomo.core.base.indexed_component import IndexedComponent

    before = IndexedComponent._DEFAULT_INDEX_CHECKING_ENABLED
    IndexedComponent._DEFAULT_INDEX_CHECKING_ENABLED = False
    try:
        yield
    finally:
        IndexedComponent._DEFAULT_INDEX_CHECKING_ENABLED = before
