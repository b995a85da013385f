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
# # Your own variant
#
# Change numbers, force a decision, compare with the shipped variants, and keep what you asked as a variant of its own, so that others
# can ask it again.

# %%
import tempfile
from pathlib import Path

import model

alliance = model.load("../../instances/teaching")
delegate = alliance.variant("delegate")

# %% [markdown]
# ## Other numbers
#
# A path names one number everywhere. What is chosen gives another alliance; the one it was asked of stays as it was.

# %%
alliance.value("conditions.crisis.decision_period_hours")

# %%
slower = delegate.with_values({"conditions.crisis.decision_period_hours": 12})
slower

# %%
before, after = model.solve(delegate), model.solve(slower)
f"{before.hours:.2f} -> {after.hours:.2f} hours a day"

# %% [markdown]
# A path or a value that cannot be is refused before anything is solved, with everything that is wrong and the nearest path.

# %%
try:
    delegate.with_values({"conditions.crisis.decision_periods_hours": 12, "conditions.peacetime.tempo": -1})
except model.InputError as refused:
    findings = refused.findings
findings

# %% [markdown]
# ## A decision that is forced
#
# A mandate states it, in the words that explanations will quote. The keys are those of a file in `variants/` (docs/data.md).

# %%
mine = slower.as_variant(
    "slow-boards-at-home",
    title="Slower boards, and Japan's joint staff keeps command",
    why="What the joint operations command is worth where boards meet twice a day.",
    source="assumption",
    mandates=[
        {
            "kind": "holder",
            "id": "staff_keeps_command",
            "says": "Japan's joint staff keeps the command of joint operations.",
            "authority": ["jp_opcon"],
            "holder": ["JSO"],
        }
    ],
)
model.solve(mine)

# %% [markdown]
# The new variant stands beside the others.

# %%
answers = model.solve_all(mine, ["today", "delegate", "slow-boards-at-home"], baseline="today")
answers

# %%
answers.figure("waterfall", variant="slow-boards-at-home")

# %% [markdown]
# ## Keeping it
#
# `save` writes the instance with the new variant into a folder of its own; `model.load` and the command line read it as any other.

# %%
folder = mine.save(Path(tempfile.mkdtemp()) / "teaching")
(folder / "variants" / "slow-boards-at-home.toml").read_text(encoding="utf-8").splitlines()
