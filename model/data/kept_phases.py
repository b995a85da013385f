"""An instance with some of its phases alone: what the others say counts from the next phase on that is kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from model.data.addresses import BadPath, locate_path
from model.data.chains import Chain, in_all_phases, is_already, resolve_chains
from model.data.checks import full_context
from model.data.instance import Instance, PhaseValue, Variant
from model.data.mandates import Mandate
from model.data.records import Headquarters, Phase
from model.data.registers import Assumption

Next = Mapping[str, str | None]  # each phase -> itself where it is kept, else the next that is; none where no later one is


def keep_phases(base: Instance, phases: tuple[Phase, ...]) -> Instance:
    """The instance with these phases, which it has in this order; their names, dates, weights and limits are theirs. In each of them
    everything else is as it is there in `base`, with each of the variants too, which are resolved: none extends another."""
    following = next_kept(base, phases)
    chains = resolve_chains(full_context(base), base.variants)
    kept = dataclasses.replace(
        base,
        phases=phases,
        headquarters={key: _available(hq, following) for key, hq in base.headquarters.items()},
        pools={key: pool for key, pool in base.pools.items() if following[key[0]] == key[0]},
        ranges=_ranges(base, following),
        phase_values=_values(base.phase_values, phases, following),
        variants={},
    )
    variants = {name: _variant(kept, base.variants[name], chains[name], following) for name in base.variants}
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
    """What phases change, in the order of the phases that are kept; of several that change a cell before one, the last counts."""
    found: dict[tuple[str, str, Any, str], PhaseValue] = {}
    for one in values:
        phase = following[one.phase]
        if phase is not None:
            found[phase, one.table, one.key, one.column] = dataclasses.replace(one, phase=phase)
    order = {phase.id: at for at, phase in enumerate(phases)}
    return tuple(sorted(found.values(), key=lambda one: (order[one.phase], *one.cell)))


def _ranges(base: Instance, following: Next) -> dict[str, Assumption]:
    """Ranges of what is still there: none of phases themselves, and of a number in a phase that is dropped none where it changes on the
    way to the next."""
    found: dict[str, Assumption] = {}
    changed = {(one.phase, one.cell) for one in base.phase_values}
    order = [phase.id for phase in base.phases]
    for row in base.ranges.values():
        address = locate_path(base, row.path)
        if address.table == "phases" or (address.table == "pools" and _is_gone(address.key.split("@")[0], following)):
            continue
        phase = following[address.phase] if address.phase else ""
        if phase is None:
            continue
        on_the_way = order[order.index(address.phase) + 1 : order.index(phase) + 1] if phase else []
        if not any((one, address.cell) in changed for one in on_the_way):
            path = f"{phase}:{in_all_phases(row.path)}" if phase else row.path
            found[path] = row.model_copy(update={"path": path})
    return dict(sorted(found.items()))


def _is_gone(phase: str, following: Next) -> bool:
    return following.get(phase) != phase


def _variant(kept: Instance, own: Variant, chain: Chain, following: Next) -> Variant:
    """A variant with what it extends, as far as phases are kept. Phases and what they absorb are not a variant's to set here."""
    settings: dict[str, object] = {}
    for path, setting in chain.settings.items():
        phase, colon, number = path.rpartition(":")
        later = following[phase] if colon else ""
        if later is None or not _leads_somewhere(kept, number):
            continue
        value = setting.value
        if number.startswith("headquarters.") and number.endswith(".available_from") and str(value).strip():
            value = following[str(value).strip()] or value  # which is found out where nothing later is kept
        settings[f"{later}:{number}" if later else number] = value
    switched = {rule: active for rule, active in chain.switched.items() if not is_already(kept, Chain(), rule, active)}
    return dataclasses.replace(
        own,
        extends=(),
        settings=tuple(settings.items()),
        mandates=tuple(_mandates((mandate for mandate, _ in chain.mandates.values()), following)),
        rules_disabled=tuple(rule for rule, active in switched.items() if not active),
        rules_enabled=tuple(rule for rule, active in switched.items() if active),
    )


def _leads_somewhere(kept: Instance, path: str) -> bool:
    try:
        return locate_path(kept, path).table != "phases"
    except BadPath:
        return False


def _mandates(mandates: Iterable[Mandate], following: Next) -> Iterable[Mandate]:
    """Mandates in the phases that are kept; one that names none of them is left out."""
    for mandate in mandates:
        if not mandate.phase or "*" in mandate.phase:
            yield mandate
        elif phases := tuple(phase for phase in mandate.phase if following[phase] == phase):
            yield mandate.model_copy(update={"phase": phases})
