"""`next-best`: the second and third best design, held against trying every design."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from model.cli import main
from model.data.reader import load_instance
from model.data.stated import FORCE
from model.delay.measure import differing
from model.errors import InputError
from model.solving.model_cache import ModelCache
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.evaluate import instance_for
from model.study.experiment import Experiment
from tests.study.methods.driver import carry_out, solved, study
from tests.study.methods.driver import teaching as teaching_instance

HELD = (("us_opcon", "INDOPACOM", "USFJ"), ("us_release", "INDOPACOM", "USFJ"), ("jp_opcon", "JJOC", "JSO"))
CONDITIONS = ("crisis", "peacetime")


def tried() -> list[float]:
    """The hours of every design of `delegate` by who holds what, least first: each of the holders that an authority may have, forced by
    itself in both conditions."""
    slots = [(f"{name}@{condition}", hqs) for name, *hqs in HELD for condition in CONDITIONS]
    delays, cache = [], ModelCache()
    for chosen in product(*(hqs for _, hqs in slots)):
        forced = tuple((FORCE, f"{slot}={hq}") for (slot, _), hq in zip(slots, chosen, strict=True))
        outcome = solve(instance_for(teaching_instance(), Experiment("delegate", stated=forced)), SolveOptions(), cache=cache)
        delays += [] if outcome.evaluation is None else [outcome.evaluation.weighted_delay]
    return sorted(delays)


def test_the_next_best_are_what_trying_every_design_finds() -> None:
    """64 ways to hold three authorities in two conditions, each solved: the six best of them, in their order. A search that took what is
    most different, or counted a team as another design, would list others."""
    made, _ = carry_out(study("alternatives", ["delegate"], settings={"number": 5, "apart": 1, "counted": ("holders",)}))
    found = [row["weighted_delay"] for row in made["alternatives"]]
    assert found == pytest.approx(tried()[:6], rel=1e-7)
    assert [row["most_different"] for row in made["alternatives"]] == [True] * 6


def test_who_holds_what_nobody_asks_for_makes_no_design() -> None:
    """Without joint operations in peacetime they may be commanded there by either of Japan's headquarters, at no price: no second design as
    long as the best comes of it. Counted all the same, it would."""
    nobody_asks = (("demand.operations@peacetime.requests_per_day", "0"),)
    asked = {"number": 1, "apart": 1, "counted": ("holders",)}
    made, _ = carry_out(study("alternatives", ["delegate"], settings=asked, set_to=nobody_asks))
    best, second = (float(str(row["weighted_delay"])) for row in made["alternatives"])
    assert second > best + 1
    made, _ = carry_out(study("alternatives", ["delegate"], settings={"number": 1, "apart": 1}, set_to=nobody_asks))
    best, second = (float(str(row["weighted_delay"])) for row in made["alternatives"])
    assert second == pytest.approx(best)


def test_designs_are_so_far_apart_as_asked() -> None:
    """Three decisions apart at least, from the best and from each other; the second is then slower than where one is enough."""
    made, results = carry_out(study("alternatives", ["delegate"], settings={"number": 2, "apart": 3}))
    chosen = [result.decisions for result in results.values()]
    for number, one in enumerate(chosen):
        assert all(len(differing(one, other)) >= 3 for other in chosen[:number])
    nearest = [row["decisions_changed_nearest"] for row in made["alternatives"][1:]]
    assert nearest == [min(len(differing(chosen[at], other)) for other in chosen[:at]) for at in (1, 2)]


def test_only_what_is_counted_tells_postures_apart() -> None:
    """Two postures that differ in a team and a holder differ in one thing by holders, in one by teams, in both by all."""
    one = {("holds", "p", "c", "a", "X"), ("level", "p", "X", "Y", 1)}
    other = {("holds", "p", "c", "a", "Y"), ("level", "p", "X", "Y", 2)}
    assert differing(one, other, frozenset({("holds", "p", "c", "a")})) == (("holds", "p", "c", "a"),)
    assert differing(one, other, frozenset()) == ()
    assert len(differing(one, other)) == 2


@pytest.mark.parametrize("settings, said", [({"apart": -1}, "must not be negative"), ({"counted": ("holder",)}, "must be among holders")])
def test_bad_settings_are_told(settings: dict[str, Any], said: str) -> None:
    """In a study's file as anywhere."""
    with pytest.raises(InputError, match=said):
        carry_out(study("alternatives", ["delegate"], settings=settings))


