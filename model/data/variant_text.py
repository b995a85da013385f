"""What a variant says, as the text of its TOML file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def entry(key: str, value: object) -> str:
    """A key with its value."""
    return f"{key} = {_value(value)}"


def tables(settings: Mapping[str, object], switched: Mapping[str, bool]) -> list[str]:
    """The lines of the tables `set`, `phase.ID.set` and `rules`, as far as they are needed."""
    by_phase: dict[str, dict[str, object]] = {}
    for path, value in settings.items():
        phase, colon, rest = path.partition(":")
        by_phase.setdefault(phase if colon else "", {})[rest if colon else path] = value
    lines: list[str] = []
    for phase, own in sorted(by_phase.items(), key=lambda one: one[0] != ""):
        lines += ["", f"[phase.{_text(phase)}.set]" if phase else "[set]"]
        lines += [entry(_text(path), value) for path, value in own.items()]
    if switched:
        lines += ["", "[rules]"]
        named = {key: [rule for rule, active in sorted(switched.items()) if active is wanted] for key, wanted in SWITCHES.items()}
        lines += [entry(key, rules) for key, rules in named.items() if rules]
    return lines


SWITCHES = {"disable": False, "enable": True}


def _value(value: object) -> str:
    """A value as TOML writes it; nothing is an empty text, as an empty cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_value(part) for part in value)}]"
    return _text("" if value is None else str(value))


def _text(text: str) -> str:
    """A text in quotation marks; TOML escapes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
