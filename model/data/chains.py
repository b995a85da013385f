"""Chains of variants: what a variant and everything it extends ask for, conflicts refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from model.data import addresses
from model.data.cells import value_text
from model.data.checks import Context
from model.data.instance import Instance, Variant
from model.data.mandates import Mandate
from model.data.toml_text import LONGEST_KEY
from model.errors import Finding, hint_among

COMMAND_LINE = "--set"


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
    before = dict(chain.settings)
    for path, setting in parent.settings.items():
        held = before.get(path)
        if held is not None and path not in own_paths and not _same(base, held, setting):
            why = f"'{held.origin}' and '{setting.origin}' set it to {value_text(held.value)} and {value_text(setting.value)}; set it here"
            chain.findings.add(_conflict(base, own, path, why))
        for other, rival in before.items():
            if held is None and other not in parent.settings and own_paths.isdisjoint((path, other)) and _in_and_out_of_phase(path, other):
                why = f"'{rival.origin}' and '{setting.origin}' set it, one in a phase and one in all phases; set it here"
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


def _in_and_out_of_phase(one: str, other: str) -> bool:
    """Whether two paths are of the same number, in a phase and in all phases."""
    return one != other and (one.partition(":")[2] == other or other.partition(":")[2] == one)


def _conflict(base: Instance, own: Variant, what: str, why: str) -> Finding:
    return Finding(file_of(own.name), line_of(base, own.name, "extends"), "extends", what, why)


def _same(instance: Instance, one: Setting, other: Setting) -> bool:
    """Whether two settings of a path put the same value there."""
    try:
        return addresses.replaced(instance, one.path, one.value) == addresses.replaced(instance, other.path, other.value)
    except addresses.BadPath:
        return one.value == other.value


def _bad_setting(base: Instance, own: Variant, path: str, value: object, why: str) -> Finding:
    return Finding(file_of(own.name), line_of(base, own.name, key_of(path)), path, value_text(value), why)


def _add_own(context: Context, chain: Chain, own: Variant) -> None:
    base = context.instance
    first: dict[str, str] = {}
    for path, value in own.settings:
        spelling = addresses.spelling(base, path)
        if spelling in first:
            chain.findings.add(_bad_setting(base, own, path, value, f"is set twice, first as '{first[spelling]}'"))
        first.setdefault(spelling, path)
        if spelling.startswith("rules.") and spelling.endswith(".active"):  # in a phase they are set
            chain.findings.add(_bad_setting(base, own, path, value, "rules are switched under [rules] disable or enable"))
            continue
        chain.settings.pop(spelling, None)
        chain.settings[spelling] = Setting(path, value, own.name)
    for mandate in own.mandates:
        chain.mandates[mandate.id] = (mandate, own.name)
    _switch_own(context, chain, own)


def _switch_own(context: Context, chain: Chain, own: Variant) -> None:
    base = context.instance
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
            if chain.switched.get(rule, row.active) == wanted and rule not in undecided:
                state = "already in force" if wanted else "already out of force"
                chain.findings.add(Finding(file_of(own.name), line, f"rules.{key}", rule, f"this rule is {state}"))
            chain.switched[rule] = wanted
