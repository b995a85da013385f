"""One experiment answered: the instance it is about, its key, and the plain result."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from model.data.checks.values import SHARE_TOLERANCE
from model.data.digest import digest
from model.data.instance import BASE, Instance
from model.data.shut_out import without_holders
from model.data.variants import apply
from model.delay.measure import condition_delays, decisions, worst_thread
from model.errors import ModelFault
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome, Status
from model.solving.task import RUN, Task
from model.study.experiment import Experiment, FutureSettings, OnePosture, Result

if TYPE_CHECKING:
    from model.explain.conflict import Conflict
    from model.solving.model_cache import ModelCache
    from model.solving.search import StageProgress

# The longest that one step of looking for a conflict may take, and the longest after which no step is begun: a study has many
# experiments, and each wants its reason.
CONFLICT_STEP_SECONDS, CONFLICT_SECONDS = 5.0, 30.0
PACKAGES = ("highspy", "pyomo", "numpy", "scipy", "tzdata")
# What questions and answers are carried in, and what simulations, which runners carry too, depend on besides.
CARRYING = ("holidays", "pydantic", "simpy")
# Layers whose code an answer depends on.
ANSWERING = ("data", "delay", "tables", "verify", "formulation", "solving", "explain")


# The instance an experiment is about -------------------------------------------------------------------------------


def instance_for(base: Instance, experiment: Experiment) -> Instance:
    """The instance with the experiment's variant, settings, stated decisions, parts left out and holders shut out.

    Where a setting moves the share of a condition, the shares that are not set make room, in proportion, so that all still add
    up to 1. Raises InputError where variant or settings are not possible."""
    variant = None if experiment.variant == BASE and BASE not in base.variants else experiment.variant
    changed = apply(base, variant, completed_shares(base, variant, experiment.settings), experiment.stated)
    if experiment.without:
        # Loaded here: telling experiments apart must not wait for the solver's libraries.
        from model.explain.conflict import Part, without

        for kind, name in experiment.without:
            changed = without(changed, Part(kind, name))  # type: ignore[arg-type]
    if experiment.forbids:
        changed = without_holders(changed, experiment.forbids)
    return changed


def completed_shares(base: Instance, variant: str | None, settings: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The settings, with the shares of all conditions where one is set: those set keep their values and the others share the
    rest in proportion; where nothing is left for others, all are scaled."""
    names = {f"conditions.{name}.share": name for name in base.conditions}
    moved = {names[path]: float(value) for path, value in settings if path in names and _is_number(value)}
    if not moved:
        return tuple(settings)
    shares = {name: row.share for name, row in apply(base, variant).conditions.items()}
    others = {name: share for name, share in shares.items() if name not in moved}
    room, wanted = 1.0 - sum(moved.values()), sum(others.values())
    if abs(room - wanted) <= SHARE_TOLERANCE:
        return tuple(settings)
    if room > 0 and wanted > 0:
        filled = {name: share * room / wanted for name, share in others.items()}
    else:
        total = sum(moved.values()) + wanted
        filled = {name: value / total for name, value in {**others, **moved}.items()} if total > 0 else {}
    return (*settings, *((f"conditions.{name}.share", repr(value)) for name, value in sorted(filled.items())))


