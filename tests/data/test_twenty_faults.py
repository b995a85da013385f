"""A folder with twenty faults of different kinds lists all twenty, each in its place."""

from __future__ import annotations

from pathlib import Path

from model.errors import Finding
from tests.data.conftest import Edit, findings_of

# (file, old text, new text) and what must be found: (file, line, column, value, part of why, nearest valid value).
PLANTED: tuple[tuple[tuple[str, str, str], tuple[str, int, str, str, str, str]], ...] = (
    (
        ("conditions.csv", "0.9,1,office", "0.9,fast,office"),
        ("conditions.csv", 2, "tempo", "fast", "must be a number", ""),
    ),
    (
        ("conditions.csv", "0.5,always", "0.5,allways"),
        ("conditions.csv", 3, "calendar", "allways", "is not in calendars.csv", "always"),
    ),
    (("calendars.csv", "08:00", "8 am"), ("calendars.csv", 2, "start", "8 am", "time of day", "")),
    (("calendars.csv", "mon-sun", "mon-son"), ("calendars.csv", 3, "days", "mon-son", "must be one of", "mon-sun")),
    (("sites.csv", "21.3", "121.3"), ("sites.csv", 2, "latitude", "121.3", "must be at most 90", "")),
    (("sites.csv", "Asia/Tokyo", "Asia/Tokio"), ("sites.csv", 3, "timezone", "Asia/Tokio", "IANA", "Asia/Tokyo")),
    (("headquarters.csv", "NORTH,tokyo,REAR", "NORTH,tokyo,REER"), ("headquarters.csv", 3, "superior", "REER", "is not in", "REAR")),
    (("headquarters.csv", "SOUTH,tokyo,,10,10", "SOUTH,tokyo,,10,9"), ("headquarters.csv", 4, "grade_now", "9", "none of its grades", "")),
    (("desks.csv", "20|30,20", "30|20,20"), ("desks.csv", 2, "officers", "30|20", "rising order", "")),
    (("authorities.csv", "joint,,1,HOST", "joint,,1,HOTS"), ("authorities.csv", 3, "holder_now", "HOTS", "is not in", "HOST")),
    (("channels.csv", "0|1,1,yes", "0|1,1,perhaps"), ("channels.csv", 3, "open_without_team", "perhaps", "yes or no", "")),
    (("channels.csv", "NORTH,0|1|2,1", ",0|1|2,1"), ("channels.csv", 2, "pool", "", "need staff", "")),
    (("liaison_levels.csv", "0,no team,0", "0,no team,3"), ("liaison_levels.csv", 2, "staff", "3", "level 0", "")),
    (
        ("threads.csv", "south_opcon>north_opcon", "south_opcon>nort_opcon"),
        ("threads.csv", 2, "approvals", "south_opcon>nort_opcon", "is not in", "north_opcon"),
    ),
    (("demand.csv", "warning,crisis", "warning,routine"), ("demand.csv", 3, "thread@condition", "warning@routine", "in line 2", "")),
    (
        ("rules.csv", "says,basis,citation", "says,base,citation"),
        ("rules.csv", 1, "base", "base", "is not a known column", "basis"),
    ),
    (("rules.csv", "OPCON|TACON", "OPCON|TECON"), ("rules.csv", 1, "basis", "", "column that the file must have", "")),
    (("pools.csv", "now,NORTH,desk_officers", "now,NORHT,desk_officers"), ("pools.csv", 3, "nation", "NORHT", "nation of no HQ", "NORTH")),
    (
        ("ranges.csv", "conditions.crisis.tempo", "conditions.crisis.temp"),
        ("ranges.csv", 2, "path", "conditions.crisis.temp", "no such path", "conditions.crisis.tempo"),
    ),
    (
        ("variants/forward.toml", "conditions.routine.tempo", "parameters.relay_hour"),
        ("variants/forward.toml", 9, "parameters.relay_hour", "1.1", "no such path", "parameters.relay_hours"),
    ),
    (("instance.toml", "as_of = 2025-01-01", 'as_of = "2025"'), ("instance.toml", 5, "as_of", "2025", "must be a date", "")),
    (("instance.toml", "title =", "titel ="), ("instance.toml", 3, "titel", "A first instance", "not a known key", "title")),
)


def _told(finding: Finding, expected: tuple[str, int, str, str, str, str]) -> bool:
    file, line, column, value, why, hint = expected
    here = (finding.file, finding.line, finding.column, finding.value, finding.hint) == (file, line, column, value, hint)
    return here and why in finding.why


def test_planted_faults_are_all_listed(folder: Path, edit: Edit) -> None:
    """Twenty-two planted faults (more than twenty) come out in one go with file, line, column, value, why and nearest
    name. Would fail if reading stopped at the first fault, or one fault hid another file's."""
    for change, _ in PLANTED:
        edit(*change)
    findings = findings_of(folder)
    unsaid = [expected for _, expected in PLANTED if not any(_told(finding, expected) for finding in findings)]
    assert not unsaid, "\n".join(str(finding) for finding in findings)
    # The misnamed title is also a missing one; nothing else is said.
    assert len(findings) == len(PLANTED) + 1, "\n".join(str(finding) for finding in findings)


def test_each_planted_fault_alone_is_found_where_it_stands(folder: Path) -> None:
    """Every fault is also found alone, in its file. Would fail if a check ran only after another had failed."""
    for (name, old, new), expected in PLANTED:
        original = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(original.replace(old, new, 1), encoding="utf-8")
        files = {finding.file for finding in findings_of(folder)}
        (folder / name).write_text(original, encoding="utf-8")
        assert expected[0] in files, expected
    assert findings_of(folder) == ()
