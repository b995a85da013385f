"""A workbook that cannot be read back says everything that is wrong with it at once, and nothing is written."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import ModuleType

import pytest

from model.cli import main
from model.data.records import TABLES
from model.data.workbook import archive, markup, read, sheets
from model.data.workbook.read import instance_files, read_instance_workbook
from model.errors import Finding, InputError
from tests.data.workbook.damage import packed_anew, parts_of
from tests.data.workbook.test_round_trip import edited, written


def findings(path: Path) -> list[Finding]:
    """What is wrong with a workbook."""
    with pytest.raises(InputError) as caught:
        read_instance_workbook(path)
    return list(caught.value.findings)


def test_every_fault_is_told_at_once_with_sheet_line_and_column(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nine faults of nine kinds, planted at once: each is found where it stands, the program ends with 2 and writes nothing. A reader
    that stopped at the first would find one."""
    book, path = edited(folder, tmp_path)
    book.remove(book["sites"])
    book["desks"].title = "desk"
    del book["instance.toml"]
    headquarters = book["headquarters"]
    headquarters["B1"] = "nmae"
    headquarters["C2"] = "=1+1"
    headquarters["Z4"] = "stray"
    headquarters.merge_cells("D2:D3")
    book["threads"]["A2"] = "#REF!"
    book["threads"]["A2"].data_type = "e"
    book["rules"]["B1"] = "rule"
    book["variant forward"]["B3"] = "a note"
    book.save(path)
    told = [str(finding) for finding in findings(path)]
    expected = [
        "book.xlsx: has no sheet sites",
        "book.xlsx: has no sheet desks",
        "book.xlsx: has no sheet whose first cell is instance.toml",
        "book.xlsx[desk]: is neither",
        "book.xlsx[headquarters]:1 B = 'nmae': is not a known column; did you mean 'name'?",
        "book.xlsx[headquarters]:1 name = '': is a column that the sheet must have",
        "book.xlsx[headquarters]:2 C = '=1+1': is a formula without a stored value",
        "book.xlsx[headquarters]:2 D = 'D2:D3': is merged",
        "book.xlsx[headquarters]:4 Z = 'stray': stands in a column without a heading",
        "book.xlsx[threads]:2 A = '#REF!': is an error of the spreadsheet",
        "book.xlsx[rules]:1 B = 'rule': is a column given twice",
        "book.xlsx[rules]:1 kind = '': is a column that the sheet must have",
        "book.xlsx[variant forward]:3 B = 'a note': stands beside the lines",
    ]
    for start in expected:
        assert any(line.startswith(start) for line in told), (start, told)
    assert len(told) == len(expected)
    assert main(["import-xlsx", str(path), str(tmp_path / "made")]) == 2
    assert not (tmp_path / "made").exists()
    assert "book.xlsx[threads]:2 A" in capsys.readouterr().err


def test_two_sheets_of_one_file_are_refused(folder: Path, tmp_path: Path) -> None:
    """A copied variant whose first cell was not changed would silently lose one of the two."""
    book, path = edited(folder, tmp_path)
    book.copy_worksheet(book["variant forward"])
    book.save(path)
    assert [finding.why for finding in findings(path)] == ["is the file of an earlier sheet too"]


def test_a_sheet_cannot_name_a_file_outside_the_instance(folder: Path, tmp_path: Path) -> None:
    """`variants/../../x.toml` in a first cell names no file of an instance; followed, it would be written outside the folder."""
    book, path = edited(folder, tmp_path)
    book["variant forward"]["A1"] = "variants/../../x.toml"
    book.save(path)
    assert any("is neither" in finding.why for finding in findings(path))


