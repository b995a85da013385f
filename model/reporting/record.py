"""The public record beside a run: what was documented, what the model says of it, and whether the two meet. The report of an instance
without such a record has no such table."""

from __future__ import annotations

from collections.abc import Sequence

from model.data.addresses import locate_path
from model.data.instance import Instance
from model.data.registers import Episode
from model.delay.record_hours import ModelHours, model_hours
from model.study.runs import RunRecord
from model.tables.column import Column, Row, Table, choice, flag, number
from model.tables.common import CONDITION, PHASE, THREAD, VARIANT

MIDDLE, INSIDE, EDGE, SLOW, FAST = "middle", "inside", "edge", "model too slow", "model too fast"
WITHIN = (MIDDLE, INSIDE)
NOWHERE = ""  # the posture has no such leg
RECORD = Table(
    "record",
    "an episode whose times were published and which the model can be held against, under the posture that comes nearest to the day's",
    (
        VARIANT,
        Column("episode", "the episode"),
        Column("kind", "auth (an approval), consult (principals conferring), warn (a warning), standup (an organisation set up)"),
        number("documented_hours", "hours that were published, less what is no business of the model", "h"),
        number("documented_low", "the least that the account allows", "h"),
        number("documented_high", "the most that the account allows", "h"),
        number("model_hours", "the model's hours at its own values; empty where the posture has no such leg", "h"),
        number("model_low", "the least with every assumption at that end of its range which shortens it", "h"),
        number("model_high", "the most with every assumption at that end of its range which lengthens it", "h"),
        number("middle_low", "the hours that one in twenty of worlds drawn inside the ranges stays below", "h"),
        number("middle_high", "the hours that one in twenty of worlds drawn inside the ranges exceeds", "h"),
        choice(
            "meets",
            "middle: the documented hours lie among the middle nine tenths of drawn worlds; inside: between the model's least and most;"
            " edge: only the least or most of the account does; model too slow, model too fast: nothing of the account does;"
            " empty: no such leg",
            *(MIDDLE, INSIDE, EDGE, SLOW, FAST),
        ),
        number("ratio", "model's hours by documented hours", "1"),
        flag("informed", "whether a number that moves the model's hours was set, or given a range, with this episode in view"),
        Column("confidence", "high: clock times or official text; medium: one account; low: inferred"),
        PHASE,
        CONDITION,
        THREAD,
        Column("leg", "what of the thread is compared: between which approvals, and which parts of the delay; empty: all of it"),
        Column("path", "headquarters of the whole way in order; one star for each approval given there"),
        Column("moved_most_by", "the assumption that moves the model's hours most over its range"),
        Column("date", "day, month or year in which it began"),
        Column("says", "what happened, from which event to which other the hours run"),
        Column("reading", "why this of the model comes nearest, and what the comparison cannot tell"),
        Column("source", "where the times were published"),
    ),
    ("variant", "episode"),
    filled=("documented_hours", "documented_low", "documented_high"),
    together=("model_hours", "model_low", "model_high", "middle_low", "middle_high", "ratio"),
)


def record(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each run with a posture and each episode that is held against its variant, by episode."""
    return [row for run in runs for row in _rows(run)]


def _rows(run: RunRecord) -> list[Row]:
    episodes = [episode for episode in run.instance.record.values() if episode.variant == run.variant]
    if run.outcome.posture is None or not episodes:
        return []
    found = model_hours(run.instance, run.outcome.posture, episodes)
    return [{"variant": run.variant, **_row(run.instance, episode, found[episode.episode])} for episode in episodes]


def _row(instance: Instance, episode: Episode, model: ModelHours) -> Row:
    hours, low, high = (value - episode.subtract_hours for value in (episode.hours, episode.low, episode.high))
    moving = [path for path, _ in model.moved_by]
    informed = {locate_path(instance, path).in_all_phases for path in episode.informs} & set(moving)
    return {
        "episode": episode.episode,
        "kind": episode.kind,
        "documented_hours": hours,
        "documented_low": low,
        "documented_high": high,
        "model_hours": model.hours,
        "model_low": model.low,
        "model_high": model.high,
        "middle_low": model.middle[0] if model.middle else None,
        "middle_high": model.middle[1] if model.middle else None,
        "meets": _meets(model, hours, low, high),
        "ratio": None if model.hours is None else model.hours / hours,
        "informed": bool(informed),
        "confidence": episode.confidence,
        "phase": instance.phases[0].id,
        "condition": episode.condition,
        "thread": episode.thread,
        "leg": _leg(episode),
        "path": model.way or "",
        "moved_most_by": moving[0] if moving else "",
        "date": episode.date,
        "says": episode.says,
        "reading": episode.reading,
        "source": episode.source,
    }


def _meets(model: ModelHours, hours: float, low: float, high: float) -> str:
    if model.low is None or model.high is None or model.middle is None:
        return NOWHERE
    if model.middle[0] <= hours <= model.middle[1]:
        return MIDDLE
    if model.low <= hours <= model.high:
        return INSIDE
    if low <= model.high and high >= model.low:
        return EDGE
    return SLOW if model.low > high else FAST


def _leg(episode: Episode) -> str:
    ends = [f"after {episode.after}" if episode.after else "", f"until {episode.until}" if episode.until else ""]
    between = " ".join(part for part in ends if part)
    return ": ".join(part for part in (between, ", ".join(episode.parts)) if part)
