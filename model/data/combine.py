"""Two variants become one file that extends both; wherever they disagree, somebody must have said which of them wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from model.data import checks
from model.data.addresses import locate_path, phase_paths, spelling, value_at
from model.data.based_on import names_base
from model.data.chains import Chain, by_number, in_all_phases, resolve_chains, switch_path
from model.data.disagreements import Disagreement, clash, disagreements, selects
from model.data.instance import Instance
from model.data.kinds import IDENTIFIER
from model.data.mandates import ActiveMandate, GradeMandate, HolderMandate, KeepHolderMandate, Mandate
from model.data.reader import variant_lines
from model.data.selectors import match_hq
from model.data.toml_text import toml_file
from model.data.variant_file import read_variant
from model.data.variant_text import entry, tables
from model.data.variants import apply
from model.errors import Finding, InputError, nearest

NAME, PREFER = "--as", "--prefer"


@dataclass(frozen=True)
class Settled:
    """A disagreement, and which of the two variants wins."""

    about: Disagreement
    winner: str
    loser: str


@dataclass(frozen=True)
class Combined:
    """The text of a variant's file, and what was settled in it."""

    text: str
    settled: tuple[Settled, ...]


def combine(
    base: Instance, first: str, second: str, name: str, prefer: Sequence[str] = (), words: Mapping[str, str] | None = None
) -> Combined:
    """The file of a variant `name` that extends both variants of an instance. `prefer` are texts `VARIANT` or `WHAT=VARIANT`; `words` the
    title, why and source (empty or absent: made of those of the two).

    Raises InputError with every name that is wrong, every disagreement that is not settled, or every fault of the combination."""
    findings = _name_faults(base, first, second, name)
    if findings:
        raise InputError(findings)
    chains = resolve_chains(checks.full_context(base), [first, second])
    found = disagreements(base, chains[first], chains[second])
    winners, findings = _winners(base, found, (first, second), prefer)
    unsettled = [one for one in found if one.what not in winners]
    findings += [_unsettled(one, first, second, name) for one in unsettled]
    if findings:
        raise InputError(findings)
    settled = tuple(Settled(one, winner := winners[one.what], second if winner == first else first) for one in found)
    said = _Said(base, (first, second), chains, settled)
    return Combined(_checked(base, name, _text(base, (first, second), said, settled, words or {})), settled)


def _name_faults(base: Instance, first: str, second: str, name: str) -> list[Finding]:
    unknown = [one for one in dict.fromkeys((first, second)) if one not in base.variants]
    found = [Finding("variants", 0, "variant", one, "there is no such variant", nearest(one, base.variants)) for one in unknown]
    if not IDENTIFIER.fullmatch(name):
        found.append(Finding(NAME, 0, "", name, "is made of ASCII letters, digits, '_', '.', '-' and starts with a letter or digit"))
    elif name in base.variants:
        found.append(Finding(NAME, 0, "", name, "is a variant already; choose another name"))
    if first == second:
        found.append(Finding("variants", 0, "variant", second, "is one variant; there is nothing to combine"))
    elif not found:
        chains = {one: _above(base, one) for one in (first, second)}
        for one, other in ((first, second), (second, first)):
            if other in chains[one]:
                why = f"says all that '{other}' says already: it is the combination"
                found.append(Finding(f"variants/{one}.toml", 0, "extends", other, why))
    return found


