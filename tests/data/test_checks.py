"""Every check between cells finds the fault it is for, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.conftest import Edit, findings_of, only

RULE = "r2,{kind},Says.,law,Cited.,{authority},{relation},,{holder},{condition},{limit},yes,,{thread}\n"
HQ_HOST = "HOST,Host headquarters,SOUTH,tokyo,,10,10,1,office,,,existing"
SPOILED: tuple[tuple[str, str, str, str, str], ...] = (
    # file, old, new, column of the finding, part of why
    ("conditions.csv", "0.9,1,office", "0.8,1,office", "share", "add up to 0.9"),
    ("instance.toml", "[0.5, 0.7,", "[0.7, 0.5,", "utilisation_bands", "rising order"),
    ("instance.toml", "0.85, 0.9]", "0.85, 1.0]", "utilisation_bands", "between 0 and 1"),
    ("instance.toml", "[0.5, 0.7, 0.8, 0.85, 0.9]", "[]", "utilisation_bands", "at least one"),
    ("instance.toml", "value = 0.2", "value = 0.6", "parameters.referral_probability.high", "less than value"),
    ("instance.toml", "[parameters.service_cv]", "[parameters.service_vc]", "parameters.service_cv", "must be given"),
    ("calendars.csv", "08:00,17:00", "08:00,08:00", "end", "duty must not end"),
    ("headquarters.csv", HQ_HOST, HQ_HOST.replace("10,10,1", ",10,1"), "grade_now", "civil principal"),
    ("headquarters.csv", HQ_HOST, HQ_HOST.replace("10,10,1", "10,,1"), "grade_now", "needs today's grade"),
    (
        "headquarters.csv",
        "REAR,Rear headquarters,NORTH,honolulu,",
        "REAR,Rear headquarters,NORTH,honolulu,FORWARD",
        "superior",
        "in a circle",
    ),
    ("headquarters.csv", HQ_HOST, HQ_HOST.replace("office,,", "office,rear_desk,"), "desk", "one nation's pool"),
    ("desks.csv", "20|30,20", "20|30,25", "officers_now", "none of its sizes"),
    ("desks.csv", "10,2,,", "10,2,5,", "wait_hours", "together"),
    ("authorities.csv", ",1,HOST", ",1,HOST|REAR", "holder_now", "more holders"),
    ("authorities.csv", "OPCON,SOUTH", "OPCON,SUOTH", "nation", "nation of no HQ"),
    ("channels.csv", "0|1|2,1,no", "0|1|2,3,no", "level_now", "none of its levels"),
    ("channels.csv", "0|1|2,1,no", "0|1|5,1,no", "levels", "'5' is not in"),
    ("channels.csv", "FORWARD,HOST,liaison,NORTH", "FORWARD,HOST,liaison,EAST", "pool", "one of its ends"),
    ("channels.csv", "REAR,HOST,liaison", "HOST,FORWARD,liaison", "from_hq", "both ways"),
    ("channels.csv", "REAR,HOST,liaison,NORTH", "HOST,HOST,liaison,SOUTH", "to_hq", "two different"),
    ("pools.csv", "now,NORTH,desk_officers", "later,NORTH,desk_officers", "phase", "is not in the phases"),
    ("ranges.csv", "0.3,0.8", "0.8,0.3", "low", "more than high"),
    ("ranges.csv", "0.3,0.8", "0.6,0.8", "low", "more than the value"),
    ("ranges.csv", "0.3,0.8", "0.3,0.4", "high", "less than the value"),
    ("ranges.csv", "conditions.crisis.tempo", "headquarters.FORWARD.grades", "path", "single number"),
    ("ranges.csv", "conditions.crisis.tempo", "demand.warning@routine.deadline_hours", "path", "has no value"),
)


@pytest.mark.parametrize("name, old, new, column, why", SPOILED, ids=[f"{case[3]}-{case[4]}" for case in SPOILED])
def test_check_finds_its_fault(folder: Path, edit: Edit, name: str, old: str, new: str, column: str, why: str) -> None:
    """The spoiled cell is named with its reason. Would give no finding without that check."""
    edit(name, old, new)
    assert any(finding.column == column and why in finding.why for finding in findings_of(folder)), findings_of(folder)


@pytest.mark.parametrize(
    ("zone", "latitude", "longitude", "meant"),
    [
        ("JST", 35.7, 139.7, "Asia/Tokyo"),
        ("KST", 37.5, 127.0, "Asia/Seoul"),  # Pyongyang's, too
        ("PST", 14.6, 121.0, "Asia/Manila"),  # Los Angeles's, too
        ("PDT", 34.0, -118.0, "America/Los_Angeles"),
        ("hst", 21.3, -157.9, "Pacific/Honolulu"),
        ("UTC+9", 35.7, 139.7, "Asia/Tokyo"),
        ("Asia/Tokio", -90.0, 0.0, "Asia/Tokyo"),
    ],
)
def test_a_site_is_offered_the_zone_it_was_meant_to_have(
    folder: Path, edit: Edit, zone: str, latitude: float, longitude: float, meant: str
) -> None:
    """An abbreviation means the zone of that name which is nearest to the site; a misspelt name the one spelt most alike. By letters alone
    JST was taken for MST, eighteen hours away."""
    edit("sites.csv", "35.7,139.7,Asia/Tokyo", f"{latitude},{longitude},{zone}")
    assert (only(folder).column, only(folder).hint) == ("timezone", meant)


def test_existing_headquarters_do_not_open_later(folder: Path, edit: Edit) -> None:
    """An HQ that exists cannot first be there in the second phase. Would close it at the start without a word."""
    with (folder / "instance.toml").open("a") as file:
        file.write('\n[[phases]]\nid = "later"\nname = "Later"\nstart = 2026-01-01\nweight = 1.0\n')
    edit("headquarters.csv", HQ_HOST, HQ_HOST.replace(",,,existing", ",,later,existing"))
    assert any(finding.column == "available_from" and "first phase" in finding.why for finding in findings_of(folder))


def test_planned_headquarters_need_no_grade_today(folder: Path, edit: Edit) -> None:
    """A planned HQ has no commander yet. Would fail if today's grade were demanded of all."""
    with (folder / "headquarters.csv").open("a") as file:
        file.write("NEW,New headquarters,NORTH,tokyo,REAR,9,,1,office,,,planned,,assumption\n")
    assert findings_of(folder) == ()


