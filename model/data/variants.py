"""Policy variants: their chains resolved, their settings applied, conflicts refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from model.data import checks, paths
from model.data.cells import value_text
from model.data.checks import Context, Fault
from model.data.checks.base import lost
from model.data.instance import Instance, Variant
from model.data.mandates import Mandate
from model.errors import Finding, InputError, nearest

COMMAND_LINE = "--set"


@dataclass(frozen=True)
class Setting:
    """One value to set: its path in its one spelling, the value, and the variant that says so (empty: command line)."""

    path: str
    value: object
    origin: str


@dataclass
class Chain:
    """What a variant and everything it extends ask for. `switched` maps a rule to whether it is to be in force."""

    settings: dict[str, Setting] = field(default_factory=dict)
    mandates: dict[str, tuple[Mandate, str]] = field(default_factory=dict)
    switched: dict[str, bool] = field(default_factory=dict)


def apply(instance: Instance, variant: str | None, settings: Sequence[tuple[str, str]] = ()) -> Instance:
    """The instance as a variant changes it: settings of its chain, then its rules and mandates, then `settings` of the
    command line in their order (a later one wins). `instance` is one as loaded, with all its rules.

    Raises InputError with every fault, placed in the variant's file or at `--set`."""
    changed, findings = _applied(checks.full_context(instance), frozenset(), variant, settings)
    if findings:
        raise InputError(findings)
    return changed


def check_all(context: Context, base_faults: Sequence[Fault]) -> list[Finding]:
    """Every fault of every variant of a folder, apart from those the folder has without them."""
    known = frozenset(base_faults)
    findings: list[Finding] = []
    for name in context.instance.variants:
        found = _applied(context, known, name, ())[1]
        # What a faulty variant changes is not known.
        findings += found or _idle(context, name)
    return findings


def _file(origin: str) -> str:
    return f"variants/{origin}.toml" if origin else COMMAND_LINE


def _line(instance: Instance, origin: str, key: str) -> int:
    """The line of a key of a variant, or of the nearest key around it."""
    while key:
        if (_file(origin), key) in instance.lines:
            return instance.lines[_file(origin), key]
        key = key.rpartition(".")[0]
    return 0


def _applied(
    context: Context, known: frozenset[Fault], name: str | None, extra: Sequence[tuple[str, str]]
) -> tuple[Instance, list[Finding]]:
    base = context.instance
    findings: list[Finding] = []
    if name is not None and name not in base.variants:
        hint = nearest(name, base.variants)
        return base, [Finding("variants", 0, "variant", name, "there is no such variant", hint)]
    chain = resolve_chain(context, name, findings) if name is not None else Chain()
    changed = base
    placed: dict[tuple[str, str, str], Setting] = {}
    for setting in chain.settings.values():
        changed = _set(context, changed, setting, placed, findings)
    changed = _switch(changed, chain.switched)
    for path, value in extra:
        changed = _set(context, changed, Setting(path, value, ""), placed, findings)
    mandates = tuple(mandate for _, (mandate, _) in sorted(chain.mandates.items()))
    changed = dataclasses.replace(changed, mandates=mandates, variant=_resolved(base, name, chain, extra))
    after = dataclasses.replace(context, instance=changed, nations=_nations(context, changed))
    new = [fault for fault in checks.faults(after, base=False) if fault not in known]
    findings += [_place(changed, fault, chain, placed) for fault in new]
    in_force = {key: rule for key, rule in changed.rules.items() if rule.active}
    return dataclasses.replace(changed, rules=in_force), findings


def _nations(context: Context, changed: Instance) -> frozenset[str]:
    """Nations of HQs after settings; rows that could not be read keep the nation they name."""
    if "headquarters" in context.partial:
        return context.nations
    return frozenset(hq.nation for hq in changed.headquarters.values())


def _resolved(base: Instance, name: str | None, chain: Chain, extra: Sequence[tuple[str, str]]) -> Variant | None:
    if name is None:
        return None
    settings = [(setting.path, setting.value) for setting in chain.settings.values()]
    return dataclasses.replace(
        base.variants[name],
        settings=(*settings, *extra),
        mandates=tuple(mandate for _, (mandate, _) in sorted(chain.mandates.items())),
        rules_disabled=tuple(sorted(rule for rule, active in chain.switched.items() if not active)),
        rules_enabled=tuple(sorted(rule for rule, active in chain.switched.items() if active)),
    )