def _is_number(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False


# Keys -----------------------------------------------------------------------------------------------------------


@functools.cache
def program() -> str:
    """A digest of everything outside the instance that an answer can depend on: our code and the packages it calls."""
    return code_digest(PACKAGES, ANSWERING)


@functools.cache
def carrier() -> str:
    """A digest of everything that processes must share to carry a study out together: what answers depend on, what they are
    carried in, and Python itself."""
    python = ".".join(map(str, sys.version_info[:2]))
    return f"{code_digest((*PACKAGES, *CARRYING), (*ANSWERING, 'study', 'simulation'))} python {python}"


def code_digest(packages: Sequence[str], layers: Sequence[str]) -> str:
    """A digest of the versions of these packages and of the code of these layers."""
    sha = hashlib.sha256()
    for package in packages:
        sha.update(f"{package}=={metadata.version(package)}\n".encode())
    home = Path(__file__).resolve().parent.parent
    for path in sorted(path for layer in layers for path in (home / layer).rglob("*.py")):
        sha.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def key(base: Instance, experiment: Experiment, options: SolveOptions) -> str:
    """The experiment's name in the store: equal for any two ways of asking the same of the same program.

    Ranges are left out, since no answer to a solve depends on them. Raises InputError where the experiment is not possible."""
    if experiment.many is not None:
        from model.study.many_futures import key_of

        return key_of(base, experiment.many)
    changed = dataclasses.replace(instance_for(base, experiment), ranges={})
    about: list[object] = [digest(changed), task_text(experiment.task), options.gap, options.seed, options.method.value, program()]
    if experiment.whole:  # the conflict in it cites the variant's source
        about += ["whole", changed.variant.source if changed.variant else ""]
    if experiment.robust is not None:
        about += ["robust", *_robust_text(base, experiment, experiment.robust)]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


def future_experiment(experiment: Experiment, future: FutureSettings) -> Experiment:
    """The ordinary experiment about one future alone of an experiment about several."""
    return dataclasses.replace(experiment, settings=(*experiment.settings, *future.settings), robust=None)


def _robust_text(base: Instance, experiment: Experiment, asked: OnePosture) -> list[object]:
    """All that one posture for several futures depends on beside the instance."""
    told: list[object] = [asked.aim, asked.tail, asked.gap, asked.start, asked.ceiling, asked.kept]
    for future in asked.futures:
        changed = dataclasses.replace(instance_for(base, future_experiment(experiment, future)), ranges={})
        told += [future.name, future.weight, future.optimum, digest(changed)]
    return told


def task_text(task: Task) -> str:
    """The task as one line, the same for equal tasks; empty for an ordinary run."""
    if task == RUN:
        return ""
    # A set has no order of its own.
    plain = {**dataclasses.asdict(task), "away_from": sorted(sorted(map(list, one), key=repr) for one in task.away_from)}
    plain["among"] = None if task.among is None else sorted(map(list, task.among), key=repr)
    return json.dumps(plain, sort_keys=True)


# Answers --------------------------------------------------------------------------------------------------------


def answer(
    base: Instance,
    experiment: Experiment,
    options: SolveOptions,
    memory: ModelCache | None = None,
    on_progress: StageProgress | None = None,
) -> Result:
    """The experiment solved, checked and made plain; where it is infeasible, with what blocks it. `memory` of earlier experiments saves
    time and changes no answer. Raises InputError where the experiment is not possible, else as `solved` does."""
    if experiment.robust is not None:
        from model.study.robust_answer import answer_robust

        return answer_robust(base, experiment, experiment.robust, options, on_progress)
    if experiment.many is not None:
        from model.study.many_futures import answer_many

        return answer_many(base, experiment.many)
    begun = time.monotonic()
    instance = instance_for(base, experiment)
    outcome = solved(instance, experiment, options, memory, on_progress)
    blocked: tuple[str, ...] = ()
    reason = outcome.reason
    if outcome.status is Status.INFEASIBLE and experiment.task.foresight == "perfect":
        blocked, reason = _blocked_by(instance, experiment, outcome, options, options.left_at_the_end(time.monotonic() - begun))
    return result_of(instance, outcome, blocked, reason, time.monotonic() - begun)


def solved(
    instance: Instance, experiment: Experiment, options: SolveOptions, memory: ModelCache | None, on_progress: StageProgress | None
) -> Outcome:
    """The outcome of an experiment about `instance`, which has its variant and settings applied.

    Raises SolverFailure where the solver gives up, and ModelFault where the posture does not stand up to being worked out anew."""
    from model.solving.solve import solve
    from model.verify import verify_posture

    outcome = solve(instance, options, on_progress, experiment.task, memory)
    # What is proved of another first aim proves nothing of the delay, so there the posture is judged as a merely feasible one.
    ordinary = experiment.task.aims[0] == "weighted_delay"
    claim = outcome if ordinary else dataclasses.replace(outcome, status=Status.FEASIBLE)
    if outcome.posture is not None and (found := verify_posture(instance, claim)):
        raise ModelFault(
            "\n".join([f"{experiment.variant or BASE}: the result does not stand up to being worked out anew", *map(str, found)])
        )
    return outcome


def _blocked_by(
    instance: Instance, experiment: Experiment, outcome: Outcome, options: SolveOptions, left: float | None
) -> tuple[tuple[str, ...], str]:
    """What blocks an infeasible experiment, as far as that is found in the `left` seconds (None: no limit), and why, or why not."""
    from model.explain.conflict import find_conflict

    step, whole = (seconds if left is None else min(seconds, left) for seconds in (CONFLICT_STEP_SECONDS, CONFLICT_SECONDS))
    conflict: Conflict = find_conflict(instance, dataclasses.replace(options, time_limit=step), whole)
    if not conflict.certain:
        why = f"what blocks it was not searched to the end, which was put at {whole:.3g} s ({step:.3g} s a step)"
        return (), "; ".join(text for text in (outcome.reason, why) if text)
    if not conflict.parts and experiment.task.caps:
        return tuple(f"cap {cap.aim} {cap.most:g}" for cap in experiment.task.caps), "no posture keeps within the caps"
    return tuple(f"{part.kind} {part.name}" for part in conflict.parts), conflict.remark or outcome.reason


def result_of(instance: Instance, outcome: Outcome, blocked: tuple[str, ...] = (), reason: str = "", seconds: float = 0.0) -> Result:
    """The outcome in plain values."""
    posture, evaluation = outcome.posture, outcome.evaluation
    if posture is None or evaluation is None:
        return Result(outcome.status.value, reason, blocked_by=blocked, seconds=seconds)
    return Result(
        outcome.status.value,
        reason,
        weighted_delay=evaluation.weighted_delay,
        bound=outcome.bound,
        gap=outcome.gap,
        people=evaluation.people,
        four_stars=evaluation.four_stars,
        changes=evaluation.changes,
        worst_thread_hours=worst_thread(evaluation),
        delay_by_condition=condition_delays(instance, evaluation),
        decisions=tuple(sorted(decisions(posture), key=str)),
        blocked_by=blocked,
        seconds=seconds,
        tie_break_proved=outcome.tie_break_proved,
    )
