"""Files become an instance, or findings, whatever their bytes."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.data.reader import load_instance
from model.data.records import TABLES
from model.data.skeleton import skeleton_files, write_skeleton
from model.errors import InputError
from tests.data.conftest import Edit, findings_of, only


def test_cells_become_values(folder: Path) -> None:
    """Text becomes numbers, lists and flags. Would fail if `9|10` stayed text or an empty cell became 0."""
    instance = load_instance(folder)
    assert instance.headquarters["FORWARD"].grades == (9, 10)
    assert instance.headquarters["REAR"].superior is None
    assert instance.channels["FORWARD", "HOST"].open_without_team is False
    assert instance.liaison_levels[1].staff == 4
    assert instance.threads["warning"].approvals == ("south_opcon", "north_opcon")
    assert instance.rules["national_command"].grade == 10


def test_instance_can_be_sent_to_another_process(folder: Path) -> None:
    """Pickling and back gives an equal instance. Would fail with mapping proxies in it."""
    instance = load_instance(folder)
    assert pickle.loads(pickle.dumps(instance)) == instance


def test_byte_order_mark_windows_lines_and_quotes_are_read(folder: Path) -> None:
    """What spreadsheets write is read alike. Would fail if the mark became part of the first column's name."""
    before = load_instance(folder)
    for name in TABLES:
        path = folder / f"{name}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_instance(folder) == before


@pytest.mark.parametrize("column", ["grade", "thread"])
def test_optional_columns_may_be_left_out(folder: Path, column: str) -> None:
    """rules.csv loads without `grade` or `thread`. Would fail if every column of the record were demanded."""
    lines = [line.split(",") for line in (folder / "rules.csv").read_text().splitlines()]
    place = lines[0].index(column)
    (folder / "rules.csv").write_text("\n".join(",".join(row[:place] + row[place + 1 :]) for row in lines) + "\n")
    assert findings_of(folder) == ()


@pytest.mark.parametrize("name", ["channels", "rules", "pools", "demand"])
def test_tables_may_hold_only_a_header(folder: Path, name: str) -> None:
    """No channels, rules, pools or demand is a possible world. Would fail if rows were demanded of every table."""
    header = (folder / f"{name}.csv").read_text().splitlines()[0]
    (folder / f"{name}.csv").write_text(header + "\n")
    assert findings_of(folder) == ()


def test_ranges_and_variants_may_be_absent(folder: Path) -> None:
    """An instance needs neither. Would fail if their absence were a finding."""
    (folder / "ranges.csv").unlink()
    (folder / "variants" / "forward.toml").unlink()
    (folder / "variants").rmdir()
    assert findings_of(folder) == ()


def test_lines_count_the_file_not_the_rows(folder: Path, edit: Edit) -> None:
    """A cell over two lines moves what follows. Would say line 3 if rows were counted."""
    edit("sites.csv", "honolulu,Honolulu,", 'honolulu,"Hono\nlulu",')
    edit("sites.csv", "Asia/Tokyo", "Asia/Tokio")
    finding = only(folder)
    assert (finding.line, finding.column, finding.value, finding.hint) == (4, "timezone", "Asia/Tokio", "Asia/Tokyo")


@pytest.mark.parametrize("text", ["1,5", "1_0", "nan", "inf", "1e999", "0x10", "1 2", "--1", "١", "1e", "=1+1", "9" * 5000])
def test_numbers_are_strict(folder: Path, edit: Edit, text: str) -> None:
    """Only plain decimal or exponent text is a number. Would fail if Python's float() were trusted."""
    edit("conditions.csv", "routine,Routine,0.9,1,", f'routine,Routine,0.9,"{text}",')
    finding = only(folder)
    assert (finding.file, finding.line, finding.column, finding.value) == ("conditions.csv", 2, "tempo", text)


def test_plain_and_signed_numbers_are_read(folder: Path, edit: Edit) -> None:
    """Blanks around a number, a plus sign and exponents are fine. Would fail if `+` counted as a formula everywhere."""
    edit("conditions.csv", "routine,Routine,0.9,1,", "routine,Routine, 9e-1 ,+1.0,")
    assert load_instance(folder).conditions["routine"].tempo == 1.0


@pytest.mark.parametrize("text", ["3.0", "1e1", "-1", "1000001"])
def test_whole_numbers_are_whole(folder: Path, edit: Edit, text: str) -> None:
    """A count with a point, an exponent or a sign below zero is refused. Would fail with lenient conversion."""
    edit("liaison_levels.csv", "1,small team,4,", f"1,small team,{text},")
    assert only(folder).column == "staff"


@pytest.mark.parametrize("text", ["=cmd()", "+x", "@sum"])
def test_formulas_are_refused(folder: Path, edit: Edit, text: str) -> None:
    """Text that a spreadsheet would run is refused. Would fail if it were passed on to the reports."""
    edit("sites.csv", "honolulu,Honolulu,", f"honolulu,{text},")
    assert "formula" in only(folder).why


