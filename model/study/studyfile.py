"""`studies/NAME.toml` beside an instance becomes a `Study`, or a list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from model.data import addresses
from model.data.based_on import beside_tables
from model.data.instance import BASE, Instance
from model.data.kinds import IDENTIFIER, LISTED, Names, Prose, Record
from model.data.ranges import ranges
from model.data.stated import Stated
from model.data.toml_text import TomlFile, read_record, read_toml
from model.errors import MOST_TOLD, Finding, InputError, hint_among, nearest
from model.study.experiment import GivenPosture
from model.study.methods import METHODS, load_method
from model.study.methods.refusals import of_another_kind

if TYPE_CHECKING:
    from model.study.report_postures import PostureReport

ALL = "all"
POSTURES = "postures"  # the setting that names a report whose postures are evaluated
MOVED = ("factors", "samples", "seed")  # keys that a method may have no use for
SAMPLES, MOST_SAMPLES = 64, 1_000_000
HIGHEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Factor:
    """Something uncertain: paths that move together, each from the low to the high end of its range."""

    name: str
    paths: tuple[str, ...]


def _factor(value: object) -> object:
    if isinstance(value, str):
        return {"name": value, "paths": (value,)}
    if not isinstance(value, dict) or value.keys() != {"name", "paths"}:
        raise ValueError('a factor is a path, or a table { name = "...", paths = [...] }')
    return value


def _factors(value: object) -> object:
    if value not in (ALL, [ALL]) and not isinstance(value, list):
        raise ValueError('must be "all", or a list of paths and of tables { name, paths }')
    return () if value in (ALL, [ALL]) else value


class FactorEntry(Record):
    """A factor as a study's file gives it."""

    name: Prose
    paths: Annotated[Names, Field(min_length=1)]


class StudyFile(Record):
    """What a file in studies/ may say."""

    title: Prose
    why: Prose
    method: Prose
    baseline: str = ""
    variants: Names = ()
    factors: Annotated[tuple[Annotated[FactorEntry, BeforeValidator(_factor)], ...], LISTED, BeforeValidator(_factors)] = ()
    samples: Annotated[int, Field(ge=1, le=MOST_SAMPLES)] = SAMPLES
    seed: Annotated[int, Field(ge=0, le=HIGHEST_SEED)] = 0
    settings: dict[str, object] = Field(default_factory=dict)


UNSAID = {"title": "?", "why": "?", "method": "?"}


@dataclass(frozen=True)
class Study:
    """What a study file asks for. `baseline` and `variants` are names of variants, or `base` for the instance as it stands;
    `settings` are the method's own keys, `given` the postures of the report that they name. Of the command line of `next-best` alone are
    `set_to`, numbers that are set in all questions, and `stated` decisions."""

    name: str
    title: str
    why: str
    method: str
    baseline: str
    variants: tuple[str, ...]
    factors: tuple[Factor, ...] = ()
    samples: int = SAMPLES
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    given: tuple[GivenPosture, ...] = ()
    set_to: tuple[tuple[str, str], ...] = ()
    stated: tuple[Stated, ...] = ()

    def setting(self, name: str, defaults: Mapping[str, Any]) -> Any:
        """A key of the method's own, or what the method takes where the study is silent."""
        return self.settings.get(name, defaults[name])


def study_names(folder: Path) -> list[str]:
    """Names of the studies beside an instance, or beside the one that it is based on."""
    home = beside_tables(folder, "studies")
    return sorted(path.stem for path in home.glob("*.toml") if not path.name.startswith(".")) if home.is_dir() else []


def load_study(folder: Path, name: str, base: Instance) -> Study:
    """The study of that name beside the instance in `folder`. Raises InputError with every fault of its file."""
    names = study_names(folder)
    if name not in names or not IDENTIFIER.fullmatch(name):
        known = f"; there are {', '.join(names)}" if names else ""
        raise InputError([Finding("studies", 0, "study", name, f"there is no such study{known}", nearest(name, names))])
    findings: list[Finding] = []
    file = f"studies/{name}.toml"
    source = read_toml(beside_tables(folder, "studies") / f"{name}.toml", file, findings)
    if source is None:
        raise InputError(findings)
    said, faulty = read_record(StudyFile, source, UNSAID, findings)
    reader = _Reader(source, base, findings)
    method = "" if "method" in faulty else reader.method(said.method)
    settings = reader.settings(said.settings, method)
    report = reader.report(folder, settings)
    variants = reader.variants(said.variants, report)
    study = Study(
        name=name,
        title=said.title,
        why=said.why,
        method=method,
        baseline=reader.baseline(said.baseline, variants),
        variants=variants,
        factors=reader.factors(said.factors),
        samples=said.samples,
        seed=said.seed,
        settings=settings,
        given=reader.given(variants, report, str(settings.get(POSTURES))),
    )
    if method:
        reader.refused(study)
    if findings:
        raise InputError(findings)
    return study


