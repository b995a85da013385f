"""The page of a plan: the sentence on its first screen, its roadmap, and a choice of phase. A page without phases has none of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.reporting.agreement import disagreements
from model.reporting.page.images import figures_of
from model.reporting.page.parts import Page
from model.reporting.page.render import render
from model.reporting.page.run_page import run_page
from model.reporting.run_tables import tables
from model.reporting.stored import read_report
from model.tables.column import Row
from tests.reporting.builders import run_record, tiny_instance
from tests.reporting.test_page import ABOUT

Tables = dict[str, list[Row]]
LIMIT = "transfers_max of then: 0 of 0"


def plan(slow: float = 12.0, waits: str = LIMIT, loss: float | None = 0.15, myopia: float | None = None, slow_end: float = 10.2) -> Tables:
    """Today and a delegated plan, which waits 10 h/day, beside `slow`, which ends like it and waits so much (h/day)."""
    made = tables(tiny_instance(), [run_record("today"), run_record("quick", delegated=True)])
    found: dict[str, list[Any]] = {
        name: [*rows, *({**row, "variant": "slow"} for row in rows if row["variant"] == "quick")] for name, rows in made.items()
    }
    delays = {"today": 20.0, "quick": 10.0, "slow": slow}
    found["runs"] = [{**row, "weighted_delay": delays[row["variant"]]} for row in found["runs"]]
    found["transitions"] = [{**row, "waits_for": waits if row["variant"] == "slow" else ""} for row in found["transitions"]]
    told = {"then": {"today": 20.0, "quick": 10.0, "slow": 14.0}, "later": {"today": 20.0, "quick": 10.0, "slow": slow_end}}
    found["delay_by_phase"] = [
        {**row, "weighted_delay": told[row["phase"]][row["variant"]], "lost_by_waiting": 0.0} for row in found["delay_by_phase"]
    ]
    known = {"path": "parameters.transition_loss", "low": 0.0, "high": 0.4, "in_range": True, "reason": "", "source": "assumption"}
    found["assumptions"] = [{"variant": name, "base": loss, **known} for name in delays] if loss is not None else []
    found["comparison"] = [
        {**row, "price_of_myopia": myopia if row["measure"] == "weighted_delay" else None} for row in found["comparison"]
    ]
    return found


def page_of(found: Tables) -> Page:
    return run_page(found, ABOUT)


def test_the_first_screen_says_which_pace_is_best_and_what_it_hinges_on() -> None:
    """Of the two that end alike the quicker, by how much, the hours between their lines (4 h/day for the 365 days of 2026), the limit that
    binds and the loss with its range."""
    more = page_of(plan()).more
    assert more.startswith("Pace: of 2 variants that end alike, quick waits least; slow 2.00 h/day longer (+20.0 %), 1,460 h until later.")
    assert "What keeps changes back: transfers_max of then." in more
    assert "It hinges on these and on transition_loss, here 15 % (0 to 40 %): a study of method pace finds whether the order turns." in more
    assert "phase by phase" not in more
    assert f'<p class="says">{more}</p>' in render(page_of(plan()))


def test_what_does_not_bind_is_not_said_to() -> None:
    """Without a limit that is used up, and without a loss, nothing is said to hinge on them."""
    more = page_of(plan(waits="", loss=0.0)).more
    assert "No limit of a phase keeps anything back." in more
    assert "transition_loss" not in more


def test_the_price_of_myopia_is_told_where_it_is_known() -> None:
    """Of the best of those compared."""
    assert page_of(plan(myopia=3.5)).more.endswith("Deciding phase by phase would cost quick 3.50 h/day more.")


def test_variants_within_a_thousandth_have_no_better_pace() -> None:
    """A difference that no ranking tells is none of pace either, and none is called the best."""
    more = page_of(plan(slow=10.008)).more
    assert more.startswith("Pace: quick and slow end alike and are not to be told apart on the way, by 0.01 h/day at most.")


@pytest.mark.parametrize("other", ["holder", "grade"])
def test_another_end_is_no_other_pace(other: str) -> None:
    """A variant that ends with another holder, or under another grade, goes somewhere else: more than its pace makes it wait longer."""
    found = plan()
    name, column, value = ("authorities", "holder", "Far") if other == "holder" else ("commanders", "grade", 9)
    found[name] = [{**row, column: value} if row["variant"] == "slow" and row["phase"] == "later" else row for row in found[name]]
    assert page_of(found).more.startswith("Pace: no two variants end alike; with quick, in then ")


def test_hours_that_cannot_be_told_apart_are_the_same_end() -> None:
    """Two that come to the same hours within a thousandth end alike, whoever holds what: holders that cost nothing make no other end."""
    found = plan(slow_end=10.005)
    found["authorities"] = [{**row, "holder": "Far"} if row["variant"] == "slow" else row for row in found["authorities"]]
    assert page_of(found).more.startswith("Pace: of 2 variants that end alike, quick waits least; slow 2.00 h/day longer")


def test_a_plan_has_a_roadmap_and_lines_and_a_choice_of_phase() -> None:
    """A roadmap and lines over time for each variant; every picture of one phase says which and is chosen by it, at first the last."""
    page = page_of(plan())
    [section] = [section for section in page.sections if section.id == "roadmap-section"]
    assert {figure.id for figure in section.blocks} == {
        f"{kind}-{name}" for kind in ("roadmap", "over-time") for name in ("today", "quick", "slow")
    }
    [choice] = [choice for choice in page.choices if choice.dimension == "phase"]
    assert (choice.chosen, [name for name, _ in choice.options]) == ("later", ["then", "later"])
    of_phases = [figure for figure in figures_of(page) if figure.phase]
    assert {figure.id.partition("-")[0] for figure in of_phases} == {"command", "liaison", "desks", "routes"}
    assert all(figure.title.endswith(f", phase {figure.phase}") for figure in of_phases)


def test_counts_of_a_plan_are_said_to_be_of_all_phases() -> None:
    """Stars and changes of a plan are sums over phases: said of today's difference they would be too many."""
    [which] = [answer for answer in page_of(plan()).answers if answer.question == "Which variant waits least?"]
    assert "changes from phase to phase" in which.more
    assert which.more.endswith("four-star commanders, summed over the 2 phases.")


