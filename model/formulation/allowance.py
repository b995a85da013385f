"""How much time and how many columns building a model may take."""

from __future__ import annotations

import time
from dataclasses import dataclass


class OutOfTime(Exception):
    """The time allowed was up before the model was built."""


class TooLarge(Exception):
    """The model would have more columns than it may."""


@dataclass(frozen=True)
class Allowance:
    """`until` is a moment on the monotonic clock after which building is given up, `columns` the most columns that the model may have
    (None: no limit)."""

    until: float | None = None
    columns: int | None = None

    @staticmethod
    def of(seconds: float | None, columns: int | None = None) -> Allowance:
        """So many seconds from now (None: no limit), and so many columns."""
        return Allowance(None if seconds is None else time.monotonic() + seconds, columns)

    def left(self) -> float:
        """Seconds left; infinite without a limit."""
        return float("inf") if self.until is None else self.until - time.monotonic()

    def check(self, doing: str) -> None:
        """Raises OutOfTime, which tells what was being done, when the time is up."""
        if self.until is not None and self.left() < 0:
            raise OutOfTime(doing)

    def check_columns(self, columns: int) -> None:
        """Raises TooLarge where a model with at least so many columns is larger than allowed."""
        if self.columns is not None and columns > self.columns:
            raise TooLarge(f"the model has more than {self.columns} columns")


UNLIMITED = Allowance()
