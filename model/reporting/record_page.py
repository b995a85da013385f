"""The public record beside the model as Markdown, for a page of an instance's documentation."""

from __future__ import annotations

from collections.abc import Sequence

from model.data.instance import Instance
from model.data.markdown import in_cell
from model.data.registers import Episode
from model.reporting.figures.record import compared, record_says
from model.reporting.figures.rows import maybe, real, text, told
from model.tables.column import Row

HELD = ("episode", "compared with", "documented, h", "model, h", "over the ranges, h", "middle 90 %, h", "ratio", "meets", "set a number")
TOLD = ("episode", "kind", "documented, h", "why not")


def record_page(instance: Instance, rows: Sequence[Row]) -> str:
    """A sentence, a table of the episodes that are held against the model (rows of the table `record` of a run of the instance), shortest
    documented hours first, and a table of those that are only told."""
    held = sorted(compared(rows), key=lambda row: (real(row, "documented_hours"), text(row, "episode")))
    only_told = [episode for episode in instance.record.values() if episode.thread is None]
    parts = [record_says(rows), "", *_table(HELD, [_held(row) for row in held])]
    if only_told:
        parts += ["", "Told for completeness, and held against nothing:", "", *_table(TOLD, [_told(episode) for episode in only_told])]
    return "\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *(f"| {' | '.join(map(in_cell, row))} |" for row in rows)]


def _held(row: Row) -> list[str]:
    leg = f", {text(row, 'leg')}" if row["leg"] else ""
    return [
        f"`{text(row, 'episode')}`",
        f"{text(row, 'thread')}, {text(row, 'condition')}{leg}",
        _interval(real(row, "documented_hours"), real(row, "documented_low"), real(row, "documented_high")),
        told(maybe(row, "model_hours")),
        f"{told(maybe(row, 'model_low'))} to {told(maybe(row, 'model_high'))}",
        f"{told(maybe(row, 'middle_low'))} to {told(maybe(row, 'middle_high'))}",
        told(maybe(row, "ratio")),
        text(row, "meets"),
        "yes" if row["informed"] else "no",
    ]


def _told(episode: Episode) -> list[str]:
    hours = _interval(episode.hours, episode.low, episode.high)
    return [f"`{episode.episode}`: {episode.says}", episode.kind, hours, episode.reading]


def _interval(hours: float, low: float, high: float) -> str:
    return told(hours) if low == high else f"{told(hours)} ({told(low)} to {told(high)})"
