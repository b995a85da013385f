"""A run's folder: all tables, what is made from them and the manifest, put in place in one step.

A reader never sees half a report: the files are made in a sibling folder that then takes the old one's place.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.data.folders import replaced
from model.data.instance import Instance
from model.errors import Finding, InputError
from model.reporting.cells import Row
from model.reporting.changes import changes
from model.reporting.columns import TABLES
from model.reporting.companions import MANIFEST, report_files
from model.reporting.comparison import comparison
from model.reporting.delays import delay_by_condition, delay_by_function
from model.reporting.outcomes import Effect, assumptions, conflicts, rules, runs_table, undetermined
from model.reporting.places import conditions, places
from model.reporting.posture_tables import authorities, commanders, desks, liaison
from model.reporting.routes import hops, routes
from model.study.records import RunRecord


def tables(base: Instance, runs: Sequence[RunRecord], baseline: str | None = None, effect: Effect = undetermined) -> dict[str, list[Row]]:
    """Every table of a study by name, in the order of the column dictionary."""
    made: dict[str, list[Row]] = {
        "runs": runs_table(runs),
        "comparison": comparison(runs, baseline),
        "changes": changes(runs),
        "authorities": authorities(runs),
        "commanders": commanders(runs),
        "liaison": liaison(runs),
        "desks": desks(runs),
        "routes": routes(runs),
        "hops": hops(runs),
        "delay_by_condition": delay_by_condition(runs),
        "delay_by_function": delay_by_function(runs),
        "rules": rules(base, runs, effect),
        "conflicts": conflicts(runs),
        "assumptions": assumptions(runs),
        "places": places(runs),
        "conditions": conditions(runs),
    }
    return {name: made[name] for name in TABLES}


def check_replaceable(folder: Path) -> None:
    """Raises InputError unless `folder` can be written: absent, empty, or a report of ours (it has a manifest)."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir():
        raise InputError([Finding(str(nearest), 0, "", "", "is a file; a report needs a folder")])
    if not os.access(nearest if nearest != folder else folder.parent, os.W_OK):
        raise InputError([Finding(str(nearest), 0, "", "", "may not be written to; choose another --out")])
    if nearest == folder and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        why = f"holds files but no {MANIFEST}, so it is not a report and is left alone; choose another --out or --study"
        raise InputError([Finding(str(folder), 0, "", "", why)])


def write_reports(
    folder: Path,
    base: Instance,
    runs: Sequence[RunRecord],
    manifest: Mapping[str, object],
    baseline: str | None = None,
    effect: Effect = undetermined,
) -> Path:
    """Write the report of `runs` to `folder`, replacing an earlier one, and return the folder.

    `runs` stand in the report in the order given. Raises InputError where the folder is not ours to replace; then, as on
    any other error, what was there before is untouched.
    """
    check_replaceable(folder)
    replace_folder(folder, report_files(TABLES, tables(base, runs, baseline, effect), manifest, folder))
    return folder


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with these files (name -> content) in the place of `folder`, all or nothing."""
    with replaced(folder) as fresh:
        for name, data in files.items():
            (fresh / name).write_bytes(data)
