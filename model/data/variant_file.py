"""One variant's TOML file becomes a `Variant`, its chain not yet resolved."""

from __future__ import annotations

from typing import get_args

from model.data.cells import CONTROL, value_text
from model.data.instance import Variant
from model.data.mandates import Mandate, MandateBase
from model.data.toml_text import Taker, TomlFile
from model.errors import Finding, nearest

KEYS = ("title", "why", "source", "extends", "political_score", "set", "mandate", "rules", "record")
MANDATE_KINDS: dict[str, type[MandateBase]] = {
    get_args(member.model_fields["kind"].annotation)[0]: member for member in get_args(get_args(Mandate)[0])
}
HIGHEST_SCORE = 3


def read_variant(name: str, source: TomlFile, findings: list[Finding]) -> Variant:
    """The variant of a parsed file; every fault of it goes to `findings` and what is faulty is left out."""
    taker = Taker(source, source.table, findings)
    taker.refuse_unknown(KEYS)
    rules = Taker(source, taker.subtable("rules"), findings, "rules")
    rules.refuse_unknown(("disable", "enable"))
    disabled, enabled = rules.texts("disable"), rules.texts("enable")
    for both in sorted(set(disabled) & set(enabled)):
        rules.fault("enable", f"'{both}' is also listed under disable")
    return Variant(
        name=name,
        title=taker.text("title"),
        why=taker.text("why"),
        source=taker.text("source"),
        extends=taker.texts("extends"),
        settings=_settings(taker),
        mandates=_mandates(taker),
        rules_disabled=disabled,
        rules_enabled=enabled,
        political_score=_score(taker),
        record=_record(taker),
    )


def _score(taker: Taker) -> int | None:
    value = taker.table.get("political_score")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= HIGHEST_SCORE:
        taker.fault("political_score", f"must be a whole number from 0 to {HIGHEST_SCORE}")
        return None
    return value


def _settings(taker: Taker) -> tuple[tuple[str, object], ...]:
    """(path, value) pairs. Dotted keys without quotation marks arrive as nested tables and are joined again."""
    settings: dict[str, object] = {}
    waiting: list[tuple[str, object]] = list(reversed(taker.subtable("set").items()))
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += reversed([(f"{path}.{name}", inner) for name, inner in value.items()])
            continue
        if isinstance(value, list):
            value = tuple(value)
        if path in settings:
            key = f"set.{path}"
            taker.findings.append(Finding(taker.source.file, taker.source.line(key), path, value_text(value), "is set twice"))
        settings[path] = value
    return tuple(settings.items())


def _mandates(taker: Taker) -> tuple[Mandate, ...]:
    found: dict[str, Mandate] = {}
    for index, entry in enumerate(taker.subtables("mandate")):
        part = Taker(taker.source, entry, taker.findings, f"mandate.{index}")
        kind = entry.get("kind")
        if not isinstance(kind, str) or kind not in MANDATE_KINDS:
            hint = nearest(kind, MANDATE_KINDS) if isinstance(kind, str) else ""
            part.fault("kind", f"must be one of {', '.join(MANDATE_KINDS)}", hint)
            continue
        mandate = part.record(MANDATE_KINDS[kind])
        if mandate is None:
            continue
        assert isinstance(mandate, get_args(get_args(Mandate)[0]))
        if mandate.id in found:
            part.fault("id", "is the id of an earlier mandate")
        found.setdefault(mandate.id, mandate)
    return tuple(found.values())


def _record(taker: Taker) -> tuple[tuple[str, float], ...]:
    part = Taker(taker.source, taker.subtable("record"), taker.findings, "record")
    facts: list[tuple[str, float]] = []
    for name, value in part.table.items():
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) <= 1e15:
            part.fault(name, "must be a number")
        elif not name.strip() or CONTROL.search(name):
            part.fault(name, "must have a name")
        else:
            facts.append((name, float(value)))
    return tuple(sorted(facts))
