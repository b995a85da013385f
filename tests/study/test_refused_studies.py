"""Studies with faults that only their method knows: `check`, `--dry-run` and `sweep` tell the same, all at once, and make nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from model import cli
from tests.study.study_faults import HEAD, HUGE, LOAD, OF_SETTINGS

SCENARIOS = f"""
method = "METHOD"
variants = ["today", "base"]
factors = [{LOAD}]

[[settings.scenarios]]
name = "bad_places"
factors = {{ laod = "high", load = "hihg" }}
[[settings.scenarios]]
name = "bad_paths"
set = {{ "conditions.crisi.share" = 0.8, "demand.operations@crisis.urgancy" = 3, "demand.operations@crisis.thread" = "x" }}
[[settings.scenarios]]
name = "bad_values"
[settings.scenarios.set]
"conditions.crisis.share" = "much"
"conditions.peacetime.share" = 7
"conditions.crisis.decision_period_hours" = -5
"conditions.crisis.tempo" = nan
"demand.operations@crisis.urgency" = {HUGE}
"utilisation_bands" = [1, "x"]
parameters.relay_hours = 1
[[settings.scenarios]]
set = {{ "conditions.crisis.share" = 0.8 }}
[[settings.scenarios]]
name = "base"
[[settings.scenarios]]
name = "bad_values"
sets = 1
[[settings.scenarios]]
name = "a b"
[[settings.scenarios]]
name = "no_tables"
factors = "load"
set = 3
[[settings.scenarios]]
name = "twice"
factors = {{ load = 0.5 }}
set = {{ "demand.operations@crisis.requests_per_day" = 3, "parameters.relay_hours" = 1, "parameters.relay_hours.value" = 2 }}
[[settings.scenarios]]
name = "nobody"
set = {{ "authorities.us_opcon.holder_now" = "JJOCC" }}
"""
OF_SCENARIOS = [
    "9 bad_places.factors.laod = 'high': is no factor of the study; did you mean 'load'?",
    "9 bad_places.factors.load = 'hihg': must be low, base, high or a share of the range from 0 to 1; did you mean 'high'?",
    "12 bad_paths.set.conditions.crisi.share = '0.8': no such path; did you mean 'conditions.crisis.share'?",
    "12 bad_paths.set.demand.operations@crisis.thread = 'x': the key of a row cannot be set",
    "12 bad_paths.set.demand.operations@crisis.urgancy = '3': no such path; did you mean 'demand.operations@crisis.urgency'?",
    "16 bad_values.set.conditions.crisis.share = 'much': must be a number",
    "17 bad_values.set.conditions.peacetime.share = '7': must be at most 1",
    "18 bad_values.set.conditions.crisis.decision_period_hours = '-5': must be at least 0",
    "19 bad_values.set.conditions.crisis.tempo = 'nan': must be a finite number",
    "20 bad_values.set.demand.operations@crisis.urgency = 'a number of more than 100 digits': must be a finite number",
    "21 bad_values.set.utilisation_bands = '': must be a number",
    "22 bad_values.set.parameters = '': a path stands in quotation marks, since it has dots",
    "23 4.name = '': a scenario needs a name of letters, digits, _ and -",
    "26 base.name = 'base': is the name of the instance as it stands",
    "28 bad_values.name = 'bad_values': is the name of an earlier scenario",
    "29 bad_values.sets = '1': is not a known key; did you mean 'set'?",
    "31 7.name = 'a b': a scenario needs a name of letters, digits, _ and -",
    "34 no_tables.factors = 'load': must be a table: factors = { ... }",
    "35 no_tables.set = '3': must be a table: set = { ... }",
    "39 twice.set.demand.operations@crisis.requests_per_day = '3':"
    " demand.operations@crisis.requests_per_day is set twice; the first value is '4'",
    "39 twice.set.parameters.relay_hours.value = '2': parameters.relay_hours is set twice; the first value is '1'",
    "42 nobody.set.authorities.us_opcon.holder_now = 'JJOCC': 'JJOCC' is not in headquarters.csv; did you mean 'JJOC'?",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, teaching: Path) -> Path:
    """The teaching instance, without studies."""
    home = tmp_path_factory.mktemp("refused") / "teaching"
    shutil.copytree(teaching, home)
    for path in (home / "studies").iterdir():
        path.unlink()
    return home


def told_at_every_door(folder: Path, text: str, out: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is told of a study, with its line: by `check`, by `--dry-run` and by `sweep` the same, with exit code 2, and nothing made."""
    (folder / "studies" / "mine.toml").write_text(HEAD + text.lstrip("\n"), encoding="utf-8")
    sweep = ["sweep", str(folder), "mine", "--out", str(out), "--workers", "1"]
    told: list[list[str]] = []
    for words in (["check", str(folder)], [*sweep, "--dry-run"], sweep):
        assert cli.main(words) == 2
        said = capsys.readouterr()
        told.append((said.out + said.err).splitlines())
        assert not out.exists()
    assert told[0] == told[1] == told[2]
    start = "studies/mine.toml:"
    assert all(line.startswith(start) for line in told[0])
    return [line.removeprefix(start) for line in told[0]]


@pytest.mark.parametrize("case", OF_SETTINGS)
def test_settings_are_refused_all_at_once(case: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers that are none, out of their bounds, words and names that are not known, and keys without effect, each told in its line."""
    text, faults = OF_SETTINGS[case]
    assert told_at_every_door(folder, text, tmp_path / "out", capsys) == faults


@pytest.mark.parametrize("method", ["robust", "scenarios", "regret"])
def test_scenarios_are_looked_at_wholly(method: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names, keys, factors, places, paths and values of ten scenarios, and what a value makes of the whole instance: 22 faults."""
    told = told_at_every_door(folder, SCENARIOS.replace("METHOD", method), tmp_path / "out", capsys)
    assert [line.replace(" settings.scenarios.", " ") for line in told] == OF_SCENARIOS
