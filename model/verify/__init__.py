"""Re-computes reported postures from the instance files and the tables alone, and says every disagreement.

Shares no code with the formulation and the solver: a fault there does not hide itself here. The same checks serve tables
read from a folder and results not yet written.
"""

from __future__ import annotations

from model.verify.entry import verify_posture, verify_reports
from model.verify.rows import Violation

__all__ = ["Violation", "verify_posture", "verify_reports"]
