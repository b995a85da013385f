"""The explanation of an infeasible run is the planted cause: all of it, nothing else, and in the words of the files."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from model import cli
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.settings import replaced
from model.data.variants import apply
from model.explain.conflict import Part, _parts, _requests, find_conflict, in_words, without
from model.explain.relax import relaxations
from model.solving.options import SolveOptions
from model.solving.outcome import Status
from model.solving.solve import solve

OPTIONS = SolveOptions()
# folder -> the planted cause
PLANTED: dict[str, set[tuple[str, str]]] = {
    "law": {("mandate", "combined_command"), ("rule", "jp_no_foreign_command")},
    "grade-floor": {("mandate", "command_forward"), ("rule", "four_star_command")},
    "four-star-cap": {("mandate", "fourth_star"), ("pool", "2026@US@four_star")},
    "pool": {("mandate", "team_from_hawaii"), ("mandate", "team_from_usfj"), ("pool", "2026@US@liaison_staff")},
    "span": {("mandate", "command_forward"), ("mandate", "release_forward"), ("rule", "one_hat")},
    "deadline": {("rule", "in_time"), ("rule", "jp_commander_by_law"), ("request", "operations@crisis")},
    "unreachable-destination": {("request", "tasking@crisis")},
    "closed-hq": {("mandate", "stays_closed"), ("rule", "jp_joint_command")},
    "contradictory-mandates": {("mandate", "holders_stay"), ("mandate", "command_forward")},
    "transfer-limit": {("mandate", "command_forward"), ("mandate", "release_forward"), ("transfers", "2026")},
    "not-yet-there": {("mandate", "commands_from_2026"), ("available_from", "JJOC")},
    "opening-undone": {("mandate", "commands_in_2026"), ("mandate", "closed_in_2027"), ("not_undone", "JJOC")},
}


@pytest.fixture(params=PLANTED)
def cause(request: pytest.FixtureRequest) -> str:
    """Each folder in turn."""
    return str(request.param)


@pytest.fixture
def planted(instances: Path, cause: str) -> Instance:
    """The folder's one variant, applied."""
    base = load_instance(instances / "infeasible" / cause)
    (variant,) = base.variants
    return apply(base, variant)


def test_every_folder_is_expected(instances: Path) -> None:
    """A folder added without its expected cause would never be looked at."""
    folders = {path.name for path in (instances / "infeasible").iterdir() if path.is_dir()}
    assert folders == set(PLANTED)


