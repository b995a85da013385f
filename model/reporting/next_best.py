"""The best designs of a variant one after the other, as a person or a program is told of them."""

from __future__ import annotations

from typing import Any

from model.data.instance import Instance
from model.reporting.apart import apart, in_words
from model.reporting.comparison import difference
from model.study.engine import StudyRun
from model.study.experiment import Result
from model.study.methods.alternatives import postures
from model.study.methods.compare import tolerance
from model.study.studyfile import Study

MOST_TOLD = 8  # differences of a design on the screen


def designs(study: Study, base: Instance, run: StudyRun) -> list[Result]:
    """The designs found, the best first."""
    return postures(study, base, study.baseline, run.results)


def design_data(study: Study, base: Instance, run: StudyRun) -> list[dict[str, Any]]:
    """A mapping for each design: hours, people, proof, and what differs from the best in words."""
    found = designs(study, base, run)
    told = []
    for number, result in enumerate(found, start=1):
        more, percent = difference(result.weighted_delay, found[0].weighted_delay)
        told.append(
            {
                "design": number,
                "status": result.status,
                "weighted_delay": result.weighted_delay,
                "bound": result.bound,
                "gap": result.gap,
                "more_delay": more,
                "more_delay_percent": percent,
                "people": result.people,
                "four_stars": result.four_stars,
                "changes": result.changes,
                "differs_from_best": _differs(base, found[0], result),
            }
        )
    return told


def _differs(base: Instance, best: Result, result: Result) -> list[str]:
    return in_words(apart(best.decisions, result.decisions), [phase.id for phase in base.phases], list(base.conditions))


def in_lines(study: Study, base: Instance, run: StudyRun) -> list[str]:
    """What is printed: a line for each design and one for each thing in which it differs from the best."""
    found = designs(study, base, run)
    if not found:
        (result,) = run.results.values() if run.results else (None,)
        return [f"{study.baseline}: no result yet" if result is None else _without(study.baseline, result)]
    lines: list[str] = []
    for number, result in enumerate(found, start=1):
        lines.append(_line(number, result, found[0]))
        differs = _differs(base, found[0], result)
        lines += [f"   {says}" for says in differs[:MOST_TOLD]]
        if len(differs) > MOST_TOLD:
            lines.append(f"   and {len(differs) - MOST_TOLD} more: see alternatives.csv")
    if len(found) <= int(study.settings["number"]) and not run.interrupted:
        ended = list(run.results.values())[-1].status
        why = "there is no other design" if ended == "infeasible" or ended == "optimal" else f"the search ended: {ended}"
        lines.append(f"{len(found)} of {int(study.settings['number']) + 1}: {why}")
    return lines


def _line(number: int, result: Result, best: Result) -> str:
    assert best.weighted_delay is not None, "designs have postures"
    more, percent = difference(result.weighted_delay, best.weighted_delay)
    level = more is not None and abs(more) <= tolerance(best.weighted_delay)
    against = "" if result is best else ", as long as the best" if level else f", {more:+.2f}"
    against += f" ({percent:+.2f} %)" if result is not best and not level and percent is not None else ""
    counts = f"{result.people} people, {result.four_stars} four-star commanders, {result.changes} changes"
    proof = "" if result.status == "optimal" else f" [{result.status}]"
    return f"{number}. {result.weighted_delay:.2f} h/day{against}; {counts}{proof}"


def _without(variant: str, result: Result) -> str:
    blocked = f": {', '.join(result.blocked_by)} cannot hold together" if result.blocked_by else ""
    return f"{variant} is {result.status}{blocked or (': ' + result.reason if result.reason else '')}"
