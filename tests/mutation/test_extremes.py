"""Input of extreme size: numbers that pass every check, and variants that extend one another in every direction."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from model.data.addresses import all_paths, is_numeric
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.errors import InputError, SolverFailure
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve
from model.verify import verify_posture
from tests.mutation.judge import limited
from tests.mutation.toml_damage import HEAD

EXTREMES = ("0", "1e-9", "1e-6", "1e5", "1e9")
MIXED = ("1e-6", "1e-3", "0.37", "1e3", "1e5", "1e7", "1e9")
PROVED = 1e-4
HONEST = {"refused", "failed", "optimal", "infeasible", "feasible"}


def numeric_paths(instance: Instance) -> list[str]:
    """Every number that can be set and counts in a solve."""
    idle = ("ranges.", "sites.")
    return [path for path in all_paths(instance) if is_numeric(instance, path) and not path.startswith(idle)]


def outcome_of(instance: Instance, settings: list[tuple[str, str]]) -> str:
    """refused, failed (numbers too large for the solver, with the reason), or the status of a solve that stands up.

    `feasible` is honest where its gap is told; `optimal` must be proved."""
    try:
        changed = apply(instance, "delegate", settings)
    except InputError as error:
        return "refused" if all(finding.file and finding.why for finding in error.findings) else "refused without a reason"
    try:
        outcome = solve(changed, SolveOptions(time_limit=10))
    except SolverFailure as error:
        return "failed" if "too large together" in str(error) else str(error)
    assert outcome.posture is None or not verify_posture(changed, outcome), settings
    assert outcome.status in (Status.OPTIMAL, Status.INFEASIBLE, Status.FEASIBLE), (settings, outcome.reason)
    if outcome.status is not Status.INFEASIBLE:
        assert outcome.gap is not None
        assert (outcome.status is Status.OPTIMAL) == (outcome.gap <= PROVED), settings
    return outcome.status.value


def try_each(instance: Instance, paths: list[str], values: tuple[str, ...]) -> None:
    """Each path at each value."""
    with limited(300):
        found = {outcome_of(instance, [(path, value)]) for path in paths for value in values}
    assert {"refused", "optimal"} <= found <= HONEST


def test_extreme_numbers_are_refused_or_solved(teaching: Path) -> None:
    """One number of each column at 0 and 1e9: an infinity that slips in, or a bound that overflows, would end otherwise."""
    base = load_instance(teaching)
    one_each = {(path.partition(".")[0], path.rpartition(".")[2]): path for path in numeric_paths(base)}
    try_each(base, sorted(one_each.values()), ("0", "1e9"))


@pytest.mark.slow
def test_every_number_at_every_extreme(teaching: Path) -> None:
    """The same for every number."""
    base = load_instance(teaching)
    try_each(base, numeric_paths(base), EXTREMES)


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 1000), marks=pytest.mark.slow)], ids=["some", "many"])
def test_extreme_numbers_together(teaching: Path, seeds: range) -> None:
    """Two to five numbers at once, each far up or far down: products may leave the solver's range, which the run must say."""
    base = load_instance(teaching)
    paths = numeric_paths(base)
    for seed in seeds:
        rng = random.Random(seed)
        settings: list[tuple[str, str]] = []
        for path in rng.sample(paths, rng.choice((2, 3, 5))):
            more = [*settings, (path, rng.choice(MIXED))]
            if outcome_can_be_asked(base, more):
                settings = more
        assert outcome_of(base, settings) in HONEST, settings


def outcome_can_be_asked(instance: Instance, settings: list[tuple[str, str]]) -> bool:
    """Whether the checks let the settings pass."""
    try:
        apply(instance, "delegate", settings)
    except InputError:
        return False
    return True


def test_a_product_beyond_the_solver_is_settled_before_it_gets_there(teaching: Path) -> None:
    """1e9 h a hop at an urgency of 1e7 makes a coefficient that HiGHS takes in no row. No good posture makes that hop, so it is
    settled and the answer proved and verified; with the hop left open the later stages would fail for its size."""
    settings = [("demand.warning@crisis.urgency", "1e7"), ("channels.USFJ@JSO.hours", "1e9")]
    assert outcome_of(load_instance(teaching), settings) == "optimal"


def write_variants(folder: Path, parents: dict[int, list[int]]) -> Path:
    """Variants v0, v1 ... of the skeleton that each extend the numbered ones and set one number of their own."""
    from model.data.skeleton import write_skeleton

    write_skeleton(folder)
    for number, above in parents.items():
        own = f'extends = {[f"v{parent:02}" for parent in above]}\n[set]\n"conditions.crisis.approval_hours" = {number + 3}\n'
        (folder / "variants" / f"v{number:02}.toml").write_text(HEAD + own, encoding="utf-8")
    return folder


def test_a_ladder_of_variants_is_climbed_once(tmp_path: Path) -> None:
    """Each of 40 variants extends the two before it: resolving every way anew would take 2 to the 27th steps or more."""
    ladder = {number: [below for below in (number - 2, number - 1) if below >= 0] for number in range(40)}
    with limited(20):
        instance = load_instance(write_variants(tmp_path / "ladder", ladder))
    assert apply(instance, "v39").conditions["crisis"].approval_hours == 39 + 3


def test_a_web_of_variants_is_told_once(tmp_path: Path) -> None:
    """Each of 25 variants extends all others: one finding, at the first, with a shortest circle; following every circle would
    never end."""
    web = {number: [other for other in range(25) if other != number] for number in range(25)}
    with limited(20), pytest.raises(InputError) as refused:
        load_instance(write_variants(tmp_path / "web", web))
    assert [(finding.file, finding.why) for finding in refused.value.findings] == [("variants/v00.toml", "extends itself: v00 > v01 > v00")]


def test_the_last_of_a_long_chain_of_variants_wins(tmp_path: Path) -> None:
    """Each of 60 variants extends the one before: the last wins."""
    chain = {number: [number - 1] if number else [] for number in range(60)}
    instance = load_instance(write_variants(tmp_path / "chain", chain))
    assert apply(instance, "v59").conditions["crisis"].approval_hours == 59 + 3
