"""What a case is, where cases are registered, and what several of them have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from model.data.instance import Instance
from model.data.mandates import ActiveMandate, Mandate
from model.data.records import Headquarters, Pool, Rule
from tests.formulation.small_world import ALLY, LOW, RISING, authority, channel, desk, hq, planned, pool, rule, thread, world


@dataclass(frozen=True)
class Case:
    """An instance with its least delay, and the delay it has (`wrong`) where what the case is about is left out. What frees allows more,
    so that without it the delay is longer."""

    name: str
    why: str
    make: Callable[[], Instance]
    right: float | None
    wrong: float
    frees: bool = False


# By the name of a family; of a rule kind or filter that is no family; of a kind of mandate.
CASES: dict[str, list[Case]] = {}
SETTLED: dict[str, list[Case]] = {}
MANDATES: dict[str, list[Case]] = {}
Maker = Callable[[], Instance]


def case(
    name: str, *, right: float | None, wrong: float, among: dict[str, list[Case]] = CASES, frees: bool = False
) -> Callable[[Maker], Maker]:
    """Register the decorated maker of an instance as a case of the family; its docstring is the arithmetic."""

    def register(make: Maker) -> Maker:
        among.setdefault(name, []).append(Case(name, make.__doc__ or "", make, right, wrong, frees))
        return make

    return register


# What several cases have in common -----------------------------------------------------------------------------------

NEW = planned("NEW", "LOW")
NEW_STAYS_CLOSED = rule("exclusive_active", holder="NEW", limit=0)
NO_FOURTH_STAR = pool("four_star", 0)
TOP_ASKS_TOO = (thread("down", "LOW", "power", "LOW"), thread("up", "TOP", "power", "TOP"))
TO_ALLY = (thread("tell", "LOW", "", "ALLY"),)
# Hours in the queue of two seats half busy: 0.5 ^ (sqrt(2 x (2 + 1)) - 1) / (2 x (1 - 0.5)), 0.366.
TWO_SEATS = 0.5 ** (6**0.5 - 1)


# LOW's commander, who could be given a fourth star, commands WING as well.
TWO_HATS = RISING.model_copy(update={"commander": "officer"})
SECOND_HAT = TWO_HATS.model_copy(update={"hq": "WING", "name": "WING"})


def new_is(active: bool) -> ActiveMandate:
    """NEW is mandated open or closed."""
    return ActiveMandate(id=f"new_{active}", says="So it is planned.", kind="active", hq=("NEW",), active=active)


def busy_desk(sizes: tuple[int, ...] = (4,)) -> Instance:
    """LOW's desk has 11 officer-hours a day of other work; TOP decides slowly, so that LOW should approve."""
    return world(
        headquarters=(hq("TOP", "US", None, (10,), 1.0), LOW.model_copy(update={"desk": "LOW"}), ALLY),
        desks=(desk("LOW", sizes, 11),),
        pools=(pool("desk_officers", 0),),
    )


def unequal_principals(
    rules: tuple[Rule, ...] = (),
    pools: tuple[Pool, ...] = (),
    mandates: tuple[Mandate, ...] = (),
    low: Headquarters = RISING,
    others: tuple[Headquarters, ...] = (),
) -> Instance:
    """LOW, then ALLY approve; LOW may have four stars like ALLY, unless something forbids it."""
    return world(
        headquarters=(hq("TOP", "US", None, (10,), 1.0), low, ALLY, *others),
        authorities=(authority("power", "LOW"), authority("consent", "ALLY", nation="JP", relation="COORD")),
        channels=(channel("LOW", "ALLY"),),
        threads=(thread("ask", "LOW", "power>consent", "ALLY"),),
        rules=(rule("require_holder", "power", "LOW"), rule("require_holder", "consent", "ALLY"), *rules),
        pools=pools,
        mandates=mandates,
        referral=0.5,
    )
