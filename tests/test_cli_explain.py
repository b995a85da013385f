"""`explain` answers in words: what cannot hold together and what would help, or why a holder holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.cli import main
from model.data.reader import load_instance
from model.data.variants import apply
from model.explain.holders import choices, reasons, weighted_parts
from model.solving.options import SolveOptions
from model.solving.outcome import Outcome
from model.solving.solve import solve


def solved(folder: Path, variant: str, *settings: tuple[str, str]) -> Outcome:
    return solve(apply(load_instance(folder), variant, settings), SolveOptions())


def test_an_infeasible_variant_names_rule_mandate_citation_and_ways_out(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The planted conflict of `combined` in words, and the delay without either member: 268 without the law, 272.375 without
    the mandate (docs/teaching.md derives both). A missing citation or a wrong delay fails here."""
    assert main(["explain", str(teaching), "--variant", "combined"]) == 0
    told = capsys.readouterr().out
    assert "[rule jp_no_foreign_command; law: Constitution of Japan, Article 9" in told
    assert "[mandate combined_command;" in told
    assert "without rule jp_no_foreign_command: 268.00 weighted h/day" in told
    assert "without mandate combined_command: 272.38 weighted h/day" in told


def test_the_same_for_programs(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names, certainty and relaxations as JSON, cheapest first."""
    assert main(["explain", str(teaching), "--variant", "combined", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [item["name"] for item in told["conflict"]] == ["combined_command", "jp_no_foreign_command"]
    assert told["certain"] is True
    assert [way["name"] for way in told["relaxations"]] == ["jp_no_foreign_command", "combined_command"]


def test_the_next_best_holder_is_another_and_costs_more(teaching: Path) -> None:
    """Every next best shuts today's holder out and waits longer; the parts that are compared add up to the delay."""
    base = solved(teaching, "four-star")
    instance = apply(load_instance(teaching), "four-star")
    found = {reason.choice.authority: reason for reason in reasons(instance, base, SolveOptions())}
    assert base.evaluation is not None
    for authority, reason in found.items():
        assert reason.choice.holders, authority
        assert reason.extra.total > 0, "a next best that is better would mean that the first was not the best"
        assert not {*reason.choice.holders} & {hq for _, holders in reason.next_best for hq in holders}
    assert weighted_parts(base.evaluation).total == pytest.approx(base.evaluation.weighted_delay)


def test_one_authority_in_words(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked about one authority, one sentence: holder, next best, hours, and the parts they come from."""
    assert main(["explain", str(teaching), "--variant", "four-star", "--authority", "us_opcon"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("us_opcon: USFJ in every condition. Next best: INDOPACOM, +300.84 weighted h/day (duty wait +251.00")
    assert "jp_opcon" not in told


def test_a_holder_without_alternative_is_pinned_by_named_parts(us_japan_one_phase: Path) -> None:
    """National approval of the United States stays with the Secretary of Defense because of one rule, and that rule is named."""
    instance = apply(load_instance(us_japan_one_phase), "v09-jjoc-alone")
    outcome = solve(instance, SolveOptions())
    (reason,) = reasons(instance, outcome, SolveOptions(), "us_political")
    assert reason.next_best == ()
    assert {part.name for part in reason.pinned_by} & {"us_national_approval"}


def test_only_choices_with_an_alternative_are_explained_unasked(teaching: Path) -> None:
    """In `today` every holder is kept by mandate: there is nothing to choose, so nothing to explain unless asked."""
    outcome = solved(teaching, "today")
    assert outcome.posture is not None
    instance = apply(load_instance(teaching), "today")
    assert choices(instance, outcome.posture) == ()
    assert len(choices(instance, outcome.posture, "us_opcon")) == 1


def test_an_unknown_authority_is_bad_input(teaching: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 with the nearest name; nothing is solved."""
    assert main(["explain", str(teaching), "--variant", "four-star", "--authority", "us_opcn"]) == 2
    assert "did you mean 'us_opcon'?" in capsys.readouterr().err


def test_out_of_time_is_not_an_explanation(us_japan_one_phase: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run whose posture is not proved exits 1, and claims neither that the variant is infeasible nor that any holder is the best: others
    might then cost less than nothing."""
    assert main(["explain", str(us_japan_one_phase), "--variant", "v01-jfhq-three-star", "--time-limit", "0.001"]) == 1
    told = capsys.readouterr().out
    assert "nothing to explain yet" in told
    assert "next best" not in told
    assert "infeasible" not in told
