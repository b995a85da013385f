"""The rules, one module for each kind and named as the kind.

What a kind says about one decision alone (this HQ may not hold that authority) is a filter, which leaves the option out before there
are rows; what ties decisions together is a family of rows. A kind has a filter, a family or both.
"""

from __future__ import annotations

from importlib import import_module

from model.data.rule_kinds import RULE_KINDS

# Imported for their registration: the order of the kinds is the order of the formulation page.
for _kind in RULE_KINDS:
    import_module(f"{__name__}.{_kind}")
