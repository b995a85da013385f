"""The swept instance: a copy of a shipped one with a study of its own, whose points change numbers of every kind.

Each number goes from a fifth below to a fifth above its value (weights of conditions, demand, pace, boards, capacities; pools from
their value in the three-star variant), and what is a matter of choice between the ends given here. Variants differ in mandates,
and one has a rule off. The ranges are narrower than the instance's own register: at its ends single runs take minutes.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from model.data.addresses import value_at
from model.data.instance import Instance
from model.data.reader import load_instance

STUDY = "benchmark"
AROUND = 0.2
FACTORS = (
    "conditions.peacetime.share",
    "conditions.armed_attack.share",
    "conditions.peacetime.tempo",
    "conditions.grey_zone.tempo",
    "conditions.peacetime.decision_period_hours",
    "conditions.grey_zone.decision_period_hours",
    "conditions.peacetime.approval_hours",
    "demand.joint_operations@peacetime.requests_per_day",
    "demand.missile_defence@armed_attack.urgency",
    "demand.maritime_operations@grey_zone.urgency",
    "desks.JSO.background_hours_per_day",
    "conditions.peacetime.effective_hours_per_week",
)
# (phase, nation, resource) -> people of the three-star variant, which the copy has from the start: a range holds its value.
POOLS = {("2025", "US", "liaison_staff"): 30.0, ("2025", "US", "desk_officers"): 40.0}
BETWEEN = {
    "headquarters.JJOC.decision_factor": (0.4, 0.8),
    "parameters.referral_probability": (0.1, 0.5),
}
RULE_OFF = "benchmark-without-seamless"
VARIANTS = ("v01-jfhq-three-star", "v02-jfhq-four-star", "v09-jjoc-alone", RULE_OFF)
WITHOUT_RULE = """title = "The three-star headquarters, free to change hands with the condition"
why = "A point of the sweep with a rule off."
source = "benchmark"
extends = "v01-jfhq-three-star"

[rules]
disable = ["seamless_us"]
"""


def write_copy(shipped: Path, folder: Path, points: int) -> int:
    """Write the copy to `folder` with a study of about so many points; the number of its points."""
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("studies"))
    (folder / "variants" / f"{RULE_OFF}.toml").write_text(WITHOUT_RULE, encoding="utf-8")
    _set_pools(folder / "pools.csv")
    ranges = _ranges(load_instance(folder))
    _set_ranges(folder / "ranges.csv", ranges)
    samples = max(1, round(points / len(VARIANTS)))
    (folder / "studies").mkdir()
    (folder / "studies" / f"{STUDY}.toml").write_text(_study(samples, list(ranges)), encoding="utf-8")
    return samples * len(VARIANTS)


def _ranges(base: Instance) -> dict[str, tuple[float, float]]:
    found = {}
    for path in (*FACTORS, *(f"pools.{phase}@{nation}.{resource}" for phase, nation, resource in POOLS)):
        value = value_at(base, path)
        assert isinstance(value, (int, float)), path
        found[path] = (value * (1 - AROUND), value * (1 + AROUND))
    return found | BETWEEN


def _set_pools(path: Path) -> None:
    headings, rows = _read(path)
    for row in rows:
        key = (row["phase"], row["nation"], row["resource"])
        row["amount"] = f"{POOLS[key]:g}" if key in POOLS else row["amount"]
    _write(path, headings, rows)


def _set_ranges(path: Path, ranges: dict[str, tuple[float, float]]) -> None:
    headings, rows = _read(path)
    rows = [row for row in rows if row["path"] not in ranges]
    for name, (low, high) in ranges.items():
        rows.append(
            {"path": name, "low": f"{low:.12g}", "high": f"{high:.12g}", "reason": "swept by the benchmark", "source": "assumption"}
        )
    _write(path, headings, rows)


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _write(path: Path, headings: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _study(samples: int, factors: list[str]) -> str:
    listed = "".join(f'    "{name}",\n' for name in factors)
    variants = ", ".join(f'"{name}"' for name in VARIANTS)
    return (
        'title = "Sweep of the benchmark"\nwhy = "How many points an hour?"\nmethod = "latin_hypercube"\n'
        f'baseline = "{VARIANTS[0]}"\nvariants = [{variants}]\nfactors = [\n{listed}]\nsamples = {samples}\nseed = 1\n'
    )
