"""Postures read back from a report folder: those of a run, or the best one of each variant with its alternatives.

A run's tables tell the whole posture, and must come to the hours that they report. Of alternatives the report has the decisions: there
each request takes its best way and each desk the lowest band that holds its work (see `model.delay.settle`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from model.data.digest import digest
from model.data.instance import BASE, Instance
from model.delay.evaluate import evaluate
from model.delay.measure import Decision
from model.delay.posture import ChannelKind, Posture, Route, Step
from model.delay.settle import settle
from model.errors import Finding, InputError, nearest
from model.study.evaluate import instance_for
from model.study.experiment import Experiment, GivenPosture
from model.study.fixed_design import design_of
from model.study.methods.alternatives import ALTERNATIVES
from model.study.methods.decision_rows import ALTERNATIVE_DECISIONS, decision_in
from model.study.whole import posture_text
from model.tables.column import Row, Table
from model.tables.manifest import OBJECT, TEXT, read_manifest
from model.tables.reading import WHOLE, line_numbers, read_lines, read_rows
from model.verify.claim import ORIGIN, Claim, PathStop, read_claim
from model.verify.reading import read_tables
from model.verify.rows import PRINTED, RELATIVE
from model.verify.rows import Row as ReadRow
from model.verify.shapes import PLAN_SHAPES, SHAPES

OF_RUN, OF_ALTERNATIVES = "runs", "alternatives"
STALE = "the report is about another instance: what is in the folder has changed since, or was set otherwise"


@dataclass(frozen=True)
class PostureReport:
    """A report with postures: which table tells of them, and the variants it has, in its order."""

    folder: Path
    kind: str
    variants: tuple[str, ...]

    def postures(self, base: Instance, variants: Sequence[str]) -> tuple[GivenPosture, ...]:
        """The postures of these variants of `base`, all of them in the report. Raises InputError with every fault of the report."""
        return (_of_run if self.kind == OF_RUN else _of_alternatives)(self.folder, base, variants)


def report_at(folder: Path, base: Instance) -> PostureReport:
    """The report in a folder. Raises InputError where it has no postures or cannot be read."""
    for kind in (OF_RUN, OF_ALTERNATIVES):
        if os.path.lexists(folder / f"{kind}.csv"):
            names = [row.text("variant") for row in _runs(folder, base)] if kind == OF_RUN else [name for name, _, _ in _ended(folder)]
            if not names:
                raise InputError([Finding(f"{kind}.csv", 0, "", "", "has no posture")])
            return PostureReport(folder, kind, tuple(dict.fromkeys(names)))
    raise InputError([Finding("", 0, "", "", "holds neither the report of a run nor that of a study of alternatives")])


# Of a run --------------------------------------------------------------------------------------------------------


def _shapes(base: Instance) -> Mapping[str, Table]:
    return PLAN_SHAPES if base.is_plan else SHAPES


def _runs(folder: Path, base: Instance) -> tuple[ReadRow, ...]:
    return read_tables(folder, [_shapes(base)["runs"]])["runs"]


def _of_run(folder: Path, base: Instance, variants: Sequence[str]) -> tuple[GivenPosture, ...]:
    tables = read_tables(folder, _shapes(base).values())
    runs = {row.text("variant"): row for row in tables["runs"]}
    own: dict[str, dict[str, list[ReadRow]]] = {name: {table: [] for table in tables} for name in variants}
    for table, rows in tables.items():
        for row in rows:
            if row.text("variant") in own:
                own[row.text("variant")][table].append(row)
    found: list[GivenPosture] = []
    faults: list[Finding] = []
    for name in variants:
        try:
            found.append(
                _given(name, instance_for(base, Experiment(name)), runs[name], {key: tuple(some) for key, some in own[name].items()})
            )
        except InputError as error:
            faults += error.findings
    if faults:
        raise InputError(faults)
    return tuple(found)


def _given(name: str, instance: Instance, run: ReadRow, tables: Mapping[str, tuple[ReadRow, ...]]) -> GivenPosture:
    said, status = run.number("weighted_delay"), run.text("status")
    if said is None:
        return GivenPosture(name, name, status, "")
    if run.text("digest") != digest(instance):
        raise InputError([Finding("runs.csv", run.line, "digest", run.text("digest"), STALE)])
    claim, faults = read_claim(name, instance, run, tables)
    if claim is None:
        raise InputError(Finding(f"{one.table}.csv", one.row, one.column, one.said, one.why, one.should_be) for one in faults)
    posture = _posture(claim)
    try:
        hours = evaluate(instance, posture).weighted_delay
    except KeyError as error:
        why = f"its rows name what the instance does not have ({error}); verify tells all that is wrong"
        raise InputError([Finding("runs.csv", run.line, "variant", name, why)]) from None
    if abs(hours - said) > PRINTED + RELATIVE * abs(said):
        why = f"its rows come to {hours:.6f} h/day; verify tells all that is wrong"
        raise InputError([Finding("runs.csv", run.line, "weighted_delay", f"{said:.6f}", why)])
    return GivenPosture(name, name, status, posture_text(posture))


def _posture(claim: Claim) -> Posture:
    """The posture that a run's tables tell."""
    phases = [phase.id for phase in claim.instance.phases]
    sized = {(phase, desk): row.whole("officers") or 0 for (phase, _, desk), row in claim.desks.items()}
    said = {key: row.number("band") for key, row in claim.desks.items()}
    return Posture(
        holders={key: tuple(sorted(row.text("holder") for row in rows)) for key, rows in claim.holders.items()},
        active={key: row.flag("active") for key, row in claim.commanders.items()},
        grades={key: grade for key, row in claim.commanders.items() if (grade := row.whole("grade")) is not None},
        levels={(phase, (one, other)): row.whole("level") or 0 for (phase, one, other), row in claim.liaison.items()},
        officers={(phase, desk): sized.get((phase, desk), 0) for phase in phases for desk in claim.instance.desks},
        # As they stand in the instance, whatever decimals a table has.
        bands={key: _nearest(near, claim.at(key[0]).utilisation_bands) for key, near in said.items() if near is not None},
        routes=tuple(sorted(Route(*key, tuple(map(_step, stops))) for key, stops in claim.stops.items())),
    )


