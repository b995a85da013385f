# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A small alliance built in Python
#
# Two nations, four headquarters, one question: should the forward headquarters of NORTH release intelligence itself, or does the
# headquarters at home keep that? All numbers are made up. What is built is checked as a folder of files would be, solved, and saved
# as an instance that the command line reads.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import model

SOURCE = {"source": "made up"}

# %% [markdown]
# ## The tables
#
# A table is a DataFrame or a list of rows; columns that may be empty can be left out, and a cell that is a list holds several values.
# [docs/data.md](../data.md) has every column.

# %%
tables: dict[str, object] = {
    "phases": [{"id": "now", "name": "Now", "start": "2026-01-05", "weight": 1.0}],
    "parameters": [
        {"parameter": "referral_probability", "value": 0.3, "low": 0.0, "high": 1.0, "unit": "1", **SOURCE},
        {"parameter": "relay_hours", "value": 1.0, "unit": "h", **SOURCE},
        {"parameter": "command_handling_hours", "value": 1.0, "unit": "h", **SOURCE},
        {"parameter": "service_cv", "value": 1.0, "unit": "1", **SOURCE},
    ],
    "calendars": [{"calendar": "office", "days": "mon-fri", "start": "08:00", "end": "17:00"}],
    "sites": [
        {"site": "home", "name": "Home", "latitude": 21.3, "longitude": -157.9, "timezone": "Pacific/Honolulu", **SOURCE},
        {"site": "forward", "name": "Forward", "latitude": 35.7, "longitude": 139.7, "timezone": "Asia/Tokyo", **SOURCE},
    ],
    "conditions": pd.DataFrame(
        {
            "condition": ["peace", "crisis"],
            "name": ["Peace", "Crisis"],
            "share": [0.8, 0.2],
            "tempo": [1.0, 0.25],
            "calendar": "office",
            "decision_period_hours": [168.0, 24.0],
            "approval_hours": [4.0, 1.0],
            "effective_hours_per_week": 35.0,
            **SOURCE,
        }
    ),
}

# %%
about = {"decision_factor": 1.0, "status": "existing", **SOURCE}
tables["headquarters"] = [
    {"hq": "NCOM", "name": "Command at home", "nation": "NORTH", "site": "home", "grades": [10], "grade_now": 10, "desk": "NCOM", **about},
    {
        "hq": "NFWD",
        "name": "Forward headquarters",
        "nation": "NORTH",
        "site": "forward",
        "superior": "NCOM",
        "grades": [9],
        "grade_now": 9,
        "desk": "NFWD",
        **about,
    },
    {
        "hq": "SJOINT",
        "name": "Joint staff",
        "nation": "SOUTH",
        "site": "forward",
        "grades": [10],
        "grade_now": 10,
        "desk": "SJOINT",
        **about,
    },
    {"hq": "SFLEET", "name": "Fleet", "nation": "SOUTH", "site": "forward", "superior": "SJOINT", "grades": [9], "grade_now": 9, **about},
]
tables["desks"] = [
    {"desk": desk, "officers": sizes, "officers_now": sizes[0], "background_hours_per_day": 5.0, "mean_service_hours": 4.0, **SOURCE}
    for desk, sizes in (("NCOM", [10]), ("NFWD", [4, 8]), ("SJOINT", [8]))
]
tables["authorities"] = [
    {
        "authority": "release",
        "name": "Release of intelligence",
        "relation": "COORD",
        "nation": "NORTH",
        "function": "intelligence",
        "holders_max": 1,
        "holder_now": ["NCOM"],
        **SOURCE,
    }
]
tables["channels"] = [
    {
        "from_hq": one,
        "to_hq": "SJOINT",
        "kind": "liaison",
        "pool": "NORTH",
        "levels": [0, 1],
        "level_now": 0,
        "open_without_team": True,
        **SOURCE,
    }
    for one in ("NCOM", "NFWD")
]
tables["liaison_levels"] = [
    {
        "level": level,
        "name": name,
        "staff": staff,
        "handling_hours": handling,
        "release_hours": release,
        "language_factor": factor,
        "continuous": False,
        **SOURCE,
    }
    for level, name, staff, handling, release, factor in ((0, "none", 0, 6.0, 8.0, 1.5), (1, "team", 4, 2.0, 3.0, 1.1))
]
tables["threads"] = [
    {
        "thread": "warning",
        "name": "Warning",
        "function": "intelligence",
        "origin": "NFWD",
        "approvals": ["release"],
        "destination": "SFLEET",
        "work_hours": 2.0,
        **SOURCE,
    }
]
tables["demand"] = [
    {"thread": "warning", "condition": condition, "requests_per_day": requests, "urgency": urgency, **SOURCE}
    for condition, requests, urgency in (("peace", 1.0, 1.0), ("crisis", 3.0, 4.0))
]
tables["rules"] = [
    {
        "rule": "own_release",
        "kind": "forbid_holder",
        "says": "SOUTH does not release what is NORTH's.",
        "basis": "law",
        "citation": "made up",
        "authority": ["release"],
        "holder": ["SOUTH"],
        "active": True,
    }
]
tables["pools"] = [
    {"phase": "now", "nation": "NORTH", "resource": resource, "amount": 4, **SOURCE} for resource in ("liaison_staff", "desk_officers")
]

# %% [markdown]
# ## Two variants
#
# As their files would state them: the status quo, and the authority delegated.

# %%
variants = {
    "home": {
        "title": "Release stays at home",
        "why": "The status quo.",
        "source": "made up",
        "mandate": [{"kind": "keep_holder", "id": "as_today", "says": "Nothing changes hands."}],
    },
    "delegated": {
        "title": "Release is delegated forward",
        "why": "What delegation is worth.",
        "source": "made up",
        "mandate": [
            {"kind": "holder", "id": "delegate", "says": "The forward headquarters releases.", "authority": ["release"], "holder": ["NFWD"]}
        ],
    },
}
alliance = model.Alliance.from_tables(
    tables, name="north-south", title="NORTH and SOUTH", as_of="2026-01-05", utilisation_bands=[0.5, 0.7, 0.9], variants=variants
)
alliance

# %%
answers = model.solve_all(alliance)
answers

# %%
answers.figure("waterfall", variant="delegated")

# %% [markdown]
# A fault in a table is told where the file would have it.

# %%
try:
    model.Alliance.from_tables(
        {**tables, "threads": [{**tables["threads"][0], "destination": "SFLEETS"}]},
        name="north-south",
        title="NORTH and SOUTH",
        as_of="2026-01-05",
        utilisation_bands=[0.5, 0.7, 0.9],
    )
except model.InputError as refused:
    told = str(refused)
told

# %% [markdown]
# ## Saved
#
# A folder of CSV and TOML files that planners edit in a spreadsheet, and `python solve.py run FOLDER` solves.

# %%
folder = alliance.save(Path(tempfile.mkdtemp()) / "north-south")
sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()), model.check(folder)
