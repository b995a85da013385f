"""A path names one number: read it, set it, refuse what leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.data import addresses, settings
from model.data.reader import load_instance
from model.errors import InputError
from tests.data.conftest import Edit


@pytest.mark.parametrize(
    "path, value",
    [
        ("parameters.relay_hours", 0.5),
        ("parameters.relay_hours.value", 0.5),
        ("parameters.relay_hours.high", 1.0),
        ("phases.now.weight", 1.0),
        ("conditions.crisis.tempo", 0.5),
        ("demand.warning@crisis.requests_per_day", 10.0),
        ("channels.FORWARD@HOST.level_now", 1),
        ("liaison_levels.1.staff", 4),
        ("headquarters.FORWARD.grades", (9, 10)),
        ("pools.now@NORTH.liaison_staff", 16.0),
        ("pools.now@NORTH@liaison_staff.amount", 16.0),
        ("utilisation_bands", (0.5, 0.7, 0.8, 0.85, 0.9)),
    ],
)
def test_paths_lead_to_values(folder: Path, path: str, value: object) -> None:
    """Each form of path finds its value. Would fail for compound keys if paths were cut at every dot."""
    assert addresses.value_at(load_instance(folder), path) == value


def test_ids_may_hold_dots(folder: Path, edit: Edit) -> None:
    """The HQ `HQ.1` has paths like any other. Would read `1` as its column with a naive split."""
    with (folder / "headquarters.csv").open("a") as file:
        file.write("HQ.1,Dotted,NORTH,tokyo,REAR,9,9,0.5,office,,,existing,,assumption\n")
    instance = load_instance(folder)
    assert addresses.value_at(instance, "headquarters.HQ.1.decision_factor") == 0.5
    changed = settings.replaced(instance, "headquarters.HQ.1.decision_factor", "0.25")
    assert changed.headquarters["HQ.1"].decision_factor == 0.25


@pytest.mark.parametrize(
    "path, value, expected",
    [
        ("headquarters.FORWARD.grades", "10", (10,)),
        ("headquarters.FORWARD.grades", [9], (9,)),
        ("headquarters.FORWARD.grades", 10, (10,)),
        ("conditions.crisis.tempo", 2, 2.0),
        ("conditions.crisis.tempo", "2e0", 2.0),
        ("channels.FORWARD@HOST.open_without_team", True, True),
        ("channels.FORWARD@HOST.open_without_team", "yes", True),
        ("channels.FORWARD@HOST.hours", "", None),
        ("pools.now@NORTH.liaison_staff", 3, 3.0),
        ("utilisation_bands", "0.5|0.9", (0.5, 0.9)),
        ("utilisation_bands", [0.6], (0.6,)),
        ("threads.warning.approvals", "north_opcon>south_opcon", ("north_opcon", "south_opcon")),
    ],
)
def test_values_are_set_from_text_or_toml(folder: Path, path: str, value: object, expected: object) -> None:
    """Cell text and TOML values both work, and the original is untouched. Would fail if one form were forgotten."""
    instance = load_instance(folder)
    before = addresses.value_at(instance, path)
    changed = settings.replaced(instance, path, value)
    assert addresses.value_at(changed, path) == expected
    assert addresses.value_at(instance, path) == before


@pytest.mark.parametrize(
    "path, value, why, hint",
    [
        ("parameters.relay_hour", "1", "no such path", "parameters.relay_hours"),
        ("conditions.crises.tempo", "1", "no such path", "conditions.crisis.tempo"),
        ("condition.crisis.tempo", "1", "no such path", "conditions.crisis.tempo"),
        ("nonsense", "1", "no such path", ""),
        ("", "1", "no such path", ""),
        ("headquarters.HOST.hq", "X", "key of a row cannot be set", ""),
        ("phases.now.id", "X", "key of a row cannot be set", ""),
        ("ranges.conditions.crisis.tempo.low", "1", "no such path", "conditions.crisis.tempo"),
        ("conditions.crisis.tempo", "-1", "must be greater than 0", ""),
        ("conditions.crisis.tempo", True, "must be a number", ""),
        ("conditions.crisis.tempo", "", "must not be empty", ""),
        ("conditions.crisis.tempo", 10**400, "must be a finite number", ""),
        ("headquarters.HOST.status", "plannd", "must be one of existing, planned", "planned"),
        ("headquarters.FORWARD.grades", "10|9", "must be listed in rising order, each once", ""),
        ("utilisation_bands", "a", "must be a number", ""),
        ("utilisation_bands", 3, "must be a list of numbers", ""),
    ],
)
def test_bad_paths_and_values_are_refused(folder: Path, path: str, value: object, why: str, hint: str) -> None:
    """What cannot be set is said with the nearest name. Would fail with KeyError or a pydantic message."""
    with pytest.raises(addresses.BadPath) as caught:
        settings.replaced(load_instance(folder), path, value)
    assert caught.value.hint == hint
    assert why in caught.value.why


def test_a_path_that_leads_nowhere_is_a_finding(folder: Path) -> None:
    """Whoever asks for a value is told the file that asks, the path and the nearest one. Would fail with a traceback."""
    with pytest.raises(InputError) as caught:
        addresses.resolve(load_instance(folder), "parameters.relay_hour", "studies/one.toml")
    (finding,) = caught.value.findings
    assert (finding.file, finding.column, finding.hint) == ("studies/one.toml", "parameters.relay_hour", "parameters.relay_hours")


def test_every_listed_path_can_be_read(folder: Path) -> None:
    """all_paths and locate_path agree on every spelling. Would fail if one listed what the other refuses."""
    instance = load_instance(folder)
    for path in addresses.all_paths(instance):
        assert addresses.locate_path(instance, path).path == path
        addresses.value_at(instance, path)


def test_numeric_paths_are_single_numbers(folder: Path) -> None:
    """Counts and numbers are numeric, lists and text are not. Would let a tornado loose on a list of grades."""
    instance = load_instance(folder)
    assert addresses.is_numeric(instance, "liaison_levels.1.staff")
    assert addresses.is_numeric(instance, "parameters.relay_hours")
    assert not addresses.is_numeric(instance, "headquarters.FORWARD.grades")
    assert not addresses.is_numeric(instance, "headquarters.FORWARD.name")
    assert not addresses.is_numeric(instance, "utilisation_bands")
