"""An instance with some of its phases alone: in each of them everything is as it is there in the whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from model.data.addresses import Address, BadPath, locate_path
from model.data.chains import in_all_phases, switch_path
from model.data.instance import Instance, PhaseValue, Variant
from model.data.mandates import Mandate
from model.data.phase_values import value_in
from model.data.records import Headquarters, Phase
from model.data.registers import Assumption
from model.data.settings import replaced
from model.data.variants import apply

Next = Mapping[str, str | None]  # each phase -> itself where it is kept, else the next that is; none where no later one is


def keep_phases(base: Instance, phases: tuple[Phase, ...]) -> Instance:
    """The instance with these phases, which it has in this order; their names, dates, weights and limits are theirs. What phases that are
    dropped change counts from the next on that is kept, and what holds in the first stands in the tables. The variants are resolved:
    none extends another."""
    following = next_kept(base, phases)
    view = base.whole_at(phases[0].id)
    kept = dataclasses.replace(
        view,
        phases=phases,
        headquarters={key: _available(hq, following) for key, hq in view.headquarters.items()},
        pools={key: pool for key, pool in base.pools.items() if following[key[0]] == key[0]},
        ranges=_ranges(base, phases[0].id, following),
        phase_values=_values(base.phase_values, phases, following),
        variants={},
    )
    variants = {name: _variant(kept, apply(base, name), base.variants[name], following) for name in base.variants}
    return dataclasses.replace(kept, variants=variants)


def next_kept(base: Instance, phases: Iterable[Phase]) -> Next:
    """For each phase of an instance the one that stands for it where only these are kept."""
    kept = {phase.id for phase in phases}
    following: dict[str, str | None] = {}
    later: str | None = None
    for phase in reversed(base.phases):
        later = phase.id if phase.id in kept else later
        following[phase.id] = later
    return following


def _available(hq: Headquarters, following: Next) -> Headquarters:
    return hq if hq.available_from is None else hq.model_copy(update={"available_from": following[hq.available_from]})


def _values(values: Iterable[PhaseValue], phases: Iterable[Phase], following: Next) -> tuple[PhaseValue, ...]:
    """What changes after the first phase that is kept; of several changes of a cell before the next one, the last counts."""
    order = {phase.id: at for at, phase in enumerate(phases)}
    found: dict[tuple[str, str, Any, str], PhaseValue] = {}
    for one in values:
        phase = following[one.phase]
        if phase is not None and order[phase] > 0:
            found[phase, one.table, one.key, one.column] = dataclasses.replace(one, phase=phase)
    return tuple(sorted(found.values(), key=lambda one: (order[one.phase], *one.cell)))


def _ranges(base: Instance, first: str, following: Next) -> dict[str, Assumption]:
    """Ranges of what is still there: none of phases themselves, and of a number in a phase that is dropped none where it changes on the
    way to the next."""
    found: dict[str, Assumption] = {}
    changed = {(one.phase, one.cell) for one in base.phase_values}
    order = ["", *(phase.id for phase in base.phases)]
    located = sorted(((locate_path(base, row.path), row) for row in base.ranges.values()), key=lambda one: order.index(one[0].phase))
    for address, row in located:
        if address.table == "phases" or (address.table == "pools" and _is_gone(address.key, following)):
            continue
        phase = following[address.phase] if address.phase else ""
        if phase is None:
            continue
        on_the_way = order[order.index(address.phase) + 1 : order.index(phase) + 1]
        if not any((one, address.cell) in changed for one in on_the_way):
            path = in_all_phases(row.path) if phase in ("", first) else f"{phase}:{in_all_phases(row.path)}"
            found[path] = row.model_copy(update={"path": path})
    return dict(sorted(found.items()))


def _is_gone(pool: str, following: Next) -> bool:
    phase = pool.partition("@")[0]
    return following[phase] != phase


def _variant(kept: Instance, whole: Instance, own: Variant, following: Next) -> Variant:
    """A variant with all it extends, so that in the phases that are kept it is what it is with all of them (`whole`). Phases themselves
    are not its to set here."""
    asked = whole.variant
    assert asked is not None, "a variant that is applied has a name"
    numbers = [in_all_phases(path) for path, _ in asked.settings]
    numbers += [switch_path(rule) for rule in asked.rules_disabled + asked.rules_enabled]
    settings = [pair for number in dict.fromkeys(numbers) for pair in _settings(kept, whole, number, following)]
    switched = {rule: value for rule in kept.rules for path, value in settings if path == switch_path(rule)}
    return dataclasses.replace(
        own,
        extends=(),
        settings=tuple((path, value) for path, value in settings if path not in map(switch_path, switched)),
        mandates=tuple(_mandates(whole.mandates, kept)),
        rules_disabled=tuple(rule for rule, active in switched.items() if not active),
        rules_enabled=tuple(rule for rule, active in switched.items() if active),
    )


def _settings(kept: Instance, whole: Instance, number: str, following: Next) -> Iterator[tuple[str, object]]:
    """What sets a number to what it is in each phase, as far as it is not so."""
    try:
        address = locate_path(kept, number)
    except BadPath:
        return  # of a pool of a phase that is dropped
    for at, phase in enumerate(kept.phases if address.table != "phases" else ()):
        value = _value(whole, phase.id, address)
        if (address.table, address.column) == ("headquarters", "available_from") and value is not None:
            value = following[value] or value  # which is found out where no later one is kept
        if _value(kept, phase.id, address) != value:
            path, value = f"{phase.id}:{number}" if at else number, "" if value is None else value
            kept = replaced(kept, path, value)
            yield path, value


def _value(instance: Instance, phase: str, address: Address) -> Any:
    """What stands there in a phase; a rule that is never in force is not in an instance with a variant."""
    if address.table == "rules" and address.key not in instance.rules:
        return False
    return value_in(instance, phase, address.cell)


def _mandates(mandates: Iterable[Mandate], kept: Instance) -> Iterator[Mandate]:
    """Mandates in the phases that are kept; one that names none of them is left out, and one that names all names none."""
    for mandate in mandates:
        phases = tuple(phase.id for phase in kept.phases if mandate.holds_in(phase.id))
        if phases:
            yield mandate.model_copy(update={"phase": () if len(phases) == len(kept.phases) else phases})
