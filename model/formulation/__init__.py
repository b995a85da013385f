from pyomo.common.dependencies import DeferredImportCallbackFinder

# Pyomo hooks itself into the first import of scipy, by whoever, and then loads scipy.stats and much else that nothing here needs:
# half a second of every process. Whatever of Pyomo needs scipy still finds it.
DeferredImportCallbackFinder._callbacks.pop("scipy", None)
