"""Requests to end are counted, told once each, and obeyed by whoever looks."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from model.study.stopping import interrupts

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def as_at_the_start_of_a_program() -> Iterator[None]:
    """The handlers a program begins with; afterwards those of the tests again."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_first_says_finish_the_second_now_and_the_third_is_not_waited_for() -> None:
    """Three Ctrl-C: 1, 2, KeyboardInterrupt; each is told once, when somebody looks, not in the middle of whatever went on. A fourth,
    while the program ends, changes nothing."""
    told: list[int] = []
    with interrupts(told.append) as stopping:
        assert stopping() == 0
        signal.raise_signal(signal.SIGINT)
        assert told == []
        assert (stopping(), stopping()) == (1, 1)
        assert told == [1]
        signal.raise_signal(signal.SIGINT)
        assert stopping() == 2
        assert told == [1, 2]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_machine_that_asks_for_an_end_means_now_however_often(number: signal.Signals) -> None:
    """SIGTERM three times: 2 each time, no exception; who waited for the runs under way would be killed with what had ended unsaid."""
    with interrupts(lambda count: None) as stopping:
        for _ in range(3):
            signal.raise_signal(number)
            assert stopping() == 2


def test_what_is_switched_off_stays_so_and_all_is_as_before() -> None:
    """Under nohup a lost terminal is nothing; afterwards every signal has the handler it had."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    before = [signal.getsignal(number) for number in SIGNALS]
    with interrupts(lambda count: None) as stopping:
        signal.raise_signal(signal.SIGHUP)
        assert stopping() == 0
    assert [signal.getsignal(number) for number in SIGNALS] == before
