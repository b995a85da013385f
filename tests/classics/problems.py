"""Classic location problems written as instances, and the plain enumeration that answers them.

What counts is distance alone: every delay but that of explicit channel hours is set to zero, or to a constant that is taken off
again. All channels are direct, so that a request moves from a client to a centre and never on through another one.
Nothing here knows how the program solves; the enumerations share no code with it.
"""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.data.cells import columns
from model.data.records import TABLES

SOURCE = "made up for a test"
Cell = str | int | float
Row = Mapping[str, Cell]
Table = list[dict[str, Cell]]

# What cells hold unless a problem says otherwise.
PLAIN: dict[str, Row] = {
    "conditions": {"tempo": 1, "calendar": "always", "decision_period_hours": 0, "approval_hours": 0, "effective_hours_per_week": 40},
    "headquarters": {"nation": "N", "site": "here", "decision_factor": 0, "calendar": "always", "status": "existing"},
    "desks": {"officers": 0, "officers_now": 0, "background_hours_per_day": 0, "mean_service_hours": 1, "wait_hours": 0},
    "authorities": {"relation": "COORD", "nation": "N"},
    "channels": {"kind": "direct", "levels": 0, "level_now": 0, "open_without_team": "yes"},
    "threads": {"function": "flow", "work_hours": 0},
    "demand": {"condition": "c", "urgency": 1},
    "rules": {"says": "Only candidates.", "basis": "policy", "citation": "the problem", "active": "yes"},
}
ALWAYS = {"calendar": "always", "days": "mon-sun", "start": "00:00", "end": "24:00"}
HERE = {"site": "here", "name": "here", "latitude": 0, "longitude": 0, "timezone": "Etc/UTC"}
NO_TEAM = {"level": 0, "name": "no team", "staff": 0, "handling_hours": 0, "release_hours": 0, "language_factor": 1, "continuous": "no"}
HEAD = 'format = 1\ntitle = "Classic"\ndescription = "A classic problem."\nas_of = 2026-01-05\nutilisation_bands = [0.9]\n'
PHASE = '[[phases]]\nid = "now"\nname = "Now"\nstart = 2026-01-05\nweight = 1.0\n'


@dataclass(frozen=True)
class Problem:
    """`p` centres are to be chosen among `candidates`; `distance[i][j]` hours from client i to place j and `weight[i]` a day.

    `flow[i][j]` requests a day from i to j (hub problems), `capacity[j]` requests a day that place j can take."""

    p: int
    distance: Sequence[Sequence[float]]
    weight: Sequence[float]
    candidates: Sequence[int]
    flow: Sequence[Sequence[float]] = ()
    capacity: Sequence[float] = ()


def random_problem(seed: int) -> Problem:
    """Five to eight places in a square, two or three centres, weights and flows of whole numbers, capacity somewhat short."""
    rng = random.Random(seed)
    places = [(rng.uniform(0, 10), rng.uniform(0, 10)) for _ in range(rng.randint(5, 8))]
    size = len(places)
    distance = [[round(((x - u) ** 2 + (y - v) ** 2) ** 0.5, 4) for u, v in places] for x, y in places]
    p = rng.choice((2, 3))
    weight = [float(rng.randint(1, 9)) for _ in places]
    flow = [[float(rng.randint(0, 4)) if i != j else 0.0 for j in range(size)] for i in range(size)]
    roomy = rng.uniform(0.85, 1.6) * sum(weight) / p
    capacity = [round(roomy * rng.uniform(0.7, 1.3), 2) for _ in places]
    return Problem(p, distance, weight, sorted(rng.sample(range(size), size - 1)), flow, capacity)


def write_problem(folder: Path, tables: Mapping[str, Iterable[Row]], relay_hours: float = 0) -> Path:
    """An instance folder with these rows; what they leave out is plain."""
    folder.mkdir()
    values = {"referral_probability": 0, "relay_hours": relay_hours, "command_handling_hours": 0, "service_cv": 1}
    parameters = (f'[parameters.{name}]\nvalue = {value}\nunit = "-"\nsource = "{SOURCE}"\n' for name, value in values.items())
    (folder / "instance.toml").write_text(HEAD + PHASE + "".join(parameters), encoding="utf-8")
    fixed: dict[str, Iterable[Row]] = {
        "calendars": [ALWAYS],
        "sites": [HERE],
        "liaison_levels": [NO_TEAM],
        "conditions": [{"condition": "c"}],
    }
    for name, (record, keys) in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(columns(record)), lineterminator="\n")
            writer.writeheader()
            for row in (fixed | tables).get(name, []):
                known = columns(record)
                texts = {column: row[keys[0]] for column in ("name",) if column in known}
                always = {"source": SOURCE} if "source" in known else {}
                share = {"share": 1} if name == "conditions" else {}
                writer.writerow({**texts, **always, **share, **PLAIN.get(name, {}), **row})
    return folder


def candidates_only(problem: Problem) -> Row:
    """The rule that keeps the authority with the candidates."""
    holders = "|".join(f"h{j}" for j in problem.candidates)
    return {"rule": "candidates", "kind": "require_holder", "authority": "centre", "holder": holders}


