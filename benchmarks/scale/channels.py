"""Draws the liaison channels: between counterparts of partner nations, mostly near each other, and between the staffs of one nation."""

from __future__ import annotations

from random import Random

from benchmarks.scale.authorities import SOURCE, Row
from benchmarks.scale.nations import Nation, Post, distance, partners

# People in a team of each level.
STAFF = {0: 0, 1: 2, 2: 5, 3: 12}
# The share of today's staff that a nation has free for further teams.
SPARE = 0.1
# Formations look for a counterpart within so many places around the world.
NEAR = 2


def draw_channels(random: Random, nations: list[Nation]) -> list[Row]:
    """The table of channels, each pair of posts at most once."""
    rows: dict[frozenset[str], Row] = {}

    def join(one: Post, other: Post, most: int, now: float, closed: float = 0.1) -> None:
        """A channel of up to level `most` with a first team today `now` of the time; `closed` without one at that chance."""
        level = int(random.random() < now and not (one.planned or other.planned))
        row = {
            "from_hq": one.hq,
            "to_hq": other.hq,
            "kind": "liaison",
            "pool": random.choice((one.nation, one.nation, other.nation)),
            "levels": "|".join(str(step) for step in range(most + 1)),
            "level_now": str(level),
            "open_without_team": "no" if random.random() < closed else "yes",
            "source": SOURCE,
        }
        rows.setdefault(frozenset((one.hq, other.hq)), row)

    for nation in nations:
        _join_own(random, nation, join)
        for other in partners(nations, nation):
            if other.number > nation.number or nation not in partners(nations, other):
                _join_partner(random, nation, other, join)
    return list(rows.values())


def _join_own(random: Random, nation: Nation, join) -> None:  # type: ignore[no-untyped-def]
    staff, planned, centre = nation.post("JS"), nation.post("JOC"), nation.post("CC")
    join(planned, staff, 1, 0.0, 0.0)
    join(centre, staff, 2, 0.0, 0.0)
    for region in nation.of("region"):
        join(region, staff, 2, 0.5, 0.0)
        join(planned, region, 2, 0.0, 0.0)
        for formation in nation.of("formation"):
            if formation.place == region.place and random.random() < 0.6:
                join(region, formation, 1, 0.2, 0.0)
    for component in nation.of("component"):
        if random.random() < 0.4:
            join(planned, component, 1, 0.0, 0.0)


def _join_partner(random: Random, one: Nation, other: Nation, join) -> None:  # type: ignore[no-untyped-def]
    join(one.post("MOD"), other.post("MOD"), 1, 0.5, 0.0)
    join(one.post("JS"), other.post("JS"), 3, 1.0, 0.0)
    for mine, theirs in ((one, other), (other, one)):
        join(mine.post("JOC"), theirs.post("JS"), 3, 0.0, 0.0)
        join(mine.post("CC"), theirs.post("JS"), 3, 0.0, 0.0)
        for region in mine.of("region"):
            if distance(region, theirs.post("JS")) <= NEAR:
                join(region, theirs.post("JS"), 3, 0.8, 0.0)
                join(region, theirs.post("JOC"), 3, 0.0, 0.0)
    join(one.post("JOC"), other.post("JOC"), 3, 0.0, 0.0)
    for component in one.of("component"):
        for counterpart in other.of("component", component.service):
            join(component, counterpart, 2, 0.6)
    for formation in one.of("formation"):
        near = [post for post in other.of("formation", formation.service) if distance(post, formation) <= NEAR]
        if near and random.random() < 0.5:
            join(formation, random.choice(near), 1, 0.4)
        elif random.random() < 0.2:
            for counterpart in other.of("component", formation.service):
                join(formation, counterpart, 1, 0.2, 0.5)


def pool_rows(phase: str, nations: list[Nation], channels: list[Row], added_officers: dict[str, int]) -> list[Row]:
    """The table of pools: today's liaison staff and a little more, some of the further officers desks could have, one more star."""
    rows = []
    for nation in nations:
        used = sum(STAFF[int(row["level_now"])] for row in channels if row["pool"] == nation.name)
        amounts = {
            "liaison_staff": max(5, round(used * (1 + SPARE))),
            "desk_officers": added_officers.get(nation.name, 0) // 3,
            "four_star": 1,
        }
        rows += [
            {"phase": phase, "nation": nation.name, "resource": resource, "amount": str(amount), "source": SOURCE}
            for resource, amount in amounts.items()
        ]
    return rows
