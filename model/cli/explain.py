"""`explain`: why a variant has no posture, or why its posture has these holders."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from model.cli.common import UNANSWERED, AsJson, Force, Freeze, InstanceFolder, Settings, app, load_applied, stated_of
from model.data.instance import Instance
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome


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
    from model.surface.explained import known_authority, nothing_to_explain

    applied = load_applied(instance, variant, settings, stated_of(force, freeze))
    known_authority(applied, authority, "--authority")
    options = SolveOptions(time_limit)
    outcome = solve(applied, options)
    if outcome.status is Status.INFEASIBLE:
        _conflict(applied, variant, options, as_json)
    elif outcome.status is Status.OPTIMAL:
        _holders(applied, variant, outcome, options, authority, as_json)
    else:
        print(nothing_to_explain(variant, outcome))
        raise typer.Exit(UNANSWERED)


def _conflict(applied: Instance, variant: str, options: SolveOptions, as_json: bool) -> None:
    from model.surface.explained import why_infeasible

    told = why_infeasible(applied, variant, options)
    if as_json:
        _print_json(told.data)
    else:
        print(told)
    if not told.certain:
        print("Time ran out on some question: the list may name more than is needed.")
        raise typer.Exit(UNANSWERED)


def _holders(applied: Instance, variant: str, outcome: Outcome, options: SolveOptions, authority: str | None, as_json: bool) -> None:
    from model.surface.explained import HOURS_NOTE, holders_data, sentence, why_held

    found = []
    for reason in why_held(applied, outcome, options, authority):
        found.append(reason)
        if not as_json:
            print(sentence(applied, reason), flush=True)
    if as_json:
        _print_json(holders_data(variant, outcome, found))
    else:
        print(HOURS_NOTE)


def _print_json(told: dict[str, Any]) -> None:
    print(json.dumps(told, indent=2, ensure_ascii=False))
