"""Requests to end, counted instead of obeyed at once: what has ended is kept, and what is being written is written to its end.

Ctrl-C (SIGINT) counts one. A request by a machine (SIGTERM) or a terminal that is gone (SIGHUP) means now: whoever sends it
does not ask twice, and may not wait long.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from model.study.runner_protocol import Stopping

ENDING = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
# What it means that an end was asked for so many times (see `Stopping`).
FINISH, NOW = 1, 2


@contextmanager
def interrupts(tell: Callable[[int], None]) -> Iterator[Stopping]:
    """Says how often someone has asked for an end; `tell` hears the count, once each, when it is looked at.

    A third Ctrl-C ends the program as usual. In a thread that cannot hear signals nothing is counted."""
    count = told = 0

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal count
        if number == signal.SIGINT and count >= NOW:
            raise KeyboardInterrupt
        count = count + 1 if number == signal.SIGINT else NOW

    def stopping() -> int:
        # Told here, not in `press`: a signal may arrive in the middle of a line.
        nonlocal told
        if told < count:
            told = count
            tell(told)
        return count

    if threading.current_thread() is not threading.main_thread():
        yield lambda: 0
        return
    # What is switched off from outside, as by nohup, stays so; but scripts switch Ctrl-C off for all that they start.
    heard = [number for number in ENDING if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, press) for number in heard}
    try:
        yield stopping
    finally:
        # Once interrupted the program is ending: a late Ctrl-C must not turn its exit code into another.
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if count else handler)
