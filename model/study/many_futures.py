"""Given postures in many futures, answered: a lot of futures is one question of a study, carried by the runners and kept in the store.

Futures are drawn in parts, each a Latin hypercube of its own seed, and a question takes some futures out of one part or several: which
futures there are depends neither on how they are shared out nor on who evaluates them.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from model.data.digest import digest
from model.data.instance import Instance
from model.delay.evaluate import evaluate
from model.solving.outcome import Outcome, Status
from model.study.ensemble import Contender, contenders_of, evaluated
from model.study.evaluate import carrier, instance_for
from model.study.experiment import EVALUATED, Experiment, GivenPosture, ManyFutures, Result
from model.study.fragility import HELD
from model.study.futures import Futures, sample
from model.study.lots import Hours, lot_of, text_of
from model.study.rerouted import rerouted
from model.study.runs import RunRecord
from model.study.whole import posture_of

PART = 2_000  # futures drawn and evaluated together: a Latin hypercube each, small enough for the memory of a processor
Postures = tuple[GivenPosture, ...]


@dataclass(frozen=True, eq=False)
class _About:
    """What all questions about the same postures share: the postures under their variants, and what a key has of them."""

    base: Instance
    postures: Postures
    instances: tuple[Instance, ...]

    def is_about(self, base: Instance, postures: Postures) -> bool:
        """Whether these are the postures."""
        return self.base is base and (self.postures is postures or self.postures == postures)


class _Kept(threading.local):
    """The last of each, since question after question is about the same; a thread has its own."""

    about: _About | None = None
    digests: tuple[_About, list[object]] | None = None
    contenders: tuple[_About, tuple[Contender, ...]] | None = None


_kept = _Kept()


def _about(base: Instance, postures: Postures) -> _About:
    if _kept.about is None or not _kept.about.is_about(base, postures):
        _kept.about = _About(base, postures, tuple(instance_for(base, Experiment(one.variant)) for one in postures))
    return _kept.about


def key_of(base: Instance, asked: ManyFutures) -> str:
    """The question's name in the store. Ranges are part of it, as futures are drawn from them, and so is all of the program that draws
    them. Raises InputError where a variant is not possible."""
    about = _about(base, asked.postures)
    if _kept.digests is None or _kept.digests[0] is not about:
        _kept.digests = (about, [digest(base), *(_told(one, own) for one, own in zip(about.postures, about.instances, strict=True))])
    numbers = [asked.first, asked.number, asked.seed, asked.within, asked.tail, asked.singly, asked.reroute]
    return hashlib.sha256(json.dumps(["many futures", carrier(), numbers, *_kept.digests[1]]).encode()).hexdigest()


def _told(one: GivenPosture, instance: Instance) -> list[object]:
    """All of a posture and its variant that an answer depends on; what a variant sets it keeps in every future."""
    settings = [[path, str(value)] for path, value in instance.variant.settings] if instance.variant else []
    return [one.name, hashlib.sha256(one.text.encode()).hexdigest(), digest(instance), settings]


def answer_many(base: Instance, asked: ManyFutures) -> Result:
    """The lot of futures asked about. Raises InputError where a variant is not possible."""
    begun = time.monotonic()
    about = _about(base, asked.postures)
    if _kept.contenders is None or _kept.contenders[0] is not about:
        _kept.contenders = (about, contenders_of(base, [_run(one, own) for one, own in zip(about.postures, about.instances, strict=True)]))
    contenders = _kept.contenders[1]
    parts = [_hours(base, contenders, drawn, asked.reroute) for drawn in futures_of(base, asked.first, asked.number, asked.seed)]
    whole = Hours(
        *(np.concatenate(arrays, axis=1) for arrays in zip(*((one.weighted, one.beyond, one.overloaded) for one in parts), strict=True))
    )
    lot = lot_of(whole, [one.keeps_law for one in contenders], asked.within, asked.tail, asked.singly)
    return Result(EVALUATED, lot=text_of(lot), seconds=time.monotonic() - begun)


def futures_of(base: Instance, first: int, number: int, seed: int) -> Iterator[Futures]:
    """These futures, part by part; a future is the same whichever others are asked for."""
    while number > 0:
        part, at = divmod(first, PART)
        count = min(number, PART - at)
        drawn = sample(base, PART, (seed, part))
        yield Futures(drawn.paths, drawn.values[at : at + count], np.full(count, 1.0 / count))
        first, number = first + count, number - count


def _run(one: GivenPosture, instance: Instance) -> RunRecord:
    posture = posture_of(one.text)
    return RunRecord(one.name, instance, "", Outcome(Status.FEASIBLE, posture, evaluate(instance, posture)))


def _hours(base: Instance, contenders: tuple[Contender, ...], drawn: Futures, reroute: bool) -> Hours:
    many = evaluated(base, contenders, drawn).many
    if reroute:
        many = tuple(rerouted(base, one, drawn, kept) for one, kept in zip(contenders, many, strict=True))
    return Hours(
        np.array([one.weighted for one in many]),
        np.array([one.fullest > 1 + HELD for one in many]),
        np.array([one.busiest >= 1 - HELD for one in many]),
    )
