"""`combine`: a variant that extends two others, once it is said which of them wins wherever they disagree."""

from __future__ import annotations

from typing import Annotated

import typer

from model.cli.common import InstanceFolder, app


@app.command()
def combine(
    instance: InstanceFolder,
    first: Annotated[str, typer.Argument(metavar="V1", help="One variant.")],
    second: Annotated[str, typer.Argument(metavar="V2", help="The other.")],
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="Name of the new variant: variants/NAME.toml.")],
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[WHAT=]VARIANT",
            help="Which of the two wins: of everything they disagree on, or of WHAT alone (a path, rules.NAME or mandate.ID); repeatable.",
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the new variant. Default: both titles.")] = "",
    why: Annotated[str, typer.Option(help="Why it is asked. Default: that both are asked for at once.")] = "",
    source: Annotated[str, typer.Option(help="Where it comes from. Default: the two variants.")] = "",
) -> None:
    """Write a variant that extends two others. Everything that they disagree on is listed and must be settled with --prefer."""
    from model.data.combine import combine as combined
    from model.data.combine import put
    from model.data.reader import load_instance

    base = load_instance(instance)
    made = combined(base, first, second, name, prefer or (), {"title": title, "why": why, "source": source})
    path = put(instance, name, made.text)
    for one in made.settled:
        print(f"{one.about.what}: as {one.winner} says, not as {one.loser} does")
    agreed = "" if made.settled else "; they disagree on nothing"
    print(f"wrote {path}{agreed}. Next: run {instance} --variant {name}")