@dataclass(frozen=True)
class _Reader:
    """Compares what a file says with the instance and the methods there are."""

    source: TomlFile
    base: Instance
    findings: list[Finding]

    def _note(self, key: str, value: object, why: str, hint: str = "") -> None:
        self.findings.append(self.source.finding(key, value, why, hint))

    def method(self, name: str) -> str:
        """The name, where there is such a method."""
        if name in METHODS:
            return name
        self._note("method", name, f"must be one of {', '.join(sorted(METHODS))}", nearest(name, METHODS))
        return ""

    def variants(self, named: tuple[str, ...], report: PostureReport | None = None) -> tuple[str, ...]:
        """Those named, in their order; by default all, or the instance as it stands where it has none. Of a report those that it has."""
        if not named or named == (ALL,):
            there = report.variants if report else tuple(self.base.variants) or (BASE,)
            return tuple(name for name in there if self._known(f"settings.{POSTURES}", name))
        known = [name for name in named if self._known("variants", name)]
        strangers = [name for name in known if report and name not in report.variants]
        for name in strangers:
            self._note("variants", name, f"the report in settings.{POSTURES} is not about it")
        return tuple(name for name in known if name not in strangers)

    def report(self, folder: Path, settings: Mapping[str, Any]) -> PostureReport | None:
        """The report that `postures` names, from the instance's folder; None where it names none."""
        named = settings.get(POSTURES)
        if not isinstance(named, str) or not named:
            return None
        # Loaded here: it knows methods, which know what a study is.
        from model.study.report_postures import report_at

        home, there = folder / named, list[str]()
        try:
            if home.is_dir():
                return report_at(home, self.base)
            there = sorted(path.name for path in home.parent.iterdir() if path.is_dir())
        except InputError as error:
            self._note_report(error, named)
            return None
        except OSError:  # nor is there the folder above it, or it may not be read
            pass
        self._note(f"settings.{POSTURES}", named, "there is no such folder that may be read", nearest(home.name, there))
        return None

    def given(self, variants: tuple[str, ...], report: PostureReport | None, named: str) -> tuple[GivenPosture, ...]:
        """The postures of these variants in the report."""
        try:
            return report.postures(self.base, variants) if report else ()
        except InputError as error:
            self._note_report(error, named)
            return ()

    def _note_report(self, error: InputError, folder: str) -> None:
        """What is wrong in a report, by its place in the folder as it was named, and where that is named."""
        whole = [one.why for one in error.findings if not one.file]
        self._note(f"settings.{POSTURES}", folder, whole[0] if whole else "the report there has faults, which are told beside this")
        self.findings.extend(replace(one, file=f"{folder}/{one.file}") for one in error.findings if one.file)

    def baseline(self, named: str, variants: tuple[str, ...]) -> str:
        """The one named; by default the first of the study's variants."""
        if named and self._known("baseline", named):
            return named
        return variants[0] if variants else BASE

    def _known(self, key: str, name: str) -> bool:
        known = [*self.base.variants, BASE]
        if name not in known:
            self._note(key, name, "there is no such variant", hint_among(self.findings, name, known))
        return name in known

    def factors(self, entries: tuple[FactorEntry, ...]) -> tuple[Factor, ...]:
        """Those named whose paths have a range; all there are for "all"."""
        known = ranges(self.base)
        if self.source.table.get("factors") in (ALL, [ALL]):
            return tuple(Factor(path, (path,)) for path in known)
        found: dict[str, Factor] = {}
        for entry in entries:
            moved = tuple(path for path in (self._ranged(path, known) for path in entry.paths) if path)
            if len(set(moved)) != len(moved):
                self._note("factors", entry.name, "lists a path twice")
            # A single path is named by its one spelling.
            name = moved[0] if moved and entry.paths == (entry.name,) else entry.name
            if name in found:
                self._note("factors", name, "is the name of an earlier factor")
            found.setdefault(name, Factor(name, moved))
        said = self.source.table.get("factors")
        # Of what is no factor its name, so that settings that speak of it are not told too.
        for one in said if isinstance(said, list) else ():
            if isinstance(one, dict) and isinstance(named := one.get("name"), str):
                found.setdefault(named, Factor(named, ()))
        return tuple(found.values())

    def _ranged(self, path: str, known: Mapping[str, tuple[float, float]]) -> str:
        """The path in its one spelling; empty, with a finding, where it leads nowhere or has no range."""
        try:
            spelt = addresses.locate_path(self.base, path).path
        except addresses.BadPath as error:
            self._note("factors", path, error.why, error.hint if len(self.findings) <= MOST_TOLD else "")
            return ""
        if spelt not in known:
            self._note("factors", path, "has no range; give it a row in ranges.csv", hint_among(self.findings, spelt, known))
            return ""
        return spelt

    def settings(self, given: Mapping[str, object], method: str) -> dict[str, Any]:
        """The method's own keys, by default, and where what is given is of another kind, as it declares them."""
        defaults: Mapping[str, Any] | None = getattr(load_method(method), "SETTINGS", None) if method else None
        if defaults is None:
            return dict(given)
        taken = dict(defaults)
        for name, value in given.items():
            if name not in defaults:
                self._note(f"settings.{name}", value, "is not a known key", hint_among(self.findings, name, defaults))
            elif why := of_another_kind(value, defaults[name]):
                self._note(f"settings.{name}", value, why)
            else:
                taken[name] = value
        return taken

    def refused(self, study: Study) -> None:
        """What the method refuses, apart from keys in which something else is wrong, and keys of studies that it does not look at."""
        faulty = tuple(finding.column for finding in self.findings)

        def refuse(key: str, value: object, why: str, hint: str = "", at: str = "") -> None:
            if not any(f"{column}.".startswith(f"{key}.") or f"{key}.".startswith(f"{column}.") for column in faulty):
                shown = self.source.finding(key, value, why, hint)
                # What is not given is told where the method is that asks for it.
                self.findings.append(replace(shown, line=self.source.line(at or key) or self.source.line("method")))

        method = load_method(study.method)
        for key in MOVED:
            if key in self.source.table and key not in getattr(method, "USES", MOVED):
                self._note(key, self.source.table[key], f"has no effect in a study of method {study.method}")
        if check := getattr(method, "check", None):
            check(study, self.base, refuse)
