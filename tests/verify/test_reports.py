"""Reports verified from the files alone: a true report passes, and no cell that carries meaning can be altered unnoticed."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from model.errors import InputError
from model.reporting.run_tables import PLAN_TABLES, TABLES
from model.solving.outcome import Status
from model.tables.common import STATUSES
from model.verify import Violation, totals, verify_reports
from model.verify.shapes import SHAPES
from tests.verify.small import SETTINGS, alter, cells, report, write_small

# What the instance and the other tables cannot contradict: a claim about the search, and words.
UNCHECKED = {("runs", "tie_break_proved"), ("runs", "reason")}
COLUMNS = [(table, column.name) for table in SHAPES for column in TABLES[table].columns if (table, column.name) not in UNCHECKED]
VARIANTS = (None, "forward", "quiet", "staffed", "impossible")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small instance in `instance` and its report, made under a setting, in `report`."""
    home = tmp_path_factory.mktemp("verify")
    report(write_small(home / "instance"), home / "report", VARIANTS, SETTINGS)
    return home


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    """A copy of the report that a test may spoil."""
    return Path(shutil.copytree(small / "report", tmp_path / "report"))


def verify(small: Path, folder: Path) -> tuple[Violation, ...]:
    return verify_reports(small / "instance", folder)


def test_a_true_report_passes(small: Path) -> None:
    """Four postures and an infeasible run, made under `--set`: nothing to say. A check that is too strict would speak here."""
    assert verify(small, small / "report") == ()


def test_the_small_report_has_something_of_everything(small: Path) -> None:
    """Every part of a delay, every kind of channel, a closed desk, a given capacity and two approvals in a row occur, so that
    the tests below alter real numbers and not only zeros."""
    hops, routes = cells(small / "report", "hops"), cells(small / "report", "routes")
    for part in ("handling", "release", "language", "duty_wait", "referral", "relay_work", "approval_work", "desk_queue", "decision_wait"):
        assert any(float(row[part]) > 0 for row in hops), part
    assert {row["channel"] for row in hops} == {"command", "liaison", "direct", "origin"}
    assert any("**" in row["path"] for row in routes)
    assert any(row["deadline_hours"] for row in routes)
    assert {row["status"] for row in cells(small / "report", "runs")} == {"optimal", "infeasible"}
    assert any(row["active"] == "no" for row in cells(small / "report", "commanders"))


def test_every_column_of_the_tables_is_known_to_the_verifier() -> None:
    """The verifier reads every column that is written, as of its kind. One that a later table adds would otherwise never be checked."""
    for table, shape in SHAPES.items():
        kinds = {column.name: column.kind for column in shape.columns}
        assert kinds == {column.name: column.kind for column in TABLES[table].columns}, table


def test_the_words_for_a_status_are_the_same_on_all_floors() -> None:
    """Tables and verifier know no solver and say its statuses in words; a status that one of them lacked would be refused."""
    assert list(STATUSES) == list(totals.STATUSES) == [status.value for status in Status]


def other(table: str, column: str, text: str) -> str:
    """Another value of the same kind: the least that can be told apart from what stands there."""
    kind = next(item.kind for item in PLAN_TABLES[table].columns if item.name == column)
    if kind == "flag":
        return {"yes": "no", "no": "yes", "": "yes"}[text]
    if kind == "integer":
        return str(int(text) + 1) if text else "7"
    if kind == "number":
        return f"{float(text) + 0.000003:.6f}" if text else "0.500000"
    return {"optimal": "infeasible", "infeasible": "optimal"}.get(text, text + "X")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: str(value))
