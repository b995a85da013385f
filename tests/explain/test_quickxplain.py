"""QuickXplain by itself, on set systems in place of models: what it returns cannot hold together, and any less can."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from model.explain.conflict import Part, quickxplain

PARTS = tuple(Part("rule", f"r{number:02}") for number in range(12))


class Oracle:
    """Holds as long as it contains none of the clashes; counts what it is asked."""

    def __init__(self, clashes: Sequence[frozenset[Part]]) -> None:
        self.clashes = clashes
        self.asked = 0

    def __call__(self, parts: Sequence[Part]) -> bool:
        self.asked += 1
        return not any(clash <= set(parts) for clash in self.clashes)


clash_sets = st.lists(st.frozensets(st.sampled_from(PARTS), min_size=1, max_size=5), min_size=1, max_size=6)


@given(clash_sets, st.permutations(PARTS))
def test_the_result_is_a_minimal_clash(clashes: list[frozenset[Part]], order: list[Part]) -> None:
    """Whatever clashes there are: the result holds one and is no larger, or one member could be left out."""
    oracle = Oracle(clashes)
    found = quickxplain(oracle, (), False, order)
    assert len(set(found)) == len(found)
    assert not oracle(found)
    for part in found:
        assert oracle([other for other in found if other != part])


@given(clash_sets, st.frozensets(st.sampled_from(PARTS)))
def test_what_is_given_is_never_blamed(clashes: list[frozenset[Part]], background: frozenset[Part]) -> None:
    """The result is minimal beside the given parts, and has none of them; without the background it would be larger."""
    oracle = Oracle(clashes)
    if not oracle(tuple(background)) or oracle(PARTS):
        return
    rest = [part for part in PARTS if part not in background]
    found = quickxplain(oracle, tuple(background), False, rest)
    assert not set(found) & background
    assert not oracle([*background, *found])
    for part in found:
        assert oracle([*background, *(other for other in found if other != part)])


@given(clash_sets)
def test_of_several_clashes_the_one_that_is_complete_first_is_told(clashes: list[frozenset[Part]]) -> None:
    """Its last member stands no later than that of any other clash: rules and pools alone are told before any mandate. The
    opposite preference, as easily written by exchanging two halves, gives a later one as soon as two clashes differ."""
    found = quickxplain(Oracle(clashes), (), False, PARTS)
    assert max(found) == min(max(clash) for clash in clashes)


def test_a_small_clash_among_many_parts_takes_few_questions() -> None:
    """Junker's bound for k of n parts is 2k log2(n/k) + 2k questions: 2 of 1024 in at most 40, where one by one takes 1024."""
    many = [Part("rule", f"r{number:04}") for number in range(1024)]
    oracle = Oracle([frozenset((many[100], many[900]))])
    assert set(quickxplain(oracle, (), False, many)) == {many[100], many[900]}
    assert oracle.asked <= 40
