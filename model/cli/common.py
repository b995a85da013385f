"""What the verbs share: the program, its exit codes, and the options that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

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
AsJson = Annotated[bool, typer.Option("--json", help="Print a machine-readable summary on standard output.")]


def parse_settings(texts: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """(path, value) of each `--set PATH=VALUE`. Raises typer.BadParameter where one has another form."""
    pairs: list[tuple[str, str]] = []
    for text in texts or ():
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise typer.BadParameter(f"{text!r} is not of the form PATH=VALUE", param_hint="--set")
        pairs.append((path.strip(), value.strip()))
    return tuple(pairs)
