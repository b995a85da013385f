"""The files of a plan: the skeleton with three phases, and small ways to write more into them."""

from __future__ import annotations

from pathlib import Path

from model.data.reader import load_instance
from model.data.variants import apply

COMMENT = "\n# More phases"  # how what the skeleton says of them begins
ABOVE = 49  # lines of the skeleton, above `LATER`
LATER = """
[parameters.transition_loss]
value = 0.15
unit = "1"
source = "assumption"

[[phases]]
id = "2026"
name = "First year"
start = 2026-01-01
weight = 1.0
transfers_max = 1

[phases.set]
"conditions.crisis.tempo" = 0.4

[[phases]]
id = "2027"
name = "Second year"
start = 2027-01-01
weight = 1.0

[phases.set]
"""
POOLS = "".join(f"{phase},NORTH,{what},s\n" for phase in ("2026", "2027") for what in ("liaison_staff,16", "desk_officers,10"))
HEAD = 'title = "T"\nwhy = "W"\nsource = "S"\n'
TEMPO = "conditions.crisis.tempo"


def add(folder: Path, text: str, file: str = "instance.toml") -> None:
    """More lines at the end of a file."""
    with (folder / file).open("a", encoding="utf-8") as opened:
        opened.write(text)


def write(folder: Path, name: str, text: str) -> None:
    """A variant, whose lines after its head begin with the fourth."""
    (folder / "variants" / f"{name}.toml").write_text(HEAD + text, encoding="utf-8")


def tempos(folder: Path, variant: str | None = None, *settings: tuple[str, str]) -> list[float]:
    """The tempo of the crisis in each phase."""
    instance = apply(load_instance(folder), variant, settings)
    return [instance.at(phase.id).conditions["crisis"].tempo for phase in instance.phases]
