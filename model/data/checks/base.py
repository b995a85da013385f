"""What holds for the folder as it stands, not for every change of it: ranges enclose the base, today is an option,
sources are cited and there, what is documented can be held against the model."""

from __future__ import annotations

from collections.abc import Iterator

from model.data.addresses import BadPath, is_numeric, value_at
from model.data.cells import value_text
from model.data.checks.context import Check, Context, Fault, cell_fault, lost
from model.data.checks.episodes import RECORD_CHECKS
from model.data.citations import citations
from model.data.selectors import is_unmanned
from model.errors import nearest, shortened


def ranges_enclose(context: Context) -> Iterator[Fault]:
    """A range names a number of the instance, and low <= base <= high."""
    for key, assumption in context.instance.ranges.items():
        try:
            numeric = is_numeric(context.instance, assumption.path)
        except BadPath as error:
            if not lost(context, error):
                yield cell_fault("ranges", key, assumption, "path", error.why, error.hint)
            continue
        if not numeric:
            yield cell_fault("ranges", key, assumption, "path", "is not the path of a single number")
            continue
        if assumption.low > assumption.high:
            yield cell_fault("ranges", key, assumption, "low", f"is more than high = {assumption.high:g}")
            continue
        base = value_at(context.instance, assumption.path)
        if not isinstance(base, (int, float)):
            yield cell_fault("ranges", key, assumption, "path", "has no value in the instance, so it cannot have a range")
        elif assumption.low > base:
            yield cell_fault("ranges", key, assumption, "low", f"is more than the value in the instance, {base:g}")
        elif assumption.high < base:
            yield cell_fault("ranges", key, assumption, "high", f"is less than the value in the instance, {base:g}")


def parameters_enclose(context: Context) -> Iterator[Fault]:
    """A parameter's own low and high enclose its value."""
    for key, parameter in context.instance.parameters.items():
        if parameter.low is not None and parameter.low > parameter.value:
            yield cell_fault("parameters", key, parameter, "low", f"is more than value = {parameter.value:g}")
        if parameter.high is not None and parameter.high < parameter.value:
            yield cell_fault("parameters", key, parameter, "high", f"is less than value = {parameter.value:g}")


def today_is_an_option(context: Context) -> Iterator[Fault]:
    """Today's grade, size and level are among those listed. A variant may leave today's value behind."""
    for key, hq in context.instance.headquarters.items():
        if hq.grades and hq.grade_now is not None and hq.grade_now not in hq.grades:
            yield cell_fault("headquarters", key, hq, "grade_now", f"is none of its grades {value_text(hq.grades)}")
    for name, desk in context.instance.desks.items():
        if desk.officers_now not in desk.officers and not is_unmanned(context.instance, desk):
            yield cell_fault("desks", name, desk, "officers_now", f"is none of its sizes {value_text(desk.officers)}")
    for ends, channel in context.instance.channels.items():
        if channel.level_now not in channel.levels:
            yield cell_fault("channels", ends, channel, "level_now", f"is none of its levels {value_text(channel.levels)}")


def citations_lead_somewhere(context: Context) -> Iterator[Fault]:
    """Where there is a list of sources, what is cited in square brackets is in it."""
    known = context.known["sources"]
    if not known or "sources" in context.unkeyed:
        return
    for cited in citations(context.instance):
        if cited.source not in known:
            why = f"cites '{cited.source}', which is not in sources.csv"
            yield Fault(cited.table, cited.key, cited.column, shortened(cited.text), why, nearest(cited.source, known))


def sources_are_cited(context: Context) -> Iterator[Fault]:
    """Each source supports something."""
    if context.partial:
        return
    cited = {citation.source for citation in citations(context.instance)}
    for key, source in context.instance.sources.items():
        if key not in cited:
            yield cell_fault("sources", key, source, "key", "is cited nowhere; cite it where it supports a row, or leave it out")


BASE_ONLY: tuple[Check, ...] = (
    ranges_enclose,
    parameters_enclose,
    today_is_an_option,
    citations_lead_somewhere,
    sources_are_cited,
    *RECORD_CHECKS,
)
