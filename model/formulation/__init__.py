"""The model of an instance: this module alone lists its parts, which register what they are made of."""

from model.formulation.pyomo_hooks import leave_scipy_alone

leave_scipy_alone()

# The order of the parts is the order of the formulation page, and of the rows in the model: it is settled here, before any module
# of the package can be imported, so that it is the same whichever is asked for first.
from model.formulation import authorities, commanders, desks, liaison, resources, routing, rules, transition  # noqa: E402, F401
