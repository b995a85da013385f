"""Draws the threads, how often they occur, and desks that can carry them today."""

from __future__ import annotations

import math
from collections import deque
from random import Random

from benchmarks.scale.authorities import SOURCE, Power, Row
from benchmarks.scale.nations import Nation, Post, distance, partners

# condition -> tempo, urgency of an hour, times the requests of peacetime
CONDITIONS = {
    "peacetime": (1.0, 1.0, 1.0),
    "grey_zone": (0.25, 4.0, 3.0),
    "disaster": (0.1875, 5.3333, 4.0),
    "armed_attack": (0.0625, 16.0, 8.0),
}
OCCURS = 0.65
RELAY_HOURS = 1.0
# Officer-hours an officer works a day, how busy desks are today at their busiest, and the least size of a desk.
OFFICER_HOURS, BUSY, LEAST = 5.0, 0.6, 6


def draw_threads(random: Random, nations: list[Nation], count: int) -> list[Row]:
    """The table of threads: from a component or formation up to approvers and on to a counterpart."""
    patterns = (_operation, _operation, _joint_operation, _joint_operation, _information, _planning, _political, _three_nations, _support)
    rows = []
    for number in range(count):
        nation = random.choice(nations)
        other = random.choice(partners(nations, nation))
        origin = random.choice([*nation.of("formation"), *nation.of("component")])
        function, start, approvals, end = random.choice(patterns)(random, nation, other, origin, nations)
        rows.append(
            {
                "thread": f"t{number + 1:04d}",
                "name": f"{function.replace('_', ' ')} {number + 1}",
                "function": function,
                "origin": start.hq,
                "approvals": ">".join(approvals),
                "destination": end.hq,
                "work_hours": random.choice(("2", "4", "4", "8", "16")),
                "source": SOURCE,
            }
        )
    return rows


Drawn = tuple[str, Post, list[str], Post]


def _counterpart(random: Random, other: Nation, post: Post) -> Post:
    """One of the nearest formations of the same service, else the joint staff."""
    peers = [*other.of("formation", post.service), *other.of("component", post.service)]
    nearest = sorted(peers, key=lambda peer: (distance(peer, post), peer.hq))[:3]
    return random.choice(nearest) if nearest else other.post("JS")


def _opcon(post: Post) -> str:
    """The authority over a formation, a component or a joint force."""
    if post.tier == "formation":
        return f"{post.nation}_opcon_{post.hq.rpartition('_')[2].lower()}"
    return f"{post.nation}_opcon_{post.service}" if post.tier == "component" else f"{post.nation}_joint"


def _operation(random: Random, nation: Nation, other: Nation, origin: Post, nations: list[Nation]) -> Drawn:
    end = _counterpart(random, other, origin)
    return "operations", origin, [_opcon(origin), _opcon(end)], end


def _joint_operation(random: Random, nation: Nation, other: Nation, origin: Post, nations: list[Nation]) -> Drawn:
    end = _counterpart(random, other, origin)
    return "joint_operations", origin, [_opcon(origin), f"{nation.name}_joint", f"{other.name}_joint"], end


def _information(random: Random, nation: Nation, other: Nation, origin: Post, nations: list[Nation]) -> Drawn:
    start = random.choice([other.post("JS"), *other.of("component")])
    return "information", start, [f"{other.name}_release"], origin


def _planning(random: Random, nation: Nation, other: Nation, origin: Post, nations: list[Nation]) -> Drawn:
    end = _counterpart(random, other, origin)
    return "planning", origin, [f"{nation.name}_planning", f"{other.name}_planning"], end


def _political(random: Random, nation: Nation, other: Nation, origin: Post, nations: list[Nation]) -> Drawn:
    return "political", origin, [f"{nation.name}_joint", f"{nation.name}_political", f"{other.name}_political"], other.post("JS")


def _three_nations(random: Random, nation: Nation, other: Nation, origin: Post, nations: list[Nation]) -> Drawn:
    third = random.choice(partners(nations, other))
    end = _counterpart(random, third, origin)
    return "information_of_three", origin, [f"{nation.name}_release", f"{other.name}_release", _opcon(end)], end


def _support(random: Random, nation: Nation, other: Nation, origin: Post, nations: list[Nation]) -> Drawn:
    end = random.choice(nation.of("formation") or [nation.post("JS")])
    approvals = [f"{nation.name}_tacon_{origin.service}", f"{nation.name}_support"]
    return "support", origin, approvals, end


