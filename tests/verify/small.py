"""A small instance for the tests of the verifier: the skeleton of `new`, with something of every kind a table can tell.

STAFF is a planned headquarters with a choice of grades and desk sizes, MINISTRY a civil principal with a given capacity;
a data link runs one way; an authority may have two holders; one goes with a component, which gives its holder a chain to it.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from model.data.digest import digest
from model.data.instance import BASE, Instance
from model.data.reader import load_instance
from model.data.skeleton import write_skeleton
from model.data.variants import apply
from model.delay.evaluate import evaluate
from model.delay.posture import Posture
from model.reporting.write import write_reports
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.solve import solve
from model.study.manifest import manifest
from model.study.runs import RunRecord

ASSUMED = "assumption: replace with your own source"
SETTINGS = (("conditions.crisis.tempo", "0.6"),)
ADDED = {
    "headquarters": (
        ("STAFF", "Standing staff", "NORTH", "tokyo", "REAR", "9|10", "", "0.5", "always", "staff_desk", "", "planned", "joint", ASSUMED),
        ("MINISTRY", "Ministry", "SOUTH", "tokyo", "", "", "", "1", "office", "ministry_desk", "", "existing", "civil", ASSUMED),
        ("FLEET", "Fleet", "NORTH", "tokyo", "", "8", "8", "1", "office", "fleet_desk", "", "existing", "component", ASSUMED),
    ),
    "desks": (
        ("staff_desk", "5|8", "5", "0", "2", "", "", ASSUMED),
        ("fleet_desk", "3", "3", "10", "2", "", "", ASSUMED),
        ("ministry_desk", "0", "0", "0", "2", "100", "1.5", ASSUMED),
    ),
    "authorities": (
        ("fleet_opcon", "Operational control of the fleet", "OPCON", "NORTH", "maritime", "FLEET", "1", "REAR", ASSUMED),
        ("north_cocom", "Combatant command", "COCOM", "NORTH", "joint", "", "1", "REAR", ASSUMED),
        ("consent", "Consent of the ministry", "COORD", "SOUTH", "political", "", "1", "MINISTRY", ASSUMED),
        ("planning", "Planning", "COORD", "NORTH", "planning", "", "2", "REAR", ASSUMED),
    ),
    "channels": (
        ("STAFF", "HOST", "liaison", "NORTH", "0|1|2", "0", "no", "", ASSUMED),
        ("HOST", "MINISTRY", "liaison", "", "0", "0", "yes", "", ASSUMED),
        ("HOST", "FORWARD", "direct", "", "0", "0", "yes", "0.1", ASSUMED),
    ),
    "threads": (
        ("escort", "Escort of ships", "maritime", "FLEET", "fleet_opcon>consent", "HOST", "3", ASSUMED),
        ("plans", "-Plans", "planning", "REAR", "planning>north_cocom", "HOST", "2", ASSUMED),
    ),
    "demand": (
        ("escort", "routine", "1", "1", "", ASSUMED),
        ("escort", "crisis", "4", "2", "", ASSUMED),
        ("plans", "routine", "0.5", "1", "200", ASSUMED),
        ("plans", "crisis", "0", "1", "", ASSUMED),
    ),
    "rules": (
        ("own_forces", "forbid_holder", "No foreign command.", "law", "made up", "", "OPCON", "NORTH", "SOUTH", "", "", "yes", "", ""),
        (
            "own_ministry",
            "require_holder",
            "The ministry consents.",
            "law",
            "made up",
            "consent",
            "",
            "",
            "MINISTRY",
            "",
            "",
            "yes",
            "",
            "",
        ),
        ("in_time", "deadline", "Plans arrive in time.", "policy", "made up", "", "", "", "", "", "", "yes", "", "plans"),
    ),
    "pools": (("now", "NORTH", "four_star", "1", ASSUMED),),
}

# Half of the work stops when the duty does.
RESTS = f"""
[parameters.duty_bound_share]
value = 0.5
low = 0.0
high = 1.0
unit = "1"
source = "{ASSUMED}"
"""


def write_small(folder: Path, rests: str = RESTS) -> Path:
    """Write the instance into a new folder and return it."""
    write_skeleton(folder)
    for table, rows in ADDED.items():
        with (folder / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    with (folder / "instance.toml").open("a", encoding="utf-8") as file:
        file.write(rests)
    (folder / "variants" / "staffed.toml").write_text(STAFFED, encoding="utf-8")
    (folder / "variants" / "quiet.toml").write_text(QUIET, encoding="utf-8")
    (folder / "variants" / "impossible.toml").write_text(IMPOSSIBLE, encoding="utf-8")
    return folder


STAFFED = """\
title = "A standing staff of four stars"
why = "Shows a planned headquarters."
source = "assumption: made for a test"
political_score = 2

