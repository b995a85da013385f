"""People: pools of liaison staff, desk officers and fourth stars."""

from __future__ import annotations

from model.data.kinds import FOUR_STAR
from model.delay.people import four_stars_today, people_in
from model.formulation.commanders import commanding
from model.formulation.decision_variables import DecisionVariables, Term
from model.formulation.register import Rows, family


@family(
    math=r"\sum_{e: \mathrm{pool}(e) = j} \sum_m \sigma_m z_{t,e,m} \le \lfloor S_{t,j} \rfloor, \quad"
    r" \sum_{d \in j} \sum_s (s - s^{now}_d)^+ n_{t,d,s} \le \lfloor O_{t,j} \rfloor, \quad"
    r" \sum_{H \in j} o_{t,H,10} - G^{now}_j \le \lfloor F_{t,j} \rfloor",
    unit="people",
    source="pools.csv",
    knapsack=True,
)
def pools(d: DecisionVariables) -> Rows:
    """A nation uses no more people than its pools hold: liaison staff in all teams, desk officers above today's, fourth
    stars above today's. A nation without a row for a resource has no limit on it."""
    spent = {"liaison_staff": liaison_staff, "desk_officers": added_officers, "four_star": added_stars}
    for (t, nation, resource), pool in d.instance.pools.items():
        yield (t, nation, resource), spent[resource](d, t, nation) <= people_in(pool)


def liaison_staff(d: DecisionVariables, phase: str, nation: str) -> Term:
    """Staff of all teams the nation supplies."""
    return sum(
        d.at(phase).liaison_levels[level].staff * d.level(phase, key, level)
        for key, channel in d.at(phase).channels.items()
        if channel.pool == nation
        for level in d.domains.levels[phase, key]
    )


def added_officers(d: DecisionVariables, phase: str, nation: str) -> Term:
    """Officers above today's at the desks of the nation's HQs."""
    total: Term = 0
    for desk, members in d.domains.worlds[phase].desk_members.items():
        if d.at(phase).headquarters[members[0]].lead == nation:
            now = d.instance.desks[desk].officers_now
            total += sum(max(0, size - now) * d.sized(phase, desk, size) for size in d.domains.officers[phase, desk])
    return total


def added_stars(d: DecisionVariables, phase: str, nation: str) -> Term:
    """Commanders of four stars or more above today's number in the nation."""
    led = [hq.hq for hq in d.instance.headquarters.values() if hq.lead == nation]
    return commanding(d, phase, led, FOUR_STAR) - four_stars_today(d.instance, nation)