def test_a_stored_value_of_a_formula_is_taken(folder: Path, tmp_path: Path) -> None:
    """A formula that a spreadsheet has computed counts as its value, a number or a text; one without a value has none to take."""
    _, path = edited(folder, tmp_path)
    before = instance_files(path.read_bytes(), "book.xlsx")
    number, text = b"<c><f>20+1.3</f><v>21.3</v></c>", b'<c t="str"><f>"Hono"&amp;"lulu"</f><v>Honolulu</v></c>'
    row = b'<row r="2"><c t="str"><v>honolulu</v></c>' + text + number

    def computed(data: bytes) -> bytes:
        return re.sub(rb'<row r="2".*?</c><c.*?</c><c.*?</c>', row.replace(b"\\", b"\\\\"), data, count=1)

    sheet = f"xl/worksheets/sheet{2 + list(TABLES).index('sites')}.xml"
    raw = packed_anew([(name, computed(data) if name == sheet else data) for name, data in parts_of(path.read_bytes())])
    assert instance_files(raw, "book.xlsx") == before
    raw = packed_anew([(name, data.replace(b"<v>21.3</v>", b"<v></v>")) for name, data in parts_of(raw)])
    with pytest.raises(InputError, match=r"2 C = '=20\+1.3': is a formula without a stored value"):
        instance_files(raw, "book.xlsx")


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    """An empty file, a text, a damaged and an empty archive: a sentence for each, no traceback."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    assert "save it as .xlsx" in findings(path)[0].why
    assert "is missing" in findings(tmp_path / "absent.xlsx")[0].why


@pytest.mark.parametrize(
    "module, limit, why",
    [
        (archive, "MOST_PACKED", "the most that is read of such a file"),
        (archive, "MOST_PARTS", "has more than 10 parts"),
        (archive, "MOST_UNPACKED", "unpacks to more than 10 bytes"),
        (markup, "MOST_ELEMENTS", "more than 10 cells and other elements"),
        (markup, "DEEPEST", "is nested too deeply"),
        (sheets, "MOST_CELLS", "more than 10 filled cells"),
        (sheets, "MOST_CHARACTERS", "or 10 characters"),
        (read, "MOST_CELLS", "rows below"),
    ],
)
def test_sizes_that_no_instance_has_are_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, limit: str, why: str
) -> None:
    """Each limit holds by itself: with it at 10, or 2 for the depth, a workbook that is read otherwise is refused with its reason."""
    path = written(folder, tmp_path)
    read_instance_workbook(path)
    monkeypatch.setattr(module, limit, 2 if limit == "DEEPEST" else 10)
    assert why in findings(path)[0].why


def test_a_thousand_faults_are_enough(folder: Path, tmp_path: Path) -> None:
    """Two thousand errors of the spreadsheet are told as a thousand and one; without an end, a million would fill memory and screen."""
    book, path = edited(folder, tmp_path)
    for line in range(2, 2002):
        book["sites"].cell(line, 2).value = "#REF!"
        book["sites"].cell(line, 2).data_type = "e"
    book.save(path)
    told = findings(path)
    assert len(told) == read.MOST_FINDINGS + 2
    assert any("more faults than the 1,000 told here" in finding.why for finding in told)


@pytest.mark.parametrize("number", ["A1048577", "A2", "A", "", "0", "-1", "1.5", "12345678", "\u0661"])
def test_a_row_whose_number_is_none_is_refused_in_words(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    """A cell's place, or anything else, where the number of a row should be: told with file and sheet, and the program ends with 2. Letters
    before the digits once ended in a traceback."""
    _, path = edited(folder, tmp_path)
    sheet = f"xl/worksheets/sheet{2 + list(TABLES).index('sites')}.xml"
    row = f'<row r="{number}"'.encode()
    spoiled = [(name, data.replace(b'<row r="2"', row, 1) if name == sheet else data) for name, data in parts_of(path.read_bytes())]
    path.write_bytes(packed_anew(spoiled))
    assert main(["import-xlsx", str(path), str(tmp_path / "made")]) == 2
    assert f"book.xlsx: is not a workbook that can be read (sheet 'sites' has a row with the number {number!r})" in capsys.readouterr().err


@pytest.mark.parametrize("area, refused", [("D2:D3", True), ("A1:XFD1048576", True), ("Z90:AA99", False), ("A90:C90", False)])
def test_a_merged_area_counts_where_it_can_hide_something(folder: Path, tmp_path: Path, area: str, refused: bool) -> None:
    """Merged cells among those in use are an error, told once; beyond the last line or column in use they hide nothing."""
    _, path = edited(folder, tmp_path)
    merged = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    sheet = f"xl/worksheets/sheet{2 + list(TABLES).index('sites')}.xml"
    parts = parts_of(path.read_bytes())
    path.write_bytes(packed_anew([(name, data.replace(b"</sheetData>", merged) if name == sheet else data) for name, data in parts]))
    if refused:
        assert [(finding.file, finding.value) for finding in findings(path)] == [("book.xlsx[sites]", area)]
    else:
        read_instance_workbook(path)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A folder, a pipe that nobody writes to, a name that is too long: a sentence each, and no waiting."""
    os.mkfifo(tmp_path / "pipe.xlsx")
    folder, pipe, long = tmp_path, tmp_path / "pipe.xlsx", tmp_path / ("x" * 300)
    no_file = "not a file that can be read"
    for path, why in ((folder, no_file), (pipe, no_file), (long, "cannot be read")):
        assert why in findings(path)[0].why


@pytest.mark.parametrize("file", ["README.md", "studies/tornado.toml", "variants/notes.md"])
def test_a_text_that_no_workbook_can_hold_is_told_before_anything_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    """Files for people, which `check` does not read, may be no UTF-8 or hold U+FFFF, which no XML can, and so may studies: the export names
    file and line, ends with 2 and writes nothing."""
    (folder / file).parent.mkdir(exist_ok=True)
    for text, why in (
        (b"fine\nca\xe9", "2 'byte 0xe9': is not UTF-8 text"),
        (b"fine\nodd \xef\xbf\xbf", "2 'odd \\uffff': holds a letter"),
    ):
        (folder / file).write_bytes(text)
        assert main(["check", str(folder)]) == (0 if file.endswith(".md") else 2)
        capsys.readouterr()
        assert main(["export", str(folder), "--xlsx", str(tmp_path / "book.xlsx")]) == 2
        assert f"{file}:{why}" in capsys.readouterr().err
        assert not (tmp_path / "book.xlsx").exists()


def test_export_takes_one_target_and_what_goes_with_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--out or --xlsx, never both or none; a variant does not go with a workbook; the name must end in .xlsx. All exit with 2."""
    book = str(tmp_path / "book.xlsx")
    for arguments in ([], ["--xlsx", book, "--out", "m.mps"], ["--xlsx", book, "--variant", "forward"], ["--xlsx", book[:-1]]):
        assert main(["export", str(folder), *arguments]) == 2
    assert not Path(book).exists()
    assert main(["export", str(folder), "--xlsx", book]) == 0
    assert main(["import-xlsx", book, str(tmp_path / "made")]) == 0
    assert main(["check", str(tmp_path / "made")]) == 0
    assert main(["import-xlsx", book, str(tmp_path / "made")]) == 2
    assert "not empty" in capsys.readouterr().err
