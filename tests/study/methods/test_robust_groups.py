"""One posture for more futures than one solve takes, where groups alone do not find it, and what a study then says of itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import cli
from model.study.methods.robust_futures import representatives
from tests.study.methods.driver import TEACHING, carry_out
from tests.study.methods.robust_example import URGENCY, A, asked, joint, only

US, JP = "pools.2026@US.liaison_staff", "pools.2026@JP.liaison_staff"
SLOW = {"headquarters.USFJ.decision_factor": 10, "headquarters.JJOC.decision_factor": 10}


def short_of(name: str, us: int, jp: int, **more: Any) -> dict[str, Any]:
    """A future with so many officers in the pools."""
    return {"name": name, "set": {US: us, JP: jp, **more}}


# The first group has enough Americans, the second enough Japanese: what is best for one cannot be staffed in the other.
APART = (
    short_of("a1", 4, 2),
    short_of("b1", 2, 4, **SLOW),
    short_of("a2", 4, 2, **{URGENCY: 5}),
    short_of("b2", 2, 4, **SLOW, **{URGENCY: 5}),
)


def test_where_no_group_has_a_design_that_holds_for_all_a_group_grows() -> None:
    """Nothing that is best for a group or for one future can be staffed in all four. A group takes the futures in which its design fails
    until one holds; it then has all of them, so that its bound is one too: the same posture as in one solve, and proved as there."""
    tables, results = carry_out(asked("expected", settings={"scenarios": APART, "together": 2}))
    row = only(tables["robust_price"])
    whole = only(carry_out(asked("expected", settings={"scenarios": APART}))[0]["robust_price"])
    assert sorted(len(question.futures) for question in joint(results)) == [2, 2, 4]
    assert (row["status"], row["value"]) == ("optimal", pytest.approx(whole["value"], abs=1e-6))
    assert row["bound"] == pytest.approx(whole["bound"], abs=1e-5)


def test_a_variant_without_posture_stands_beside_the_others() -> None:
    """`combined` is unlawful in every future: the study has its other variants all the same, and says infeasible of that one."""
    tables, _ = carry_out(asked("regret", variants=("combined", "delegate")))
    row = only(tables["robust_price"], variant="combined")
    assert (row["status"], row["futures"], row["left_out"]) == ("infeasible", 0, 3)
    assert row["reason"] == "in none of the futures has the variant a posture"
    assert only(tables["robust_price"], variant="delegate")["value"] == pytest.approx(4.25, abs=1e-6)


def test_people_are_counted_where_designs_were_only_tried() -> None:
    """B comes out of a search by few futures: people, stars and changes are those of the solve of all futures."""
    row = only(carry_out(asked("regret", settings={"gap": 0.01}))[0]["robust_price"])
    whole = only(carry_out(asked("regret"))[0]["robust_price"])
    counts = ("people", "four_stars", "changes")
    assert [row[name] for name in counts] == [whole[name] for name in counts]
    assert None not in [row[name] for name in counts]


def test_a_gap_within_a_ten_thousandth_that_was_asked_for_is_proved() -> None:
    """As of a run: B is within a ten-thousandth of the bound, and that was asked for."""
    row = only(carry_out(asked("regret", settings={"gap": 1e-4}))[0]["robust_price"])
    assert 1e-6 < float(str(row["gap"])) <= 1e-4
    assert (row["status"], row["reason"]) == ("optimal", "")


def test_futures_that_stand_for_none_are_left_out() -> None:
    """Three of four futures cost the same: one stands for them, however many are asked for, and none has no weight."""
    taken, weights = representatives(np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 2.0], [1.0, 2.0]]), 4)
    assert (taken, weights.tolist()) == ([0, 2], [0.75, 0.25])


@pytest.mark.parametrize(("aim", "code"), [("expected", 0), ("cvar", 1)])
def test_a_study_whose_posture_is_not_proved_ends_with_1(aim: str, code: int, tmp_path: Path) -> None:
    """Every question of both studies has a proved posture. B has the least mean of either group, so that their mean is a bound without a
    gap; the tail mean of all is that of the worst future, and the mean of the groups' own is below it."""
    folder = tmp_path / "teaching"
    shutil.copytree(TEACHING, folder)
    scenarios = "".join(
        f'[[settings.scenarios]]\nname = "{name}"\nset = {{ "{URGENCY}" = {urgency} }}\n'
        for name, urgency in zip(A, (4, 8, 12), strict=True)
    )
    (folder / "studies" / "one.toml").write_text(
        f'title = "t"\nwhy = "w"\nmethod = "robust"\nvariants = ["delegate"]\n'
        f'[settings]\naim = "{aim}"\ntogether = 2\nheld_out = 0\ngap = 1e-6\n{scenarios}',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    assert cli.main(["sweep", str(folder), "one", "--out", str(out), "--workers", "1", "--quiet"]) == code
    assert "feasible" not in (out / "teaching" / "one" / "questions.csv").read_text(encoding="utf-8")


def test_the_posture_of_the_base_values_does_not_hold_where_people_are_short() -> None:
    """The seat in Hawaii takes four Japanese officers: in the future with two of them the base values' posture cannot be staffed.
    Nothing is said of its hours there, nor of what the one posture saves on the mean of both."""
    scenarios = ({"name": "four"}, {"name": "two", "set": {JP: 2}})
    tables, _ = carry_out(asked("expected", variants=("liaison",), settings={"scenarios": scenarios}))
    delays = {row["future"]: row["base_delay"] for row in tables["robust_futures"]}
    assert delays == {"four": pytest.approx(514.895, abs=1e-6), "two": None}
    row = only(tables["robust_price"])
    assert (row["base_does_not_hold"], row["base_mean_delay"], row["mean_saved"]) == (1, None, None)


def test_a_design_of_one_future_is_tried_where_no_groups_design_holds() -> None:
    """In the futures that hardly count teams only slow requests down, so that alone they have none: a design that can be staffed
    everywhere, which those of the groups cannot. It is taken, and no group has to grow."""
    useless = {f"liaison_levels.{level}.handling_hours": 50 for level in (1, 2)}
    idle = tuple({**short_of(name, us, jp, **useless), "weight": 0.001} for name, us, jp in (("c1", 4, 2), ("c2", 2, 4)))
    tables, results = carry_out(asked("expected", settings={"scenarios": (*APART[:2], *idle), "together": 2}))
    row = only(tables["robust_price"])
    assert [len(question.futures) for question in joint(results)] == [2, 2]
    levels = [decision["value"] for decision in tables["robust"] if decision["kind"] == "level"]
    assert set(levels) == {"0"}
    assert (row["status"], row["reason"]) == ("feasible", "groups of 2 futures bound it no nearer")