def test_a_myopic_plan_is_not_said_to_be_planned_together() -> None:
    """The foresight of the runs is what is told."""
    found = plan()
    assert "2 phases, planned together: then and later." in page_of(found).told[0].sentences
    found["runs"] = [{**row, "foresight": "myopic"} for row in found["runs"]]
    assert "2 phases, decided one after the other: then and later." in page_of(found).told[0].sentences


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [("delay_by_phase", "start", "2026"), ("delay_by_phase", "phase", "never"), ("transitions", "phase", "never")],
)
def test_phases_that_no_page_can_show_are_found(name: str, column: str, value: str) -> None:
    """A start that is no day, a phase that the other tables do not know: told by row when the report is read, since the figures of phases
    could not be made of it."""
    found = plan()
    assert disagreements(found) == []
    first, *others = found[name]
    told = [one for one in disagreements({**found, name: [{**first, column: value}, *others]}) if one.file == f"{name}.csv"]
    assert [(one.line, one.column, one.value) for one in told] == [(2, column, value)]


def test_a_limit_that_a_variant_lifts_is_told_as_none() -> None:
    """A number with a range that is empty in a variant, as a limit may be, is `none` there and not outside its range; read as a number the
    page could not be made."""
    found = plan()
    path, limit = "phases.then.transfers_max", {"low": 0.0, "high": 9.0, "reason": "", "source": ""}
    found["assumptions"] += [
        {"variant": name, "path": path, "base": base, "in_range": None if base is None else True, **limit}
        for name, base in (("today", 3.0), ("quick", None), ("slow", 3.0))
    ]
    page = page_of(found)
    [section] = [section for section in page.sections if section.id == "assumptions"]
    [row] = [row for block in section.blocks for row in block.table.rows if row["path"] == path]
    assert row["elsewhere"] == "none in quick"
    assert not any(path in sentence for told in page.told for sentence in told.sentences)


def test_a_page_without_phases_has_none_of_it(root: Path) -> None:
    """The kept report has one phase: no sentence on pace, no roadmap, no phase in a title or a choice, no style for wide pictures."""
    found, _ = read_report(root / "reports" / "golden" / "teaching" / "run")
    page = page_of(found)
    assert "Pace" not in page.more
    assert "phase" not in page.more
    assert "roadmap-section" not in {section.id for section in page.sections}
    assert all("phase" not in figure.title for figure in figures_of(page))
    assert {choice.dimension for choice in page.choices} == {"variant", "condition"}
    text = render(page)
    assert "wide" not in text.partition("</style>")[0]
    assert 'class="says">Pace' not in text
