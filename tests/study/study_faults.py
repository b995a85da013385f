"""Studies of the teaching instance in which much is wrong, and what shall be told of each: line, key, value, why and nearest name."""

from __future__ import annotations

HUGE = "1" + 400 * "0"
HEAD = 'title = "t"\nwhy = "w"\n'
LOAD = '{ name = "load", paths = ["demand.operations@crisis.requests_per_day"] }'
OF_SETTINGS = {
    "weights": (
        f"""method = "robust"
[[settings.scenarios]]
name = "a"
weight = {HUGE}
[[settings.scenarios]]
name = "b"
weight = 1e308
[[settings.scenarios]]
name = "c"
weight = nan
[[settings.scenarios]]
name = "d"
weight = 1e-320
[[settings.scenarios]]
name = "e"
weight = 0
""",
        [
            f"{line} settings.scenarios.{name}.weight = '{value}': a weight is a number above 0, from 1e-06 to 1e+09"
            for line, name, value in (
                (6, "a", "a number of more than 100 digits"),
                (9, "b", "1e+308"),
                (12, "c", "nan"),
                (15, "d", "1e-320"),
                (18, "e", "0"),
            )
        ],
    ),
    "robust": (
        """method = "robust"
[settings]
aim = "regrets"
tail = 2.0
gap = 5.0
representatives = 0
together = 0
held_out = -3
spread = 9.0
""",
        [
            "3 factors = '': the method robust needs named scenarios, or at least one factor over which to draw a sample",
            "5 settings.aim = 'regrets': must be one of expected, cvar, regret, worst; did you mean 'regret'?",
            "6 settings.tail = '2': must be a share above 0, 0.000001 or more, and at most 1",
            "7 settings.gap = '5': must be a share of at least 0 and below 1",
            "8 settings.representatives = '0': must be at least 1 and at most 1000000",
            "9 settings.together = '0': must be at least 2 and at most 1000000",
            "10 settings.held_out = '-3': must be at least 0 and at most 1000000",
            "11 settings.spread = '9': must be a share above 0, 0.000001 or more, and at most 1",
        ],
    ),
    "kinds": (
        f"""method = "robust"
factors = [{LOAD}]
[settings]
gap = "abc"
aim = 3
together = 2.5
tail = true
spread = inf
held_out = {HUGE}
scenarios = "a"
""",
        [
            "6 settings.gap = 'abc': must be a number",
            "7 settings.aim = '3': must be text",
            "8 settings.together = '2.5': must be a whole number",
            "9 settings.tail = 'yes': must be a number",
            "10 settings.spread = 'inf': must be a finite number",
            "11 settings.held_out = 'a number of more than 100 digits': must be a whole number from -1e+15 to 1e+15",
            "12 settings.scenarios = 'a': must be a list",
        ],
    ),
    "no tables": (
        'method = "robust"\n[settings]\nscenarios = ["a", 3]\n',
        [f"5 settings.scenarios = '{value}': a scenario is a table with name, factors, set, weight" for value in ("3", "a")],
    ),
    "faulty factors": (
        """method = "robust"
factors = [{ name = "load", path = ["demand.operations@crisis.requests_per_day"] }]
[[settings.scenarios]]
name = "a"
factors = { load = "low" }
""",
        ["4 factors.0 = '': a factor is a path, or a table { name = \"...\", paths = [...] }"],
    ),
    "no factor": (
        'method = "tornado"\nfactors = [3]\n',
        ["4 factors.0 = '3': a factor is a path, or a table { name = \"...\", paths = [...] }"],
    ),
    "no settings": ('method = "scenarios"\nsettings = 3\n', ["4 settings = '3': must be a table: [settings]"]),
    "stress": (
        f"""method = "stress"
samples = 5
factors = [{LOAD}]
[settings]
futures = 0
within = nan
tail = 0
depth = -3
reroute = "yes"
postures = "."
""",
        [
            "4 samples = '5': has no effect in a study of method stress",
            "5 factors = '': has no effect in a study of method stress",
            "7 settings.futures = '0': must be a whole number from 1 to 1000000",
            "8 settings.within = 'nan': must be a finite number",
            "9 settings.tail = '0': must be a share above 0, 0.000001 or more, and at most 1",
            "10 settings.depth = '-3': must be a number of questions from 1 to 20",
            "11 settings.reroute = 'yes': must be true or false",
            "12 settings.postures = '.': holds neither the report of a run nor that of a study of alternatives",
        ],
    ),
    "stress in depth": (
        'method = "stress"\n[settings]\ndepth = 100000\nwithin = -1\n',
        [
            "5 settings.depth = '100000': must be a number of questions from 1 to 20",
            "6 settings.within = '-1': must not be negative",
        ],
    ),
    "regret": (
        'method = "regret"\n[settings]\ntail = 1e-320\nthreshold = -1\ndepth = 0\n',
        [
            "3 factors = '': the method regret needs named scenarios, or at least one factor over which to draw a sample",
            "5 settings.tail = '1e-320': must be a share above 0, 0.000001 or more, and at most 1",
            "6 settings.threshold = '-1': must not be negative",
            "7 settings.depth = '0': must be a number of questions from 1 to 20",
        ],
    ),
    "switch points": (
        """method = "switch_points"
seed = 1
[settings]
about = "holders"
authority = "us_opcom"
conditions = ["war", "crisis", "crisis"]
pair = ["delegate", "toady", "base"]
grid = 1
tolerance = 0.0
""",
        [
            "3 factors = '': the method switch_points needs at least one factor",
            "4 seed = '1': has no effect in a study of method switch_points",
            "6 settings.about = 'holders': must be one of best, holder, difference; did you mean 'holder'?",
            "7 settings.authority = 'us_opcom': there is no such authority; did you mean 'us_opcon'?",
            "8 settings.conditions = 'crisis': is named twice",
            "8 settings.conditions = 'war': there is no such condition",
            "9 settings.pair = '': must name two variants of the study",
            "9 settings.pair = 'base': is not among the variants of the study",
            "9 settings.pair = 'toady': is not among the variants of the study; did you mean 'today'?",
            "10 settings.grid = '1': must be a number of points from 2 to 10001",
            "11 settings.tolerance = '0': must be a share of the range, more than 0 and at most 1",
        ],
    ),
    "pace": (
        """method = "pace"
variants = ["delegate"]
[settings]
phases = ["2027"]
limits = [1, 1, -1, "non", 1.5]
paced = ["delegat"]
losing = [3]
grid = 100000
""",
        [
            "3 method = 'pace': compares plans, but the instance has one phase alone",
            "3 method = 'pace': needs a range of parameters.transition_loss; give it low and high",
            "4 variants = 'delegate': must name two variants or more",
            "6 settings.phases = '2027': there is no such phase; did you mean '2026'?",
            "7 settings.limits = '-1': must be whole numbers from 0, or \"none\"",
            "7 settings.limits = '1': is named twice",
            "7 settings.limits = '1.5': must be whole numbers from 0, or \"none\"",
            "7 settings.limits = 'non': must be whole numbers from 0, or \"none\"; did you mean 'none'?",
            "8 settings.paced = 'delegat': is not among the variants of the study; did you mean 'delegate'?",
            "9 settings.losing = '3': is not among the variants of the study",
            "10 settings.grid = '100000': must be a number of points from 2 to 10001",
        ],
    ),
    "prices": (
        """method = "prices"
[settings]
include = ["rule", "pools"]
liaison_staff = [0, "one", true]
star_at = ["JJOCC"]
""",
        [
            "5 settings.include = 'rule': must be among rules, mandates, pools, holders; did you mean 'rules'?",
            *(
                f"6 settings.liaison_staff = '{value}': must be a list of whole numbers, each from 1 to 1000000"
                for value in ("0", "one", "yes")
            ),
            "7 settings.star_at = 'JJOCC': must be headquarters under a military commander; did you mean 'JJOC'?",
        ],
    ),
    "frontier": (
        'method = "frontier"\n[settings]\nagainst = ["poeple", "people", "people"]\nmost_points = -1\n',
        [
            "5 settings.against = 'people': is named twice",
            "5 settings.against = 'poeple': must be among people, four_stars, changes, liaison_staff; did you mean 'people'?",
            "6 settings.most_points = '-1': must not be negative",
        ],
    ),
    "alternatives": (
        'method = "alternatives"\n[settings]\nwithin = -1\nnumber = 0\napart = -1\ncounted = ["holder", 3]\n',
        [
            "5 settings.within = '-1': must not be negative",
            "6 settings.number = '0': must be at least 1",
            "7 settings.apart = '-1': must not be negative",
            "8 settings.counted = '3': must be among holders, openings, grades, teams, desks",
            "8 settings.counted = 'holder': must be among holders, openings, grades, teams, desks; did you mean 'holders'?",
        ],
    ),
    "cvar": (
        'method = "cvar"\nsamples = 3\n[settings]\ntail = 1.5\n',
        [
            "4 samples = '3': has no effect in a study of method cvar",
            "6 settings.tail = '1.5': must be a share above 0, 0.000001 or more, and at most 1",
        ],
    ),
    "grid": (
        'method = "grid"\nfactors = ["parameters.relay_hour"]\n[settings]\nlevels = [0, 1.5, nan, "low", true]\n',
        [
            "4 factors = 'parameters.relay_hour': no such path; did you mean 'parameters.relay_hours'?",
            *(
                f"6 settings.levels = '{value}': must be shares of the range, from 0 (low) to 1 (high)"
                for value in ("1.5", "low", "nan", "yes")
            ),
        ],
    ),
    "morris": (
        'method = "morris"\n[settings]\nlevels = 3\n',
        [
            "3 factors = '': the method morris needs at least one factor",
            "5 settings.levels = '3': must be an even number from 2 to 1000",
        ],
    ),
    "none": ('method = "scenarios"\n', ["3 settings.scenarios = '': the method scenarios needs at least one scenario"]),
}
