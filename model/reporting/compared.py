"""Two reports of runs held against each other: which inputs differ, which hours, which decisions. Reads tables and manifests alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.delay.measure import Decision
from model.errors import Finding, InputError, nearest
from model.reporting.about import ANY
from model.reporting.apart import Apart, apart
from model.reporting.compared_inputs import SHOWN, differing_inputs
from model.reporting.comparison import difference
from model.reporting.figures.rows import of, text
from model.reporting.figures.waterfall import weighted_parts
from model.reporting.run_tables import PLAN_TABLES
from model.reporting.run_tables import TABLES as RUN_TABLES
from model.study.tables import QUESTIONS
from model.tables.cells import DECIMALS
from model.tables.column import Column, Row, Table, choice, number
from model.tables.common import VARIANT
from model.tables.manifest import read_manifest
from model.tables.reading import read_rows, read_table
from model.tables.run import RUNS

FIRST, SECOND = "in the first report", "in the second report"
INPUTS = Table(
    "compared_inputs",
    "an input that differs between two reports",
    (
        Column("variant", "variants in which it does (a|b; * for all; a=b where variants of two names are compared)"),
        Column("path", "its address, the option that states it, or what else differs"),
        Column("first", FIRST),
        Column("second", SECOND),
        Column("found_in", "table or manifest.json, where it was read"),
    ),
)
HOURS = Table(
    "compared_hours",
    "a measure of a variant in two reports, of variants of which anything differs",
    (
        VARIANT,
        Column("measure", "what is compared, as in comparison.csv; weighted_part: a part of the weighted delay"),
        Column("scope", "`all`, or the condition, function or part the measure is about"),
        number("first", FIRST, "see unit"),
        number("second", SECOND, "see unit"),
        number("difference", "second less first", "see unit"),
        number("difference_percent", "difference in percent of the first", "%"),
        Column("unit", "unit of the three values"),
    ),
    ("variant", "measure", "scope"),
)
DECISIONS = Table(
    "compared_decisions",
    "something that two reports decide differently",
    (
        VARIANT,
        Column("phase", "phase"),
        choice("kind", "status of the run, or what is decided", "status", "holder", "grade", "liaison", "headquarters", "desk", "route"),
        Column("subject", "authority, headquarters, channel, desk or thread"),
        Column("conditions", "conditions in which it differs (a|b)"),
        Column("first", FIRST),
        Column("second", SECOND),
    ),
)
TABLES = (INPUTS, HOURS, DECISIONS)
# What is read of a report.
READ = tuple(dict.fromkeys(["runs", "comparison", *(shown.table for shown in SHOWN)]))


@dataclass(frozen=True)
class RunReport:
    """A report of a run: what it is called here, its tables and its manifest."""

    name: str
    tables: Mapping[str, Sequence[Row]]
    manifest: Mapping[str, Any]

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(text(row, "variant") for row in self.tables["runs"])


@dataclass(frozen=True)
class Comparison:
    """What differs between two reports, as rows of the tables; `pairs` are the variants that were compared."""

    first: RunReport
    second: RunReport
    pairs: tuple[tuple[str, str], ...]
    inputs: tuple[Row, ...]
    hours: tuple[Row, ...]
    decisions: tuple[Row, ...]

    @property
    def alike(self) -> bool:
        """Whether nothing differs."""
        return not (self.inputs or self.hours or self.decisions)

    def of(self, name: str) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """The hours and the decisions that differ of one pair of variants."""
        return tuple(of(self.hours, variant=name)), tuple(of(self.decisions, variant=name))

    @property
    def tables(self) -> dict[str, tuple[Row, ...]]:
        return {INPUTS.name: self.inputs, HOURS.name: self.hours, DECISIONS.name: self.decisions}


def read_run(folder: Path) -> RunReport:
    """The report of a run in a folder, as far as it is compared: whatever else an older or newer program has put beside it. Raises
    InputError where it cannot be read or is a study's."""
    if not os.path.lexists(folder / f"{RUNS.name}.csv") and os.path.lexists(folder / f"{QUESTIONS.name}.csv"):
        raise InputError([Finding(str(folder), 0, "", "", "is the report of a study; two reports of runs can be compared")])
    of_plan = any(os.path.lexists(folder / f"{name}.csv") for name in PLAN_TABLES.keys() - RUN_TABLES.keys())
    declared = PLAN_TABLES if of_plan else RUN_TABLES
    findings: list[Finding] = []
    tables: dict[str, list[Row]] = {}
    manifest: dict[str, Any] = {}
    for name in READ:
        try:
            tables[name] = read_rows(declared[name], read_table(folder, declared[name]))
        except InputError as error:
            findings += error.findings
    try:
        manifest = read_manifest(folder, ANY)
    except InputError as error:
        findings += error.findings
    if findings:
        raise InputError(replace(finding, file=str(folder / finding.file)) for finding in findings)
    return RunReport(str(folder), tables, manifest)


def compare(first: RunReport, second: RunReport, asked: Sequence[str] = ()) -> Comparison:
    """What differs. `asked` are variants, or `a=b` for one of each report (none: those that both have, and which one alone has is told).

    Raises InputError for a variant that is not there."""
    pairs = tuple(_pairs(first, second, asked))
    inputs = differing_inputs(first, second, pairs, alone=not asked)
    hours: list[Row] = []
    decisions: list[Row] = []
    for pair in pairs:
        decided = [*_statuses(first, second, pair), *_decisions(first, second, pair)]
        decisions += decided
        measured = [_measure(pair, *one) for one in _measures(first, second, pair)]
        if any(row["difference"] or (row["first"] is None) != (row["second"] is None) for row in measured):
            hours += measured
    return Comparison(first, second, pairs, tuple(inputs), tuple(hours), tuple(decisions))