@pytest.mark.parametrize(
    "name, row, column",
    [
        ("channels.csv", "NEW,HOST,liaison,NORTH,0|1,1,no,,assumption\n", "level_now"),
        ("authorities.csv", "extra,Extra,OPCON,NORTH,joint,,1,NEW,assumption\n", "holder_now"),
        ("headquarters.csv", "UNDER,Under,NORTH,tokyo,NEW,9,9,1,office,,,existing,,assumption\n", "superior"),
    ],
)
def test_planned_headquarters_do_nothing_today(folder: Path, name: str, row: str, column: str) -> None:
    """A planned HQ has no team, holds nothing and leads nobody today. Would pass without the status being read."""
    with (folder / "headquarters.csv").open("a") as file:
        file.write("NEW,New headquarters,NORTH,tokyo,REAR,9,,1,office,,,planned,,assumption\n")
    with (folder / name).open("a") as file:
        file.write(row)
    assert only(folder).column == column


@pytest.mark.parametrize(
    "cells, column",
    [
        ({"kind": "min_grade"}, "limit"),
        ({"kind": "min_grade", "limit": "11"}, "limit"),
        ({"kind": "span", "limit": "1.5"}, "limit"),
        ({"kind": "span", "limit": "-1"}, "limit"),
        ({"kind": "not_outranked", "limit": "1"}, "limit"),
        ({"kind": "parity", "limit": "1"}, "authority"),
        ({"kind": "within_chain", "authority": "north_opcon"}, "authority"),
        ({"kind": "same_holder", "authority": "north_opcon"}, "authority"),
        ({"kind": "stable", "limit": "1", "condition": "routine"}, "condition"),
        ({"kind": "forbid_holder"}, "holder"),
        ({"kind": "require_holder"}, "holder"),
        ({"kind": "exclusive_active", "limit": "1"}, "holder"),
        ({"kind": "span", "limit": "1", "thread": "warning"}, "thread"),
        ({"kind": "span", "limit": "1", "relation": "OPKON"}, "relation"),
        ({"kind": "span", "limit": "1", "condition": "*|crisis"}, "condition"),
        ({"kind": "forbid_holder", "holder": "SUOTH"}, "holder"),
    ],
)
def test_rule_kinds_need_their_cells(folder: Path, cells: dict[str, str], column: str) -> None:
    """A rule without what its kind needs is refused at that cell. Would reach the mathematics otherwise."""
    empty = dict.fromkeys(("authority", "relation", "holder", "condition", "limit", "thread"), "")
    with (folder / "rules.csv").open("a") as file:
        file.write(RULE.format(**{**empty, **cells}))
    finding = only(folder)
    assert (finding.file, finding.line, finding.column) == ("rules.csv", 3, column)


@pytest.mark.parametrize(
    "cells",
    [
        {"kind": "min_grade", "limit": "9", "authority": "*"},
        {"kind": "max_grade_count", "limit": "2", "holder": "NORTH"},
        {"kind": "parity", "limit": "0", "authority": "north_opcon|south_opcon"},
        {"kind": "within_chain", "authority": "north_opcon|south_opcon"},
        {"kind": "same_holder", "relation": "OPCON"},
        {"kind": "stable", "limit": "0", "condition": "routine|crisis"},
        {"kind": "exclusive_active", "limit": "1", "holder": "FORWARD|REAR"},
        {"kind": "host_limit", "limit": "5", "holder": "HOST"},
        {"kind": "deadline", "thread": "warning"},
    ],
)
def test_sound_rules_pass(folder: Path, cells: dict[str, str]) -> None:
    """A rule that has what its kind needs is accepted. Would fail if a check asked for too much."""
    empty = dict.fromkeys(("authority", "relation", "holder", "condition", "limit", "thread"), "")
    with (folder / "rules.csv").open("a") as file:
        file.write(RULE.format(**{**empty, **cells}))
    assert findings_of(folder) == ()
