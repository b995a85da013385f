"""The two ways in: a folder of reports, and a result in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from model.data.digest import digest
from model.data.instance import BASE, Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.errors import Finding, InputError
from model.tables.manifest import MANIFEST
from model.tables.run import RunEnd, run_tables
from model.verify import headquarters, hours, mandates, people, rules, totals, transitions, travel
from model.verify.claim import Check, read_claim
from model.verify.manifest import Manifest, manifest_of
from model.verify.reading import read_tables
from model.verify.rows import Found, Row, Violation, compare, violation
from model.verify.shapes import PLAN_SHAPES, SHAPES

CHECKS: tuple[Check, ...] = (
    *headquarters.CHECKS,
    *people.CHECKS,
    *travel.CHECKS,
    *hours.CHECKS,
    *totals.CHECKS,
    *transitions.CHECKS,
    *rules.CHECKS,
    *mandates.CHECKS,
)
Tables = Mapping[str, tuple[Row, ...]]


def verify_reports(instance_folder: Path, reports_folder: Path) -> tuple[Violation, ...]:
    """Every disagreement between the tables of a study and the instance it is about, by table and row.

    The settings (`--set`) and stated decisions (`--force`, `--freeze`) under which the study ran are taken from its manifest. Raises
    InputError where the instance, a table or the manifest cannot be read, or what it says was set or stated is no valid input.
    """
    base = load_instance(Path(instance_folder))
    shapes = PLAN_SHAPES if base.is_plan else SHAPES
    tables = read_tables(Path(reports_folder), shapes.values())
    manifest = manifest_of(Path(reports_folder))
    found: list[Violation] = []
    if not tables["runs"]:
        found.append(Violation("runs", 0, "variant", "", "", "no run is reported"))
    seen: set[str] = set()
    for run in tables["runs"]:
        name = run.text("variant")
        if name in seen:
            found.append(violation(run, "variant", "is reported already"))
            continue
        seen.add(name)
        found += _run(base, run, _of_variant(tables, name), manifest)
    for rows in tables.values():
        found += [violation(row, "variant", "runs.csv has no such run") for row in rows if row.text("variant") not in seen]
    for name in sorted(manifest.runs.keys() - seen):
        found.append(Violation("runs", 0, "variant", "", name, "the manifest names this run"))
    return tuple(sorted(set(found)))


def _of_variant(tables: Tables, name: str) -> dict[str, tuple[Row, ...]]:
    return {table: tuple(row for row in rows if row.text("variant") == name) for table, rows in tables.items()}


def _run(base: Instance, run: Row, tables: Tables, manifest: Manifest) -> Iterator[Violation]:
    name = run.text("variant")
    if name not in base.variants and name != BASE:
        yield violation(run, "variant", "the instance has no such variant")
        return
    instance = instance_of_run(base, name, manifest)
    yield from compare(run, "digest", digest(instance), "of the instance with the variant and the settings applied")
    for column in ("status", "digest"):
        if column in manifest.runs.get(name, {}):
            yield from compare(run, column, manifest.runs[name][column], "the manifest says so")
    yield from check_run(instance, run, tables, manifest.gap)


def instance_of_run(base: Instance, name: str, manifest: Manifest) -> Instance:
    """The instance that a run answers for. Raises InputError for a setting of the manifest that is none, by its place there."""
    try:
        return apply(base, name if name in base.variants else None, manifest.settings, manifest.stated)
    except InputError as error:
        raise InputError(_in_manifest(one) for one in error.findings) from None


def _in_manifest(finding: Finding) -> Finding:
    """What was wrong on the command line, by its place in the manifest."""
    if finding.file == "--set":
        return replace(finding, file=MANIFEST, column=f"settings.{finding.column}")
    if finding.file.startswith("--"):  # an option, as no file is named
        return replace(finding, file=MANIFEST, column=f"stated.{finding.file}")
    return finding


def check_run(instance: Instance, run: Row, tables: Tables, gap: float | None = None) -> Found:
    """Every disagreement in the tables of one run."""
    yield from totals.run_facts(instance, run)
    if not totals.has_posture(run):
        yield from totals.without_posture(run)
        for row in (row for table, rows in tables.items() if table != "runs" for row in rows):
            yield violation(row, "variant", f"a run that ended {run.text('status')} has no posture")
        return
    claim, faults = read_claim(run.text("variant"), instance, run, tables, gap)
    yield from faults
    if claim is not None:
        for check in CHECKS:
            yield from check(claim)


def verify_posture(instance: Instance, outcome: RunEnd) -> tuple[Violation, ...]:
    """Every disagreement between a result and its instance (variant applied), in the very rows that will be written of it.

    Rows are counted as they would stand in tables of this run alone."""
    name = instance.variant.name if instance.variant is not None else BASE
    # The digest says which instance is meant; here it is at hand.
    made = run_tables(name, instance, outcome, digest="")
    tables = {table: tuple(Row(table, line, row) for line, row in enumerate(rows, start=2)) for table, rows in made.items()}
    return tuple(sorted(set(check_run(instance, tables["runs"][0], tables))))
