"""Policy variants: their settings and mandates applied, every fault placed in the file that causes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from model.data import addresses, checks
from model.data.cells import value_text
from model.data.chains import Chain, Setting, file_of, line_of, line_of_setting, resolve_chains
from model.data.checks import Context, Fault
from model.data.checks.context import cell_of, line_in_phase, lost
from model.data.instance import Instance, Variant
from model.data.mandates import Mandate
from model.data.phase_values import phases_until
from model.data.settings import replaced
from model.data.stated import Decided, Stated, decide, fault_of
from model.errors import MOST_TOLD, Finding, InputError, nearest

# Who set a cell, by phase (empty: all), table, row and column.
Placed = dict[tuple[str, str, str, str], Setting]


def apply(instance: Instance, variant: str | None, settings: Sequence[tuple[str, str]] = (), stated: Sequence[Stated] = ()) -> Instance:
    """The instance as a variant changes it: settings of its chain, then its rules and mandates, then `settings` of the
    command line or of a study in their order (a later one wins), then the mandates of decisions that are `stated` there. `instance` is
    one as loaded, with all its rules.

    Raises InputError with every fault, placed in the variant's file or at `--set`, `--force` or `--freeze`."""
    context = checks.full_context(instance)
    named = [variant] if variant is not None and variant in instance.variants else []
    changed, findings = _applied(context, frozenset(), variant, settings, resolve_chains(context, named), stated)
    if findings:
        raise InputError(findings)
    return changed


def check_all(context: Context, base_faults: Sequence[Fault], idle: bool = True) -> list[Finding]:
    """Every fault of every variant of a folder, apart from those the folder has without them; `idle`: that it changes nothing, too."""
    known = frozenset(base_faults)
    chains = resolve_chains(context, context.instance.variants)
    findings: list[Finding] = []
    for name in context.instance.variants:
        found = _applied(context, known, name, (), chains)[1]
        # What a faulty variant changes is not known.
        findings += found or (idle and (_idle(context, name, chains) or _idle_in_phases(context, name, chains))) or []
    return findings


def _applied(
    context: Context,
    known: frozenset[Fault],
    name: str | None,
    extra: Sequence[tuple[str, str]],
    chains: Mapping[str, Chain],
    stated: Sequence[Stated] = (),
) -> tuple[Instance, list[Finding]]:
    base = context.instance
    if name is not None and name not in base.variants:
        hint = nearest(name, base.variants)
        return base, [Finding("variants", 0, "variant", name, "there is no such variant", hint)]
    chain = chains[name] if name is not None else Chain()
    findings = list(chain.findings)
    changed = base
    placed: Placed = {}
    changed = _switch(changed, chain.switched)
    for setting in chain.settings.values():
        changed = _set(context, changed, setting, placed, findings)
    for path, value in extra:
        changed = _set(context, changed, Setting(path, value, ""), placed, findings)
    decided = decide(changed, stated)
    findings += [*decided.findings, *decided.clashes(chain.mandates)]
    mandates = tuple(mandate for _, (mandate, _) in sorted({**chain.mandates, **decided.mandates}.items()))
    changed = dataclasses.replace(decided.instance, mandates=mandates, variant=_resolved(base, name, chain, extra, mandates))
    after = dataclasses.replace(context, instance=changed, nations=_nations(context, changed))
    new = [fault for fault in checks.faults(after, base=False) if fault not in known]
    findings += [_place_stated(fault, decided) or _place(changed, fault, chain, placed) for fault in new]
    views = [changed.whole_at(phase.id) for phase in changed.phases] or [changed]
    in_force = {key: rule for key, rule in changed.rules.items() if any(view.rules[key].active for view in views)}
    return dataclasses.replace(changed, rules=in_force), findings


def _nations(context: Context, changed: Instance) -> frozenset[str]:
    """Nations of HQs after settings; rows that could not be read keep the nation they name."""
    if "headquarters" in context.partial:
        return context.nations
    return checks.nations_of(changed)


def _resolved(
    base: Instance, name: str | None, chain: Chain, extra: Sequence[tuple[str, str]], mandates: tuple[Mandate, ...]
) -> Variant | None:
    if name is None:
        return None
    settings = [(setting.path, setting.value) for setting in chain.settings.values()]
    return dataclasses.replace(
        base.variants[name],
        settings=(*settings, *extra),
        mandates=mandates,
        rules_disabled=tuple(sorted(rule for rule, active in chain.switched.items() if not active)),
        rules_enabled=tuple(sorted(rule for rule, active in chain.switched.items() if active)),
    )


def _set(context: Context, instance: Instance, setting: Setting, placed: Placed, findings: list[Finding]) -> Instance:
    """One setting applied; `placed` remembers who set which cell."""
    try:
        address = addresses.locate_path(instance, setting.path)
        placed[address.phase, address.table, address.key, address.column] = setting
        return replaced(instance, setting.path, setting.value)
    except addresses.BadPath as error:
        if not lost(context, error):
            line = line_of_setting(instance, setting.origin, setting.path)
            hint = error.hint if len(findings) <= MOST_TOLD else ""
            findings.append(Finding(file_of(setting.origin), line, setting.path, value_text(setting.value), error.why, hint))
        return instance


