"""The wait in a desk's queue.

Sakasegawa (1977) approximates the mean wait in an M/G/q queue by
`S (1 + cv^2)/2 * r^(sqrt(2(q+1)) - 1) / (q (1 - r))`, with mean service time S, utilisation r and q servers; it is exact
for M/M/1 (q = 1, cv = 1: `S r / (1 - r)`).
"""

from __future__ import annotations

import math


def mean_wait(service_hours: float, cv: float, seats: float, utilisation: float) -> float:
    """Mean hours a request waits before service begins.

    `service_hours` mean service time, `cv` its coefficient of variation, `seats` servers on duty (any positive real),
    `utilisation` in [0, 1). Raises ValueError outside that domain: a saturated queue has no mean wait.
    """
    if not 0 <= utilisation < 1:
        raise ValueError(f"utilisation {utilisation} is outside [0, 1)")
    if seats <= 0:
        raise ValueError("a queue needs at least some seat")
    if utilisation == 0:
        return 0.0
    exponent = math.sqrt(2 * (seats + 1)) - 1
    # In logarithms, since r^exponent underflows harmlessly but a huge exponent should not raise.
    return service_hours * (1 + cv * cv) / 2 * math.exp(exponent * math.log(utilisation)) / (seats * (1 - utilisation))
