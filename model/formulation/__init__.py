from model.formulation.pyomo_hooks import leave_scipy_alone

leave_scipy_alone()