def _switch(instance: Instance, switched: Mapping[str, bool]) -> Instance:
    """Rules put in and out of force in all phases, whatever phases said of them."""
    rules = {key: rule.model_copy(update={"active": switched[key]}) if key in switched else rule for key, rule in instance.rules.items()}
    values = tuple(one for one in instance.phase_values if not (one.table == "rules" and one.column == "active" and one.key in switched))
    return dataclasses.replace(instance, rules=rules, phase_values=values)


def _place_stated(fault: Fault, decided: Decided) -> Finding | None:
    """A fault of a decision that is stated on the command line, with its option; None for any other."""
    if fault.table != "mandates" or fault.key not in decided.mandates:
        return None
    return fault_of(decided.mandates[fault.key][1], fault.column, fault.value, fault.why, fault.hint)


def _place(instance: Instance, fault: Fault, chain: Chain, placed: Placed) -> Finding:
    """A fault with the place of the setting or mandate that causes it."""
    if fault.table == "mandates":
        _, origin = chain.mandates[fault.key]
        ids = [mandate.id for mandate in instance.variants[origin].mandates]
        line = line_of(instance, origin, f"mandate.{ids.index(fault.key)}.{fault.column}")
        return Finding(file_of(origin), line, f"mandate.{fault.key}.{fault.column}", fault.value, fault.why, fault.hint)
    phases = [*(phases_until(instance, fault.phase) if fault.phase else ()), ""]
    setting = next((placed[place] for phase in phases if (place := (phase, *cell_of(fault))) in placed), None)
    beside = [one for place, one in placed.items() if (place[0], place[1], place[3]) == (fault.phase, fault.table, fault.column)]
    if setting is None and fault.phase and beside:
        line = line_of_setting(instance, beside[0].origin, beside[0].path)
        return Finding(file_of(beside[0].origin), line, beside[0].path, value_text(beside[0].value), fault.why)
    if setting is not None:
        line = line_of_setting(instance, setting.origin, setting.path)
        return Finding(file_of(setting.origin), line, setting.path, fault.value, fault.why, fault.hint)
    # Of several settings those of the phase have most likely made the row a fault.
    likely = [setting for (phase, *_), setting in placed.items() if phase == fault.phase] or list(placed.values())
    origins = sorted({setting.origin for setting in likely}) or [""]
    line = line_of(instance, origins[0], f"phase.{fault.phase}.set" if fault.phase else "set") if origins[0] else 0
    found, row = checks.locate(instance, dataclasses.replace(fault, phase="")), addresses.Address(*cell_of(fault), fault.phase).path
    return Finding(file_of(origins[0]), line, row, fault.value, f"{fault.why} ({found.file}:{found.line}, with what is set)", fault.hint)


def _idle_in_phases(context: Context, name: str, chains: Mapping[str, Chain]) -> list[Finding]:
    """The faults of a sound variant's own settings that give a number in a phase the value that it has there already."""
    instance, found, ignored = _switch(context.instance, chains[name].switched), [], list[Finding]()
    own = context.instance.variants[name]
    if len(own.extends) > 1:  # where those disagree it must say what one of them says already
        return []
    for origin in own.extends:
        for setting in chains[origin].settings.values():
            instance = _set(context, instance, setting, {}, ignored)
    for path, value in own.settings:
        try:
            before = addresses.value_at(instance, path)
            instance = replaced(instance, path, value)
        except addresses.BadPath:
            continue  # of a row that could not be read
        if ":" in path and addresses.value_at(instance, path) == before:
            found.append(_already(file_of(name), line_of_setting(instance, name, path), path, value))
    return found


def set_in_phases(context: Context, settings: Sequence[tuple[str, object]]) -> tuple[Instance, list[Finding]]:
    """The instance of a folder with what its phases change, and the faults of that."""
    instance, findings = context.instance, list[Finding]()
    file, first = "instance.toml", dict[str, str]()
    for path, value in settings:
        line = line_in_phase(instance, path.partition(":")[0], path)
        known = addresses.spelling(instance, path)
        if known in first:
            findings.append(Finding(file, line, path, value_text(value), f"is set twice, first as '{first[known]}'"))
            continue
        first[known] = path
        try:
            before = addresses.value_at(instance, path)
            instance = replaced(instance, path, value)
            if addresses.value_at(instance, path) == before:
                findings.append(_already(file, line, path, value))
        except addresses.BadPath as error:
            if not lost(context, error):
                hint = error.hint if len(findings) <= MOST_TOLD else ""
                findings.append(Finding(file, line, path, value_text(value), error.why, hint))
    return instance, findings


def _already(file: str, line: int, path: str, value: object) -> Finding:
    return Finding(file, line, path, value_text(value), "is the value that it has in this phase already")


def _idle(context: Context, name: str, chains: Mapping[str, Chain]) -> list[Finding]:
    """The fault of a variant that changes nothing relative to what it extends."""
    base, own = context.instance, context.instance.variants[name]
    if own.rules_disabled or own.rules_enabled or len(own.extends) > 1 or not own.title:
        return []
    ignored: list[Finding] = []
    before = chains[own.extends[0]] if own.extends else Chain()
    if any(before.mandates.get(mandate.id, (None, ""))[0] != mandate for mandate in own.mandates):
        return []
    instance = base
    for setting in before.settings.values():
        instance = _set(context, instance, setting, {}, ignored)
    for path, value in own.settings:
        try:
            if replaced(instance, path, value) != instance:
                return []
        except addresses.BadPath:
            return []
    what = f"what '{own.extends[0]}' says" if own.extends else "the instance"
    return [Finding(file_of(name), 0, "", "", f"changes nothing relative to {what}")]
