"""Where two variants cannot both have their way: numbers set differently, rules switched differently, mandates that clash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from model.data.cells import value_text
from model.data.chains import Chain, by_number, in_all_phases, same_value, switch_path
from model.data.instance import Instance
from model.data.mandates import (
    ActiveMandate,
    GradeMandate,
    HolderMandate,
    KeepHolderMandate,
    KeepLevelMandate,
    LevelMandate,
    Mandate,
)
from model.data.records import Channel
from model.data.selectors import mandated_levels, match_hq
from model.data.selectors import match as takes


@dataclass(frozen=True)
class Disagreement:
    """Something that two variants want differently, and what each of them says. `what` is a path in all phases, or `mandate.ID` (`ID+ID`
    where two of different ids clash)."""

    what: str
    first: str
    second: str
    mandates: tuple[Mandate, Mandate] | None = None


def disagreements(base: Instance, first: Chain, second: Chain) -> list[Disagreement]:
    """All of them, numbers and rules first, each in the order of names. `base` is the instance without a variant."""
    return [*_numbers(base, first, second), *_mandates(base, first, second)]


def _numbers(base: Instance, first: Chain, second: Chain) -> Iterator[Disagreement]:
    mine, theirs = by_number(first), by_number(second)
    for number in sorted(mine.keys() & theirs.keys()):
        shared = mine[number] & theirs[number]
        at_odds = (number in mine[number]) != (number in theirs[number]) and not (
            mine[number] <= theirs[number] or mine[number] >= theirs[number]
        )
        if at_odds or not all(_same(base, path, first, second) for path in shared):
            yield Disagreement(number, _said(first, number), _said(second, number))


def _same(base: Instance, path: str, first: Chain, second: Chain) -> bool:
    if path in first.settings and path in second.settings:
        return same_value(base, first.settings[path], second.settings[path])
    rules = {switch_path(rule): rule for rule in {*first.switched, *second.switched}}
    rule = rules.get(path, "")
    return first.switched.get(rule) == second.switched.get(rule)


def _said(chain: Chain, number: str) -> str:
    """What a chain sets a number to, phase by phase."""
    said = {switch_path(rule): "in force" if active else "off" for rule, active in chain.switched.items()}
    said |= {path: value_text(setting.value) for path, setting in chain.settings.items()}
    own = {path: value for path, value in said.items() if in_all_phases(path) == number}
    return ", ".join(value if path == number else f"{value} from {path.partition(':')[0]} on" for path, value in own.items())


def _mandates(base: Instance, first: Chain, second: Chain) -> Iterator[Disagreement]:
    mine, theirs = ({key: mandate for key, (mandate, _) in chain.mandates.items()} for chain in (first, second))
    for key in sorted(mine.keys() & theirs.keys()):
        if mine[key] != theirs[key]:
            yield Disagreement(f"mandate.{key}", _shown(mine[key]), _shown(theirs[key]), (mine[key], theirs[key]))
    apart, others = (
        [mandate for key, mandate in sorted(own.items()) if other.get(key) != mandate] for own, other in ((mine, theirs), (theirs, mine))
    )
    for one, other in product(apart, others):
        if one.id != other.id and clash(base, one, other):
            yield Disagreement(f"mandate.{one.id}+{other.id}", _shown(one), _shown(other), (one, other))


def _shown(mandate: Mandate) -> str:
    """What a mandate says, and what it selects."""
    said = mandate.model_dump(mode="json", exclude={"id", "kind", "says"}, exclude_defaults=True)
    return f"{mandate.says.rstrip('.')} [{'; '.join(f'{key} {value_text(value)}' for key, value in said.items())}]"


@dataclass(frozen=True)
class Clash:
    """That two mandates cannot both hold in some phase; `about` are the authorities or HQs over which, for mandates about those."""

    about: tuple[str, ...] = ()


def clash(base: Instance, one: Mandate, other: Mandate) -> Clash | None:
    """Whether two mandates cannot both hold, and over what. Only what can be seen without solving is told."""
    if not any(one.holds_in(phase.id) and other.holds_in(phase.id) for phase in base.phases):
        return None
    about: tuple[str, ...] = ()
    match one, other:
        case (HolderMandate() | KeepHolderMandate(), HolderMandate() | KeepHolderMandate()):
            about = tuple(name for name in base.authorities if _holders_clash(base, name, one, other))
        case (ActiveMandate(), ActiveMandate()) if one.active != other.active:
            about = _shared_hqs(base, one, other)
        case (GradeMandate(), GradeMandate()) if one.grade != other.grade:
            about = tuple(key for key in _shared_hqs(base, one, other) if base.headquarters[key].grades)
        case (LevelMandate() | KeepLevelMandate(), LevelMandate() | KeepLevelMandate()):
            return Clash() if any(_levels_clash(base, channel, one, other) for channel in base.channels.values()) else None
        case _:
            pass
    return Clash(about) if about else None


def selects(base: Instance, mandate: HolderMandate | KeepHolderMandate, authority: str) -> bool:
    """Whether a mandate about holders is about an authority."""
    row = base.authorities[authority]
    return takes(mandate.authority, authority) and takes(mandate.relation, row.relation) and takes(mandate.nation, row.nation)


def _holders_clash(
    base: Instance, authority: str, one: HolderMandate | KeepHolderMandate, other: HolderMandate | KeepHolderMandate
) -> bool:
    """Whether nobody may hold the authority where both mandates are about it."""
    shared = any(takes(one.condition, condition) and takes(other.condition, condition) for condition in base.conditions)
    if not (shared and selects(base, one, authority) and selects(base, other, authority)):
        return False
    today = set(base.authorities[authority].holder_now)
    allowed = [
        {key for key, hq in base.headquarters.items() if match_hq(mandate.holder, key, hq.nation)}
        for mandate in (one, other)
        if isinstance(mandate, HolderMandate)
    ]
    if len(allowed) == 2:
        return not allowed[0] & allowed[1]
    return bool(allowed) and not today <= allowed[0]


def _shared_hqs(base: Instance, one: ActiveMandate | GradeMandate, other: ActiveMandate | GradeMandate) -> tuple[str, ...]:
    return tuple(key for key, hq in base.headquarters.items() if match_hq(one.hq, key, hq.nation) and match_hq(other.hq, key, hq.nation))


def _levels_clash(base: Instance, channel: Channel, one: LevelMandate | KeepLevelMandate, other: LevelMandate | KeepLevelMandate) -> bool:
    ends = [(key, base.headquarters[key].nation) for key in (channel.from_hq, channel.to_hq)]
    for mandate in (one, other):
        if not any(match_hq(mandate.from_hq, *here) and match_hq(mandate.to_hq, *there) for here, there in (ends, ends[::-1])):
            return False
    kept = {channel.level_now}
    left = [set(mandated_levels(mandate, channel)) if isinstance(mandate, LevelMandate) else kept for mandate in (one, other)]
    return not left[0] & left[1]
