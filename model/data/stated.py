"""Decisions stated on the command line: `--force AUTHORITY=HQ` and `--freeze WHAT` become mandates, or every fault of them is told.

`--force [PHASE:]AUTHORITY[@CONDITION]=HQ`, with `!=` for anybody but; each part is a selector as in mandates (`a|b`, `*`; a nation means
its HQs). `--freeze [PHASE:]WHAT` holds today's state; `liaison+N` and `holders+N` leave N changes in one phase, the first or that named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter, ValidationError

from model.data.instance import Instance
from model.data.mandates import Mandate
from model.data.selectors import match_hq
from model.errors import Finding, nearest

FORCE, FREEZE = "--force", "--freeze"
# A stated decision: the option that states it, and its text.
Stated = tuple[str, str]
# Ids of mandates made here begin so; those of files that do are refused where both meet.
PREFIX = "command_line."
CITATION = "stated on the command line"
_PART = r"[^:@=!+]"
_FORCE = re.compile(rf"(?:({_PART}+):)?({_PART}+)(?:@({_PART}+))?(!?=)({_PART}+)")
_FREEZE = re.compile(rf"(?:({_PART}+):)?({_PART}+?)(?:\+([0-9]{{1,6}}))?")
# What may be frozen but for a few changes, and the limit of a phase that counts them.
COUNTED = {"liaison": "teams_max", "holders": "transfers_max"}
_MANDATE: TypeAdapter[Mandate] = TypeAdapter(Mandate)


class _Wrong(ValueError):
    """Why a text states no decision, and what was meant."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.why, self.hint = why, hint


