"""Checks of the run itself: status, objective, bound and gap, people, stars and changes."""

from __future__ import annotations

from model.data.instance import Instance
from model.data.kinds import FOUR_STAR
from model.verify.claim import Claim
from model.verify.people import added_stars, officers_of, officers_of_grade, staff_of
from model.verify.recompute import recomputed
from model.verify.rows import PRINTED, Found, Row, compare, violation
from model.verify.steps import steps

METHODS = ("exact", "decomposition")
FORESIGHTS = ("perfect", "myopic")
# In plain words, since the verifier knows no solver.
OPTIMAL, FAILED = "optimal", "failed"
WITH_POSTURE = (OPTIMAL, "feasible")
STATUSES = (*WITH_POSTURE, "infeasible", "unbounded", "no answer", FAILED)
NUMBERS = ("weighted_delay", "bound", "gap", "people", "four_stars", "changes", "new_four_stars", "tie_break_proved")
# Later aims may give up this much of the delay, relatively, beyond the gap that was asked for.
GIVEN_UP = 2e-6


def has_posture(run: Row) -> bool:
    """Whether the run's status says that there is a posture."""
    return run.text("status") in WITH_POSTURE


def without_posture(run: Row) -> Found:
    """A run that ended without a posture reports no number and says why; its status is one of the known."""
    if run.text("status") not in STATUSES:
        yield violation(run, "status", f"the statuses are {', '.join(STATUSES)}")
        return
    for column in NUMBERS:
        yield from compare(run, column, None, f"a run that ended {run.text('status')} has no posture")
    if not run.text("reason"):
        yield violation(run, "reason", "a run without a posture says why")


def objective(claim: Claim) -> Found:
    """The weighted delay is the sum over routes of weight times hours."""
    made = recomputed(claim)
    delay = sum(made.weights[key] * made.routes[key].total for key in made.routes)
    yield from compare(claim.run, "weighted_delay", delay, "the routes add up to it")


def bound_and_gap(claim: Claim) -> Found:
    """The bound is no more than the delay, the gap is what lies between them, and `optimal` means that it is small."""
    run = claim.run
    delay, bound, gap = run.number("weighted_delay"), run.number("bound"), run.number("gap")
    if delay is None:
        yield violation(run, "weighted_delay", "a run with a posture has a weighted delay")
        return
    optimal = run.text("status") == OPTIMAL
    if bound is None or gap is None:
        if optimal or bound != gap:
            yield violation(run, "bound" if bound is None else "gap", "bound and gap are given together, and always for an optimal run")
        return
    if bound > delay + PRINTED:
        yield violation(run, "bound", f"is above the weighted delay of {delay:.6f}")
    size = max(abs(delay), 1e-9)
    wanted = (delay - bound) / size
    if abs(gap - wanted) > PRINTED * (1 + 2 / size):
        yield violation(run, "gap", "(weighted_delay - bound) / weighted_delay", wanted)
    if optimal and claim.gap is not None and gap > claim.gap + GIVEN_UP:
        yield violation(run, "status", f"the gap is {gap:g}, more than the {claim.gap:g} up to which a run of this study is optimal")


def counts(claim: Claim) -> Found:
    """People, fourth stars and changes, counted over the decisions."""
    phases = [phase.id for phase in claim.instance.phases]
    nations = {hq.lead for hq in claim.instance.headquarters.values()}
    staff = sum(staff_of(claim, phase, nation) for phase in phases for nation in _suppliers(claim, phase))
    officers = sum(sum(officers_of(claim, phase).values()) for phase in phases)
    stars = sum(officers_of_grade(claim, phase, claim.instance.headquarters, FOUR_STAR) for phase in phases)
    added = sum(max(0, added_stars(claim, phase, nation)) for phase in phases for nation in nations)
    yield from compare(claim.run, "people", staff + officers, "teams in liaison.csv and officers in desks.csv")
    yield from compare(claim.run, "four_stars", stars, "grades in commanders.csv")
    yield from compare(claim.run, "new_four_stars", added, "grades in commanders.csv above today's")
    changes = sum(step.changes() for step in steps(claim))
    yield from compare(
        claim.run, "changes", changes, "holders, grades, levels and openings that are not those of before, which is first today's"
    )


def _suppliers(claim: Claim, phase: str) -> set[str]:
    return {channel.pool for channel in claim.at(phase).channels.values() if channel.pool is not None}


def run_facts(instance: Instance, run: Row) -> Found:
    """Title and political score are the variant's, method and foresight are such as there are, whether the run has a posture or not."""
    variant = instance.variant
    yield from compare(run, "title", variant.title if variant else instance.title, "the variant says so")
    yield from compare(run, "political_score", variant.political_score if variant else None, "the variant says so")
    if run.text("status") != FAILED and run.text("method") not in METHODS:
        yield violation(run, "method", f"the methods are {', '.join(METHODS)}")
    if instance.is_plan and run.text("foresight") not in FORESIGHTS:
        yield violation(run, "foresight", f"the foresights are {', '.join(FORESIGHTS)}")
    if run.cells["tie_break_proved"] is True and run.text("method") != METHODS[0]:
        yield violation(run, "method", f"nothing but {METHODS[0]} proves that a run has the fewest people, stars and changes")


CHECKS = (objective, bound_and_gap, counts)