def _set(
    context: Context, instance: Instance, setting: Setting, placed: dict[tuple[str, str, str], Setting], findings: list[Finding]
) -> Instance:
    """One setting applied; `placed` remembers who set which cell."""
    try:
        address = paths.locate_path(instance, setting.path)
        placed[address.table, address.key, address.column] = setting
        return paths.replaced(instance, setting.path, setting.value)
    except paths.BadPath as error:
        if not lost(context, error):
            line = _line(instance, setting.origin, f"set.{setting.path}") if setting.origin else 0
            findings.append(Finding(_file(setting.origin), line, setting.path, value_text(setting.value), error.why, error.hint))
        return instance


def _switch(instance: Instance, switched: Mapping[str, bool]) -> Instance:
    rules = {key: rule.model_copy(update={"active": switched[key]}) if key in switched else rule for key, rule in instance.rules.items()}
    return dataclasses.replace(instance, rules=rules)


def _place(instance: Instance, fault: Fault, chain: Chain, placed: Mapping[tuple[str, str, str], Setting]) -> Finding:
    """A fault with the place of the setting or mandate that causes it."""
    if fault.table == "mandates":
        _, origin = chain.mandates[fault.key]
        ids = [mandate.id for mandate in instance.variants[origin].mandates]
        line = _line(instance, origin, f"mandate.{ids.index(fault.key)}.{fault.column}")
        return Finding(_file(origin), line, f"mandate.{fault.key}.{fault.column}", fault.value, fault.why, fault.hint)
    table = paths.BANDS if fault.column == paths.BANDS else fault.table
    setting = placed.get((table, fault.key, fault.column if table != paths.BANDS else ""))
    if setting is not None:
        line = _line(instance, setting.origin, f"set.{setting.path}") if setting.origin else 0
        return Finding(_file(setting.origin), line, setting.path, fault.value, fault.why, fault.hint)
    found = checks.locate(instance, fault)
    origins = sorted({setting.origin for setting in placed.values()}) or [""]
    line = _line(instance, origins[0], "set") if origins[0] else 0
    row = f"{fault.table}.{fault.key}.{fault.column}"
    return Finding(_file(origins[0]), line, row, fault.value, f"{fault.why} ({found.file}:{found.line}, with what is set)", fault.hint)


def resolve_chain(context: Context, name: str, findings: list[Finding], above: tuple[str, ...] = ()) -> Chain:
    """A variant's chain. Parents come first, in the order of `extends`; where they disagree the variant itself must say."""
    base = context.instance
    own, chain = base.variants[name], Chain()
    for parent in own.extends:
        if parent in (*above, name):
            # Every member of a circle is resolved once as the first; the circle is told once, by its first name.
            first, *_ = circle = (*above, name)
            if parent == first == min(circle):
                line, value = _line(base, first, "extends"), "|".join(base.variants[first].extends)
                findings.append(Finding(_file(first), line, "extends", value, f"extends itself: {' > '.join([*circle, first])}"))
        elif parent not in base.variants:
            hint = nearest(parent, base.variants)
            findings.append(Finding(_file(name), _line(base, name, "extends"), "extends", parent, "there is no such variant", hint))
        else:
            _merge(context, chain, resolve_chain(context, parent, findings, (*above, name)), own, findings)
    _add_own(context, chain, own, findings)
    return chain