def test_the_folders_are_without_fault(instances: Path, cause: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Infeasible is not invalid: `check` finds nothing in any folder, or the cause would be told as a typing error."""
    assert cli.main(["check", str(instances / "infeasible" / cause)]) == 0
    assert "no errors" in capsys.readouterr().out


@pytest.mark.slow
def test_a_run_ends_with_exit_code_1_and_a_table_of_the_cause(instances: Path, cause: str, tmp_path: Path) -> None:
    """From the command line to `conflicts.csv`: the run counts as not answered, and the table names the cause in its rows."""
    assert cli.main(["run", str(instances / "infeasible" / cause), "--out", str(tmp_path), "--quiet"]) == 1
    (table,) = tmp_path.rglob("conflicts.csv")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["kind"], row["name"]) for row in rows} == PLANTED[cause]


def test_without_its_variant_each_folder_has_an_answer(instances: Path, cause: str) -> None:
    """The cause lies in what the variant adds: were the folder impossible as it stands, the variant's part would be idle."""
    base = load_instance(instances / "infeasible" / cause)
    assert solve(apply(base, None), OPTIONS).status is Status.OPTIMAL


def test_the_explanation_is_exactly_the_planted_cause(planted: Instance, cause: str) -> None:
    """A part too many blames the innocent, a part too few hides what to give up; both show as another set of names."""
    assert solve(planted, OPTIONS).status is Status.INFEASIBLE
    conflict = find_conflict(planted, OPTIONS)
    assert {(part.kind, part.name) for part in conflict.parts} == PLANTED[cause]
    assert len(conflict.parts) == len(PLANTED[cause])
    assert conflict.certain


def test_giving_up_any_one_member_is_enough(planted: Instance) -> None:
    """Minimal on the whole instance: a superfluous member, or a second cause beside it, would leave some run infeasible."""
    for part in find_conflict(planted, OPTIONS).parts:
        assert solve(without(planted, part), OPTIONS).status is Status.OPTIMAL, part


def test_relaxations_have_an_answer_each_cheapest_first(planted: Instance) -> None:
    """Every member but the requests is offered with the delay that follows; an unordered or dropped offer fails."""
    parts = find_conflict(planted, OPTIONS).parts
    offered = relaxations(planted, parts, OPTIONS)
    delays = [offer.weighted_delay for offer in offered]
    assert {offer.part for offer in offered} == {part for part in parts if part.kind != "request"}
    assert all(offer.status is Status.OPTIMAL for offer in offered)
    assert None not in delays
    assert delays == sorted(delays, key=lambda delay: delay or 0.0)


def test_relaxing_the_deadline_costs_hours_and_relaxing_the_law_does_not(instances: Path) -> None:
    """By hand: the Joint Staff's 7 h + hop 3.75 h + USFJ's 5 h = 15.75 h when the deadline goes; 1 h + 5 h instead of the 7 h =
    14.75 h when the law goes and the joint operations command may decide."""
    planted = apply(load_instance(instances / "infeasible" / "deadline"), "quicker")
    offered = relaxations(planted, find_conflict(planted, OPTIONS).parts, OPTIONS)
    assert [offer.part.name for offer in offered] == ["jp_commander_by_law", "in_time"]
    assert [offer.weighted_delay for offer in offered] == pytest.approx([14.75, 15.75])


def test_every_member_speaks_in_the_words_of_the_files(planted: Instance) -> None:
    """Rules and mandates quote their own sentence and where it is written; a missing source would make them hearsay."""
    assert planted.variant is not None
    for part in find_conflict(planted, OPTIONS).parts:
        item = in_words(planted, part)
        assert (item.kind, item.name) == (part.kind, part.name)
        assert item.says.endswith(".")
        assert item.citation
        if part.kind == "rule":
            rule = planted.rules[part.name]
            assert item.says == rule.says
            assert rule.citation in item.citation
            assert rule.basis in item.citation
        if part.kind == "mandate":
            assert item.says == next(mandate.says for mandate in planted.mandates if mandate.id == part.name)
            assert item.citation == planted.variant.source


def test_a_pool_and_requests_are_told_with_their_numbers(instances: Path) -> None:
    """A pool's amount, a deadline's hours: without the number the reader cannot see what is too little."""
    crowded = apply(load_instance(instances / "infeasible" / "pool"), "two-teams")
    late = apply(load_instance(instances / "infeasible" / "deadline"), "quicker")
    assert "US has 3 liaison staff" in in_words(crowded, Part("pool", "2026@US@liaison_staff")).says
    assert "deadline of 15 h" in in_words(late, Part("request", "operations@crisis")).says


def test_what_phases_limit_is_told_with_its_numbers(instances: Path) -> None:
    """How many, of what, in which phase, and from when on an HQ is there: each with where it is written."""
    folder = instances / "infeasible"
    hurried = apply(load_instance(folder / "transfer-limit"), "at-once")
    early = apply(load_instance(folder / "not-yet-there"), "early")
    brief = apply(load_instance(folder / "opening-undone"), "one-year")
    assert in_words(hurried, Part("transfers", "2026")).says == "In phase 2026 at most 1 authority changes hands."
    assert in_words(hurried, Part("transfers", "2026")).citation == "transfers_max of phase 2026"
    wider = replaced(replaced(hurried, "phases.2027.openings_max", 0), "phases.2027.teams_max", 2)
    assert in_words(wider, Part("openings", "2027")).says == "In phase 2027 at most 0 headquarters open."
    assert in_words(wider, Part("teams", "2027")).says == "In phase 2027 at most 2 liaison teams are made or changed."
    there = in_words(early, Part("available_from", "JJOC"))
    assert there.says == "Joint Operations Command of Japan is not there before phase 2027."
    assert there.citation == early.headquarters["JJOC"].source
    assert "not closed again once it has opened" in in_words(brief, Part("not_undone", "JJOC")).says


@pytest.mark.parametrize(("limit", "kind"), [("openings_max", "openings"), ("teams_max", "teams")])
def test_limits_on_openings_and_teams_are_blamed(instances: Path, limit: str, kind: str) -> None:
    """In 2027 the joint operations command must have opened and have a team: with none allowed in either year the limit of each is part
    of the cause, since either year alone would do."""
    base = load_instance(instances / "infeasible" / "not-yet-there")
    for phase in ("2026", "2027"):
        base = replaced(base, f"phases.{phase}.{limit}", 0)
    base = replaced(base, "headquarters.JJOC.available_from", "2026")
    late = apply(base, "early")
    late = replace(late, mandates=tuple(mandate for mandate in late.mandates if mandate.id == "team_in_2027"))
    conflict = find_conflict(late, OPTIONS)
    assert set(conflict.parts) == {Part("mandate", "team_in_2027"), Part(kind, "2026"), Part(kind, "2027")}  # type: ignore[arg-type]


def test_one_phase_has_no_limits_to_give_up(instances: Path) -> None:
    """Where nothing comes before, nothing is undone, and every HQ is there from the first phase on: no question is asked of that."""
    law = apply(load_instance(instances / "infeasible" / "closed-hq"), "upgrade-cancelled")
    assert {part.kind for part in _parts(law)} == {"mandate", "rule", "pool"}


def test_requests_of_later_phases_are_asked_about(instances: Path) -> None:
    """Requests that begin in 2027 alone are among what may be too much. Read from before the phases there would be none."""
    base = load_instance(instances / "infeasible" / "transfer-limit")
    quiet = replaced(replaced(base, "demand.operations@crisis.requests_per_day", 0), "2027:demand.operations@crisis.requests_per_day", 1)
    assert _requests(quiet) == [Part("request", "operations@crisis")]


def test_requests_without_a_way_are_said_to_have_none(instances: Path) -> None:
    """Where only requests are left to blame, the remark says that no rule, mandate or pool is at fault."""
    lost = apply(load_instance(instances / "infeasible" / "unreachable-destination"), "tasked")
    assert find_conflict(lost, OPTIONS).remark == "the data alone leave these requests no way"


def test_a_feasible_instance_has_no_conflict(instances: Path) -> None:
    """Asked about an instance with an answer, the explanation blames nobody and says so."""
    fine = apply(load_instance(instances / "infeasible" / "law"), None)
    conflict = find_conflict(fine, OPTIONS)
    assert conflict.parts == ()
    assert conflict.remark.startswith("no conflict")


def test_a_combined_command_of_the_alliance_fails_on_one_law(us_japan_one_phase: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of some sixty rules, mandates and pools exactly two are named, and found with few questions: 21 when this was written,
    where leaving out one part after the other would take one each."""
    asked = []
    ask = find_conflict.__globals__["feasibility"]

    def counted(*question: object) -> object:
        asked.append(question)
        return ask(*question)

    monkeypatch.setitem(find_conflict.__globals__, "feasibility", counted)
    combined = apply(load_instance(us_japan_one_phase), "v08-combined-command")
    conflict = find_conflict(combined, OPTIONS)
    assert set(conflict.parts) == {Part("mandate", "combined_command"), Part("rule", "jp_no_foreign_command")}
    assert conflict.certain
    assert len(asked) <= 30
