"""Who commands what: most officers command one HQ, some wear several hats."""

from __future__ import annotations

from collections.abc import Mapping

from model.data.records import Headquarters

Command = tuple[str, ...]  # the HQs under one commander, sorted


def commands(headquarters: Mapping[str, Headquarters]) -> tuple[Command, ...]:
    """The HQs of each commander, in the order of their first HQ. Civil principals command none."""
    shared: dict[str, list[str]] = {}
    for name, hq in sorted(headquarters.items()):
        if hq.commander is not None and hq.grades:
            shared.setdefault(hq.commander, []).append(name)
    alone = [(name,) for name, hq in headquarters.items() if hq.grades and hq.commander is None]
    return tuple(sorted([*alone, *map(tuple, shared.values())]))


def shared_commands(headquarters: Mapping[str, Headquarters]) -> tuple[Command, ...]:
    """Those of several HQs."""
    return tuple(hqs for hqs in commands(headquarters) if len(hqs) > 1)
