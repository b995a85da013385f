# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A fixed posture under a thousand futures
#
# A posture that is best under the base numbers may not be best in a future with others. Here the postures of four variants are
# *evaluated*, not solved again, in a thousand futures drawn from the assumption register: a few milliseconds each, without a solver.
#
# The draws are even between the ends of each range. That is a choice of this notebook, not a forecast.

# %%
import numpy as np
import pandas as pd
from scipy.stats import qmc

import model

alliance = model.load("../../instances/teaching")
answers = model.solve_all(alliance)
postures = {name: answer.posture for name, answer in answers.items() if answer.posture is not None}
sorted(postures)

# %% [markdown]
# ## The futures
#
# A Latin hypercube over all ranges. Shares of conditions must add up to 1, so what is drawn for them is divided by its sum.

# %%
ranges = alliance.tables["ranges"].set_index("path")[["low", "high"]]
parameters = alliance.tables["parameters"].set_index("parameter")[["low", "high"]].dropna()
parameters.index = "parameters." + parameters.index
ranges = pd.concat([ranges, parameters])
ranges = ranges[~ranges.index.duplicated()]
share = [path for path in ranges.index if path.endswith(".share")]
ranges

# %%
draws = qmc.scale(qmc.LatinHypercube(d=len(ranges), seed=1).random(1000), ranges["low"], ranges["high"])
futures = pd.DataFrame(draws, columns=ranges.index)
whole = [path for path in ranges.index if isinstance(alliance.value(path), int)]
futures[whole] = futures[whole].round()
if share:
    every = [f"conditions.{name}.share" for name in alliance.tables["conditions"]["condition"]]
    rest = 1 - futures[share].sum(axis=1) if len(share) < len(every) else 0
    for path in set(every) - set(share):
        futures[path] = rest / (len(every) - len(share))
    futures[every] = futures[every].div(futures[every].sum(axis=1), axis=0)
futures.describe().T[["min", "mean", "max"]]


# %% [markdown]
# ## The hours
#
# One call a posture and future: `alliance.with_values(...)` checks the numbers as `--set` does, `model.evaluate` adds up the delays.


# %%
def hours(**values: float) -> dict[str, float]:
    """Weighted hours a day of each posture in the future of these values."""
    future = alliance.with_values({path: int(value) if path in whole else value for path, value in values.items()})
    return {name: model.evaluate(posture, future).hours for name, posture in postures.items()}


found = pd.DataFrame([hours(**future) for future in futures.to_dict("records")])
found.describe(percentiles=[0.05, 0.5, 0.95]).T

# %% [markdown]
# ## What to make of them
#
# The share of futures in which each posture waits least, and its regret against the best of them.

# %%
best = found.min(axis=1)
regret = found.sub(best, axis=0)
pd.DataFrame(
    {
        "leads in % of futures": 100 * found.eq(best, axis=0).mean(),
        "median regret, h/day": regret.median(),
        "worst regret, h/day": regret.max(),
    }
).round(2)

# %% [markdown]
# Which assumptions move the difference between the two best most, by rank correlation:

# %%
first, second = found.median().sort_values().index[:2]
difference = found[second] - found[first]
futures.corrwith(
    difference, method=lambda one, other: float(np.corrcoef(one.argsort().argsort(), other.argsort().argsort())[0, 1])
).abs().nlargest(5)

# %% [markdown]
# ## What every run tells of this
#
# Each run compares its postures in a thousand futures of its own, all numbers of the register drawn at once by a faster way, half of each
# range on either side of its base value (reports/README.md): in how many each variant leads, how far behind it is, and what decides it.

# %%
answers.tables["fragility"][["variant", "share_first", "regret_percent_p50", "regret_percent_worst"]]

# %%
answers.tables["drivers"].head()

# %% [markdown]
# ## The same with EMAworkbench
#
# The function above is all that the [EMAworkbench](https://emaworkbench.readthedocs.io) needs to know of the model: uncertainties are the
# ranges, outcomes the postures' hours. It is no part of this project's packages (it brings a library under the GPL); with
# `pip install ema_workbench` this cell couples the two, and scenario discovery and its other methods follow.

# %%
try:
    from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments
except ImportError:
    coupled = "EMAworkbench is not installed here"
else:
    free = [path for path in ranges.index if path not in {*share, *whole}]
    names = {path.replace(".", "_").replace("@", "_at_").replace(":", "_from_"): path for path in free}
    outcome_of = {name.replace("-", "_"): name for name in postures}

    def coupling(**values: float) -> dict[str, float]:
        """The hours under names that EMAworkbench takes."""
        told = hours(**{names[name]: value for name, value in values.items()})
        return {outcome: told[name] for outcome, name in outcome_of.items()}

    posture = Model("posture", function=coupling)
    posture.uncertainties = [RealParameter(name, *ranges.loc[path]) for name, path in names.items()]
    posture.outcomes = [ScalarOutcome(outcome) for outcome in outcome_of]
    experiments, outcomes = perform_experiments(posture, scenarios=100)
    coupled = pd.DataFrame(outcomes).describe().T
coupled
