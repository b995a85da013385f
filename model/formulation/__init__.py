"""The model of an instance: this module alone lists its parts, which register what they are made of."""

from pyomo.common.dependencies import DeferredImportCallbackFinder

# Pyomo hooks itself into the first import of scipy, by whoever, and then loads scipy.stats and much else that nothing here needs:
# half a second of every process. Whatever of Pyomo needs scipy still finds it.
DeferredImportCallbackFinder._callbacks.pop("scipy", None)

# The order of the parts is the order of the formulation page, and of the rows in the model: it is settled here, before any module
# of the package can be imported, so that it is the same whichever is asked for first.
from model.formulation import authorities, commanders, desks, liaison, resources, routing, rules, transition  # noqa: E402, F401
