"""What the verbs share: the program, its exit codes, and the options that mean the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.settings import set_twice
from model.data.stated import FORCE, FREEZE, Stated
from model.data.variants import apply
from model.errors import Finding, InputError
from model.reporting.summary import NOTE

UNANSWERED, BAD_INPUT, OUR_FAULT, INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    name="command-posture",
    help="Find which headquarters should hold which authority so that coordination waits least. " + NOTE,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

InstanceFolder = Annotated[Path, typer.Argument(metavar="INSTANCE", help="Folder of the instance.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set one number, e.g. conditions.peacetime.tempo=1.2; repeatable.")
]
Force = Annotated[
    list[str] | None,
    typer.Option(
        "--force",
        metavar="AUTHORITY=HQ",
        help="State who holds an authority, without writing a mandate: [PHASE:]AUTHORITY[@CONDITION]=HQ, or != for anybody but this HQ. "
        "Each part may be a|b or *, the HQ also a nation; repeatable.",
    ),
]
Freeze = Annotated[
    list[str] | None,
    typer.Option(
        "--freeze",
        metavar="WHAT",
        help="Hold today's liaison, desks, holders or grades; repeatable. PHASE:WHAT holds it in that phase alone. liaison+N allows N new "
        "teams, holders+N so many authorities to change hands, in the first phase or, with PHASE:, in that one.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a machine-readable summary on standard output.")]


def load_applied(folder: Path, variant: str | None, settings: Sequence[str] | None, stated: Sequence[Stated] = ()) -> Instance:
    """The instance of a folder with a variant, the `--set` options and what is stated applied. Raises InputError with every fault of
    them."""
    base, chosen = load_instance(folder), parse_settings(settings)
    if twice := set_twice(base, chosen):
        raise InputError(twice)
    return apply(base, variant, chosen, stated)


def stated_of(force: Sequence[str] | None, freeze: Sequence[str] | None) -> tuple[Stated, ...]:
    """What `--force` and `--freeze` state, as the data read it."""
    return (*((FORCE, text.strip()) for text in force or ()), *((FREEZE, text.strip()) for text in freeze or ()))


def refuse_inside(folder: Path, out: Path) -> None:
    """Raises InputError where `out` is a folder of an instance or stands in it: what is written there would become part of the input."""
    if Path(os.path.realpath(out)).is_relative_to(os.path.realpath(folder)):
        why = f"is in the folder {folder}, which is read as input; choose another --out"
        raise InputError([Finding(str(out), 0, "", "", why)])


def parse_settings(texts: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """(path, value) of each `--set PATH=VALUE`. Raises typer.BadParameter where one has another form."""
    pairs: list[tuple[str, str]] = []
    for text in texts or ():
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise typer.BadParameter(f"{text!r} is not of the form PATH=VALUE", param_hint="--set")
        pairs.append((path.strip(), value.strip()))
    return tuple(pairs)