def run(folder: Path, out: Path, *more: str) -> int:
    return main(["next-best", str(folder), "--out", str(out), "--workers", "1", *more])


def test_three_designs_in_words(root: Path, teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The best, then what it costs to leave Japan's operations with the Joint Staff in peacetime, then in a crisis: as docs/planner.md
    shows it."""
    assert run(teaching, tmp_path, "--variant", "delegate", "--number", "3") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "1. 297.18 h/day; 39 people, 3 four-star commanders, 9 changes",
        "2. 302.30 h/day, +5.12 (+1.72 %); 39 people, 3 four-star commanders, 8 changes",
        "   jp_opcon: JSO instead of JJOC in peacetime",
        "3. 309.68 h/day, +12.50 (+4.21 %); 39 people, 3 four-star commanders, 8 changes",
        "   jp_opcon: JSO instead of JJOC in crisis",
    ]
    assert "\n".join(lines[:5]) in (root / "docs/planner.md").read_text(encoding="utf-8")
    assert (tmp_path / "teaching/next-best/report.html").exists()


def test_for_programs_with_what_is_stated(teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Japan's operations forced to the Joint Staff, the price of a faster crisis set: the best is that of `run`, no design gives them away,
    and the manifest says what was stated. Left out of the second question, the forced holder would come back."""
    more = ["--force", "jp_opcon=JSO", "--set", "conditions.crisis.tempo=0.5"]
    assert run(teaching, tmp_path, "--variant", "delegate", "--number", "3", "--json", *more) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["run", str(teaching), "--variant", "delegate", "--json", "--out", str(tmp_path), "--workers", "1", *more]) == 0
    best = json.loads(capsys.readouterr().out)["runs"][0]["weighted_delay"]
    assert told["designs"][0]["weighted_delay"] == pytest.approx(best)
    assert len(told["designs"]) == 3
    assert not any(says.startswith("jp_opcon") for design in told["designs"] for says in design["differs_from_best"])
    about = json.loads((tmp_path / "teaching/next-best/manifest.json").read_text(encoding="utf-8"))["study"]
    assert (about["stated"], about["set_to"]) == ([["--force", "jp_opcon=JSO"]], [["conditions.crisis.tempo", "0.5"]])
    page = (tmp_path / "teaching/next-best/report.html").read_text(encoding="utf-8")
    assert "Stated in all questions: --force jp_opcon=JSO." in page
    assert "Set in all questions: conditions.crisis.tempo 0.5." in page


def test_where_nothing_different_is_left(teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In `today` everything is decided: one design, said so, exit 0 since both are proved."""
    assert run(teaching, tmp_path, "--variant", "today", "--number", "3") == 0
    assert "1 of 3: there is no other design" in capsys.readouterr().out


def test_an_infeasible_variant_and_bad_input(teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Infeasible: exit 1 with what cannot hold together. Unknown names: exit 2 with the nearest, and no folder."""
    assert run(teaching, tmp_path, "--variant", "combined") == 1
    assert "mandate combined_command, rule jp_no_foreign_command cannot hold together" in capsys.readouterr().out
    for more, said in (
        (["--variant", "delegte"], "did you mean 'delegate'?"),
        (["--variant", "delegate", "--count", "holder"], "did you mean 'holders'?"),
        (["--variant", "delegate", "--force", "us_opcn=USFJ"], "did you mean 'us_opcon'?"),
    ):
        assert run(teaching, tmp_path / "absent", *more) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "absent").exists()


def test_the_holders_tried_are_all_there_are(teaching: Path) -> None:
    """What the first test goes through leaves no holder out: nobody else takes any of the three authorities in `delegate`."""
    base = load_instance(teaching)
    for name, *hqs in HELD:
        others = "|".join(hq for hq in base.headquarters if hq not in hqs)
        assert solved(Experiment("delegate", stated=((FORCE, f"{name}={others}"),))).status == "infeasible"
