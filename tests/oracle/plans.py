"""An exhaustive solver for tiny plans of several phases: tries every way from today through everything that can stand in each phase.

Each phase alone is a tiny instance, tried like one (`stages.py`). What ties phases is between neighbours only: what is kept,
changed and absorbed depends on a phase and the one before it. So the best ways on from a state depend on the state alone, however
it was reached, and nothing is lost by working through the phases one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from model.data.instance import Instance
from model.data.mandates import MayUndoMandate
from model.data.records import Phase
from model.delay.posture import Posture
from tests.oracle.oracle import SAME_DELAY, Answer
from tests.oracle.rules import Design, takes_hq
from tests.oracle.rules import stars as stars_of
from tests.oracle.stages import Frame, Profile, Stage, frame_of, stage_of

State = tuple[Frame, Profile]
Rest = tuple[int, int, int]  # people, four stars, changes
# Delay and rest of the best ways to a state: the slower, the less of the rest.
Labels = list[tuple[float, Rest]]


@dataclass(frozen=True)
class Takeover:
    """What going from one profile to the next takes: changes to count, and the desks that absorb them."""

    changes: int
    absorbing: frozenset[str]


@dataclass(frozen=True)
class Link:
    """A phase and the ways into it: from each frame before the frames that may follow, with changes to count; from each profile
    before the profiles that may follow, with what taking over means."""

    stage: Stage
    frames: Mapping[Frame, Mapping[Frame, int]]
    profiles: Mapping[Profile, Mapping[Profile, Takeover]]


def enumerate_plans(instance: Instance) -> Answer:
    """The best plan of an instance by trying them all."""
    links = links_of(instance)
    ahead = still_to_come(instance, links)
    tried = sum(link.stage.tried for link in links)
    least = min(ahead[0].values(), default=None)
    if least is None:
        return Answer(False, tried=tried)
    ends = ways(instance, links, ahead, least + 2e-5 * max(1.0, least))
    rests = [min(rest for delay, rest in ends if delay <= least + slack * max(1.0, least)) for slack in (1e-8, SAME_DELAY, 1e-5)]
    return Answer(True, least, rests[1], rests[0] == rests[1] == rests[2], tried)


def delay_of_plan(instance: Instance, posture: Posture) -> float | None:
    """Least weighted delay of a plan, routes being all that is free; None where a rule, a mandate, a pool, a tie between phases or the
    routes forbid it."""
    total, before = 0.0, today(instance)
    for at, phase in enumerate(instance.phases):
        stage = stage_of(instance, at)
        design, profile = decided(stage, posture, phase.id)
        frame = frame_of(design)
        if design not in stage.staffings.get(frame, []) or profile not in stage.profiles[frame]:
            return None
        takeover = profile_ties(instance, stage, phase, before[1], profile)
        if takeover is None or frame_ties(stage, phase, not at, before[0], frame) is None:
            return None
        hours = stage.hours(design, profile, takeover.absorbing)
        if hours is None:
            return None
        total, before = total + hours, (frame, profile)
    return total


def decided(stage: Stage, posture: Posture, phase: str) -> tuple[Design, Profile]:
    """What a posture decides in a phase."""
    design = Design(
        frozenset(hq for (t, hq), is_open in posture.active.items() if is_open and t == phase),
        {hq: grade for (t, hq), grade in posture.grades.items() if t == phase},
        {key: level for (t, key), level in posture.levels.items() if t == phase},
        {desk: size for (t, desk), size in posture.officers.items() if t == phase},
    )
    return design, tuple(tuple(posture.holders[phase, c, a] for a in stage.view.authorities) for c in stage.view.conditions)


# Ties between phases ------------------------------------------------------------------------------------------------


def today(instance: Instance) -> State:
    """What stands before the first phase. Grades of HQs that are only planned count once they open."""
    hqs = instance.headquarters
    frame = Frame(
        frozenset(name for name, hq in hqs.items() if hq.status == "existing"),
        tuple(sorted((name, hq.grade_now) for name, hq in hqs.items() if hq.grade_now is not None)),
        tuple(sorted((key, channel.level_now) for key, channel in instance.channels.items())),
    )
    held = tuple(row.holder_now for row in instance.authorities.values())
    return frame, tuple(held for _ in instance.conditions)


def links_of(instance: Instance) -> list[Link]:
    """The phases with all ways into each."""
    frame, profile = today(instance)
    frames, profiles, links = [frame], [profile], []
    for at, phase in enumerate(instance.phases):
        stage = stage_of(instance, at)
        into = {
            old: {new: changes for new in stage.staffings if (changes := frame_ties(stage, phase, not at, old, new)) is not None}
            for old in frames
        }
        hands = {
            old: {new: ties for new in stage.every_profile if (ties := profile_ties(instance, stage, phase, old, new)) is not None}
            for old in profiles
        }
        links.append(Link(stage, into, hands))
        frames, profiles = list(stage.staffings), stage.every_profile
    return links


def frame_ties(stage: Stage, phase: Phase, first: bool, old: Frame, new: Frame) -> int | None:
    """The changes from one frame to the next, None where it may not follow: too many open or change teams, or something is undone."""
    opened, closed = new.active - old.active, old.active - new.active
    levels, grades = dict(old.levels), dict(old.grades)
    moved = [key for key, level in new.levels if levels[key] != level]
    regraded = [hq for hq, grade in new.grades if grades.get(hq, grade) != grade]
    if phase.openings_max is not None and len(opened) > phase.openings_max:
        return None
    if phase.teams_max is not None and len(moved) > phase.teams_max:
        return None
    if first:
        return len(opened) + len(moved) + len(regraded)
    lowered = {hq for hq, grade in new.grades if grade < grades.get(hq, grade)}
    if not all(_may_undo(stage, hq) for hq in closed | lowered):
        return None
    return len(opened) + len(closed) + len(moved) + len(regraded)


def _may_undo(stage: Stage, hq: str) -> bool:
    return any(isinstance(mandate, MayUndoMandate) and takes_hq(stage.view, mandate.hq, hq) for mandate in stage.view.mandates)


def profile_ties(instance: Instance, stage: Stage, phase: Phase, old: Profile, new: Profile) -> Takeover | None:
    """What changes from one profile to the next, None where too many authorities change hands."""
    taken, moved = [], set()
    for before, after in zip(old, new, strict=True):
        for number, (had, has) in enumerate(zip(before, after, strict=True)):
            taken += [hq for hq in has if hq not in had]
            if had and set(had) != set(has):
                moved.add(number)
    if phase.transfers_max is not None and len(moved) > phase.transfers_max:
        return None
    desks = {desk for hq in taken if (desk := stage.desk(hq)) is not None} if len(instance.phases) > 1 else set()
    return Takeover(len(taken), frozenset(desks))


# Ways through the phases --------------------------------------------------------------------------------------------


def still_to_come(instance: Instance, links: list[Link]) -> list[dict[State, float]]:
    """For each place before, between and after the phases the states from which the rest can be gone, with its least delay."""
    last = links[-1].stage
    ahead: list[dict[State, float]] = [{(frame, profile): 0.0 for frame, held in last.profiles.items() for profile in held}]
    for at in reversed(range(len(links))):
        link, after = links[at], ahead[0]
        # First who holds what, the frame being the next one already; then the frame.
        half: dict[State, float] = {}
        for (frame, profile), rest in after.items():
            for old, follow in link.profiles.items():
                takeover = follow.get(profile)
                options = link.stage.options(frame, profile, takeover.absorbing) if takeover else []
                if options:
                    half[frame, old] = min(half.get((frame, old), float("inf")), options[0][0] + rest)
        before = [(frame, profile) for frame, held in links[at - 1].stage.profiles.items() for profile in held] if at else [today(instance)]
        found = {state: [half[frame, state[1]] for frame in link.frames[state[0]] if (frame, state[1]) in half] for state in before}
        ahead.insert(0, {state: min(hours) for state, hours in found.items() if hours})
    return ahead


def ways(instance: Instance, links: list[Link], ahead: list[dict[State, float]], most: float) -> Labels:
    """(delay, rest) of the plans that are not slower than `most`, without those that a quicker one beats in the rest too."""
    reached: dict[State, Labels] = {today(instance): [(0.0, (0, 0, 0))]}
    for link, after in zip(links, ahead[1:], strict=True):
        half: dict[State, Labels] = {}
        for (old_frame, profile), labels in reached.items():
            for frame, changes in link.frames[old_frame].items():
                half.setdefault((frame, profile), []).extend(_longer(labels, 0.0, (0, 0, changes)))
        reached = {}
        for (frame, old), labels in half.items():
            best = _falling(labels)
            stars = stars_of(link.stage.view, dict(frame.grades))
            for profile, takeover in link.profiles[old].items():
                state = (frame, profile)
                if state not in after or best[0][0] + after[state] > most:
                    continue
                for delay, people in link.stage.options(frame, profile, takeover.absorbing):
                    longer = _longer(best, delay, (people, stars, takeover.changes))
                    quick = [label for label in longer if label[0] + after[state] <= most]
                    if quick:
                        reached.setdefault(state, []).extend(quick)
        reached = {state: _falling(labels) for state, labels in reached.items()}
    return _falling(label for labels in reached.values() for label in labels)


def _longer(labels: Labels, delay: float, rest: Rest) -> Labels:
    people, stars, changes = rest
    return [(hours + delay, (p + people, s + stars, c + changes)) for hours, (p, s, c) in labels]


def _falling(labels: Iterable[tuple[float, Rest]]) -> Labels:
    kept: Labels = []
    for label in sorted(labels):
        if not kept or label[1] < kept[-1][1]:
            kept.append(label)
    return kept
