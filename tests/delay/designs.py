"""Postures drawn at random: everything that may be decided is drawn, routes and bands follow by `settle`, without a solver."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from model.data.instance import Instance
from model.delay.posture import Posture
from model.delay.settle import settle

LIGHT = 0.03  # of the demand: what even a badly drawn design can carry


def light(instance: Instance) -> Instance:
    """The instance with so few requests that hardly a design is too small for them; what phases and ranges say of requests
    is scaled too."""

    def less(value: object) -> object:
        return value * LIGHT if isinstance(value, float | int) else value

    demand = {key: row.model_copy(update={"requests_per_day": row.requests_per_day * LIGHT}) for key, row in instance.demand.items()}
    values = tuple(replace(one, value=less(one.value)) if one.column == "requests_per_day" else one for one in instance.phase_values)
    ranges = {
        key: row.model_copy(update={"low": row.low * LIGHT, "high": row.high * LIGHT}) if key.endswith("requests_per_day") else row
        for key, row in instance.ranges.items()
    }
    return replace(instance, demand=demand, phase_values=values, ranges=ranges)


def drawn_design(instance: Instance, rng: random.Random) -> Posture:
    """Every HQ open, the rest drawn: grades, levels, sizes, and of some authorities the holder."""
    phases, hqs = [phase.id for phase in instance.phases], instance.headquarters
    views = {phase: instance.at(phase) for phase in phases}
    return Posture(
        holders={
            (phase, condition, name): _holders(instance, name, rng)
            for phase in phases
            for condition in instance.conditions
            for name in instance.authorities
        },
        active={(phase, hq): True for phase in phases for hq in hqs},
        grades={(phase, hq): rng.choice(row.grades) for phase in phases for hq, row in hqs.items() if row.grades},
        levels={(phase, key): rng.choice(row.levels) for phase in phases for key, row in instance.channels.items()},
        officers={(phase, desk): max(views[phase].desks[desk].officers) for phase in phases for desk in instance.desks},
        bands={},
        routes=(),
    )


def _holders(instance: Instance, authority: str, rng: random.Random) -> tuple[str, ...]:
    row = instance.authorities[authority]
    if row.holder_now and rng.random() < 0.7:
        return tuple(sorted(row.holder_now))
    own = sorted(name for name, hq in instance.headquarters.items() if hq.nation == row.nation and hq.grades)
    return (rng.choice(own),) if own else tuple(sorted(row.holder_now))


def drawn_postures(instance: Instance, number: int, seed: int) -> Iterator[Posture]:
    """So many postures of the instance, each whole. Bands are drawn too, at or above those that the requests need, so that waits differ."""
    rng = random.Random(seed)
    found = 0
    for _ in range(20 * number):
        settled = settle(instance, drawn_design(instance, rng))
        if settled is not None:
            bands = {key: rng.choice([one for one in instance.utilisation_bands if one >= band]) for key, band in settled.bands.items()}
            yield replace(settled, bands=bands)
            found += 1
            if found == number:
                return
    raise AssertionError(f"only {found} of {number} drawn designs carry the requests")
