"""Inputs of two reports held against each other: every number and word of an instance that a table or the manifest shows, by its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.data.cells import value_text
from model.reporting.figures.rows import of, ordered, text
from model.tables.column import Cell, Row
from model.tables.manifest import MANIFEST

if TYPE_CHECKING:
    from model.reporting.compared import RunReport

NOT_THERE = "not there"
UNSEEN = "something that no table shows"
EVERY = "*"
SET = "--set "


@dataclass(frozen=True)
class ShownInputs:
    """Inputs that a table shows: the path of a row, with its cells in braces, and what stands behind it for each column. Only tables that
    are `whole` tell by a missing row that something is not there; others have rows for postures alone."""

    table: str
    path: str
    columns: Mapping[str, str]
    whole: bool = False


SHOWN = (
    ShownInputs("assumptions", "{path}", {"base": ""}, whole=True),
    ShownInputs("assumptions", "ranges.{path}", {"low": ".low", "high": ".high"}, whole=True),
    ShownInputs(
        "conditions", "conditions.{condition}", {name: f".{name}" for name in ("share", "tempo", "decision_period_hours")}, whole=True
    ),
    ShownInputs("places", "headquarters.{hq}", {name: f".{name}" for name in ("nation", "superior", "site")}, whole=True),
    ShownInputs("places", "headquarters.{hq}", {"status_now": ".status"}, whole=True),
    ShownInputs("rules", "rules.{rule}", {name: f".{name}" for name in ("kind", "says", "citation")} | {"status": ".active"}, whole=True),
    ShownInputs("people", "pools.{phase}@{nation}.{resource}", {"amount": ""}),
    ShownInputs("authorities", "authorities.{authority}", {"relation": ".relation", "nation": ".nation", "holder_now": ".holder_now"}),
    ShownInputs("commanders", "headquarters.{hq}", {"grade_now": ".grade_now"}),
    ShownInputs("liaison", "channels.{from_hq}@{to_hq}", {"kind": ".kind", "pool": ".pool", "level_now": ".level_now"}),
    ShownInputs("desks", "desks.{desk}", {"officers_now": ".officers_now"}),
    ShownInputs("routes", "demand.{thread}@{condition}", {name: f".{name}" for name in ("requests_per_day", "urgency", "deadline_hours")}),
)
# Path -> what stands there in each phase (empty: the table does not tell of phases).
Inputs = dict[str, dict[str, str]]


def differing_inputs(first: RunReport, second: RunReport, pairs: Sequence[tuple[str, str]], alone: bool) -> list[Row]:
    """A row for each input that differs, for all variants together in which it does so alike. `alone`: variants that one report alone has
    are told too."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    said = list(_manifests(first, second))
    for mine, theirs in pairs:
        name = mine if mine == theirs else f"{mine}={theirs}"
        differs = list(_of_pair(first, second, mine, theirs))
        if not (differs or said) and _digest(first, mine) != _digest(second, theirs):
            differs = [(UNSEEN, "", "", "runs.csv")]
        for one in differs:
            found.setdefault(one, []).append(name)
    rows = [_row(_variants(names, pairs), *one) for one, names in found.items()]
    known = {path for path, *_ in found}
    rows += [_row(EVERY, *one) for one in said if one[0].removeprefix(SET) not in known]
    rows = [*(_row(EVERY, *one) for one in _phases(first, second)), *rows]
    return [*(_row("|".join(names), "variants", *there, "runs.csv") for there, names in _alone(first, second) if alone), *rows]


def _row(variant: str, path: str, first: str, second: str, found_in: str) -> Row:
    return {"variant": variant, "path": path, "first": first, "second": second, "found_in": found_in}


def _variants(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> str:
    return EVERY if len(names) == len(pairs) else "|".join(names)


def _alone(first: RunReport, second: RunReport) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Whether the first alone or the second alone has variants, and which."""
    for there, mine, theirs in ((("there", NOT_THERE), first, second), ((NOT_THERE, "there"), second, first)):
        if names := [name for name in mine.variants if name not in theirs.variants]:
            yield there, names


def _phases(first: RunReport, second: RunReport) -> Iterator[tuple[str, str, str, str]]:
    """Phases that one report alone has, as far as postures tell of them."""
    mine, theirs = (ordered(report.tables["authorities"], "phase") for report in (first, second))
    for phase in dict.fromkeys([*mine, *theirs]) if mine and theirs else ():
        if (phase in mine) != (phase in theirs):
            yield f"phases.{phase}", *(("there", NOT_THERE) if phase in mine else (NOT_THERE, "there")), "authorities.csv"


def _digest(report: RunReport, variant: str) -> str:
    return text(of(report.tables["runs"], variant=variant)[0], "digest")


def _of_pair(first: RunReport, second: RunReport, mine: str, theirs: str) -> Iterator[tuple[str, str, str, str]]:
    """Path, first, second and table of each input that differs; a path that several tables show comes once."""
    told: set[str] = set()
    for shown in SHOWN:
        before, after = (_inputs(report, shown, name) for report, name in ((first, mine), (second, theirs)))
        for path in before if not shown.whole else dict.fromkeys([*before, *after]):
            if path in told or (not shown.whole and path not in after):
                continue
            for phase, one, other in _by_phase(before.get(path), after.get(path)):
                told.add(path)
                yield f"{phase}:{path}" if phase else path, one, other, f"{shown.table}.csv"


def _inputs(report: RunReport, shown: ShownInputs, variant: str) -> Inputs:
    found: Inputs = {}
    for row in of(report.tables[shown.table], variant=variant):
        head = shown.path.format(**{name: text(row, name) for name in row if f"{{{name}}}" in shown.path})
        for column, behind in shown.columns.items():
            phase = "" if "{phase}" in shown.path else str(row.get("phase", ""))
            found.setdefault(head + behind, {})[phase] = _value(row, column)
    return found


def _value(row: Row, column: str) -> str:
    value: Cell = row[column]
    if column == "status" and row.get("phases"):  # of a rule, in plans
        return f"{value} in {row['phases']}"
    return value_text(value)


def _by_phase(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> Iterator[tuple[str, str, str]]:
    """What differs of an input in phases that both reports have; behind an empty prefix where it does so alike in all of them. A report
    that does not tell of phases says the same of each."""
    if before is None or after is None:
        one, other = (next(iter((own or {}).values()), NOT_THERE) for own in (before, after))
        yield "", one, other
        return
    shared = [phase for phase in {**before, **after} if phase and all(phase in own or "" in own for own in (before, after))] or [""]
    pairs = [(before.get(phase, before.get("", "")), after.get(phase, after.get("", ""))) for phase in shared]
    if len(set(pairs)) == 1:
        shared, pairs = [""], pairs[:1]
    for phase, (one, other) in zip(shared, pairs, strict=True):
        if one != other:
            yield phase, one, other


def _manifests(first: RunReport, second: RunReport) -> Iterator[tuple[str, str, str, str]]:
    """What was set or stated on the command line of one run alone, or otherwise."""
    mine, theirs = (report.manifest.get("settings", {}) for report in (first, second))
    for path in sorted({*mine, *theirs}):
        one, other = (str(settings.get(path, "not set")) for settings in (mine, theirs))
        if one != other:
            yield f"{SET}{path}", one, other, MANIFEST
    stated = [{" ".join(map(str, one)) for one in report.manifest.get("stated", ())} for report in (first, second)]
    for one in sorted(stated[0] ^ stated[1]):
        yield one, *(("stated", "not stated") if one in stated[0] else ("not stated", "stated")), MANIFEST