def test_no_cell_can_be_altered_unnoticed(small: Path, copy: Path, table: str, column: str) -> None:
    """Cells from top to bottom of a column, changed by the last digits or to another name: a violation names the table and row.
    A column that nothing checks passes the verifier and fails here."""
    lines = [line for line, row in enumerate(cells(copy, table), start=2) if row["variant"] in ("quiet", "staffed")]
    for line in sorted({lines[0], lines[len(lines) // 2], lines[-1]}):
        old = alter(copy, table, line, column, lambda text: other(table, column, text))
        named = [item for item in verify(small, copy) if item.table == table and item.row == line]
        assert named, f"{table}.csv:{line} {column} = {old!r} was altered and nobody noticed"
        alter(copy, table, line, column, lambda _, old=old: old)
    assert verify(small, copy) == ()


@pytest.mark.parametrize("column", ["weighted_delay", "people", "status", "digest", "title", "political_score"])
def test_a_run_without_posture_is_checked_too(small: Path, copy: Path, column: str) -> None:
    """The infeasible run: a number that it cannot have, another status, digest or title are noticed."""
    line = next(line for line, row in enumerate(cells(copy, "runs"), start=2) if row["status"] == "infeasible")
    alter(copy, "runs", line, column, lambda text: other("runs", column, text))
    assert any(item.table == "runs" and item.row == line for item in verify(small, copy))


def replace_names(folder: Path, table: str, changes: dict[str, str], where: dict[str, str]) -> list[int]:
    """Put values in place of some columns of the rows that have the values of `where`; returns their lines."""
    lines = [line for line, row in enumerate(cells(folder, table), start=2) if where.items() <= row.items()]
    for line in lines:
        for column, value in changes.items():
            alter(folder, table, line, column, lambda _, value=value: value)
    return lines


STAFFED = {"variant": "staffed"}


@pytest.mark.parametrize(
    ("table", "where", "changes", "accused"),
    [
        # A holder that agrees with every other column of its row: the approval on the path is then not the holder's.
        ("authorities", {"authority": "fleet_opcon"}, {"holder": "REAR", "holder_grade": "10", "changed": "no"}, "routes"),
        ("authorities", {"authority": "north_cocom"}, {"holder": "STAFF", "changed": "yes"}, "authorities"),
        # A grade that the HQ may have, but not under the mandate, and not in the counts of the run.
        ("commanders", {"hq": "STAFF"}, {"grade": "9"}, "commanders"),
        ("commanders", {"hq": "STAFF"}, {"active": "no", "grade": ""}, "authorities"),
        # A smaller team, right in its own row, is not the one on the hops.
        ("liaison", {"from_hq": "STAFF"}, {"level": "1", "staff": "4", "level_name": "small team"}, "hops"),
        ("liaison", {"from_hq": "STAFF"}, {"level": "1", "staff": "4", "level_name": "small team"}, "runs"),
        ("desks", {"desk": "staff_desk"}, {"officers": "5"}, "runs"),
        ("desks", {"desk": "fleet_desk", "condition": "crisis"}, {"band": "0.700000"}, "desks"),
        ("routes", {"thread": "escort", "condition": "crisis"}, {"path": "FLEET > REAR > HOST"}, "hops"),
        ("runs", {}, {"bound": "1.000000", "gap": "0.994131"}, "runs"),
    ],
)
def test_a_consistent_lie_is_contradicted_elsewhere(
    small: Path, copy: Path, table: str, where: dict[str, str], changes: dict[str, str], accused: str
) -> None:
    """A decision changed together with the columns beside it: another table, or a rule of the instance, contradicts it. A
    verifier that only compared columns within a row would be deceived."""
    lines = replace_names(copy, table, changes, STAFFED | where)
    assert lines
    found = verify(small, copy)
    assert accused in {item.table for item in found}, "\n".join(map(str, found))


@pytest.mark.parametrize("table", [name for name in SHAPES if name != "runs"])
def test_a_row_lost_or_doubled_is_noticed(small: Path, copy: Path, table: str) -> None:
    """Without its first row, and with it twice, the table is accused; a verifier that goes through the rows it finds would not miss one."""
    lines = (copy / f"{table}.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    for spoiled in ([lines[0], *lines[2:]], [*lines[:2], *lines[1:]]):
        (copy / f"{table}.csv").write_text("".join(spoiled), encoding="utf-8-sig")
        found = verify(small, copy)
        assert table in {item.table for item in found} or (table == "hops" and found), table


def test_an_extra_route_is_noticed(small: Path, copy: Path) -> None:
    """A thread without requests in a condition has no route; one that is reported all the same is accused by its line."""
    with (copy / "routes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    extra = next(row for row in rows if row[3] == "plans").copy()
    extra[2] = "crisis"
    with (copy / "routes.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([*rows, extra])
    assert any(item.table == "routes" and item.row == len(rows) + 1 for item in verify(small, copy))


@pytest.mark.parametrize(
    ("column", "text"),
    [("people", "4x"), ("people", "4.0"), ("weighted_delay", "1e3"), ("tie_break_proved", "true"), ("weighted_delay", "nan")],
)
def test_the_reader_is_strict(small: Path, copy: Path, column: str, text: str) -> None:
    """Cells in a form that is never written are told by line and column; float("nan") would compare equal to nothing and pass."""
    alter(copy, "runs", 2, column, lambda _: text)
    with pytest.raises(InputError) as told:
        verify(small, copy)
    assert [(item.file, item.line, item.column) for item in told.value.findings] == [("runs.csv", 2, column)]


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_missing_table_and_a_missing_column_are_told(small: Path, copy: Path, name: str) -> None:
    """A table without its last known column, and then no table: both are told by file, and nothing else is said about them."""
    path = copy / f"{name}.csv"
    column = SHAPES[name].columns[-1].name
    path.write_text(path.read_text(encoding="utf-8").replace(column, "other", 1), encoding="utf-8")
    with pytest.raises(InputError) as told:
        verify(small, copy)
    assert {(item.file, item.line) for item in told.value.findings} == {(f"{name}.csv", 1)}
    path.unlink()
    with pytest.raises(InputError) as told:
        verify(small, copy)
    assert [str(item) for item in told.value.findings] == [f"{name}.csv: is missing"]


def test_without_its_settings_the_report_is_of_another_instance(small: Path, copy: Path) -> None:
    """The run was made with a faster crisis; without the manifest's settings its hours and digest are not those of the instance."""
    about = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    about["settings"] = {}
    (copy / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    assert {"digest", "hours", "weighted_delay"} <= {item.column for item in verify(small, copy)}
    about["settings"] = {"conditions.crisis.tempos": "0.6"}
    (copy / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json settings\.conditions\.crisis\.tempos = '0.6'"):
        verify(small, copy)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("{", ""),
        ("[" * 100_000, ""),
        ("[]", ""),
        ('{"settings": []}', "settings"),
        ('{"settings": {"a": null}}', "settings.a"),
        ('{"options": {"gap": "small"}}', "options.gap"),
        ('{"runs": {}}', "runs"),
        ('{"runs": [{"variant": 3}]}', "runs.0"),
    ],
)
def test_an_unreadable_manifest_is_told(small: Path, copy: Path, text: str, column: str) -> None:
    """A manifest that is no JSON, or a part of it of another kind, is told by its place; passed over, it would hide what it says."""
    (copy / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        verify(small, copy)
    assert [(item.file, item.column) for item in told.value.findings] == [("manifest.json", column)]


def test_a_run_left_out_is_noticed(small: Path, copy: Path) -> None:
    """The manifest names five runs; a `runs` table with four of them is accused, and so are the orphaned rows."""
    lines = (copy / "runs.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (copy / "runs.csv").write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    found = verify(small, copy)
    assert {"runs", "routes", "desks"} <= {item.table for item in found}


FAST = ("v00-status-quo", "v05-standing-staff", "v08-combined-command")


def test_the_full_instance_passes(us_japan: Path, tmp_path: Path) -> None:
    """Three variants of the full instance, one of them infeasible: the tables agree with the instance to the last digit."""
    report(us_japan, tmp_path / "report", FAST)
    assert verify_reports(us_japan, tmp_path / "report") == ()


@pytest.mark.slow
def test_every_variant_of_the_full_instance_passes(us_japan: Path, tmp_path: Path) -> None:
    """All shipped variants: nothing to say about any."""
    names = tuple(sorted(path.stem for path in (us_japan / "variants").glob("*.toml")))
    report(us_japan, tmp_path / "report", names)
    assert verify_reports(us_japan, tmp_path / "report") == ()