@dataclass(frozen=True)
class Decided:
    """What is stated of an instance: the instance with the limits of its phases that follow, the mandates by id with the statement that
    each is of, and the faults."""

    instance: Instance
    mandates: Mapping[str, tuple[Mandate, Stated]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def clashes(self, taken: Container[str]) -> list[Finding]:
        """The faults of ids that mandates of a variant have taken."""
        why = f"a mandate of the variant has the id that is kept for it; ids beginning with {PREFIX} are for decisions stated here"
        return [Finding(option, 0, "", text, why) for key, (_, (option, text)) in self.mandates.items() if key in taken]


def decide(instance: Instance, stated: Sequence[Stated]) -> Decided:
    """The mandates that statements come to in an instance, which has its variant and settings applied; in whatever order they are given,
    the same."""
    mandates: dict[str, tuple[Mandate, Stated]] = {}
    findings: list[Finding] = []
    twice = {one for one in stated if stated.count(one) > 1}
    for number, one in enumerate(sorted(set(stated)), start=1):
        option, text = one
        try:
            if one in twice:
                raise _Wrong("is stated twice")
            if option not in OPTIONS:
                raise _Wrong(f"is stated by none of {', '.join(OPTIONS)}")
            instance, made = OPTIONS[option](instance, f"{PREFIX}{number}", text)
            mandates |= {mandate.id: (mandate, one) for mandate in made}
        except _Wrong as wrong:
            findings.append(Finding(option, 0, "", text, wrong.why, wrong.hint))
        except ValidationError as error:
            why = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            findings.append(Finding(option, 0, "", text, why))
    return Decided(instance, mandates, tuple(findings))


def fault_of(stated: Stated, column: str, value: str, why: str, hint: str) -> Finding:
    """The finding of a fault of the mandate that a statement came to."""
    option, text = stated
    return Finding(option, 0, column, value, f"{why} (in '{text}')", hint)


def _force(instance: Instance, name: str, text: str) -> tuple[Instance, list[Mandate]]:
    parts = _FORCE.fullmatch(text.strip())
    if parts is None:
        raise _Wrong("is not of the form [PHASE:]AUTHORITY[@CONDITION]=HQ, or != for anybody but this HQ")
    phase, authority, condition, sign, holder = ((part or "").strip() for part in parts.groups())
    by = _others(instance, holder) if sign == "!=" else holder
    held = "held by anybody but" if sign == "!=" else "held by"
    where = (f" in {_told(condition)}" if condition else "") + (f" in phase {_told(phase)}" if phase else "")
    says = f"{_told(authority)} is {held} {_told(holder)}{where}"
    said = {"holder": by, "authority": authority, "condition": condition, "phase": phase}
    return instance, [_mandate(name, "holder", f"{says} ({FORCE} {text}).", said)]


def _told(selector: str) -> str:
    names = [part.strip() for part in selector.split("|")]
    return "every one" if names == ["*"] else names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _others(instance: Instance, holder: str) -> str:
    """Every HQ that the selector does not take."""
    names = tuple(part.strip() for part in holder.split("|"))
    known = {*instance.headquarters, *(nation for hq in instance.headquarters.values() for nation in hq.nations), "*"}
    for one in names:
        if one not in known:
            raise _Wrong(f"'{one}' is not an HQ or a nation", nearest(one, known))
    left = [key for key, hq in instance.headquarters.items() if not match_hq(names, key, hq.nation)]
    if not left:
        raise _Wrong("leaves nobody to hold it")
    return "|".join(left)


def _freeze(instance: Instance, name: str, text: str) -> tuple[Instance, list[Mandate]]:
    parts = _FREEZE.fullmatch(text.strip())
    if parts is None:
        raise _Wrong(f"is not of the form [PHASE:]WHAT or WHAT+N, where WHAT is one of {', '.join(FROZEN)}")
    phase, what, number = ((part or "").strip() for part in parts.groups())
    if what not in FROZEN:
        raise _Wrong(f"'{what}' is none of {', '.join(FROZEN)}", nearest(what, FROZEN))
    if number and what not in COUNTED:
        raise _Wrong(f"only {' and '.join(COUNTED)} can be frozen but for a number of changes")
    made = [
        _mandate(f"{name}{after}", kind, f"{says} ({FREEZE} {text}).", {"phase": "" if number else phase, **selectors})
        for after, kind, says, selectors in FROZEN[what](instance, not number)
    ]
    return _limited(instance, COUNTED[what], phase, int(number)) if number else instance, made


def _mandate(name: str, kind: str, says: str, selectors: Mapping[str, object]) -> Mandate:
    return _MANDATE.validate_python({"id": name, "kind": kind, "says": says, **selectors})


# What follows the id, the kind of mandate, what it says, and its selectors.
_Parts = Iterator[tuple[str, str, str, dict[str, object]]]


def _liaison(instance: Instance, whole: bool) -> _Parts:
    """All channels keep their level; or, one by one, those that have a team today."""
    if whole:
        yield "", "keep_level", "Every liaison team stays as it is today", {}
        return
    for number, ((one, other), channel) in enumerate(instance.channels.items(), start=1):
        if channel.level_now > 0:
            says = f"The team between {one} and {other} stays as it is today"
            yield f".{number}", "keep_level", says, {"from_hq": one, "to_hq": other}


def _desks(instance: Instance, whole: bool) -> _Parts:
    yield "", "keep_desk", "Every desk keeps today's officers", {}


def _holders(instance: Instance, whole: bool) -> _Parts:
    if whole:
        yield "", "keep_holder", "Every authority stays with whoever holds it today", {}


def _grades(instance: Instance, whole: bool) -> _Parts:
    """A mandate for each grade that a commander has today."""
    today: dict[int, list[str]] = {}
    for key, hq in instance.headquarters.items():
        if hq.grade_now is not None and hq.grades:
            today.setdefault(hq.grade_now, []).append(key)
    for grade, keys in sorted(today.items()):
        yield f".{grade}", "grade", f"Commanders of grade O-{grade} keep it: {', '.join(keys)}", {"hq": "|".join(keys), "grade": grade}


FROZEN: Mapping[str, Callable[[Instance, bool], _Parts]] = {"liaison": _liaison, "desks": _desks, "holders": _holders, "grades": _grades}


OPTIONS: Mapping[str, Callable[[Instance, str, str], tuple[Instance, list[Mandate]]]] = {FORCE: _force, FREEZE: _freeze}


def _limited(instance: Instance, limit: str, named: str, number: int) -> Instance:
    """The instance with at most so many changes in this phase (none named: the first) and none in the others; tighter limits of its own
    stay."""
    known = [phase.id for phase in instance.phases]
    free = named or known[0]
    if free not in known:
        raise _Wrong(f"'{free}' is not a phase", nearest(free, known))

    def most(phase: str, own: int | None) -> int:
        allowed = number if phase == free else 0
        return allowed if own is None else min(own, allowed)

    phases = (phase.model_copy(update={limit: most(phase.id, getattr(phase, limit))}) for phase in instance.phases)
    return replace(instance, phases=tuple(phases))
