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
# # The first hour
#
# Read an alliance, solve its variants, see who holds what and why, and keep a report. The alliance of this notebook is the small
# teaching one, which solves in a second and whose every number can be checked by hand (docs/teaching.md); `instances/us-japan` is
# asked in the same way and takes some minutes.
#
# The hours are comparative indices under stated assumptions, never forecasts.

# %%
import tempfile
from pathlib import Path

import model

alliance = model.load("../../instances/teaching")
alliance

# %% [markdown]
# What is wrong in a folder is told all at once, by file and line, as `check` on the command line does. Here nothing is.

# %%
model.check("../../instances/teaching")

# %% [markdown]
# ## One variant
#
# An alliance is asked with one of its policy variants chosen. The answer is proved: there is no better posture under these rules and
# numbers.

# %%
answer = model.solve(alliance.variant("four-star"))
answer

# %% [markdown]
# Every table of the report is a DataFrame with the columns of the CSV file. Units and meanings of the columns are in `attrs`.

# %%
routes = answer.tables["routes"]
routes[["condition", "thread", "path", "hours"]].sort_values("hours", ascending=False)

# %%
routes.attrs["units"]["hours"], routes.attrs["descriptions"]["path"]

# %% [markdown]
# Figures show themselves. `answer.figures` has them all.

# %%
answer.figure("command_chart")

# %% [markdown]
# ## Why this holder?
#
# Each authority is held against the best posture in which somebody else holds it. The difference is told by part of the delay.

# %%
answer.explain("us_opcon")

# %% [markdown]
# ## All variants side by side

# %%
answers = model.solve_all(alliance)
answers

# %%
answers.figure("ranking")

# %% [markdown]
# One variant has no posture, and says why: an answer, not an error. `explain` tells what giving up each part alone would make of it.

# %%
answers["combined"].explain()

# %% [markdown]
# ## Keeping it
#
# No file has been written so far. `save` writes the whole report: tables, a page for any browser, a workbook. `read_run` reads it back,
# today or in years, without a solver.

# %%
folder = answers.save(Path(tempfile.mkdtemp()) / "first-hour")
model.read_run(folder).tables["comparison"].query("scope == 'all'")[["variant", "measure", "value", "difference", "unit"]]
