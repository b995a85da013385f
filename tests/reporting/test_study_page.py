"""The page of a study: what was asked and proved stands on its first screen, as the tables have it, and names stay text."""

from __future__ import annotations

import re

import pytest

from model.reporting.page.parts import Page
from model.reporting.page.render import render
from model.reporting.page.study import study_page
from model.study.methods import METHODS, method_in_words
from model.tables.column import Row
from tests.reporting.study_tables import HOSTILE, manifest, question, regret, robust, row, stress, tornado

ASKED = [
    question(1),
    question(2),
    question(3, "infeasible", blocked_by="rule law|pool p"),
    question(4, "infeasible", blocked_by="rule law"),
    question(5, "failed", reason="the worker died"),
    question(6, "feasible", reason="time ran out"),
]


def page(**more: list[Row]) -> Page:
    """The page of a tornado with six questions, two of them open."""
    points, bars = tornado()
    return study_page({"questions": ASKED, "tornado": points, "tornado_factors": bars, **more}, manifest("tornado"))


def words(made: Page) -> str:
    """All sentences of the plain summary."""
    return " ".join(sentence for told in made.told for sentence in told.sentences)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_is_told_in_words(method: str) -> None:
    """The first line of its docstring is a name, a colon and a short clause that fits behind `Method:`; a method without it would be
    told by nothing."""
    assert re.fullmatch(r"[a-z][^.:]+[a-z)]", method_in_words(method))


def test_the_headline_is_the_answer_and_the_count_is_the_tables() -> None:
    """Two proved, two infeasible, one failed, one cut short: counted as such, with the causes of the infeasible ones and the reasons
    of the open ones. A time-out counted as infeasible, or a failure left out, would show."""
    made = page()
    assert made.headline == "tempo matters most: over its range the delay of a swings by 30.0 h/day (30.0 %)."
    count = "6 questions: 2 with a proved best posture, 2 proved infeasible, 1 failed, 1 feasible."
    assert made.answers[-1].short == count
    assert count in words(made)
    assert "rule law (2); pool p (1)" in words(made)
    assert "1 times the worker died; 1 times time ran out" in words(made)
    assert "2 questions without a proved answer" in made.sections[0].lead


def test_effects_within_the_gap_are_named_as_such() -> None:
    """A point whose effect the solver left open is listed with variant, factor and point; without one the page says that there is none."""
    assert "No effect that is told here is smaller" in words(page())
    points, _ = tornado()
    small = [{**one, "effect": "within gap"} if one["point"] == "high" else one for one in points]
    told = words(page(tornado=small))
    assert "1 row of tornado.csv: a/tempo/high. None of them is a finding." in told


def test_open_questions_are_listed_and_proved_ones_are_not() -> None:
    """Four of six have no proved posture; a page without any has no such table."""
    (table,) = [block for section in page().sections for block in section.blocks if block.id == "open-questions"]
    assert [row["number"] for row in table.table.rows] == [3, 4, 5, 6]
    ids = {block.id for section in page(questions=ASKED[:2]).sections for block in section.blocks}
    assert "open-questions" not in ids


def test_the_variant_is_a_choice_where_figures_differ_by_it() -> None:
    """Figures about two variants: a choice that begins with the baseline, and only its answers on the first screen."""
    points, bars = tornado()
    others, more = tornado("b", "share")
    made = page(tornado=[*others, *points], tornado_factors=[*more, *bars])
    (choice,) = made.choices
    assert (choice.dimension, choice.chosen, {name for name, _ in choice.options}) == ("variant", "a", {"a", "b"})
    assert not any("share" in answer.short for answer in made.answers)


def test_the_same_tables_make_the_same_page_and_hostile_names_stay_text() -> None:
    """Twice the same bytes; a title and a variant full of markup close no element and start no script."""
    pytest.importorskip("vl_convert")
    tables = {"questions": ASKED, **regret(HOSTILE)}
    made = render(study_page(tables, manifest("regret", HOSTILE)))
    assert made == render(study_page(tables, manifest("regret", HOSTILE)))
    assert '<script>alert("1")' not in made
    assert "&lt;/script&gt;&lt;script&gt;alert(" in made


def test_variants_are_compared_with_the_baseline_only_where_they_are() -> None:
    """A method whose rows have a difference from the baseline says what it is; a stress study sets each posture against the quickest."""
    compared = "They are compared with a."
    used = {"samples_used": 8, "samples_dropped": 0, "mu": 4.0, "mu_star": 4.0, "mu_star_confidence": 1.0, "sigma": 6.0}
    differs = row("morris", variant="b", measure="difference", factor="tempo", effect="some", **used)
    assert compared in words(page(morris=[differs]))
    assert compared not in words(page())
    assert compared not in words(study_page({"questions": ASKED, **stress()}, manifest("stress")))


def test_a_robust_page_lists_only_what_differs() -> None:
    """Of the posture the page has the decision that differs; the one that all take is left to the file."""
    made = study_page({"questions": ASKED, **robust()}, manifest("robust", "b"))
    (block,) = (block for section in made.sections for block in section.blocks if block.id == "robust")
    assert [cells["what"] for cells in block.table.rows] == ["USFJ - JSO"]


@pytest.mark.parametrize(("status", "left"), [("optimal", ""), ("feasible", " b: within the gap of 1 % that was asked for.")])
def test_what_is_not_proved_of_one_posture_is_told(status: str, left: str) -> None:
    """Every question has its answer, and the posture that is made of them is only as near to the best as was asked."""
    tables = robust()
    tables["robust_price"][0] |= {"status": status, "reason": left[4:-1]}
    made = study_page({"questions": [question(1)], **tables}, manifest("robust", "b"))
    assert made.answers[-1].more == f"No question was left open.{left}"
    assert left.strip() in words(made)


def test_futures_that_are_evaluated_are_answered_questions() -> None:
    """Two postures solved, three lots of futures evaluated: nothing is left open, and no lot is listed among the questions without a
    posture; taken for questions without an answer, they would be both."""
    asked = [question(1), question(2), *(question(number, "evaluated") for number in (3, 4, 5))]
    made = study_page({"questions": asked, **stress()}, manifest("stress"))
    assert made.answers[-1].short == (
        "5 questions: 2 with a proved best posture, 0 proved infeasible, 3 in which given postures are evaluated."
    )
    assert made.answers[-1].more == "No question was left open."
    assert made.headline.startswith("a is at most 5 % slower than the quickest in 90 % of 1,000 futures")
    assert "open-questions" not in {block.id for section in made.sections for block in section.blocks}
    assert "without a proved answer" not in made.sections[0].lead
