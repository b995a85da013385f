"""One name for the content of an instance: equal content, equal digest, whatever the files look like."""

from __future__ import annotations

import hashlib
import json

from model.data.addresses import phase_paths
from model.data.instance import Instance, key_text, rows_of
from model.data.records import TABLES

# Tables on which no answer depends.
LEFT_OUT = ("sources", "record")
# Columns that instances did not always have, by table; where they are not given, their names would change digests for nothing.
LATER_COLUMNS = {"phases": ("openings_max", "teams_max"), "ranges": ("group",)}


def content(instance: Instance) -> dict[str, object]:
    """Everything an answer can depend on, as plain JSON values: all records, bands and mandates.

    Names and titles of the folder and of variants are left out, and so are the list of sources, the public record, columns of notes and
    the variants that are not applied: two variants that ask for the same thing have the same content."""
    rows = {
        table: {key_text(key): row.model_dump(mode="json") for key, row in rows_of(instance, table).items()}
        for table in [*TABLES, "phases", "parameters"]
        if table not in LEFT_OUT
    }
    for table, columns in LATER_COLUMNS.items():
        for row in rows[table].values():
            for column in columns:
                if row[column] is None:
                    del row[column]
    in_phases = {path: one.value for path, one in phase_paths(instance).items()}
    mandates = {mandate.id: mandate.model_dump(mode="json", exclude=None if mandate.phase else {"phase"}) for mandate in instance.mandates}
    return {
        "as_of": instance.as_of.isoformat(),
        "utilisation_bands": list(instance.utilisation_bands),
        "mandates": mandates,
        **({"in_phases": in_phases} if in_phases else {}),
        **rows,
    }


def digest(instance: Instance) -> str:
    """SHA-256 of the content, in hexadecimal."""
    text = json.dumps(content(instance), sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