def _above(base: Instance, name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = set(base.variants[waiting.pop()].extends) - found
        found |= new
        waiting += new
    return found


def _winners(
    base: Instance, found: Sequence[Disagreement], pair: tuple[str, str], prefer: Sequence[str]
) -> tuple[dict[str, str], list[Finding]]:
    """Who wins each disagreement that is settled, and what is wrong with the preferences."""
    known = {one.what for one in found}
    winners, findings, general = dict[str, str](), list[Finding](), list[str]()
    for text in prefer:
        what, equals, variant = (part.strip() for part in text.rpartition("="))
        if variant not in pair:
            findings.append(Finding(PREFER, 0, "", text, f"must name {pair[0]} or {pair[1]}", nearest(variant, pair)))
        elif not equals:
            general.append(variant)
        else:
            meant = _meant(base, what, known)
            if meant not in known:
                why = f"'{what}' is nothing that they disagree on"
                findings.append(Finding(PREFER, 0, "", text, why, nearest(meant, known)))
            elif winners.setdefault(meant, variant) != variant:
                findings.append(Finding(PREFER, 0, "", text, "is preferred of both variants"))
    if len(set(general)) > 1:
        findings.append(Finding(PREFER, 0, "", general[1], f"is preferred as well as '{general[0]}': say of what"))
    return {**dict.fromkeys(known if general else (), general[0] if general else ""), **winners}, findings


def _meant(base: Instance, what: str, known: Iterable[str]) -> str:
    """The disagreement that is meant: a path in any spelling and of any phase, `rules.NAME`, or a name as it is told."""
    if what in known:
        return what
    path = in_all_phases(spelling(base, what))
    return switch_path(what.removeprefix("rules.")) if switch_path(what.removeprefix("rules.")) in known else path


def _unsettled(one: Disagreement, first: str, second: str, name: str) -> Finding:
    why = f"{first}: {one.first}; {second}: {one.second}. Say which wins: {PREFER} {first}, or of this alone {PREFER} '{one.what}={first}'"
    return Finding(f"variants/{name}.toml", 0, "", one.what, why)


class _Said:
    """What the combined file says itself: on everything in dispute what the winner says."""

    def __init__(self, base: Instance, pair: tuple[str, str], chains: Mapping[str, Chain], settled: Sequence[Settled]) -> None:
        self.base, self.pair, self.chains = base, pair, chains
        self.settings: dict[str, object] = {}
        self.switched: dict[str, bool] = {}
        self.mandates: dict[str, Mandate] = {}
        for one in settled:
            if one.about.mandates is None:
                self._number(one)
            else:
                self._mandate(one, one.about.mandates)

    def _number(self, one: Settled) -> None:
        """The number as it is in the winner, in all phases; where both set the same paths, these alone."""
        number, chain = one.about.what, self.chains[one.winner]
        rule = next((rule for rule in self.base.rules if switch_path(rule) == number), None)
        mine, theirs = (by_number(self.chains[name])[number] for name in (one.winner, one.loser))
        if mine == theirs and rule is None:
            self.settings |= {path: setting.value for path, setting in chain.settings.items() if path in mine}
            return
        there = apply(self.base, one.winner)
        if rule is None:
            self.settings[number] = value_at(there, number)
        else:
            self.switched[rule] = chain.switched.get(rule, self.base.rules[rule].active)
        cell = locate_path(self.base, number).cell
        self.settings |= {path: value.value for path, value in phase_paths(there).items() if value.cell == cell}

    def _mandate(self, one: Settled, mandates: tuple[Mandate, Mandate]) -> None:
        """The loser's mandate gives way: in what is in dispute alone where that can be said, else the winner's takes its place."""
        wins, loses = mandates if one.winner == self.pair[0] else mandates[::-1]
        if wins.id == loses.id:
            self.mandates[wins.id] = wins
            return
        mine, theirs = (self.mandates.get(mandate.id, mandate) for mandate in (wins, loses))
        found = clash(self.base, mine, theirs)
        if found is not None:  # what was settled before may have ended it
            self.mandates[theirs.id] = _narrowed(self.base, theirs, found.about) or mine.model_copy(update={"id": theirs.id})


def _narrowed(base: Instance, mandate: Mandate, without: Sequence[str]) -> Mandate | None:
    """The mandate without these authorities or HQs; None where nothing is left of it, or it cannot be said."""
    says = f"{mandate.says.rstrip('.')}, but for {', '.join(without)}."
    if isinstance(mandate, HolderMandate | KeepHolderMandate) and without:
        left = tuple(name for name in base.authorities if selects(base, mandate, name) and name not in without)
        return mandate.model_copy(update={"authority": left, "relation": (), "nation": (), "says": says}) if left else None
    if isinstance(mandate, ActiveMandate | GradeMandate) and without:
        hqs = tuple(key for key, hq in base.headquarters.items() if match_hq(mandate.hq, key, hq.nation) and key not in without)
        return mandate.model_copy(update={"hq": hqs, "says": says}) if hqs else None
    return None


def _text(base: Instance, pair: tuple[str, str], said: _Said, settled: Sequence[Settled], words: Mapping[str, str]) -> str:
    """The file: what it extends, and what it says itself because the two disagree."""
    one, other = (base.variants[name] for name in pair)
    head = {
        "title": words.get("title") or f"{one.title}; and {other.title}",
        "why": words.get("why") or f"What {pair[0]} and {pair[1]} ask for, both at once.",
        "source": words.get("source") or f"the variants {pair[0]} and {pair[1]}",
        "extends": list(pair),
    }
    lines = [entry(key, value) for key, value in head.items()]
    lines += ["# No political_score: nobody has judged the two together.", ""]
    lines += [f"# {one.about.what}: as {one.winner} says, not as {one.loser} does." for one in settled]
    lines += tables(said.settings, said.switched)
    for mandate in said.mandates.values():
        shown = mandate.model_dump(mode="json", exclude_defaults=True)
        lines += ["", "[[mandate]]", *(entry(key, value) for key, value in ({"id": mandate.id, "kind": mandate.kind} | shown).items())]
    return "\n".join(lines).rstrip("\n") + "\n"


def _checked(base: Instance, name: str, text: str) -> str:
    """The text. Raises InputError where the variant that it makes is faulty."""
    file, findings = f"variants/{name}.toml", list[Finding]()
    source = toml_file(text, file, findings)
    variant = None if source is None else read_variant(name, source, findings)
    if findings or variant is None or source is None:
        raise InputError(findings)
    apply(replace(base, variants={**base.variants, name: variant}, lines={**base.lines, **variant_lines(source)}), name)
    return text


def put(folder: Path, name: str, text: str) -> Path:
    """Write the file of a variant into the folder of an instance, all or nothing, and return its path. Raises InputError where the folder
    has its variants from another one, or has such a file."""
    if names_base(folder):
        why = "has the variants of the folder that it is based on: combine them there"
        raise InputError([Finding(str(folder), 0, "", "", why)])
    target = folder / "variants" / f"{name}.toml"
    if target.exists():
        raise InputError([Finding(str(target), 0, "", "", "is there already; choose another name")])
    target.parent.mkdir(exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(target)
    return target
