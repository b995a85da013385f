"""One small instance, or several, for every family of constraints, rule kind and kind of mandate: what the answer is, and what it
becomes without. None is "no posture".
"""

from __future__ import annotations

# Imported for their registration.
from tests.formulation.cases import design, plans, routing, rules, settled  # noqa: F401
from tests.formulation.cases.case import CASES, MANDATES, SETTLED, Case

__all__ = ["CASES", "MANDATES", "SETTLED", "Case"]
