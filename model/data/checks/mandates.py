"""What a variant may force: mandates that select something and force something possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from model.data.cells import cell_text, columns
from model.data.checks.context import Check, Context, Fault, told_text
from model.data.checks.references import SELECTED, selector_faults
from model.data.instance import Instance
from model.data.mandates import ActiveMandate, GradeMandate, KeepDeskMandate, KeepLevelMandate, LevelMandate, MandateBase
from model.data.records import Channel
from model.data.selectors import is_unmanned, joins, match, match_hq, takes_team

Channels = Mapping[tuple[str, str], Channel]
# What the selectors of mandates choose among: as those of rules, and by more.
MANDATE_SELECTED = SELECTED | {"hq": "hq", "from_hq": "hq", "to_hq": "hq", "phase": "phases", "desk": "desks"}


def _fault(mandate: MandateBase, column: str, why: str, hint: str = "") -> Fault:
    return Fault("mandates", mandate.id, column, told_text(mandate, column), why, hint)


def mandate_selectors_exist(context: Context) -> Iterator[Fault]:
    """Every name in a mandate exists; selectors that say what is forced are not empty."""
    for mandate in context.instance.mandates:
        for name, column in columns(type(mandate)).items():
            if name not in MANDATE_SELECTED:
                continue
            selector = getattr(mandate, name)
            if column.required and not selector:
                yield _fault(mandate, name, "must not be empty")
            for why, hint in selector_faults(context, selector, MANDATE_SELECTED[name]):
                yield _fault(mandate, name, why, hint)


def existing_stay_open(context: Context) -> Iterator[Fault]:
    """No mandate closes an HQ that exists."""
    for mandate in context.instance.mandates:
        if isinstance(mandate, ActiveMandate) and not mandate.active:
            for key, hq in context.instance.headquarters.items():
                if hq.status == "existing" and match_hq(mandate.hq, key, hq.nation):
                    yield _fault(mandate, "hq", f"'{key}' exists and is always open")


def grades_possible(context: Context) -> Iterator[Fault]:
    """A mandated grade is one that the named HQs, or some HQ of the named nation, may have."""
    if "headquarters" in context.partial:
        return
    headquarters = context.instance.headquarters
    for mandate in context.instance.mandates:
        if not isinstance(mandate, GradeMandate):
            continue
        for name in mandate.hq:
            if name in headquarters and mandate.grade not in headquarters[name].grades:
                grades = cell_text(headquarters[name], "grades") or "none"
                yield _fault(mandate, "grade", f"'{name}' may not have it; its grades are {grades}")
        selected = [hq for key, hq in headquarters.items() if match_hq(mandate.hq, key, hq.nation)]
        if selected and not any(mandate.grade in hq.grades for hq in selected):
            yield _fault(mandate, "grade", "no selected HQ may have it")


def _selected(mandate: LevelMandate | KeepLevelMandate, instance: Instance) -> Channels:
    """The channels that a mandate selects, of those between HQs that there are."""
    headquarters = instance.headquarters
    return {key: row for key, row in instance.channels.items() if headquarters.keys() >= set(key) and joins(mandate, row, headquarters)}


def levels_possible(context: Context) -> Iterator[Fault]:
    """A mandate about levels selects channels, and each has a level within the mandated bounds."""
    if context.partial & {"channels", "headquarters"}:
        return
    for mandate in context.instance.mandates:
        if not isinstance(mandate, (LevelMandate, KeepLevelMandate)):
            continue
        selected = _selected(mandate, context.instance)
        if not selected:
            yield _fault(mandate, "from_hq", "selects no channel")
        if isinstance(mandate, KeepLevelMandate):
            for (start, end), channel in selected.items():
                if channel.level_now not in channel.levels:
                    yield _fault(mandate, "from_hq", f"channel {start}@{end} may no longer have today's level {channel.level_now}")
        if isinstance(mandate, LevelMandate):
            if mandate.at_least > mandate.at_most:
                yield _fault(mandate, "at_least", f"is more than at_most = {mandate.at_most}")
            for (start, end), channel in _without_level(mandate, selected).items():
                why = f"channel {start}@{end} has no such level; its levels are {cell_text(channel, 'levels')}"
                yield _fault(mandate, "at_least", why)


def _without_level(mandate: LevelMandate, selected: Channels) -> Channels:
    """The selected channels that ought to have a level within the bounds and have none. Where none at all fits, those that take no
    team are among them: the mandate would force nothing."""
    unfit = {key: row for key, row in selected.items() if not any(mandate.at_least <= level <= mandate.at_most for level in row.levels)}
    return unfit if len(unfit) == len(selected) else {key: row for key, row in unfit.items() if takes_team(row)}


def desks_keepable(context: Context) -> Iterator[Fault]:
    """A desk that is to keep today's size may have it; of several, one that has nobody today has nothing to keep."""
    instance = context.instance
    for mandate in instance.mandates:
        if isinstance(mandate, KeepDeskMandate):
            selected = {key: desk for key, desk in instance.desks.items() if match(mandate.desk, key)}
            kept = {key: desk for key, desk in selected.items() if not is_unmanned(instance, desk)}
            for key, desk in (kept or selected).items():
                if desk.officers_now not in desk.officers:
                    yield _fault(mandate, "desk", f"'{key}' may no longer have today's {desk.officers_now} officers")


# Of what is forced, in a phase in which it is.
MANDATE_CHECKS: tuple[Check, ...] = (existing_stay_open, grades_possible, levels_possible, desks_keepable)
