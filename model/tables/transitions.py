"""The way from today to the last phase: what changes with each phase, and what each costs. Only plans have it; rows lack the variant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from model.data.instance import Instance
from model.data.records import Phase
from model.delay.evaluate import phase_by_id
from model.delay.posture import Evaluation, Posture
from model.delay.transitions import Transition, transitions
from model.tables.column import Column, Row, Table, choice, integer, number
from model.tables.common import PHASE, VARIANT
from model.tables.delays import grouped, total
from model.tables.routes import ordered_routes, weighted_hours

KINDS = ("authority", "opening", "closing", "grade", "team")
CLOSED, OPEN = "closed", "open"
EVERY = "all"
TRANSITIONS = Table(
    "transitions",
    "something that is not as in the phase before; before the first phase things are as today",
    (
        VARIANT,
        PHASE,
        choice("kind", "authority, opening or closing (of a headquarters), grade (of its commander) or team (on a channel)", *KINDS),
        Column("what", "authority, headquarters, or channel (FROM@TO)"),
        Column("from", "how it is before: holders (a|b; empty: nobody), closed or open, grade, liaison level"),
        Column("to", "how it is in the phase, said alike"),
        Column("conditions", "conditions in which holders so change (all, or a|b); empty for other kinds"),
        Column(
            "waits_for", "what it may have waited for: a limit that the phase before used up, a headquarters that was not there; or empty"
        ),
        Column("what_name", "the authority, the headquarters or the ends of the channel in words"),
    ),
    ("variant", "phase", "kind", "what", "from", "to"),
    plans_only=True,
)
DELAY_BY_PHASE = Table(
    "delay_by_phase",
    "a phase: its delay, and how much changes in it",
    (
        VARIANT,
        PHASE,
        Column("start", "first day of the phase"),
        number("weight", "weight of the phase in the objective", "1"),
        number("weighted_delay", "urgency-weighted hours of delay a day in the phase alone", "h/day"),
        number("contribution", "weight times weighted_delay; the rows of a variant add up to its weighted_delay in runs", "h/day"),
        number("lost_by_waiting", "weighted_delay less the least of the phase and those after it", "h/day"),
        integer("transfers", "authorities that change hands, in whatever condition; one that nobody held before is new", "authorities"),
        integer("openings", "headquarters that open", "headquarters"),
        integer("teams", "channels whose liaison level changes", "channels"),
    ),
    ("variant", "phase"),
    ("weight", "weighted_delay", "contribution", "lost_by_waiting", "transfers", "openings", "teams"),
    plans_only=True,
)


# What changes ---------------------------------------------------------------------------------------------------------


def transition_rows(instance: Instance, posture: Posture) -> list[Row]:
    """A row for each change from phase to phase, by phase, kind and what changes."""
    ways = transitions(instance, posture)
    before: list[Transition | None] = [None, *ways]
    return [row for way, earlier in zip(ways, before, strict=False) for row in _Rows(instance, way, earlier).all()]


class _Rows:
    """The rows of one transition; `earlier` is the one before it."""

    def __init__(self, instance: Instance, way: Transition, earlier: Transition | None) -> None:
        self.view, self.way, self.earlier = instance.at(way.phase), way, earlier
        self.phase = phase_by_id(instance, way.phase)
        self.phase_before = None if earlier is None else phase_by_id(instance, earlier.phase)

    def all(self) -> Iterator[Row]:
        yield from self._authorities()
        for hq in self.way.opened:
            waits = self._waits(self._used_up("openings_max"), self._not_there([hq]))
            yield self._row("opening", hq, CLOSED, OPEN, self._hq_name(hq), waits)
        for hq in self.way.closed:
            yield self._row("closing", hq, OPEN, CLOSED, self._hq_name(hq))
        for hq in self.way.regraded:
            yield self._row("grade", hq, str(self.way.before.grades[hq]), str(self.way.after.grades[hq]), self._hq_name(hq))
        for ends in self.way.relevelled:
            before, then = (str(state.levels[ends]) for state in (self.way.before, self.way.after))
            waits = self._waits(self._used_up("teams_max"), self._not_there(ends))
            yield self._row("team", "@".join(ends), before, then, " and ".join(map(self._hq_name, ends)), waits)

    def _authorities(self) -> Iterator[Row]:
        for authority, about in self.view.authorities.items():
            ways: dict[tuple[str, str], list[str]] = {}
            for condition in self.view.conditions:
                old, new = (sorted(state.holders.get((condition, authority), ())) for state in (self.way.before, self.way.after))
                if old != new:
                    ways.setdefault(("|".join(old), "|".join(new)), []).append(condition)
            limit = self._used_up("transfers_max") if authority in self.way.transferred else ""
            for (held, holds), conditions in sorted(ways.items()):
                comers = sorted(set(holds.split("|")) - set(held.split("|")))
                when = EVERY if len(conditions) == len(self.view.conditions) else "|".join(conditions)
                yield self._row("authority", authority, held, holds, about.name, self._waits(limit, self._not_there(comers)), when)

    def _row(self, kind: str, what: str, old: str, new: str, name: str, waits: str = "", conditions: str = "") -> Row:
        cells = (self.way.phase, kind, what, old, new, conditions, waits, name)
        return dict(zip((column.name for column in TRANSITIONS.columns[1:]), cells, strict=True))

    def _hq_name(self, hq: str) -> str:
        return self.view.headquarters[hq].name

    # What it may have waited for

    def _used_up(self, limit: str) -> str:
        """The limit of the phase before in words, where nothing of its kind was left of it."""
        if self.earlier is None or self.phase_before is None:
            return ""
        most, taken = getattr(self.phase_before, limit), _counted(self.earlier)[limit]
        return "" if most is None or taken < most else f"{limit} of {self.phase_before.id}: {taken} of {most}"

    def _not_there(self, hqs: Iterable[str]) -> str:
        """Told of headquarters that can be open from this phase on and could not before."""
        late = self.earlier is not None and any(self.view.headquarters[hq].available_from == self.phase.id for hq in hqs)
        return f"not there before {self.phase.id}" if late else ""

    def _waits(self, *reasons: str) -> str:
        return "; ".join(reason for reason in reasons if reason)


def _counted(way: Transition) -> dict[str, int]:
    """How many changes each limit of a phase counts."""
    return {"transfers_max": len(way.transferred), "openings_max": len(way.opened), "teams_max": len(way.relevelled)}


# What phases cost -----------------------------------------------------------------------------------------------------


def delay_by_phase(instance: Instance, posture: Posture, evaluation: Evaluation) -> list[Row]:
    """A row for each phase, in their order."""
    by_phase = grouped(ordered_routes(instance, evaluation), lambda delay: delay.route.phase)
    shares = [total(weighted_hours(evaluation, delay) for delay in by_phase.get(phase.id, ())) for phase in instance.phases]
    delays = [share / phase.weight for share, phase in zip(shares, instance.phases, strict=True)]
    rows = zip(instance.phases, transitions(instance, posture), delays, shares, _lost(delays), strict=True)
    return [_phase_row(*about) for about in rows]


def _lost(delays: Sequence[float]) -> list[float]:
    """Of each phase what it is slower than the best from it on."""
    return [delay - min(delays[at:]) for at, delay in enumerate(delays)]


def _phase_row(phase: Phase, way: Transition, delay: float, share: float, lost: float) -> Row:
    counted = _counted(way)
    return {
        "phase": phase.id,
        "start": phase.start.isoformat(),
        "weight": float(phase.weight),
        "weighted_delay": delay,
        "contribution": share,
        "lost_by_waiting": lost,
        "transfers": counted["transfers_max"],
        "openings": counted["openings_max"],
        "teams": counted["teams_max"],
    }
