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
# # Sensitivity
#
# Which assumptions move the answer, and where does the best variant change? Studies stand as files in an instance's `studies/`
# (docs/studies.md); each is carried out by one call, and each method writes its own tables and figures.

# %%
import pandas as pd

import model

alliance = model.load("../../instances/teaching")
alliance.studies

# %% [markdown]
# ## One assumption at a time
#
# The assumption register has a range for every number that nobody can source.

# %%
alliance.tables["ranges"][["path", "low", "high", "reason"]]

# %%
tornado = model.study(alliance, "tornado")
tornado

# %%
tornado.tables["tornado_factors"]

# %%
tornado.figure("tornado")

# %% [markdown]
# A long study is given a folder to `keep` its answers in: each is kept as it is found, and a study that was stopped goes on where it
# was. `workers=2` answers two questions at a time.
#
# ## Where the best variant changes

# %%
switch = model.study(alliance, "switch")
switch.headline

# %%
switch.tables["switch_points"]

# %% [markdown]
# ## A question of one's own, without a study
#
# A plain loop is a study too. Every answer is proved.

# %%
curve = pd.DataFrame(
    {
        "probability": probability,
        "hours": {
            name: model.solve(alliance.with_values({"parameters.referral_probability": probability}).variant(name)).hours
            for name in ("delegate", "four-star")
        },
    }
    for probability in (0.0, 0.25, 0.5)
)
fourth_star = curve["hours"].map(lambda hours: hours["delegate"] - hours["four-star"])
fourth_star.rename("hours a day that the fourth star saves").to_frame().set_index(curve["probability"])
