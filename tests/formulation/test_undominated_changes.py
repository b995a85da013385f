"""Changes of approver that are left out are never missed, and of a hub problem few are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from model.data.instance import Instance
from model.data.reader import load_instance
from model.formulation import legs
from model.formulation.domains import build_domains
from model.formulation.hour_bounds import HourBounds, HQs
from model.formulation.legs import LegKey, Routing, build_routing
from model.formulation.undominated_changes import Neighbours, undominated_changes
from model.solving.options import SolveOptions
from model.solving.solve import solve
from tests.classics.problems import Problem, hub_tables, random_problem, write_problem
from tests.oracle.tiny import tiny_instances

SAME = 1e-9
DISCOUNT = 0.5


def all_changes(
    hours: HourBounds, before: Neighbours, holders: HQs, after: Neighbours, works: Iterable[float]
) -> frozenset[tuple[str, str]]:
    """Every change, superfluous or not."""
    return frozenset((one, other) for one in holders for other in holders)


def changes(routing: Routing) -> dict[LegKey, set[tuple[str, str]]]:
    """The (first, second) approvers that each leg leaves a choice of."""
    return {key: {(flow.sender, flow.receiver) for flow in leg.flows} for key, leg in routing.legs.items()}


def beaten(problem: Problem, i: int, j: int, k: int, m: int) -> bool:
    """Whether a request from i to j goes by one of the hubs k and m alone as quickly as by both, by arithmetic on the distances."""
    d = problem.distance
    both = d[i][k] + DISCOUNT * d[k][m] + d[m][j]
    return both >= min(d[i][k] + d[k][j], d[i][m] + d[m][j]) - 1e-12


def test_a_pair_of_hubs_stays_where_neither_is_as_good_alone(tmp_path: Path) -> None:
    """On a hub problem of eight places the pairs of hubs that each request may take are those that arithmetic finds no single hub
    to beat, and every hub by itself: one pair too few loses an optimum, one too many is a column for nothing."""
    problem = random_problem(4)
    folder = write_problem(tmp_path / "hubs", hub_tables(problem, DISCOUNT), relay_hours=30)
    found = changes(build_routing(build_domains(load_instance(folder))))
    size, out, held = len(problem.distance), 0, 0
    for (_, _, thread, number), pairs in found.items():
        if number != 1:
            continue
        i, j = (int(part) for part in thread[1:].split("_"))
        for k in problem.candidates:
            for m in problem.candidates:
                stays = k == m or not beaten(problem, i, j, k, m)
                assert ((f"h{k}", f"h{m}") in pairs) == stays, (i, j, k, m)
                out, held = out + (not stays), held + stays
    assert size > 4
    assert out > held, "most pairs are beaten"


def test_no_optimum_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 random instances, with rules, referrals, closed HQs and desks that run short, have the same answer with every change left in;
    a change left out that only a pool, a grade or a busy desk makes worth while would be missed."""
    seen: Counter[str] = Counter()

    @seed(11)
    @settings(max_examples=300, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(tiny_instances())
    def compare(instance: Instance) -> None:
        domains = build_domains(instance)
        some = sum(map(len, changes(build_routing(domains)).values()))
        outcome = solve(instance, SolveOptions())
        with monkeypatch.context() as patch:
            patch.setattr(legs, "undominated_changes", all_changes)
            every = sum(map(len, changes(build_routing(domains)).values()))
            whole = solve(instance, SolveOptions())
        seen["fewer" if some < every else "as many"] += 1
        assert outcome.status is whole.status
        if outcome.evaluation is not None and whole.evaluation is not None:
            assert outcome.evaluation.weighted_delay == pytest.approx(whole.evaluation.weighted_delay, rel=SAME, abs=SAME)
            assert (outcome.evaluation.people, outcome.evaluation.changes) == (whole.evaluation.people, whole.evaluation.changes)
            seen["solved with fewer"] += some < every

    compare()
    assert seen["solved with fewer"] >= 10, seen


class TwoHolders:
    """Bounds that are exact, by hand: A and B hold the authority, requests come from O and go to D. An hour of work takes three hours at A,
    which goes home, and one at B."""

    HQS = ("A", "B", "O", "D")
    WAYS: ClassVar = {("A", "B"): 1.0, ("B", "A"): 1.0, ("A", "D"): 1.0, ("B", "D"): 1.0, ("O", "A"): 0.0, ("O", "B"): 5.0}

    approval = relay = (np.zeros(4), np.zeros(4))

    def numbers(self, hqs: HQs) -> np.ndarray:
        return np.array([self.HQS.index(hq) for hq in hqs])

    def names(self, numbers: np.ndarray) -> list[str]:
        return [self.HQS[number] for number in numbers]

    def least(self, one: HQs, other: HQs) -> np.ndarray:
        return np.array([[self.WAYS.get((a, b), 0.0) for b in other] for a in one])

    most = least

    def referral(self, one: HQs, other: HQs) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((len(one), len(other))), np.zeros((len(one), len(other)))

    def work(self, hours: float, hqs: HQs) -> np.ndarray:
        return hours * np.array([{"A": 3.0}.get(hq, 1.0) for hq in hqs])


def test_work_that_takes_longer_at_one_holder_keeps_the_change() -> None:
    """From A on to B costs 1 h and spares A's second approval. Without work that is for nothing; with an hour of work A's second approval
    takes 3 h and B's 1, and B cannot approve twice, 5 h away from O. A change that any of the requests needs is kept."""
    hours, before, after = cast(HourBounds, TwoHolders()), Neighbours(("O",), False), Neighbours(("D",), False)
    for works, kept in (((0.0,), False), ((1.0,), True), ((0.0, 1.0), True)):
        assert (("A", "B") in undominated_changes(hours, before, ("A", "B"), after, works)) == kept, works
