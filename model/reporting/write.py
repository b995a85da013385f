"""The folder of a run or a study: all tables, what is made from them and the manifest, put in place in one step.

A reader never sees half a report: the files are made in a sibling folder that then takes the old one's place.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.data.folders import check_writable, replaced
from model.data.instance import Instance
from model.errors import Finding, InputError, ModelFault
from model.reporting.about import tables_of_method
from model.reporting.companions import report_files
from model.reporting.run_tables import tables, tables_due
from model.study.runs import RunRecord
from model.study.tables import study_tables
from model.tables.column import Row
from model.tables.manifest import MANIFEST


def check_replaceable(folder: Path) -> None:
    """Raises InputError unless `folder` can be replaced: absent, empty, or a report of ours (it has a manifest)."""
    nearest = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    if not nearest.is_dir():
        raise InputError([Finding(str(nearest), 0, "", "", "is a file; a report needs a folder")])
    if nearest == folder and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        why = f"holds files but no {MANIFEST}, so it is not a report and is left alone; choose another --out or --study"
        raise InputError([Finding(str(folder), 0, "", "", why)])


def try_target(folder: Path) -> None:
    """Find out before the work whether its report can be written: make there what it needs and remove it again. What a killed
    program has left there is put right. Raises InputError, in words, where something fails."""
    check_replaceable(folder)
    check_writable(folder)


def write_reports(
    folder: Path,
    base: Instance,
    runs: Sequence[RunRecord],
    manifest: Mapping[str, object],
    baseline: str | None = None,
    futures: Mapping[str, Sequence[Row]] | None = None,
) -> Path:
    """Write the report of `runs` to `folder`, replacing an earlier one, and return the folder.

    `runs` stand in the report in the order given; `futures` are the tables of `study.fragility`. Raises InputError where the folder is
    not ours to replace; then, as on any other error, what was there before is untouched.
    """
    check_replaceable(folder)
    replace_folder(folder, report_files(tables_due(base), tables(base, runs, baseline, futures), manifest, folder))
    return folder


def write_study(folder: Path, tables: Mapping[str, Sequence[Row]], manifest: Mapping[str, object]) -> None:
    """Write the tables of a study to `folder`, replacing an earlier report. Raises InputError where the folder is not ours to replace."""
    check_replaceable(folder)
    due = tables_of_method(manifest) if "study" in manifest else tuple(tables)
    if set(due) != set(tables):
        raise ModelFault(f"a study wrote other tables than its method's: {sorted(set(due) ^ set(tables))}")
    declared = {name: table for name, table in study_tables().items() if name in tables}
    replace_folder(folder, report_files(declared, tables, manifest, folder))


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with these files (name -> content) in the place of `folder`, all or nothing."""
    with replaced(folder) as fresh:
        fill(fresh, files)


def renew_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with all that is in `folder`, and with these files, in its place, all or nothing."""
    with replaced(folder) as fresh:
        shutil.copytree(folder, fresh, symlinks=True, dirs_exist_ok=True)
        fill(fresh, files)


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write these files (path in the folder -> content) to a folder, which is made where it is absent."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).unlink(missing_ok=True)  # it may be a link to a file elsewhere, or one that may only be read
        (folder / name).write_bytes(data)
