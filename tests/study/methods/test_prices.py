"""Prices: the difference of two runs, with its sign, its interval and what it would change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.data.variants import apply
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.study.experiment import Experiment, Result
from model.tables.column import Row
from tests.study.methods.driver import carry_out, made_up, study, teaching


def row_of(rows: list[Row], variant: str, kind: str, start: str) -> Row:
    """The one row of that kind about something that begins like this."""
    (row,) = (row for row in rows if row["variant"] == variant and row["kind"] == kind and str(row["what"]).startswith(start))
    return row


def test_the_price_of_a_rule_is_the_difference_of_two_runs() -> None:
    """Japan's law costs the three-star headquarters 297.175 - 268 = 29.175 h/day, as two ordinary runs with the rule and with it
    taken out of the data say. A price read off a multiplier of the relaxation, or with the other sign, would differ."""
    made, _ = carry_out(study("prices", ["delegate"], settings={"include": ["rules"]}))
    row = row_of(made["prices"], "delegate", "rule", "jp_no_foreign_command")
    instance = apply(teaching(), "delegate")
    free = replace(instance, rules={name: rule for name, rule in instance.rules.items() if name != "jp_no_foreign_command"})
    with_rule, without = (solve(one, SolveOptions()).evaluation for one in (instance, free))
    assert with_rule is not None
    assert without is not None
    assert row["price"] == pytest.approx(with_rule.weighted_delay - without.weighted_delay)
    assert row["price"] == pytest.approx(29.175)
    assert (row["effect"], row["citation"]) == ("binding", f"law: {instance.rules['jp_no_foreign_command'].citation}")
    assert "holds 2026 crisis jp_opcon USFJ" in str(row["decisions"])
    slack = row_of(made["prices"], "delegate", "rule", "counterparts")
    assert (slack["effect"], slack["price"], slack["decisions_changed"]) == ("slack", 0.0, 0)


def test_a_star_and_a_team_are_worth_what_runs_with_one_more_say() -> None:
    """One more US star saves 24.8 h/day (the difference of the two variants that differ in it), one more liaison officer nothing,
    since teams come in twos, and two of them 6.25. Adding to the instance's pool instead of the variant's would find other numbers."""
    made, results = carry_out(study("prices", ["delegate"], settings={"include": ["pools"], "liaison_staff": [1, 2]}))
    assert row_of(made["prices"], "delegate", "star", "pools.2026@US")["price"] == pytest.approx(24.8)
    assert row_of(made["prices"], "delegate", "liaison", "pools.2026@US.liaison_staff + 1")["effect"] == "slack"
    assert row_of(made["prices"], "delegate", "liaison", "pools.2026@US.liaison_staff + 2")["price"] == pytest.approx(6.25)
    assert Experiment("delegate", (("pools.2026@US.liaison_staff", "6"),)) in results


def test_a_star_is_priced_where_nobody_may_have_it_yet() -> None:
    """Were Seventh Fleet's commander allowed a fourth star, USFJ's would still be the one to use it: the whole 24.8 h/day again, as
    the pool grows by one. An HQ that does not exist, or is under a minister, is refused."""
    settings = {"include": ["pools"], "star_at": ["C7F"]}
    made, results = carry_out(study("prices", ["delegate"], settings=settings))
    assert row_of(made["prices"], "delegate", "star", "C7F")["price"] == pytest.approx(24.8)
    assert Experiment("delegate", (("headquarters.C7F.grades", "9|10"), ("pools.2026@US.four_star", "1"))) in results
    with pytest.raises(InputError, match="C7F"):
        carry_out(study("prices", ["delegate"], settings={**settings, "star_at": ["C7"]}), lambda question: made_up(1.0))


def test_the_next_best_holder_is_named_with_what_it_loses() -> None:
    """Without JJOC the Joint Staff commands Japan's operations at a loss of 17.625 h/day; decisions that nobody else may take have
    no row: `today` fixes all."""
    made, _ = carry_out(study("prices", ["delegate", "today"], settings={"include": ["holders"]}))
    row = row_of(made["prices"], "delegate", "holder", "jp_opcon")
    assert (row["next_best"], row["price"]) == ("JSO", pytest.approx(17.625))
    assert not [row for row in made["prices"] if row["variant"] == "today"]


def test_what_makes_an_impossible_variant_possible_is_said() -> None:
    """The combined command becomes possible without the law or without its own mandate, and by nothing else; the other rows name
    what still stands in the way. They have no price, since there is no delay to compare with."""
    made, _ = carry_out(study("prices", ["combined"], settings={"include": ["rules", "mandates"]}))
    effects = {row["what"]: row["effect"] for row in made["prices"]}
    assert {what for what, effect in effects.items() if effect == "makes possible"} == {"combined_command", "jp_no_foreign_command"}
    others = [row for row in made["prices"] if row["effect"] != "makes possible"]
    assert {row["blocked_by"] for row in others} == {"mandate combined_command|rule jp_no_foreign_command"}
    assert {row["price"] for row in made["prices"]} == {None}


def pretend(result: Result) -> Row:
    """The row of a rule whose run without it ends like this, the variant's own delay being 100 h/day, proved."""
    made, _ = carry_out(
        study("prices", ["delegate"], settings={"include": ["rules"]}),
        lambda question: result if question.without else made_up(100.0),
    )
    return made["prices"][0]


def test_a_run_that_ended_at_its_time_limit_gives_an_interval() -> None:
    """98 h/day found, 90 proved (a gap of 8/98): the rule costs between 2 and 10, which is binding. With 100 found and 90 proved it
    is between 0 and 10: within the gap. With nothing found it is unanswered, not slack."""
    row = pretend(made_up(98.0, "feasible", 8 / 98))
    assert (row["price"], row["price_least"], row["price_most"]) == pytest.approx((2.0, 2.0, 10.0))
    assert (row["effect"], row["status"]) == ("binding", "feasible")
    assert pretend(made_up(100.0, "feasible", 0.1))["effect"] == "within gap"
    assert pretend(made_up(None, "no answer"))["effect"] == "unanswered"
