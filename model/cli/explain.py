"""`explain`: why a variant has no posture, or why its posture has these holders."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, Any

import typer

from model.cli.common import UNANSWERED, AsJson, Force, Freeze, InstanceFolder, Settings, app, load_applied, stated_of
from model.data.instance import Instance
from model.delay.posture import PART_NAMES, Parts
from model.errors import Finding, InputError, nearest
from model.reporting.summary import NOTE
from model.solving.options import SolveOptions

# Parts of a difference smaller than this, in weighted hours a day, are not worth a word.
WORTH_SAYING = 0.005


@app.command()
def explain(
    instance: InstanceFolder,
    variant: Annotated[str, typer.Option(metavar="NAME", help="The variant to explain.")],
    authority: Annotated[str | None, typer.Option(metavar="NAME", help="Explain this authority alone.")] = None,
    settings: Settings = None,
    force: Force = None,
    freeze: Freeze = None,
    time_limit: Annotated[float | None, typer.Option(min=0.001, metavar="SECONDS", help="Longest time of one solve.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a variant is infeasible and what would make it possible, or why its authorities are held as they are."""
    from model.solving.outcome import Status
    from model.solving.solve import solve

    applied = load_applied(instance, variant, settings, stated_of(force, freeze))
    if authority is not None and authority not in applied.authorities:
        hint = nearest(authority, applied.authorities)
        raise InputError([Finding("--authority", 0, "", authority, "the instance has no such authority", hint)])
    options = SolveOptions(time_limit)
    outcome = solve(applied, options)
    if outcome.status is Status.INFEASIBLE:
        _conflict(applied, variant, options, as_json)
    elif outcome.status is Status.OPTIMAL:
        _holders(applied, variant, outcome, options, authority, as_json)
    else:
        # What is not proved best may be beaten by what it is compared with.
        why = outcome.reason if outcome.gap is None else f"the best could be {100 * outcome.gap:.3g} % better"
        print(f"{variant}: {outcome.status.value} ({why}); there is nothing to explain yet")
        raise typer.Exit(UNANSWERED)


def _conflict(applied: Instance, variant: str, options: SolveOptions, as_json: bool) -> None:
    from model.explain.conflict import find_conflict, in_words
    from model.explain.relax import relaxations

    conflict = find_conflict(applied, options)
    items = [in_words(applied, part) for part in conflict.parts]
    ways = relaxations(applied, conflict.parts, options)
    if as_json:
        listed = [{**dataclasses.asdict(way.part), "status": way.status.value, "weighted_delay": way.weighted_delay} for way in ways]
        _print_json(
            variant, "infeasible", conflict=[dataclasses.asdict(item) for item in items], certain=conflict.certain, relaxations=listed
        )
    else:
        print(f"{variant} is infeasible. These cannot hold together, and without any one of them the rest can:")
        for item in items:
            print(f"  - {item.says} [{item.kind} {item.name}; {item.citation}]")
        if conflict.remark:
            print(conflict.remark)
        if ways:
            print("Given up alone, everything else in force:")
        for way in ways:
            result = "still infeasible" if way.weighted_delay is None else f"{way.weighted_delay:.2f} weighted h/day"
            print(f"  without {way.part.kind} {way.part.name}: {result}")
        print(NOTE)
    if not conflict.certain:
        print("Time ran out on some question: the list may name more than is needed.")
        raise typer.Exit(UNANSWERED)


def _holders(applied: Instance, variant: str, outcome: Any, options: SolveOptions, authority: str | None, as_json: bool) -> None:
    from model.explain.holders import reasons

    found = []
    for reason in reasons(applied, outcome, options, authority):
        found.append(reason)
        if not as_json:
            print(_sentence(applied, reason), flush=True)
    if as_json:
        _print_json(variant, outcome.status.value, reasons=[_data(reason) for reason in found])
    else:
        print("Hours are weighted by requests and urgency, per day. " + NOTE)


def _sentence(applied: Instance, reason: Any) -> str:
    from model.explain.conflict import in_words

    choice = reason.choice
    where = "in every condition" if len(choice.conditions) == len(applied.conditions) else "in " + ", ".join(choice.conditions)
    phase = f" in {choice.phase}" if applied.is_plan else ""
    head = f"{choice.authority}{phase}: {' and '.join(choice.holders)} {where}."
    if reason.next_best:
        holders = sorted({" and ".join(names) for _, names in reason.next_best})
        return f"{head} Next best: {' or '.join(holders)}, {_hours(reason.extra)}."
    if reason.pinned_by:
        said = "; ".join(f"{item.says} [{item.kind} {item.name}]" for item in (in_words(applied, part) for part in reason.pinned_by))
        return f"{head} Nobody else can: {said}"
    return f"{head} No other posture was found ({reason.status.value})."


def _hours(extra: Parts) -> str:
    parts = sorted(((getattr(extra, name), name) for name in PART_NAMES), key=lambda part: -abs(part[0]))
    told = [f"{name.replace('_', ' ')} {hours:+.2f}" for hours, name in parts if abs(hours) >= WORTH_SAYING]
    return f"{extra.total:+.2f} weighted h/day" + (f" ({', '.join(told)})" if told else "")


def _data(reason: Any) -> dict[str, Any]:
    return {
        "authority": reason.choice.authority,
        "phase": reason.choice.phase,
        "holders": list(reason.choice.holders),
        "conditions": list(reason.choice.conditions),
        "status": reason.status.value,
        "next_best": {condition: list(names) for condition, names in reason.next_best},
        "extra_weighted_hours_per_day": {**dataclasses.asdict(reason.extra), "total": reason.extra.total} if reason.next_best else None,
        "pinned_by": [dataclasses.asdict(part) for part in reason.pinned_by],
    }


def _print_json(variant: str, status: str, **more: Any) -> None:
    print(json.dumps({"variant": variant, "status": status, "note": NOTE, **more}, indent=2, ensure_ascii=False))