[[mandate]]
id = "staff_opens"
kind = "active"
says = "The staff opens."
hq = ["STAFF"]
active = true

[[mandate]]
id = "four_stars"
kind = "grade"
says = "Its commander has four stars."
hq = ["STAFF"]
grade = 10

[[mandate]]
id = "staff_holds"
kind = "holder"
says = "The staff holds operational control of the fleet and of the northern force."
authority = ["fleet_opcon", "north_opcon"]
holder = ["STAFF"]
condition = ["crisis"]
"""
QUIET = """\
title = "Three stars forward, nothing new"
why = "Shows a closed headquarters, a referral and today's teams."
source = "assumption: made for a test"
extends = ["forward"]

[[mandate]]
id = "no_staff"
kind = "active"
says = "The staff stays closed."
hq = ["STAFF"]
active = false

[[mandate]]
id = "three_stars"
kind = "grade"
says = "The forward commander keeps three stars."
hq = ["FORWARD"]
grade = 9

[[mandate]]
id = "as_today"
kind = "keep_holder"
says = "The fleet and planning stay where they are."
authority = ["fleet_opcon", "planning"]

[[mandate]]
id = "teams_stay"
kind = "keep_level"
says = "Teams stay as they are."

[[mandate]]
id = "small_team"
kind = "level"
says = "The rear has a small team with the host."
from_hq = ["REAR"]
to_hq = ["HOST"]
at_least = 1
at_most = 1

[[mandate]]
id = "same_desks"
kind = "keep_desk"
says = "Desks stay as they are."
"""
IMPOSSIBLE = """\
title = "The host commands the combatant command"
why = "Shows a run without a posture."
source = "assumption: made for a test"

[[mandate]]
id = "host_takes"
kind = "holder"
says = "The host holds combatant command."
authority = ["north_cocom"]
holder = ["HOST"]
"""


def record(folder: Path, variant: str | None, settings: tuple[tuple[str, str], ...] = ()) -> RunRecord:
    """A run of a variant, solved here."""
    instance = apply(load_instance(folder), variant, settings)
    outcome = solve(instance, SolveOptions())
    if outcome.evaluation is None and not outcome.reason:
        outcome = replace(outcome, reason="nothing is possible")
    return RunRecord(variant or BASE, instance, digest(instance), outcome, 1.0)


def report(folder: Path, out: Path, variants: tuple[str | None, ...], settings: tuple[tuple[str, str], ...] = ()) -> Path:
    """Solve the variants of an instance and write their report."""
    base = load_instance(folder)
    runs = [record(folder, variant, settings) for variant in variants]
    started = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    about = manifest(base, runs, SolveOptions(), settings, runs[0].variant, started, 1.0, False)
    return write_reports(out, base, runs, about, None)


def solved(folder: Path, variant: str | None) -> tuple[Instance, Outcome]:
    """The instance with a variant applied, and its outcome."""
    run = record(folder, variant)
    return run.instance, run.outcome


def alter(folder: Path, table: str, line: int, column: str, new: Callable[[str], str]) -> str:
    """Put `new(cell)` in place of one cell of a table; line 2 is the first row. Returns what stood there."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    old = rows[line - 1][place]
    rows[line - 1][place] = new(old)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return old


def cells(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table as written."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reevaluated(instance: Instance, posture: Posture) -> Outcome:
    """The outcome that a solver with this posture would report."""
    evaluation = evaluate(instance, posture)
    return Outcome(Status.OPTIMAL, posture, evaluation, evaluation.weighted_delay, 0.0, True)
