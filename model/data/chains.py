"""Chains of variants: what a variant and everything it extends ask for, conflicts refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from model.data import addresses
from model.data.cells import value_text
from model.data.checks import Context
from model.data.instance import Instance, Variant
from model.data.mandates import Mandate
from model.data.settings import replaced
from model.data.toml_text import LONGEST_KEY
from model.errors import Finding, hint_among

COMMAND_LINE = "--set"
V = TypeVar("V")


@dataclass(frozen=True)
class Setting:
    """One value to set: its path in its one spelling, the value, and the variant that says so (empty: command line)."""

    path: str
    value: object
    origin: str


@dataclass
class Chain:
    """What a variant and everything it extends ask for. `switched` maps a rule to whether it is to be in force,
    `findings` are the faults of all of them."""

    settings: dict[str, Setting] = field(default_factory=dict)
    mandates: dict[str, tuple[Mandate, str]] = field(default_factory=dict)
    switched: dict[str, bool] = field(default_factory=dict)
    findings: set[Finding] = field(default_factory=set)


def file_of(origin: str) -> str:
    """Where a setting stands: the variant's file, or the command line."""
    return f"variants/{origin}.toml" if origin else COMMAND_LINE


def key_of(path: str) -> str:
    """The key of a setting in a variant's file."""
    phase, colon, rest = path.partition(":")
    return f"phase.{phase}.set.{rest}" if colon else f"set.{path}"


def line_of_setting(instance: Instance, origin: str, path: str) -> int:
    """The line of a setting of a variant, be its phase that of the table it stands in or part of the path; 0 for the command line."""
    if not origin:
        return 0
    exact = instance.lines.get((file_of(origin), f"set.{path}"[:LONGEST_KEY]), 0)
    return exact or line_of(instance, origin, key_of(path))


def line_of(instance: Instance, origin: str, key: str) -> int:
    """The line of a key of a variant, or of the nearest key around it."""
    key = key[:LONGEST_KEY]
    while key:
        if (file_of(origin), key) in instance.lines:
            return instance.lines[file_of(origin), key]
        key = key.rpartition(".")[0]
    return 0


def resolve_chains(context: Context, names: Iterable[str]) -> dict[str, Chain]:
    """The chains of these variants and of all they extend. Parents come first, in the order of `extends`; where they disagree
    the variant itself must say. Each is resolved once, however many ways lead to it; a circle is told and not followed."""
    variants = context.instance.variants
    above: dict[str, frozenset[str]] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in above:
            above[name] = _ancestors(variants, name)
            waiting += above[name]
    chains: dict[str, Chain] = {}
    # Whoever is extended has fewer ancestors beside itself than whoever extends it, unless both are in one circle.
    for name in sorted(above, key=lambda name: (len(above[name] - {name}), name)):
        own, chain = variants[name], Chain()
        circle = {other for other in above[name] if name in above[other]}
        if circle:
            chain.findings.add(_circle(context.instance, min(circle)))
        for parent in own.extends:
            if parent not in variants:
                hint = hint_among(chain.findings, parent, variants)
                line = line_of(context.instance, name, "extends")
                chain.findings.add(Finding(file_of(name), line, "extends", parent, "there is no such variant", hint))
            elif parent not in circle:
                _merge(context, chain, chains[parent], own)
        _add_own(context, chain, own)
        chain.settings = dict(_in_order(context.instance, chain.settings.items()))
        chains[name] = chain
    return chains


def _ancestors(variants: Mapping[str, Variant], name: str) -> frozenset[str]:
    """Every variant that `name` extends, at once or through others; itself only where there is a circle."""
    found: set[str] = set()
    waiting = list(variants[name].extends)
    while waiting:
        parent = waiting.pop()
        if parent in variants and parent not in found:
            found.add(parent)
            waiting += variants[parent].extends
    return frozenset(found)


def _circle(base: Instance, first: str) -> Finding:
    """The fault of a shortest circle of `extends` through `first`; there is one."""
    ways: dict[str, tuple[str, ...]] = {parent: (first, parent) for parent in base.variants[first].extends}
    waiting = list(ways)
    while first not in ways:
        here = waiting.pop(0)
        for parent in base.variants[here].extends if here in base.variants else ():
            if parent not in ways:
                ways[parent] = (*ways[here], parent)
                waiting.append(parent)
    line, value = line_of(base, first, "extends"), "|".join(base.variants[first].extends)
    return Finding(file_of(first), line, "extends", value, f"extends itself: {' > '.join(ways[first])}")


def _merge(context: Context, chain: Chain, parent: Chain, own: Variant) -> None:
    """Another parent's demands added; differing ones are a fault unless the variant itself decides them."""
    base = context.instance
    chain.findings |= parent.findings
    own_paths = {addresses.spelling(base, path) for path, _ in own.settings}
    for number in _at_odds(chain, parent, own_paths | {switch_path(rule) for rule in own.rules_disabled + own.rules_enabled}):
        why = "one of the variants it extends sets it in a phase, another in all phases; set it here"
        chain.findings.add(_conflict(base, own, number, why))
    for path, setting in parent.settings.items():
        held = chain.settings.get(path)
        if held is not None and path not in own_paths and not same_value(base, held, setting):
            why = f"'{held.origin}' and '{setting.origin}' set it to {value_text(held.value)} and {value_text(setting.value)}; set it here"
            chain.findings.add(_conflict(base, own, path, why))
        chain.settings[path] = setting
    for key, (mandate, origin) in parent.mandates.items():
        if key in chain.mandates and chain.mandates[key][0] != mandate and key not in {item.id for item in own.mandates}:
            why = f"'{chain.mandates[key][1]}' and '{origin}' have different mandates of this id; give it here"
            chain.findings.add(_conflict(base, own, f"mandate.{key}", why))
        chain.mandates[key] = (mandate, origin)
    for rule, active in parent.switched.items():
        if chain.switched.get(rule, active) != active and rule not in own.rules_disabled + own.rules_enabled:
            why = "one of the variants it extends disables it, another enables it; say here which wins"
            chain.findings.add(_conflict(base, own, f"rules.{rule}", why))
        chain.switched[rule] = active