def draw_demand(random: Random, threads: list[Row]) -> list[Row]:
    """The table of demand: every thread in at least one condition."""
    rows = []
    for thread in threads:
        often = random.choice((0.05, 0.1, 0.2, 0.4, 0.8))
        chosen = [name for name in CONDITIONS if random.random() < OCCURS] or [random.choice(list(CONDITIONS))]
        for name in chosen:
            _, urgency, times = CONDITIONS[name]
            rows.append(
                {
                    "thread": thread["thread"],
                    "condition": name,
                    "requests_per_day": f"{often * times:g}",
                    "urgency": f"{urgency:g}",
                    "source": SOURCE,
                }
            )
    return rows


def draw_desks(
    random: Random, nations: list[Nation], powers: list[Power], channels: list[Row], threads: list[Row], demand: list[Row]
) -> tuple[list[Row], dict[str, int]]:
    """The table of desks, one an HQ, sized for today's load at its heaviest; and the officers each nation could add."""
    posts = {post.hq: post for nation in nations for post in nation.posts}
    loads = _loads_today(posts, powers, channels, threads, demand)
    rows, added = [], dict.fromkeys((nation.name for nation in nations), 0)
    for post in posts.values():
        row = {"desk": post.hq, "background_hours_per_day": "0", "mean_service_hours": "4", "source": SOURCE}
        if post.tier == "government":
            rows.append({**row, "officers": "0", "officers_now": "0", "capacity_hours_per_day": "100000", "wait_hours": "2"})
            continue
        like = post.hq if not post.planned else f"{post.nation}_JS"
        now = max(LEAST, math.ceil(max(loads[like].values()) / OFFICER_HOURS / BUSY))
        sizes = [now]
        if random.random() < 0.2:
            sizes.append(now + max(2, round(0.3 * now)))
            added[post.nation] += sizes[1] - now
        rows.append({**row, "officers": "|".join(str(size) for size in sizes), "officers_now": str(now)})
    return rows, added


def _loads_today(
    posts: dict[str, Post], powers: list[Power], channels: list[Row], threads: list[Row], demand: list[Row]
) -> dict[str, dict[str, float]]:
    """Officer-hours a day at each HQ in each condition if requests take ways of the fewest hops through today's posture."""
    holder = {power.authority: power.candidates[0] for power in powers}
    ways = _ways_today(posts, powers, channels)
    rows = {row["thread"]: row for row in threads}
    loads: dict[str, dict[str, float]] = {hq: dict.fromkeys(CONDITIONS, 0.0) for hq in posts}
    for item in demand:
        row = rows[item["thread"]]
        amount = float(item["requests_per_day"]) * CONDITIONS[item["condition"]][0]
        stops = [holder[authority] for authority in row["approvals"].split(">")]
        here = row["origin"]
        for stop, hours in [*((stop, float(row["work_hours"])) for stop in stops), (row["destination"], RELAY_HOURS)]:
            for relay in _fewest_hops(ways, here, stop):
                loads[relay][item["condition"]] += amount * RELAY_HOURS
            loads[stop][item["condition"]] += amount * hours
            here = stop
    return loads


def _ways_today(posts: dict[str, Post], powers: list[Power], channels: list[Row]) -> dict[str, list[str]]:
    pairs = [(post.hq, post.superior) for post in posts.values() if post.superior and not post.planned]
    pairs += [(power.candidates[0], power.component) for power in powers if power.component]
    for row in channels:
        ends = row["from_hq"], row["to_hq"]
        if not any(posts[end].planned for end in ends) and (row["open_without_team"] == "yes" or row["level_now"] != "0"):
            pairs.append(ends)
    ways: dict[str, set[str]] = {hq: set() for hq in posts}
    for one, other in pairs:
        ways[one].add(other)
        ways[other].add(one)
    return {hq: sorted(heads) for hq, heads in ways.items()}


def _fewest_hops(ways: dict[str, list[str]], start: str, end: str) -> list[str]:
    """The HQs strictly between the ends of a way of the fewest hops."""
    before: dict[str, str] = {start: ""}
    queue = deque([start])
    while queue and end not in before:
        here = queue.popleft()
        for head in ways[here]:
            if head not in before:
                before[head] = here
                queue.append(head)
    between = []
    here = before[end]
    while here and here != start:
        between.append(here)
        here = before[here]
    return between
