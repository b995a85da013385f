"""A small, valid instance to start from, with every column explained beside it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from model.data.cells import columns
from model.data.guide import column_guide
from model.data.records import TABLES
from model.errors import Finding, InputError

ASSUMED = "assumption: replace with your own source"

INSTANCE_TOML = """\
# One instance: this file, the CSV tables beside it, and the variants. README.md explains every column.
format = 1
title = "A first instance"
description = "Three headquarters of two nations; every number is a placeholder."
as_of = 2025-01-01
# How busy a desk may be; each band has its own waiting time.
utilisation_bands = [0.5, 0.7, 0.8, 0.85, 0.9]

[[phases]]
id = "now"
name = "Today"
start = 2025-01-01
weight = 1.0

[parameters.referral_probability]
value = 0.2
low = 0.0
high = 0.5
unit = "1"
source = "assumption: replace with your own source"

[parameters.relay_hours]
value = 0.5
low = 0.25
high = 1.0
unit = "officer-h"
source = "assumption: replace with your own source"

[parameters.command_handling_hours]
value = 0.5
low = 0.25
high = 1.0
unit = "h"
source = "assumption: replace with your own source"

[parameters.service_cv]
value = 1.0
low = 0.5
high = 1.5
unit = "1"
source = "assumption: replace with your own source"
"""

VARIANT_TOML = """\
# A policy variant: what it sets, forces and switches. Its name is the name of this file.
title = "Authority moves forward"
why = "Shows what it is worth to approve where the work is."
source = "assumption: replace with your own source"
political_score = 1

# A path names one number: TABLE.KEY.COLUMN, compound keys joined with @.
[set]
"conditions.routine.tempo" = 1.1

[[mandate]]
id = "forward_holds"
kind = "holder"
says = "The forward headquarters holds operational control."
authority = ["north_opcon"]
holder = ["FORWARD"]
"""

# Cells in the order of the record's columns.
ROWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "conditions": (
        ("routine", "Routine", "0.9", "1", "office", "24", "4", "40", ASSUMED),
        ("crisis", "Crisis", "0.1", "0.5", "always", "12", "2", "60", ASSUMED),
    ),
    "calendars": (("office", "mon-fri", "08:00", "17:00"), ("always", "mon-sun", "00:00", "24:00")),
    "sites": (
        ("honolulu", "Honolulu", "21.3", "-157.9", "Pacific/Honolulu", ASSUMED),
        ("tokyo", "Tokyo", "35.7", "139.7", "Asia/Tokyo", ASSUMED),
    ),
    "headquarters": (
        ("REAR", "Rear headquarters", "NORTH", "honolulu", "", "10", "10", "1", "office", "rear_desk", "", "existing", "theatre", ASSUMED),
        ("FORWARD", "Forward headquarters", "NORTH", "tokyo", "REAR", "9|10", "9", "1", "office", "", "", "existing", "joint", ASSUMED),
        ("HOST", "Host headquarters", "SOUTH", "tokyo", "", "10", "10", "1", "office", "", "", "existing", "host nation", ASSUMED),
    ),
    "desks": (("rear_desk", "20|30", "20", "10", "2", "", "", ASSUMED),),
    "authorities": (
        ("north_opcon", "Operational control of the northern force", "OPCON", "NORTH", "joint", "", "1", "REAR", ASSUMED),
        ("south_opcon", "Operational control of the host force", "OPCON", "SOUTH", "joint", "", "1", "HOST", ASSUMED),
    ),
    "channels": (
        ("FORWARD", "HOST", "liaison", "NORTH", "0|1|2", "1", "no", "", ASSUMED),
        ("REAR", "HOST", "liaison", "NORTH", "0|1", "1", "yes", "", ASSUMED),
    ),
    "liaison_levels": (
        ("0", "no team", "0", "4", "8", "1.5", "no", ASSUMED),
        ("1", "small team", "4", "2", "4", "1.25", "no", ASSUMED),
        ("2", "round the clock", "12", "1", "2", "1.1", "yes", ASSUMED),
    ),
    "threads": (("warning", "Shared warning", "intelligence", "HOST", "south_opcon>north_opcon", "FORWARD", "2", ASSUMED),),
    "demand": (
        ("warning", "routine", "2", "1", "", ASSUMED),
        ("warning", "crisis", "10", "3", "48", ASSUMED),
    ),
    "rules": (
        (
            "national_command",
            "forbid_holder",
            "Forces of the host nation are commanded by its own headquarters.",
            "law",
            "placeholder: cite the law",
            "",
            "OPCON|TACON",
            "SOUTH",
            "NORTH",
            "",
            "",
            "yes",
            "",
            "",
        ),
    ),
    "pools": (("now", "NORTH", "liaison_staff", "16", ASSUMED), ("now", "NORTH", "desk_officers", "10", ASSUMED)),
    "ranges": (("conditions.crisis.tempo", "0.3", "0.8", "pace under pressure is a judgement", ASSUMED),),
}


def write_skeleton(folder: Path) -> None:
    """Write the skeleton into a new or empty folder. Raises InputError where the folder holds something already."""
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([Finding(str(folder), 0, "", "", "exists and is not empty; nothing was written")])
    try:
        (folder / "variants").mkdir(parents=True)
        for name, text in skeleton_files().items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        why = f"cannot be written: {error.strerror or 'unknown reason'}"
        raise InputError([Finding(str(folder), 0, "", "", why)]) from None


def skeleton_files() -> dict[str, str]:
    """The text of every file of the skeleton, by its name in the folder."""
    files = {"instance.toml": INSTANCE_TOML, "variants/forward.toml": VARIANT_TOML, "README.md": column_guide()}
    for name, (record, _) in TABLES.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([list(columns(record)), *ROWS[name]])
        files[f"{name}.csv"] = text.getvalue()
    return files