def median_tables(problem: Problem, by_opening: bool = False) -> dict[str, Table]:
    """The p-median problem: client i is the origin `o<i>` of a thread that one holder `h<j>` of the authority must approve and
    that ends at `end`. At most p holders; or, `by_opening`, any number of holders, but at most p planned centres may open.
    """
    size = range(len(problem.distance))
    opening: dict[str, Cell] = {"status": "planned"} if by_opening else {}
    rules: Table = [dict(candidates_only(problem))]
    if by_opening:
        every = "|".join(f"h{j}" for j in size)
        rules.append({"rule": "p", "kind": "exclusive_active", "holder": every, "limit": problem.p})
    return {
        "headquarters": [{"hq": f"o{i}"} for i in size] + [{"hq": f"h{j}", **opening} for j in size] + [{"hq": "end"}],
        "authorities": [{"authority": "centre", "holders_max": len(size) if by_opening else problem.p}],
        "channels": [{"from_hq": f"o{i}", "to_hq": f"h{j}", "hours": problem.distance[i][j]} for i in size for j in size]
        + [{"from_hq": f"h{j}", "to_hq": "end", "hours": 0} for j in size],
        "threads": [{"thread": f"k{i}", "origin": f"o{i}", "approvals": "centre", "destination": "end"} for i in size],
        "demand": [{"thread": f"k{i}", "requests_per_day": problem.weight[i]} for i in size],
        "rules": rules,
    }


def capacitated_tables(problem: Problem) -> dict[str, Table]:
    """The single-source capacitated p-median: as above, with an hour of work for each approval and a desk of explicit capacity
    at each centre. One path a thread is what makes it single-source. The hour of work adds the sum of weights to the delay."""
    tables = median_tables(problem)
    tables["desks"] = [{"desk": f"d{j}", "capacity_hours_per_day": room} for j, room in enumerate(problem.capacity)]
    for row in tables["headquarters"]:
        if str(row["hq"]).startswith("h"):
            row["desk"] = f"d{str(row['hq'])[1:]}"
    for row in tables["threads"]:
        row["work_hours"] = 1
    return tables


def hub_tables(problem: Problem, discount: float) -> dict[str, Table]:
    """The p-hub median with multiple allocation: a request from i to j needs `centre>centre`, two approvals by hubs, which may be
    one and the same. Channels between hubs are shorter by `discount`. `relay_hours` must be so large that no request
    moves through a place that does not approve it: a cheap channel counts only between two approvals. Each request is
    relayed once at its destination, which adds `relay_hours` times the sum of flows to the delay."""
    size = range(len(problem.distance))
    pairs = [(i, j) for i in size for j in size if problem.flow[i][j]]
    return {
        "headquarters": [{"hq": f"{kind}{i}"} for kind in "oht" for i in size],
        "authorities": [{"authority": "centre", "holders_max": problem.p}],
        "channels": [{"from_hq": f"o{i}", "to_hq": f"h{j}", "hours": problem.distance[i][j]} for i in size for j in size]
        + [{"from_hq": f"h{i}", "to_hq": f"h{j}", "hours": discount * problem.distance[i][j]} for i in size for j in size if i != j]
        + [{"from_hq": f"h{i}", "to_hq": f"t{j}", "hours": problem.distance[i][j]} for i in size for j in size],
        "threads": [{"thread": f"k{i}_{j}", "origin": f"o{i}", "approvals": "centre>centre", "destination": f"t{j}"} for i, j in pairs],
        "demand": [{"thread": f"k{i}_{j}", "requests_per_day": problem.flow[i][j]} for i, j in pairs],
        "rules": [candidates_only(problem)],  # type: ignore[list-item]
    }


def best_median(problem: Problem) -> float:
    """Every set of p centres; every client to its nearest."""
    return min(
        sum(weight * min(row[j] for j in chosen) for weight, row in zip(problem.weight, problem.distance, strict=True))
        for chosen in itertools.combinations(problem.candidates, problem.p)
    )


def best_hubs(problem: Problem, discount: float) -> float:
    """Every set of p hubs; every flow by its best pair of hubs."""
    d, size = problem.distance, range(len(problem.distance))

    def cost(hubs: tuple[int, ...]) -> float:
        return sum(
            problem.flow[i][j] * min(d[i][k] + discount * d[k][m] + d[m][j] for k in hubs for m in hubs)
            for i in size
            for j in size
            if problem.flow[i][j]
        )

    return min(map(cost, itertools.combinations(problem.candidates, problem.p)))


def best_capacitated(problem: Problem) -> float | None:
    """Every set of p centres, every way to give each client to one of them that no capacity forbids; None if there is none."""
    best: float | None = None
    for chosen in itertools.combinations(problem.candidates, problem.p):
        for assigned in itertools.product(chosen, repeat=len(problem.weight)):
            loads = dict.fromkeys(chosen, 0.0)
            for weight, j in zip(problem.weight, assigned, strict=True):
                loads[j] += weight
            if all(loads[j] <= problem.capacity[j] for j in chosen):
                cost = sum(w * row[j] for w, row, j in zip(problem.weight, problem.distance, assigned, strict=True))
                best = cost if best is None else min(best, cost)
    return best
