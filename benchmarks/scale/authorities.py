"""Draws who may hold which authority, and the laws and rules about it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.scale.nations import Nation, Post, partners

Row = dict[str, str]
SOURCE = "drawn at random for measuring how cost grows with size"
COMMAND = "COCOM|OPCON|TACON|SUPPORT"


@dataclass(frozen=True)
class Power:
    """An authority with its candidates; the first of them holds it today."""

    authority: str
    nation: str
    relation: str
    candidates: tuple[str, ...]
    component: str = ""
    holders_max: int = 1


def draw_powers(random: Random, nation: Nation) -> list[Power]:
    """The authorities of one nation."""
    name = nation.name
    ministry, joint, planned, centre = (nation.post(suffix).hq for suffix in ("MOD", "JS", "JOC", "CC"))
    regions = [post.hq for post in nation.of("region")]
    powers = [
        Power(f"{name}_political", name, "COORD", (ministry,)),
        Power(f"{name}_joint", name, "OPCON", (joint, planned, *regions)),
        Power(f"{name}_release", name, "COORD", (joint, planned, *regions)),
        Power(f"{name}_planning", name, "COORD", (joint, planned, centre, *regions), holders_max=2),
        Power(f"{name}_support", name, "SUPPORT", (joint, planned)),
    ]
    for post in nation.of("component"):
        powers.append(Power(f"{name}_opcon_{post.service}", name, "OPCON", (joint, planned), component=post.hq))
        near = [region for region in regions if random.random() < 0.5]
        powers.append(Power(f"{name}_tacon_{post.service}", name, "TACON", (post.hq, planned, *near)))
    powers += [_formation_power(random, nation, post) for post in nation.of("formation")]
    return powers


def _formation_power(random: Random, nation: Nation, post: Post) -> Power:
    near = [region.hq for region in nation.of("region") if region.place == post.place]
    others = [*near, *(nation.post(suffix).hq for suffix in ("JS", "JOC") if random.random() < 0.5)]
    number = post.hq.rpartition("_")[2].lower()
    return Power(f"{nation.name}_opcon_{number}", nation.name, "OPCON", (post.superior, *others), component=post.hq)


def authority_rows(powers: list[Power]) -> list[Row]:
    """The table of authorities."""
    return [
        {
            "authority": power.authority,
            "name": power.authority.replace("_", " "),
            "relation": power.relation,
            "nation": power.nation,
            "component": power.component,
            "holders_max": str(power.holders_max),
            "holder_now": power.candidates[0],
            "source": SOURCE,
        }
        for power in powers
    ]


def rule_rows(nations: list[Nation], powers: list[Power]) -> list[Row]:
    """The table of rules: candidates, law, rank, span, seamlessness, hosts."""
    rows = [
        _rule(f"{p.authority}_candidates", "require_holder", "doctrine", authority=p.authority, holder="|".join(p.candidates))
        for p in powers
    ]
    rows.append(_rule("opcon_grade", "min_grade", "convention", relation="OPCON", limit="8"))
    rows.append(_rule("not_outranked", "not_outranked", "convention", relation="OPCON|TACON"))
    joint = "|".join(f"{nation.name}_joint" for nation in nations)
    rows.append(_rule("joint_grade", "min_grade", "convention", authority=joint, limit="9"))
    for nation in nations:
        rows += _national_rules(nation, nations, powers)
    return rows


def _national_rules(nation: Nation, nations: list[Nation], powers: list[Power]) -> list[Row]:
    name = nation.name
    own = [power for power in powers if power.nation == name]
    opcon = [power.authority for power in own if power.relation == "OPCON"]
    foreign = "|".join(other.name for other in nations if other is not nation)
    planned = "|".join(post.hq for post in nation.of("planned"))
    stars = sum(10 in post.grades and post.tier == "joint" for post in nation.posts)
    rows = [
        _rule(f"{name}_no_foreign_command", "forbid_holder", "law", relation=COMMAND, nation=name, holder=foreign),
        _rule(f"{name}_four_stars", "max_grade_count", "law", nation=name, limit=str(stars + 1), grade="10"),
        _rule(f"{name}_one_new", "exclusive_active", "policy", holder=planned, limit="1"),
        _rule(f"{name}_span", "span", "doctrine", authority="|".join(opcon), limit="9"),
        _rule(f"{name}_seamless", "stable", "policy", authority="|".join(opcon), condition="peacetime|armed_attack", limit="3"),
        _rule(f"{name}_hosts", "host_limit", "policy", holder=f"{name}_JS|{name}_JOC", limit="12"),
    ]
    for post in nation.of("component"):
        pair = f"{name}_tacon_{post.service}|{name}_opcon_{post.service}"
        rows.append(_rule(f"{name}_{post.service}_chain", "within_chain", "doctrine", authority=pair))
    if len(nation.of("component")) > 3:
        rows.append(_rule(f"{name}_air_and_space", "same_holder", "policy", authority=f"{name}_opcon_air|{name}_opcon_space"))
    for other in partners(nations, nation):
        if other.number > nation.number:
            pair = f"{name}_joint|{other.name}_joint"
            rows.append(_rule(f"{name}_{other.name}_parity", "parity", "convention", authority=pair, limit="1"))
    return rows


def _rule(rule: str, kind: str, basis: str, **cells: str) -> Row:
    says = f"{rule.replace('_', ' ')} ({kind.replace('_', ' ')})."
    return {"rule": rule, "kind": kind, "says": says, "basis": basis, "citation": SOURCE, "active": "yes", **cells}