@pytest.mark.parametrize(
    "raw, why",
    [
        (b"", "is empty"),
        (b"\xff\xfeh\x00", "not UTF-8"),
        (b"thread,condition\n\x00", "NUL"),
        (b'thread,condition\n"open', "quotation mark"),
        (b"thread,condition\n" + b"x" * 140000, "131072"),
        (b"thread:condition\n", "not separated by commas"),
    ],
)
def test_damaged_tables_are_findings(folder: Path, raw: bytes, why: str) -> None:
    """Damage gives a finding for that file only. Would fail with a traceback, or blame rows that refer to the file."""
    (folder / "demand.csv").write_bytes(raw)
    findings = findings_of(folder)
    assert any(why in finding.why for finding in findings)
    assert {finding.file for finding in findings} == {"demand.csv"}


@pytest.mark.parametrize("raw", [b"x = [" * 3000, b"a.b = 1\na.b = 2", b"\xff", b"x = 9" + b"9" * 5000, b"=", b"x = 1979-99-99", b""])
def test_damaged_toml_is_a_finding(folder: Path, raw: bytes) -> None:
    """Whatever stands in instance.toml, only findings come out. Would fail with an error of the TOML parser."""
    (folder / "instance.toml").write_bytes(raw)
    findings = findings_of(folder)
    assert findings
    assert {finding.file for finding in findings} == {"instance.toml"}


def test_bad_row_does_not_spoil_references_to_it(folder: Path, edit: Edit) -> None:
    """One bad cell is one finding. Would give a dozen if rows naming that HQ were blamed as well."""
    edit("headquarters.csv", "HOST,Host headquarters,SOUTH,tokyo,,10,10,1,", "HOST,Host headquarters,SOUTH,tokyo,,10,10,x,")
    assert only(folder).column == "decision_factor"


def test_missing_folder_and_file_are_findings(folder: Path) -> None:
    """No folder, or no table, is said. Would fail with FileNotFoundError."""
    with pytest.raises(InputError, match="no such folder"):
        load_instance(folder / "nowhere")
    (folder / "demand.csv").unlink()
    assert only(folder).why == "is missing"


def test_unknown_files_are_findings(folder: Path) -> None:
    """A misnamed table or variant is said with the nearest name. Would be left out of the run silently."""
    (folder / "site.csv").write_text("x")
    (folder / "variants" / "more.tml").write_text("x")
    (folder / "variants" / "two words.toml").write_text("x")
    (folder / b"\xff.csv".decode("utf-8", "surrogateescape")).write_text("x")
    assert [(item.file, item.hint) for item in findings_of(folder)] == [
        ("\\udcff.csv", ""),
        ("site.csv", "sites.csv"),
        ("variants/more.tml", ""),
        ("variants/two words.toml", ""),
    ]


def test_deeply_nested_keys_are_findings(folder: Path) -> None:
    """A path of five thousand parts is refused before it is parsed. Would fail with RecursionError."""
    (folder / "variants" / "deep.toml").write_text("[set]\n" + "a." * 5000 + "b = 1\n")
    assert any(finding.line == 2 and "more than 30 parts" in finding.why for finding in findings_of(folder))


def test_lock_files_notes_and_studies_are_ignored(folder: Path) -> None:
    """What spreadsheets and people leave beside the tables is no fault. Would fail if every file were judged."""
    (folder / ".~lock.sites.csv#").write_text("x")
    (folder / "~$sites.csv").write_text("x")
    (folder / "NOTES.md").write_text("x")
    (folder / "studies").mkdir()
    (folder / "studies" / "tornado.toml").write_text("x")
    assert findings_of(folder) == ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(set(skeleton_files()) - {"README.md"})), st.integers(0, 10_000), st.binary(max_size=6), st.integers(0, 6))
def test_no_bytes_give_a_traceback(tmp_path: Path, name: str, place: int, junk: bytes, cut: int) -> None:
    """Any bytes put anywhere give an instance or findings. Would fail with any other exception."""
    home = tmp_path / "fuzzed"
    if not home.exists():
        write_skeleton(home)
    original = skeleton_files()[name].encode()
    at = place % (len(original) + 1)
    (home / name).write_bytes(original[:at] + junk + original[at + cut :])
    try:
        for finding in findings_of(home):
            assert str(finding)
            assert finding.line >= 0
    finally:
        (home / name).write_bytes(original)


def test_a_long_cell_is_refused_whatever_other_packages_allow(folder: Path) -> None:
    """How long a cell may be is set for a whole process; a package that has raised it (frictionless does) changes no finding."""
    (folder / "demand.csv").write_bytes(b"thread,condition\n" + b"x" * 140000)
    before = csv.field_size_limit(10**9)
    try:
        assert any("131072" in finding.why for finding in findings_of(folder))
    finally:
        csv.field_size_limit(before)
