"""The assumption register: each number once, under one spelling of its path, whoever gives its range."""

from __future__ import annotations

from dataclasses import replace

from model.data.ranges import OWN_RANGE, ranges, register
from model.data.registers import Assumption
from tests.reporting.builders import SOURCE, tiny_instance


def test_a_number_with_two_ranges_or_two_spellings_stands_there_once() -> None:
    """`parameters.relay_hours.value` is a longer spelling of the parameter, which has a range of its own too: the row counts, under the
    short spelling, and rows come before parameters' own. Keyed by what was written, the number would stand in the register twice."""
    base = tiny_instance()
    row = Assumption(path="parameters.relay_hours.value", low=0.1, high=2, reason="told", source=SOURCE)
    parameters = {
        **base.parameters,
        "relay_hours": base.parameters["relay_hours"].model_copy(update={"low": 0.4, "high": 0.6}),
        "service_cv": base.parameters["service_cv"].model_copy(update={"low": 0.5, "high": 1.5}),
    }
    instance = replace(base, parameters=parameters, ranges={row.path: row})
    found = register(instance)
    assert list(found.items()) == [
        ("parameters.relay_hours", row.model_copy(update={"path": "parameters.relay_hours"})),
        ("parameters.service_cv", Assumption(path="parameters.service_cv", low=0.5, high=1.5, reason=OWN_RANGE, source=SOURCE)),
    ]
    assert ranges(instance) == {"parameters.relay_hours": (0.1, 2.0), "parameters.service_cv": (0.5, 1.5)}
