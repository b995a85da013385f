"""The phases of an instance split into several, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.data.instance import Instance
from model.data.records import Parameter

Limits = Mapping[str, Sequence[int | None]]


def split(instance: Instance, shares: Sequence[float], loss: float = 0.0, limits: Limits | None = None) -> Instance:
    """The one phase of an instance as several, a day apart and with these shares of its weight, each with the people that it has.

    `loss` is the share of its capacity that a desk loses while it absorbs a transfer; `limits` has one for each phase by name. The first
    phase keeps its id, the others are `p1`, `p2` and so on."""
    (whole,) = instance.phases
    phases = tuple(
        whole.model_copy(
            update={
                "id": f"p{number}" if number else whole.id,
                "start": whole.start + dt.timedelta(days=number),
                "weight": whole.weight * share,
                **{name: each[number] for name, each in (limits or {}).items()},
            }
        )
        for number, share in enumerate(shares)
    )
    pools = {(phase.id, *key[1:]): row.model_copy(update={"phase": phase.id}) for phase in phases for key, row in instance.pools.items()}
    lost = Parameter(value=loss, unit="1", source="set by a test")
    parameters = dict(sorted({**instance.parameters, "transition_loss": lost}.items()))
    return replace(instance, phases=phases, pools=dict(sorted(pools.items())), parameters=parameters)
