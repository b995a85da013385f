"""Study files: what they may say, and everything that is wrong with one, told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.ranges import ranges
from model.data.reader import load_instance
from model.errors import InputError
from model.study.studyfile import Factor, load_study
from tests.study import trial


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small instance."""
    return trial.make(tmp_path_factory.mktemp("files") / "small", 5)


def write(folder: Path, text: str) -> None:
    (folder / "studies" / "mine.toml").write_text(text, encoding="utf-8")


def test_a_study_says_little_and_gets_the_rest(folder: Path) -> None:
    """Three keys are enough: all variants, the first of them as baseline, no factors, seed 0."""
    study = load_study(folder, "trial", load_instance(folder))
    assert (study.name, study.method, study.variants, study.baseline) == ("trial", "trial", ("forward",), "forward")
    assert (study.factors, study.samples, study.seed, study.settings) == ((), 5, 0, {})


def test_factors_are_single_groups_or_all(folder: Path) -> None:
    """`all` is every row of ranges.csv and every parameter with a range; a table is one factor however many paths it moves."""
    base = load_instance(folder)
    write(folder, 'title = "t"\nwhy = "w"\nmethod = "trial"\nfactors = "all"\n')
    assert load_study(folder, "mine", base).factors == tuple(Factor(path, (path,)) for path in ranges(base))
    assert {"conditions.crisis.tempo", "parameters.relay_hours"} <= set(ranges(base))
    listed = '["conditions.crisis.tempo", { name = "work", paths = ["parameters.relay_hours.value", "parameters.service_cv"] }]'
    write(folder, f'title = "t"\nwhy = "w"\nmethod = "trial"\nvariants = ["base"]\nfactors = {listed}\n')
    study = load_study(folder, "mine", base)
    assert study.factors == (
        Factor("conditions.crisis.tempo", ("conditions.crisis.tempo",)),
        Factor("work", ("parameters.relay_hours", "parameters.service_cv")),
    )
    assert study.variants == ("base",)


def test_every_fault_is_told_at_once_with_its_line_and_the_nearest_name(folder: Path) -> None:
    """Eight faults, eight findings; stopping at the first would cost a planner a round for each."""
    write(
        folder,
        """titel = "t"
why = "w"
method = "trail"
variants = ["forwards"]
baseline = "bse"
samples = 0
seed = "one"
factors = ["parameters.relay_hour", "conditions.crisis.approval_hours", 3]
""",
    )
    with pytest.raises(InputError) as caught:
        load_study(folder, "mine", load_instance(folder))
    told = {(finding.line, finding.column, finding.hint) for finding in caught.value.findings}
    assert (1, "titel", "title") in told
    assert (3, "method", "trial") in told
    assert (4, "variants", "forward") in told
    assert (5, "baseline", "base") in told
    assert {(6, "samples", ""), (7, "seed", ""), (8, "factors", "parameters.relay_hours")} <= told
    whys = [finding.why for finding in caught.value.findings]
    assert any("has no range" in why for why in whys)
    assert any("a factor is a path, or a table" in why for why in whys)


def test_settings_are_checked_against_what_the_method_declares(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A method with SETTINGS gets its defaults; another key or kind is a finding. Unchecked, a misspelt key would change nothing."""
    monkeypatch.setattr(trial, "SETTINGS", {"points": 3, "width": 0.5}, raising=False)
    head = 'title = "t"\nwhy = "w"\nmethod = "trial"\n[settings]\n'
    write(folder, head + "width = 1\n")
    assert load_study(folder, "mine", load_instance(folder)).settings == {"points": 3, "width": 1}
    write(folder, head + 'wdth = 1\npoints = "x"\n')
    with pytest.raises(InputError) as caught:
        load_study(folder, "mine", load_instance(folder))
    assert {(found.column, found.hint) for found in caught.value.findings} == {("settings.wdth", "width"), ("settings.points", "")}


def test_an_unknown_study_names_the_nearest(folder: Path) -> None:
    """A misspelt study on the command line: the finding names the one that was meant."""
    with pytest.raises(InputError) as caught:
        load_study(folder, "trail", load_instance(folder))
    assert caught.value.findings[0].hint == "trial"


ODD = {
    "title = 3": ("title", "must be text"),
    "why = ' '": ("why", "must not be empty"),
    "variants = [1]": ("variants", "must be a list of names"),
    "samples = true": ("samples", "must be a whole number"),
    "seed = -1": ("seed", "must be at least 0"),
    "factors = 3": ("factors", 'must be "all", or a list of paths and of tables { name, paths }'),
    "settings = 3": ("settings", "must be a table: [settings]"),
    "colour = 1": ("colour", "is not a known key"),
}


def test_values_of_another_kind_are_told_with_what_belongs_there(folder: Path) -> None:
    """Each of eight keys with a value of another kind, all in one file: its line and what it must be, and a key that is not there. A value
    that were silently converted (true to 1), or a fault that hid the others, would be missing."""
    write(folder, "\n".join(ODD))
    with pytest.raises(InputError) as caught:
        load_study(folder, "mine", load_instance(folder))
    told = [(finding.line, finding.column, finding.why) for finding in caught.value.findings]
    assert told == [(0, "method", "must be given"), *((line, *said) for line, said in enumerate(ODD.values(), start=1))]