def switch_path(rule: str) -> str:
    """The path that tells whether a rule is in force."""
    return f"rules.{rule}.active"


def _at_odds(chain: Chain, parent: Chain, own: set[str]) -> list[str]:
    """The numbers that one of two chains sets in a phase and the other in all phases, unless one says all that the other does or the
    variant that extends both says it itself."""
    mine, theirs = by_number(chain), by_number(parent)
    return [
        number
        for number in sorted(mine.keys() & theirs.keys())
        if (number in mine[number]) != (number in theirs[number])
        and not (mine[number] <= theirs[number] or mine[number] >= theirs[number])
        and own.isdisjoint(mine[number] | theirs[number])
    ]


def by_number(chain: Chain) -> dict[str, set[str]]:
    """What a chain sets, by its path in all phases. To switch a rule is to set it in all phases."""
    found: dict[str, set[str]] = {}
    for path in [*chain.settings, *map(switch_path, chain.switched)]:
        found.setdefault(in_all_phases(path), set()).add(path)
    return found


def in_all_phases(path: str) -> str:
    """A path without its phase."""
    return path.partition(":")[2] or path


def _conflict(base: Instance, own: Variant, what: str, why: str) -> Finding:
    return Finding(file_of(own.name), line_of(base, own.name, "extends"), "extends", what, why)


def same_value(instance: Instance, one: Setting, other: Setting) -> bool:
    """Whether two settings of a path put the same value there."""
    try:
        return replaced(instance, one.path, one.value) == replaced(instance, other.path, other.value)
    except addresses.BadPath:
        return one.value == other.value


def _bad_setting(base: Instance, own: Variant, path: str, value: object, why: str) -> Finding:
    return Finding(file_of(own.name), line_of_setting(base, own.name, path), path, value_text(value), why)


def _add_own(context: Context, chain: Chain, own: Variant) -> None:
    base = context.instance
    inherited = by_number(chain)
    _switch_own(context, chain, own)
    first: dict[str, str] = {}
    for path, value in own.settings:
        spelling = addresses.spelling(base, path)
        if spelling in first:
            chain.findings.add(_bad_setting(base, own, path, value, f"is set twice, first as '{first[spelling]}'"))
        first.setdefault(spelling, path)
        if spelling.startswith("rules.") and spelling.endswith(".active"):  # in a phase they are set
            chain.findings.add(_bad_setting(base, own, path, value, "rules are switched under [rules] disable or enable"))
            continue
        # What is said of all phases takes the place of what was said of single ones.
        for other in inherited.get(spelling, ()):
            chain.settings.pop(other, None)
        chain.settings.pop(spelling, None)
        chain.settings[spelling] = Setting(path, value, own.name)
    for mandate in own.mandates:
        chain.mandates[mandate.id] = (mandate, own.name)


def _in_order(base: Instance, settings: Iterable[tuple[str, V]]) -> list[tuple[str, V]]:
    """Settings of all phases first, then those of each phase: a later phase goes on from what the ones before it say."""
    order = {phase.id: at for at, phase in enumerate(base.phases, start=1)}
    return sorted(settings, key=lambda one: order.get(one[0].partition(":")[0], 0) if ":" in one[0] else 0)


def _switch_own(context: Context, chain: Chain, own: Variant) -> None:
    base = context.instance
    inherited = by_number(chain)
    undecided = {rule for rule in chain.switched if len(own.extends) > 1}
    for key, names, wanted in (("disable", own.rules_disabled, False), ("enable", own.rules_enabled, True)):
        line = line_of(base, own.name, f"rules.{key}")
        for rule in names:
            row = base.rules.get(rule)
            if row is None:
                if rule not in context.known["rules"] and "rules" not in context.unkeyed:
                    hint = hint_among(chain.findings, rule, context.known["rules"])
                    chain.findings.add(Finding(file_of(own.name), line, f"rules.{key}", rule, "there is no such rule", hint))
                continue
            if _is_already(base, chain, rule, wanted) and rule not in undecided:
                state = "already in force" if wanted else "already out of force"
                chain.findings.add(Finding(file_of(own.name), line, f"rules.{key}", rule, f"this rule is {state}"))
            chain.switched[rule] = wanted
            for path in inherited.get(switch_path(rule), ()):
                chain.settings.pop(path, None)


def _is_already(base: Instance, chain: Chain, rule: str, wanted: bool) -> bool:
    """Whether a rule is in force, or not, in all phases as it is."""
    said = [setting.value for path, setting in chain.settings.items() if in_all_phases(path) == switch_path(rule)]
    if rule in chain.switched:
        return {chain.switched[rule], *said} == {wanted}
    in_phases = (one.value for one in base.phase_values if (one.table, one.key, one.column) == ("rules", rule, "active"))
    return {base.rules[rule].active, *in_phases, *said} == {wanted}
