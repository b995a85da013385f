"""From a report folder to the file of its slides."""

from __future__ import annotations

from pathlib import Path

from model.errors import Finding, InputError
from model.reporting.deck.draw import written
from model.reporting.deck.make import DECK, deck_of
from model.reporting.page.make import prices_beside
from model.reporting.stored import read_report


def slides(folder: Path) -> dict[str, bytes]:
    """The slides of the run in a folder, by the name of their file. The same tables, manifest and prices beside it give the same bytes.
    Raises InputError where the folder cannot be read, or is no run's."""
    tables, manifest = read_report(folder)
    deck = deck_of(tables, manifest, prices_beside(folder, manifest))
    if deck is None:
        raise InputError([Finding(str(folder), 0, "", "", "is no report of a run; slides are made of runs")])
    return {DECK: written(deck)}