def _pairs(first: RunReport, second: RunReport, asked: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not asked:
        yield from ((name, name) for name in first.variants if name in second.variants)
        return
    wrong: list[Finding] = []
    for one in dict.fromkeys(asked):
        mine, _, theirs = (part.strip() for part in one.partition("="))
        for report, name in ((first, mine), (second, theirs or mine)):
            if name not in report.variants:
                hint = nearest(name, report.variants)
                wrong.append(Finding("--variant", 0, "", name, f"is no variant of {report.name}", hint))
        yield mine, theirs or mine
    if wrong:
        raise InputError(wrong)


def label(pair: tuple[str, str]) -> str:
    """The name of a pair of variants in tables and on pages."""
    return pair[0] if pair[0] == pair[1] else "=".join(pair)


Measured = dict[tuple[str, str], tuple[float | None, str]]


def _measures(
    first: RunReport, second: RunReport, pair: tuple[str, str]
) -> Iterator[tuple[tuple[str, str], float | None, float | None, str]]:
    mine, theirs = (_measured(report, name) for report, name in zip((first, second), pair, strict=True))
    for key in dict.fromkeys([*mine, *theirs]):
        unit = (mine.get(key) or theirs[key])[1]
        yield key, mine.get(key, (None, unit))[0], theirs.get(key, (None, unit))[0], unit


def _measured(report: RunReport, variant: str) -> Measured:
    """The measures of comparison.csv with parts of the weighted delay behind it; what a variant only records is no result."""
    found: Measured = {}
    parts = weighted_parts(of(report.tables["routes"], variant=variant)).get(variant, {})
    for row in of(report.tables["comparison"], variant=variant):
        if not text(row, "measure").startswith("recorded"):
            found[text(row, "measure"), text(row, "scope")] = (_number(row["value"]), text(row, "unit"))
        if row["measure"] == "weighted_delay":
            found |= {("weighted_part", part): (hours, "h/day") for part, hours in parts.items()}
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _measure(pair: tuple[str, str], key: tuple[str, str], first: float | None, second: float | None, unit: str) -> Row:
    more, percent = difference(second, first)
    return {
        "variant": label(pair),
        "measure": key[0],
        "scope": key[1],
        "first": first,
        "second": second,
        # What no cell of a table can show is no difference.
        "difference": None if more is None else round(more, DECIMALS),
        "difference_percent": percent,
        "unit": unit,
    }


def _statuses(first: RunReport, second: RunReport, pair: tuple[str, str]) -> Iterator[Row]:
    mine, theirs = (text(of(report.tables["runs"], variant=name)[0], "status") for report, name in zip((first, second), pair, strict=True))
    if mine != theirs:
        yield _decision(pair, Apart("status", "", (), "", mine, theirs))


def _decisions(first: RunReport, second: RunReport, pair: tuple[str, str]) -> Iterator[Row]:
    """Designs and routes of variants that have a posture in both, in the phases that both have."""
    mine, theirs = (_decided(report, name) for report, name in zip((first, second), pair, strict=True))
    shared = {decision[1] for decision in mine} & {decision[1] for decision in theirs}
    mine, theirs = ({decision for decision in own if decision[1] in shared} for own in (mine, theirs))
    if mine and theirs:
        yield from (_decision(pair, one) for one in apart(mine, theirs))
        yield from (_decision(pair, one) for one in _routes(first, second, pair))


def _decision(pair: tuple[str, str], one: Apart) -> Row:
    return {
        "variant": label(pair),
        "phase": one.phase,
        "kind": one.kind,
        "subject": one.subject,
        "conditions": "|".join(one.conditions),
        "first": one.first,
        "second": one.second,
    }


def _decided(report: RunReport, variant: str) -> set[Decision]:
    """The design of a variant, as its tables tell it; nothing without a posture."""
    rows = {name: of(report.tables[name], variant=variant) for name in ("authorities", "commanders", "liaison", "desks")}
    found: set[Decision] = {("holds", *_cells(row, "phase", "condition", "authority", "holder")) for row in rows["authorities"]}
    found |= {("opened", *_cells(row, "phase", "hq")) for row in rows["commanders"] if row["active"]}
    found |= {("graded", *_cells(row, "phase", "hq", "grade")) for row in rows["commanders"] if row["active"] and row["grade"] is not None}
    found |= {("level", *_cells(row, "phase", "from_hq", "to_hq", "level")) for row in rows["liaison"]}
    found |= {("sized", *_cells(row, "phase", "desk", "officers")) for row in rows["desks"] if row["officers"]}
    return found


def _cells(row: Row, *names: str) -> tuple[str, ...]:
    return tuple(text(row, name) for name in names)


def _routes(first: RunReport, second: RunReport, pair: tuple[str, str]) -> Iterator[Apart]:
    """Requests that go another way, where both report them."""
    mine, theirs = (
        {_cells(row, "phase", "condition", "thread"): text(row, "path") for row in of(report.tables["routes"], variant=name)}
        for report, name in zip((first, second), pair, strict=True)
    )
    for phase, condition, thread in mine:
        before, after = mine[phase, condition, thread], theirs.get((phase, condition, thread))
        if after is not None and before != after:
            yield Apart("route", phase, (condition,), thread, before, after)
