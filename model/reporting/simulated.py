"""Puts the tables of a simulation beside those of the run whose postures were lived through."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.reporting.companions import companions
from model.reporting.page.make import prices_beside
from model.reporting.stored import read_written
from model.reporting.write import renew_folder
from model.simulation.tables import SIMULATION_TABLES
from model.tables.cells import csv_bytes, written_rows
from model.tables.column import Row
from model.tables.manifest import MANIFEST


def add_simulation(folder: Path, tables: Mapping[str, Sequence[Row]], about: Mapping[str, object]) -> None:
    """Write these tables to a report folder, in the place of an earlier simulation's, and what is made from all tables anew; `about` goes
    to the manifest. Raises InputError where the folder cannot be read."""
    declared, cells, manifest = read_written(folder)
    declared = {name: table for name, table in declared.items() if name not in SIMULATION_TABLES} | SIMULATION_TABLES
    cells |= {name: written_rows(table.columns, tables[name]) for name, table in SIMULATION_TABLES.items()}
    manifest = {**manifest, "simulation": dict(about)}
    files = {f"{name}.csv": csv_bytes(table.columns, cells[name]) for name, table in SIMULATION_TABLES.items()}
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    made = companions(declared, {name: cells[name] for name in declared}, manifest, prices_beside(folder, manifest))
    renew_folder(folder, files | made | {MANIFEST: text.encode()})