def _merge(context: Context, chain: Chain, parent: Chain, own: Variant, findings: list[Finding]) -> None:
    """Another parent's demands added; differing ones are a fault unless the variant itself decides them."""
    base = context.instance
    own_paths = {_spelling(base, path) for path, _ in own.settings}
    for path, setting in parent.settings.items():
        held = chain.settings.get(path)
        if held is not None and path not in own_paths and not _same(base, held, setting):
            why = f"'{held.origin}' and '{setting.origin}' set it to {value_text(held.value)} and {value_text(setting.value)}; set it here"
            findings.append(_conflict(base, own, path, why))
        chain.settings[path] = setting
    for key, (mandate, origin) in parent.mandates.items():
        if key in chain.mandates and chain.mandates[key][0] != mandate and key not in {item.id for item in own.mandates}:
            why = f"'{chain.mandates[key][1]}' and '{origin}' have different mandates of this id; give it here"
            findings.append(_conflict(base, own, f"mandate.{key}", why))
        chain.mandates[key] = (mandate, origin)
    for rule, active in parent.switched.items():
        if chain.switched.get(rule, active) != active and rule not in own.rules_disabled + own.rules_enabled:
            why = "one of the variants it extends disables it, another enables it; say here which wins"
            findings.append(_conflict(base, own, f"rules.{rule}", why))
        chain.switched[rule] = active


def _conflict(base: Instance, own: Variant, what: str, why: str) -> Finding:
    return Finding(_file(own.name), _line(base, own.name, "extends"), "extends", what, why)


def _spelling(instance: Instance, path: str) -> str:
    """The one spelling of a path, or the path as it stands where it leads nowhere."""
    try:
        return paths.locate_path(instance, path).path
    except paths.BadPath:
        return path


def _same(instance: Instance, one: Setting, other: Setting) -> bool:
    """Whether two settings of a path put the same value there."""
    try:
        return paths.replaced(instance, one.path, one.value) == paths.replaced(instance, other.path, other.value)
    except paths.BadPath:
        return one.value == other.value


def _add_own(context: Context, chain: Chain, own: Variant, findings: list[Finding]) -> None:
    base = context.instance
    for path, value in own.settings:
        spelling = _spelling(base, path)
        if spelling.startswith("rules.") and spelling.endswith(".active"):
            line = _line(base, own.name, f"set.{path}")
            findings.append(Finding(_file(own.name), line, path, value_text(value), "rules are switched under [rules] disable or enable"))
            continue
        chain.settings.pop(spelling, None)
        chain.settings[spelling] = Setting(path, value, own.name)
    for mandate in own.mandates:
        chain.mandates[mandate.id] = (mandate, own.name)
    _switch_own(context, chain, own, findings)


def _switch_own(context: Context, chain: Chain, own: Variant, findings: list[Finding]) -> None:
    base = context.instance
    undecided = {rule for rule in chain.switched if len(own.extends) > 1}
    for key, names, wanted in (("disable", own.rules_disabled, False), ("enable", own.rules_enabled, True)):
        line = _line(base, own.name, f"rules.{key}")
        for rule in names:
            row = base.rules.get(rule)
            if row is None:
                if rule not in context.known["rules"] and "rules" not in context.unkeyed:
                    hint = nearest(rule, context.known["rules"])
                    findings.append(Finding(_file(own.name), line, f"rules.{key}", rule, "there is no such rule", hint))
                continue
            if chain.switched.get(rule, row.active) == wanted and rule not in undecided:
                state = "already in force" if wanted else "already out of force"
                findings.append(Finding(_file(own.name), line, f"rules.{key}", rule, f"this rule is {state}"))
            chain.switched[rule] = wanted


def _idle(context: Context, name: str) -> list[Finding]:
    """The fault of a variant that changes nothing relative to what it extends."""
    base, own = context.instance, context.instance.variants[name]
    if own.rules_disabled or own.rules_enabled or len(own.extends) > 1 or not own.title:
        return []
    ignored: list[Finding] = []
    before = Chain()
    for parent in own.extends:
        if parent in base.variants:
            before = resolve_chain(context, parent, ignored, (name,))
    if any(before.mandates.get(mandate.id, (None, ""))[0] != mandate for mandate in own.mandates):
        return []
    instance = base
    for setting in before.settings.values():
        instance = _set(context, instance, setting, {}, ignored)
    for path, value in own.settings:
        try:
            if paths.replaced(instance, path, value) != instance:
                return []
        except paths.BadPath:
            return []
    what = f"what '{own.extends[0]}' says" if own.extends else "the instance"
    return [Finding(_file(name), 0, "", "", f"changes nothing relative to {what}")]
