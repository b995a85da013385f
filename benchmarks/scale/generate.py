"""Writes an invented alliance of any size as an instance folder, the same one for the same size and seed.

python -m benchmarks.scale.generate FOLDER --headquarters 100 --threads 1000 --seed 1
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from random import Random

from benchmarks.scale.authorities import SOURCE, Row, authority_rows, draw_powers, rule_rows
from benchmarks.scale.channels import draw_channels, pool_rows
from benchmarks.scale.nations import PLACES, Nation, draw_nations
from benchmarks.scale.traffic import CONDITIONS, draw_demand, draw_desks, draw_threads
from model.data.cells import columns
from model.data.records import TABLES

PHASE = "now"
LEAST_HEADQUARTERS = 16
CALENDARS = (
    ("office", "mon-fri", "08:00", "17:00"),
    ("extended", "mon-sun", "06:00", "22:00"),
    ("continuous", "mon-sun", "00:00", "24:00"),
)
# condition -> calendar, decision period and approval in hours
RHYTHM = {
    "peacetime": ("office", 168, 8),
    "grey_zone": ("extended", 48, 3),
    "disaster": ("continuous", 12, 1),
    "armed_attack": ("continuous", 12, 1),
}
# level -> name, staff, handling and release in hours, language factor, continuous; as in instances/us-japan
LEVELS = (
    ("0", "no team", "0", "0.1667", "1", "1.5", "no"),
    ("1", "liaison officers", "2", "0.1167", "0.7", "1.1", "no"),
    ("2", "continuous liaison seat", "5", "0.0917", "0.55", "1.1", "yes"),
    ("3", "cooperation team", "12", "0.0792", "0.475", "1.1", "yes"),
)
PARAMETERS = (
    ("referral_probability", 0.3, 0.0, 0.8, "1"),
    ("relay_hours", 1.0, 0.25, 4.0, "officer-h"),
    ("command_handling_hours", 0.1667, 0.0333, 0.5, "h"),
    ("service_cv", 1.0, 0.8, 2.0, "1"),
)


def generate(folder: Path, headquarters: int, threads: int, seed: int) -> None:
    """Write an alliance of that many headquarters and threads. Raises ValueError below 16 headquarters or 1 thread, OSError where
    the folder exists."""
    if headquarters < LEAST_HEADQUARTERS or threads < 1:
        raise ValueError(f"an alliance has at least {LEAST_HEADQUARTERS} headquarters and 1 thread")
    random = Random(f"{headquarters} {threads} {seed}")
    nations = draw_nations(random, headquarters)
    powers = [power for nation in nations for power in draw_powers(random, nation)]
    channels = draw_channels(random, nations)
    kinds = draw_threads(random, nations, threads)
    demand = draw_demand(random, kinds)
    desks, added = draw_desks(random, nations, powers, channels, kinds, demand)
    tables = {
        **_world(nations),
        "headquarters": _headquarters(random, nations),
        "desks": desks,
        "authorities": authority_rows(powers),
        "channels": channels,
        "threads": kinds,
        "demand": demand,
        "rules": rule_rows(nations, powers),
        "pools": pool_rows(PHASE, nations, channels, added),
        "ranges": _ranges(),
    }
    folder.mkdir(parents=True)
    (folder / "instance.toml").write_text(_head(headquarters, threads, seed), encoding="utf-8", newline="\n")
    for table, rows in tables.items():
        (folder / f"{table}.csv").write_text(_csv(table, rows), encoding="utf-8", newline="\n")


def _csv(table: str, rows: list[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns(TABLES[table][0])), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _world(nations: list[Nation]) -> dict[str, list[Row]]:
    """The tables that say how the world is: conditions, calendars, sites, liaison levels."""
    used = {post.place for nation in nations for post in nation.posts}
    conditions = [
        {
            "condition": name,
            "name": name.replace("_", " "),
            "share": "0.25",
            "tempo": f"{tempo:g}",
            "calendar": RHYTHM[name][0],
            "decision_period_hours": str(RHYTHM[name][1]),
            "approval_hours": str(RHYTHM[name][2]),
            "effective_hours_per_week": "35",
            "source": SOURCE,
        }
        for name, (tempo, _, _) in CONDITIONS.items()
    ]
    sites = [
        {"site": site, "name": site, "latitude": f"{north:g}", "longitude": f"{east:g}", "timezone": zone, "source": "public maps"}
        for number, (site, north, east, zone) in enumerate(PLACES)
        if number in used
    ]
    calendars = [dict(zip(("calendar", "days", "start", "end"), row, strict=True)) for row in CALENDARS]
    fields = ("level", "name", "staff", "handling_hours", "release_hours", "language_factor", "continuous")
    levels = [{**dict(zip(fields, row, strict=True)), "source": "as in instances/us-japan"} for row in LEVELS]
    return {"conditions": conditions, "calendars": calendars, "sites": sites, "liaison_levels": levels}


def _headquarters(random: Random, nations: list[Nation]) -> list[Row]:
    return [
        {
            "hq": post.hq,
            "name": post.hq.replace("_", " "),
            "nation": post.nation,
            "site": PLACES[post.place][0],
            "superior": post.superior,
            "grades": "|".join(str(grade) for grade in post.grades),
            "grade_now": "" if post.planned or not post.grades else str(post.grades[0]),
            "decision_factor": "0.5" if post.hq.endswith("_JOC") else random.choice(("1", "1", "0.75")),
            "calendar": "office",
            "desk": post.hq,
            "status": "planned" if post.planned else "existing",
            "role": post.tier,
            "source": SOURCE,
        }
        for nation in nations
        for post in nation.posts
    ]


def _ranges() -> list[Row]:
    reason = "as wide as in instances/us-japan"
    rows = [(f"conditions.{name}.tempo", tempo / 4, tempo * 2) for name, (tempo, _, _) in CONDITIONS.items()]
    return [{"path": path, "low": f"{low:g}", "high": f"{high:g}", "reason": reason, "source": SOURCE} for path, low, high in rows]


def _head(headquarters: int, threads: int, seed: int) -> str:
    lines = [
        "format = 1",
        f'title = "Invented alliance of {headquarters} headquarters and {threads} threads"',
        f'description = "Drawn at random with seed {seed}, to measure how the cost of solving grows with size. Nothing in it is a fact."',
        "as_of = 2025-01-01",
        "utilisation_bands = [0.5, 0.7, 0.8, 0.85, 0.9]",
        "",
        "[[phases]]",
        f'id = "{PHASE}"',
        'name = "Now"',
        "start = 2025-04-01",
        "weight = 1.0",
    ]
    for name, value, low, high, unit in PARAMETERS:
        lines += [
            "",
            f"[parameters.{name}]",
            f"value = {value}",
            f"low = {low}",
            f"high = {high}",
            f'unit = "{unit}"',
            f'source = "{SOURCE}"',
        ]
    return "\n".join(lines) + "\n"


def _main() -> None:
    parser = argparse.ArgumentParser(description="Write an invented alliance as an instance folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--headquarters", type=int, default=100)
    parser.add_argument("--threads", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    generate(asked.folder, asked.headquarters, asked.threads, asked.seed)


if __name__ == "__main__":
    _main()
