"""Checks of who is open, under which commander, and who holds what."""

from __future__ import annotations

from model.data.mandates import MayUndoMandate
from model.data.selectors import match_hq
from model.verify.claim import Claim, occurring
from model.verify.rows import THE_INSTANCE, Found, compare, violation
from model.verify.steps import PhaseStep, steps


def openings(claim: Claim) -> Found:
    """Existing HQs are open, others not before they are available, and an open HQ's superior is open."""
    order = [phase.id for phase in claim.instance.phases]
    for (phase, name), row in claim.commanders.items():
        hq = claim.at(phase).headquarters[name]
        if hq.status == "existing":
            yield from compare(row, "active", True, "an existing headquarters is open")
        if not row.flag("active"):
            continue
        if hq.available_from is not None and order.index(hq.available_from) > order.index(phase):
            yield violation(row, "active", f"it is available from {hq.available_from} only", False)
        if hq.superior is not None and not claim.is_open(phase, hq.superior):
            yield violation(row, "active", f"its superior {hq.superior} is closed", False)


def ends_open(claim: Claim) -> Found:
    """The HQs where requests start and must arrive are open."""
    for phase in claim.instance.phases:
        for thread in sorted({name for _, name in occurring(claim.at(phase.id))}):
            row = claim.at(phase.id).threads[thread]
            for hq in sorted({row.origin, row.destination}):
                yield from compare(claim.commanders[phase.id, hq], "active", True, f"requests of {thread} start or end there")


def grades(claim: Claim) -> Found:
    """The commander of an open HQ has one of its grades; closed HQs and civil principals have none."""
    for (phase, name), row in claim.commanders.items():
        hq = claim.at(phase).headquarters[name]
        if not row.flag("active") or not hq.grades:
            yield from compare(row, "grade", None, "a closed headquarters or a civil principal has no grade")
        elif row.whole("grade") not in hq.grades:
            yield violation(row, "grade", f"the grades it may have are {'|'.join(map(str, hq.grades))}")


def one_commander(claim: Claim) -> Found:
    """A commander of several open HQs has the same grade at each."""
    first: dict[tuple[str, str], int] = {}
    for (phase, name), row in claim.commanders.items():
        officer, grade = claim.at(phase).headquarters[name].commander, row.whole("grade")
        if officer is not None and grade is not None:
            yield from compare(row, "grade", first.setdefault((phase, officer), grade), "its commander has it at another headquarters")


def not_undone(claim: Claim) -> Found:
    """What a phase opens or raises, later phases keep, unless a mandate says of the HQ that it may be undone."""
    for step in steps(claim):
        if step.from_today:
            continue
        before = "before" if step.before is None else f"in {step.before.id}"
        for name in step.view.headquarters:
            row = claim.commanders[step.phase.id, name]
            if _may_be_undone(step, name):
                continue
            if step.was_open(name) and not row.flag("active"):
                yield violation(row, "active", f"it was open {before}", True)
            earlier, later = step.grade_before(name), row.whole("grade")
            if earlier is not None and later is not None and later < earlier:
                yield violation(row, "grade", f"its commander had grade {earlier} {before}", earlier)


def _may_be_undone(step: PhaseStep, hq: str) -> bool:
    nation = step.view.headquarters[hq].nation
    return any(isinstance(mandate, MayUndoMandate) and match_hq(mandate.hq, hq, nation) for mandate in step.view.mandates)


def commander_facts(claim: Claim) -> Found:
    """What the instance says of an HQ is repeated rightly."""
    for (phase, name), row in claim.commanders.items():
        hq = claim.at(phase).headquarters[name]
        facts = {"grade_now": hq.grade_now, "nation": hq.nation, "status_now": hq.status, "hq_name": hq.name}
        for column, wanted in (facts | {"commander": hq.commander or ""}).items():
            yield from compare(row, column, wanted, THE_INSTANCE)


def holder_counts(claim: Claim) -> Found:
    """An authority has as many different holders as it may have."""
    for (phase, _, name), rows in claim.holders.items():
        most = claim.at(phase).authorities[name].holders_max
        seen: set[str] = set()
        for row in rows:
            if row.text("holder") in seen:
                yield violation(row, "holder", "is listed as its holder already")
            seen.add(row.text("holder"))
        for row in rows[most:]:
            yield violation(row, "holder", f"{name} has at most {most} holders at a time")


def holders_open(claim: Claim) -> Found:
    """A closed HQ holds nothing."""
    for (phase, _, _), rows in claim.holders.items():
        for row in rows:
            if not claim.is_open(phase, row.text("holder")):
                yield violation(row, "holder", "it is closed")


def cocom_stays(claim: Claim) -> Found:
    """Combatant command is not delegated: today's holders, all of them and nobody else, keep it."""
    for (phase, _, name), rows in claim.holders.items():
        authority = claim.at(phase).authorities[name]
        now = authority.holder_now
        if authority.relation != "COCOM" or not now or {row.text("holder") for row in rows} == set(now):
            continue
        strangers = [row for row in rows if row.text("holder") not in now]
        yield violation((strangers or list(rows))[0], "holder", "combatant command stays with today's holders", "|".join(now))


def authority_facts(claim: Claim) -> Found:
    """Today's holder, whether it changed, and what the instance says of the authority and of its holder."""
    for (phase, _, name), rows in claim.holders.items():
        authority = claim.at(phase).authorities[name]
        for row in rows:
            holder = row.text("holder")
            yield from compare(row, "holder_now", "|".join(authority.holder_now), THE_INSTANCE)
            yield from compare(row, "changed", holder not in authority.holder_now, "the holder is, or is not, one of today's")
            yield from compare(row, "relation", authority.relation, THE_INSTANCE)
            yield from compare(row, "nation", authority.nation, THE_INSTANCE)
            yield from compare(row, "authority_name", authority.name, THE_INSTANCE)
            yield from compare(row, "holder_nation", claim.at(phase).headquarters[holder].nation, THE_INSTANCE)
            yield from compare(row, "holder_grade", claim.grade(phase, holder), "commanders.csv says so")


CHECKS = (
    openings,
    ends_open,
    grades,
    one_commander,
    not_undone,
    commander_facts,
    holder_counts,
    holders_open,
    cocom_stays,
    authority_facts,
)
