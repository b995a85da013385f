"""More people, more options and fewer rules never make the best posture worse; renamed things never change it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve

# What the solver's own tolerance may cost, relative to the delay.
TOLERANCE = 1e-6


def freedoms(instance: Instance) -> list[tuple[str, str]]:
    """Every change of one number that gives the optimiser more room: (path, value)."""
    found = [(f"pools.{t}@{nation}.{resource}", f"{pool.amount + 6:g}") for (t, nation, resource), pool in instance.pools.items()]
    found += [(f"rules.{name}.active", "no") for name in instance.rules]
    for hq in instance.headquarters.values():
        # The commander of several HQs has the same grades at each, which no change of one number gives more of.
        if hq.grades and hq.commander is None:
            found += [
                (f"headquarters.{hq.hq}.grades", "|".join(map(str, sorted({*hq.grades, extra}))))
                for extra in {*range(8, 11)} - {*hq.grades}
            ]
    for authority in instance.authorities.values():
        found.append((f"authorities.{authority.authority}.holders_max", str(authority.holders_max + 1)))
    for key, channel in instance.channels.items():
        levels = sorted({*channel.levels, *(level for level in instance.liaison_levels if channel.pool or level == 0)})
        if tuple(levels) != channel.levels:
            found.append((f"channels.{key[0]}@{key[1]}.levels", "|".join(map(str, levels))))
    for desk in instance.desks.values():
        found.append((f"desks.{desk.desk}.officers", "|".join(map(str, sorted({*desk.officers, desk.officers[-1] + 20})))))
    return found


def best(folder: Path, variant: str, settings: list[tuple[str, str]]) -> float:
    """Weighted delay of the optimum, infinite where there is none."""
    outcome = solve(apply(load_instance(folder), variant, settings), SolveOptions())
    if outcome.status is Status.INFEASIBLE:
        return float("inf")
    assert outcome.status is Status.OPTIMAL
    assert outcome.evaluation is not None
    return outcome.evaluation.weighted_delay


def check(folder: Path, variant: str, count: int) -> int:
    """Make `count` random changes that give more room; return how many of them helped."""
    instance = apply(load_instance(folder), variant)
    draw = random.Random(f"{folder.name}/{variant}")
    changes = freedoms(instance)
    base, helped = best(folder, variant, []), 0
    for path, value in draw.sample(changes, min(count, len(changes))):
        freer = best(folder, variant, [(path, value)])
        assert freer <= base + TOLERANCE * abs(base), f"{path} = {value} made {base} into {freer}"
        helped += freer < base - TOLERANCE * abs(base)
    return helped


@pytest.mark.parametrize(
    "variant", sorted(path.stem for path in (Path(__file__).parent.parent / "instances/teaching/variants").glob("*.toml"))
)
def test_more_room_is_never_worse_on_teaching(teaching: Path, variant: str) -> None:
    """A pool read as a demand, a grade that is forced instead of offered, a rule that acts when off: each would show."""
    check(teaching, variant, 40)


def test_some_changes_do_help(teaching: Path) -> None:
    """If no change ever helped, the tests above would prove nothing."""
    names = sorted(load_instance(teaching).variants)
    assert sum(check(teaching, name, 40) for name in names) > 0


def test_more_room_is_never_worse_on_us_japan(us_japan_one_phase: Path) -> None:
    """The same on the main instance, a few random changes."""
    check(us_japan_one_phase, "v01-jfhq-three-star", 5)


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["v01-jfhq-three-star", "v03-coordination-centre", "v06-phased", "v09-jjoc-alone"])
def test_more_room_is_never_worse_on_us_japan_at_length(us_japan_one_phase: Path, variant: str) -> None:
    """The same on the main instance, many random changes."""
    check(us_japan_one_phase, variant, 60)


def test_a_four_star_with_equal_authorities_is_free_when_nothing_is_referred(us_japan_one_phase: Path) -> None:
    """With referral probability 0 the three-star and the four-star headquarters differ by exactly 0 h; with its base value
    the four-star one waits less, and the whole difference of routes that are otherwise equal is referral."""
    none = [("parameters.referral_probability", "0")]
    assert best(us_japan_one_phase, "v02-jfhq-four-star", none) == best(us_japan_one_phase, "v01-jfhq-three-star", none)
    assert best(us_japan_one_phase, "v02-jfhq-four-star", []) < best(us_japan_one_phase, "v01-jfhq-three-star", [])
