"""Cells that mean nothing for their row may be empty, and what an empty one means is the same as if it were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data.digest import digest
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.variants import apply
from model.errors import InputError
from model.solving.options import SolveOptions
from model.solving.solve import solve
from model.verify import verify_posture
from tests.data.conftest import Edit, findings_of, only

REAR = "REAR,HOST,liaison,NORTH,0|1,1,yes,,"
DIRECT, HOURS = "REAR,HOST,direct,,{},{},{},,", "REAR,HOST,liaison,,{},{},{},3,"
DESK = "rear_desk,20|30,20,10,2,,,"
EXPLICIT = "rear_desk,{},{},10,{},50,1,"
HOST = "HOST,Host headquarters,SOUTH,tokyo,,10,10,1,office,,,"


def content(folder: Path) -> str:
    """The digest of all the folder says."""
    return digest(load_instance(folder))


@pytest.mark.parametrize("row", [DIRECT, HOURS], ids=["direct", "hours"])
def test_a_channel_that_takes_no_team_need_not_speak_of_teams(folder: Path, edit: Edit, row: str) -> None:
    """Empty levels are 0, an empty level_now is 0, an empty open_without_team is yes: the same instance to the last digit."""
    edit("channels.csv", REAR, row.format("0", "0", "yes"))
    written = content(folder)
    edit("channels.csv", row.format("0", "0", "yes"), row.format("", "", ""))
    assert content(folder) == written
    channel = load_instance(folder).channels["REAR", "HOST"]
    assert (channel.levels, channel.level_now, channel.open_without_team) == ((0,), 0, True)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (REAR.replace("0|1,1,yes", ",1,yes"), "levels"),
        (REAR.replace("0|1,1,yes", "0|1,,yes"), "level_now"),
        (REAR.replace("0|1,1,yes", "0|1,1,"), "open_without_team"),
        (DIRECT.format("0|1", "", "yes").replace("direct,", "direct,NORTH"), "level_now"),
        (HOURS.format("0|1", "0", "").replace("liaison,", "liaison,NORTH"), "open_without_team"),
    ],
)
def test_a_channel_with_teams_must_speak_of_them(folder: Path, edit: Edit, row: str, column: str) -> None:
    """Where the level can be chosen the empty cell is the one finding, and says which rows may leave it so."""
    edit("channels.csv", REAR, row)
    finding = only(folder)
    assert finding.column == column
    assert finding.why.startswith("must not be empty, unless the channel is direct or has explicit hours")


def test_a_desk_with_explicit_capacity_and_wait_needs_no_officers(folder: Path, edit: Edit) -> None:
    """Empty officers are 0 of 0: only the length of a service, which nobody asks for, is then not known."""
    edit("desks.csv", DESK, EXPLICIT.format("0", "0", ""))
    written = content(folder)
    edit("desks.csv", EXPLICIT.format("0", "0", ""), EXPLICIT.format("", "", ""))
    assert content(folder) == written
    desk = load_instance(folder).desks["rear_desk"]
    assert (desk.officers, desk.officers_now, desk.mean_service_hours) == ((0,), 0, None)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (DESK.replace("20|30,", ","), "officers"),
        (DESK.replace("20|30,20,", "20|30,,"), "officers_now"),
        (DESK.replace("10,2,", "10,,"), "mean_service_hours"),
        (EXPLICIT.format("20|30", "", "2"), "officers_now"),
    ],
)
def test_a_desk_with_a_queue_says_all_of_it(folder: Path, edit: Edit, row: str, column: str) -> None:
    """Where officers and services count, the empty cell is the one finding, and says which desks may leave it so."""
    edit("desks.csv", DESK, row)
    finding = only(folder)
    assert finding.column == column
    assert finding.why.startswith("must not be empty, unless capacity and wait are explicit")


def test_a_desk_that_loses_its_explicit_wait_must_say_the_rest(folder: Path, edit: Edit) -> None:
    """A variant that takes capacity and wait away is told that the length of a service is missing; would end in an assertion."""
    edit("desks.csv", DESK, EXPLICIT.format("", "", ""))
    taken = [("desks.rear_desk.capacity_hours_per_day", ""), ("desks.rear_desk.wait_hours", "")]
    with pytest.raises(InputError) as refused:
        apply(load_instance(folder), None, taken)
    assert any("must not be empty, unless capacity" in finding.why for finding in refused.value.findings)


def in_force(folder: Path) -> Instance:
    """The folder's instance as it stands."""
    return apply(load_instance(folder), None)


