"""One variant's TOML file becomes a `Variant`, its chain not yet resolved."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from model.data.instance import Variant
from model.data.kinds import CONTROL, LISTED, Names, Prose, Record, Settings
from model.data.mandates import Mandate
from model.data.toml_text import TomlFile, flat_settings, ids, read_record
from model.errors import Finding


def _number(value: object) -> object:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) <= 1e15:
        raise ValueError("must be a number")
    return float(value)


def _name(value: str) -> str:
    if not value.strip() or CONTROL.search(value):
        raise ValueError("must have a name")
    return value


class Switches(Record):
    """Rules that a variant takes out of force, and puts in force."""

    disable: Names = ()
    enable: Names = ()

    @field_validator("enable")
    @classmethod
    def _not_both(cls, enabled: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        both = sorted(set(enabled) & set(info.data.get("disable", ())))
        if both:
            raise ValueError(f"'{', '.join(both)}' is also listed under disable")
        return enabled


class PhaseChange(Record):
    """What a variant changes from a phase on."""

    set: Settings = Field(default_factory=dict)


class VariantFile(Record):
    """What a file in variants/ may say."""

    title: Prose
    why: Prose
    source: Prose
    extends: Names = ()
    political_score: Annotated[int, Field(ge=0, le=3)] | None = None
    set: Settings = Field(default_factory=dict)
    phase: dict[str, PhaseChange] = Field(default_factory=dict)
    mandate: Annotated[tuple[Mandate, ...], LISTED] = ()
    rules: Switches = Switches()
    record: dict[Annotated[str, AfterValidator(_name)], Annotated[float, BeforeValidator(_number)]] = Field(default_factory=dict)


UNSAID = {"title": "?", "why": "?", "source": "?"}


def read_variant(name: str, source: TomlFile, findings: list[Finding]) -> Variant:
    """The variant of a parsed file; every fault of it goes to `findings` and what is faulty is left out. Its title is empty then."""
    said, faulty = read_record(VariantFile, source, UNSAID, findings)
    ids(source, "mandate", findings)
    return Variant(
        name=name,
        title="" if faulty else said.title,
        why=said.why,
        source=said.source,
        extends=said.extends,
        settings=_settings(said, source, findings),
        mandates=tuple({mandate.id: mandate for mandate in reversed(said.mandate)}.values())[::-1],
        rules_disabled=said.rules.disable,
        rules_enabled=said.rules.enable,
        political_score=said.political_score,
        record=tuple(sorted(said.record.items())),
    )


def _settings(said: VariantFile, source: TomlFile, findings: list[Finding]) -> tuple[tuple[str, object], ...]:
    """(path, value) pairs: those of all phases, then those of each phase from its start on."""
    settings = [*flat_settings(said.set, source, "set", findings)]
    for phase, changed in said.phase.items():
        own = flat_settings(changed.set, source, f"phase.{phase}.set", findings)
        if not own:
            findings.append(source.finding(f"phase.{phase}.set", "", "sets nothing: leave the table out"))
        settings += [(f"{phase}:{path}", value) for path, value in own]
    return tuple(settings)
