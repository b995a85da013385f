"""What a variant says, as the text of its TOML file."""

from __future__ import annotations

from collections.abc import Mapping

from model.data.toml_writing import toml_value


def entry(key: str, value: object) -> str:
    """A key with its value; nothing is an empty text, as an empty cell."""
    return f"{key} = {toml_value('' if value is None else value)}"


def tables(settings: Mapping[str, object], switched: Mapping[str, bool]) -> list[str]:
    """The lines of the tables `set`, `phase.ID.set` and `rules`, as far as they are needed."""
    by_phase: dict[str, dict[str, object]] = {}
    for path, value in settings.items():
        phase, colon, rest = path.partition(":")
        by_phase.setdefault(phase if colon else "", {})[rest if colon else path] = value
    lines: list[str] = []
    for phase, own in sorted(by_phase.items(), key=lambda one: one[0] != ""):
        lines += ["", f"[phase.{toml_value(phase)}.set]" if phase else "[set]"]
        lines += [entry(toml_value(path), value) for path, value in own.items()]
    if switched:
        lines += ["", "[rules]"]
        named = {key: [rule for rule, active in sorted(switched.items()) if active is wanted] for key, wanted in SWITCHES.items()}
        lines += [entry(key, rules) for key, rules in named.items() if rules]
    return lines


SWITCHES = {"disable": False, "enable": True}