def test_hours_are_the_same_with_empty_cells(folder: Path, edit: Edit) -> None:
    """An HQ without a calendar of its own keeps the condition's: all HQs with the conditions' calendars written out, and without, wait
    alike to the last digit, and the re-computation agrees. Would end in a KeyError, or wait otherwise."""
    edit("channels.csv", REAR, DIRECT.format("", "", ""))
    edit("desks.csv", DESK, EXPLICIT.format("", "", ""))
    written = solve(in_force(folder), SolveOptions())
    table = folder / "headquarters.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",office,", ",,"), encoding="utf-8")
    left_empty = solve(in_force(folder), SolveOptions())
    assert all(hq.calendar is None for hq in in_force(folder).headquarters.values())
    assert left_empty.evaluation is not None
    assert written.evaluation is not None
    assert left_empty.evaluation.weighted_delay == written.evaluation.weighted_delay
    assert not verify_posture(in_force(folder), left_empty)


# A pattern that meets channels without teams ----------------------------------------------------------------------

MANDATE = '[[mandate]]\nid = "m"\nkind = "level"\nsays = "A team."\n{}'
HEAD = 'title = "T"\nwhy = "W."\nsource = "S"\n'


def mandated(folder: Path, text: str) -> None:
    """The folder's only variant has this mandate about levels."""
    (folder / "variants" / "forward.toml").write_text(HEAD + MANDATE.format(text), encoding="utf-8")


@pytest.mark.parametrize("row", [DIRECT.format("", "", ""), HOURS.format("", "", ""), REAR.replace("0|1,1", "0,0")])
def test_a_mandate_over_all_channels_passes_by_those_without_teams(folder: Path, edit: Edit, row: str) -> None:
    """Both channels are meant and only FORWARD-HOST can have a team: it gets one (level 1 or 2) and the other stays at 0. Were the
    other refused nobody could ask for teams everywhere."""
    edit("channels.csv", REAR, row)
    mandated(folder, "at_least = 1\n")
    changed = apply(load_instance(folder), "forward")
    outcome = solve(changed, SolveOptions())
    assert outcome.posture is not None
    assert outcome.posture.levels["now", ("FORWARD", "HOST")] >= 1
    assert outcome.posture.levels["now", ("REAR", "HOST")] == 0
    assert not verify_posture(changed, outcome)


def test_a_mandate_about_such_a_channel_alone_is_refused(folder: Path, edit: Edit) -> None:
    """Named alone it can never be obeyed; passing it by would force nothing without a word."""
    edit("channels.csv", REAR, DIRECT.format("", "", ""))
    mandated(folder, 'from_hq = ["REAR"]\nto_hq = ["HOST"]\nat_least = 1\n')
    assert "channel REAR@HOST has no such level" in only(folder).why


def test_a_higher_level_satisfies_at_least(folder: Path, edit: Edit) -> None:
    """A channel with the levels 0 and 2 obeys "at least 1" with its 2; a level that must be 1 exactly it does not have."""
    edit("channels.csv", "0|1|2,1,no", "0|2,0,no")
    mandated(folder, 'from_hq = ["FORWARD"]\nat_least = 1\n')
    outcome = solve(apply(load_instance(folder), "forward"), SolveOptions())
    assert outcome.posture is not None
    assert outcome.posture.levels["now", ("FORWARD", "HOST")] == 2
    mandated(folder, 'from_hq = ["FORWARD"]\nat_least = 1\nat_most = 1\n')
    assert "its levels are 0|2" in only(folder).why


def test_a_channel_with_teams_must_have_a_level_that_does(folder: Path) -> None:
    """REAR-HOST has the levels 0 and 1, both in vain for "at least 2", and is refused though FORWARD-HOST could obey."""
    mandated(folder, "at_least = 2\n")
    assert [finding.why for finding in findings_of(folder)] == ["channel REAR@HOST has no such level; its levels are 0|1"]


def test_an_existing_headquarters_has_somebody_at_its_desk(folder: Path, edit: Edit) -> None:
    """Nobody today is said of desks of planned HQs alone; of others it would make all their officers new."""
    edit("desks.csv", "20|30,20,", "20|30,0,")
    assert (only(folder).column, only(folder).why) == ("officers_now", "is none of its sizes 20|30")


def test_a_kept_desk_has_somebody(folder: Path, edit: Edit) -> None:
    """To keep the desk of a planned HQ alone, which has nobody, is refused; as one of all desks it has nothing to keep."""
    edit("headquarters.csv", HOST, "NEW,New,NORTH,tokyo,REAR,9,,1,,new,,planned,,drawn\n" + HOST)
    edit("desks.csv", DESK, "new,8,0,0,2,,,drawn\n" + DESK)
    keep = HEAD + '[[mandate]]\nid = "m"\nkind = "keep_desk"\nsays = "Stays."\n'
    variant = folder / "variants" / "forward.toml"
    variant.write_text(keep, encoding="utf-8")
    assert not findings_of(folder)
    variant.write_text(keep + 'desk = ["new"]\n', encoding="utf-8")
    assert only(folder).why == "'new' may no longer have today's 0 officers"
