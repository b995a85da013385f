"""From the tables of a report folder to its page: a run's or a study's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from model.errors import InputError
from model.reporting.about import ANY
from model.reporting.page.findings import Tables
from model.reporting.page.parts import Page
from model.reporting.page.run_page import run_page
from model.study.methods.prices import PRICES
from model.tables.column import Row
from model.tables.manifest import read_manifest
from model.tables.reading import read_rows, read_table

PAGE = "report.html"
STATIC_PAGE = "report-static.html"


def page_of(tables: Tables, manifest: Mapping[str, object], prices: Sequence[Row] = ()) -> Page | None:
    """The page of these tables; None where they are neither a run's nor a study's. `prices` are rows of price studies of the
    same instance, for the page of a run."""
    if "runs" in tables:
        return run_page(tables, manifest, prices)
    if "questions" in tables and "study" in manifest:
        from model.reporting.page.study import study_page  # a run has no use for it

        return study_page(tables, manifest)
    return None


def prices_beside(folder: Path, manifest: Mapping[str, object]) -> tuple[Row, ...]:
    """The prices that studies in sibling folders of a report have measured of the very same instance. None for a run with
    numbers set or decisions stated on the command line: it answers for another instance. A sibling that cannot be read is passed over."""
    found: list[Row] = []
    if manifest.get("settings") or manifest.get("stated") or not _digest(manifest):
        return ()
    for path in sorted(folder.parent.glob(f"*/{PRICES.name}.csv")):
        try:
            if _digest(read_manifest(path.parent, ANY)) == _digest(manifest):
                found += read_rows(PRICES, read_table(path.parent, PRICES))
        except InputError:
            continue
    return tuple(found)


def _digest(manifest: Mapping[str, object]) -> str:
    """The digest of the instance that a report answers for; empty where it is not told."""
    instance = manifest.get("instance")
    return str(instance.get("digest", "")) if isinstance(instance, Mapping) else ""