def _nearest(said: float, bands: Sequence[float]) -> float:
    return min(bands, key=lambda band: abs(band - said))


def _step(stop: PathStop) -> Step:
    if stop.hop is None or stop.hop.text("channel") == ORIGIN:
        return Step(stop.hq, stop.approvals)
    return Step(stop.hq, stop.approvals, cast(ChannelKind, stop.hop.text("channel")), stop.hop.whole("level"))


# Of alternatives -------------------------------------------------------------------------------------------------


def _ended(folder: Path) -> list[tuple[str, int, str]]:
    """Of each posture of the report its variant, its number and how its search ended."""
    rows = read_rows(ALTERNATIVES, read_lines(folder, ALTERNATIVES))
    return [(str(row["variant"]), int(row["alternative"] or 0), str(row["status"])) for row in rows]


def _of_alternatives(folder: Path, base: Instance, variants: Sequence[str]) -> tuple[GivenPosture, ...]:
    manifest = read_manifest(folder, {}, {"instance": OBJECT, "instance.digest": TEXT})
    if manifest["instance"]["digest"] != digest(base):
        raise InputError([Finding("manifest.json", 0, "instance.digest", manifest["instance"]["digest"], STALE)])
    worlds = {name: instance_for(base, Experiment(name)) for name in variants}
    decided = _decided(folder, worlds)
    found = [
        GivenPosture(_name(variant, number), variant, *_settled(worlds[variant], decided.get((variant, number), []), status))
        for variant, number, status in _ended(folder)
        if variant in worlds
    ]
    return tuple(sorted(found, key=lambda one: variants.index(one.variant)))


def _name(variant: str, number: int) -> str:
    return variant if number == 0 else f"{variant}, alternative {number}"


def _settled(instance: Instance, chosen: Sequence[Decision], status: str) -> tuple[str, str]:
    """How the search for a posture ended, and the whole of it as text. Where desks cannot hold the work when each request takes its best
    way, only a solve finds other ways: there is no answer here."""
    if not chosen:
        return status, ""
    try:
        posture = settle(instance, design_of(instance, chosen))
    except KeyError as error:
        why = f"something is not decided: {error}"
        raise InputError(
            [Finding(f"{ALTERNATIVE_DECISIONS.name}.csv", 0, "variant", instance.variant.name if instance.variant else BASE, why)]
        ) from None
    return ("no answer", "") if posture is None else (status, posture_text(posture))


def _decided(folder: Path, worlds: Mapping[str, Instance]) -> dict[tuple[str, int], list[Decision]]:
    """The decisions of each posture of these variants, by variant and number."""
    found: dict[tuple[str, int], list[Decision]] = {}
    faults: list[Finding] = []
    cells = read_lines(folder, ALTERNATIVE_DECISIONS)
    for line, row in zip(line_numbers(cells), read_rows(ALTERNATIVE_DECISIONS, cells), strict=True):
        variant = str(row["variant"])
        if variant not in worlds:
            continue
        own = list(_strangers(worlds[variant], row))
        faults += [Finding(f"{ALTERNATIVE_DECISIONS.name}.csv", line, column, str(row[column]), why, hint) for column, why, hint in own]
        if not own:
            found.setdefault((variant, int(row["alternative"] or 0)), []).append(decision_in(row))
    if faults:
        raise InputError(faults)
    return found


def _strangers(instance: Instance, row: Row) -> Iterator[tuple[str, str, str]]:
    """The columns of a decision that name what the instance does not have, why not, and the nearest name."""
    kind, headquarters = str(row["kind"]), instance.headquarters
    known: dict[str, Collection[str]] = {"phase": {phase.id for phase in instance.phases}}
    match kind:
        case "holds":
            known |= {"condition": instance.conditions, "what": instance.authorities, "value": headquarters}
        case "level":
            known |= {"to_hq": [other for one, other in instance.channels if one == row["what"]], "what": headquarters}
        case _:
            known |= {"what": instance.desks if kind == "sized" else headquarters}
    for column, names in known.items():
        if row[column] not in names:
            yield column, "the instance has no such thing", nearest(str(row[column]), names)
    if kind in ("graded", "sized", "level") and not WHOLE.fullmatch(str(row["value"])):
        yield "value", "must be a whole number", ""
