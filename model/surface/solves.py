"""Solve one variant, or several side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from model.data.instance import BASE
from model.errors import InputError, SolverFailure
from model.solving.options import SolveMethod, SolveOptions
from model.study.fragility import NUMBER as FUTURES
from model.study.fragility import SEED as FUTURES_SEED
from model.study.plan import ForesightAsked, plan_of
from model.surface.alliance import Alliance
from model.surface.answers import Answers, VariantAnswer
from model.surface.asking import Asking, asking
from model.surface.carried_out import Sampled, carry_out_plan

RUN = "run"  # the study that the command line's `run` keeps its answers under


def solve(
    alliance: Alliance,
    *,
    time_limit: float | None = None,
    gap: float = SolveOptions.gap,
    seed: int = SolveOptions.seed,
    method: str = SolveMethod.AUTO.value,
    foresight: str = ForesightAsked.PERFECT.value,
    progress: bool | None = None,
    keep: str | Path | None = None,
) -> VariantAnswer:
    """The best posture of the alliance, with its chosen variant and values, and the proof that there is no better one; or why there is
    none.

    It is solved in this process. `time_limit` is in seconds, `gap` the relative gap at which the delay counts as proved; `method` is
    `auto`, `exact` or `decomposition`; `foresight` of plans of several phases is `perfect` or `myopic`. Progress is shown in a
    notebook and on a terminal, unless `progress` says otherwise. Nothing is written, unless `keep` names a folder of reports:
    then answers are kept there and found again, as the command line does with `--out`.

    An infeasible variant is an answer. Raises SolverFailure where the solver gives up, ValueError for an option that is none.
    """
    how = asking(time_limit, gap, seed, method, 1, progress, keep)
    answer = _answered(alliance, [alliance.variant_name], foresight, None, how, Sampled())[alliance.chosen]
    if answer.status == "failed":
        raise SolverFailure(answer.reason)
    return answer


def solve_all(
    alliance: Alliance,
    variants: Iterable[str] | None = None,
    *,
    baseline: str | None = None,
    workers: int = 1,
    time_limit: float | None = None,
    gap: float = SolveOptions.gap,
    seed: int = SolveOptions.seed,
    method: str = SolveMethod.AUTO.value,
    foresight: str = ForesightAsked.PERFECT.value,
    futures: int = FUTURES,
    futures_seed: int = FUTURES_SEED,
    progress: bool | None = None,
    keep: str | Path | None = None,
) -> Answers:
    """The best posture of each of these variants (by default all), with the values of the alliance, beside that of the `baseline` (by
    default the one nearest to today).

    `workers` above 1 are processes of their own; a script that asks for them stands under `if __name__ == "__main__":`. `foresight`
    may also be `both`, which tells what it costs not to plan ahead; the other options are those of `solve`. A variant that is
    infeasible, or of which the solver gives up, is an answer among the others. `futures` is how many futures the postures are compared
    in (0: none) when the tables are looked at, `futures_seed` the seed they are drawn with.

    Raises InputError for a variant that is not there or that does not go with the values."""
    how = asking(time_limit, gap, seed, method, workers, progress, keep)
    names = [None if name == BASE and BASE not in alliance.variants else name for name in variants or ()]
    if variants is not None and not names:
        raise ValueError("variants is empty; it must name some, or be None for all")
    if futures < 0:
        raise ValueError(f"futures is {futures!r}; it must be 0 or more")
    return _answered(alliance, names, foresight, baseline, how, Sampled(futures, futures_seed))


def _answered(
    alliance: Alliance,
    variants: Sequence[str | None],
    foresight: str,
    baseline: str | None,
    how: Asking,
    futures: Sampled,
) -> Answers:
    """The answers for these variants, of which None is the instance as it stands; none named: all variants."""
    kinds = [one.value for one in ForesightAsked]
    if foresight not in kinds:
        raise ValueError(f"foresight is {foresight!r}; it must be one of {', '.join(kinds)}")
    settings = alliance.settings
    try:
        plan = plan_of(alliance.base, variants, settings, baseline, ForesightAsked(foresight))
    except InputError as error:
        raise InputError(replace(one, file=one.file.lstrip("-")) for one in error.findings) from None
    with how.engine(alliance.base, RUN) as engine:
        return Answers(carry_out_plan(plan, engine, settings, baseline, futures=futures))
