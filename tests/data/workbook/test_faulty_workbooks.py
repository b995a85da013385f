"""A workbook that cannot be read back says everything that is wrong with it at once, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.cli import main
from model.data.workbook import read
from model.data.workbook.read import read_instance_workbook
from model.errors import Finding, InputError
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


def test_a_stored_value_of_a_formula_is_taken(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula that a spreadsheet has computed counts as its value; here the stored values are those of the untouched workbook."""
    book, path = edited(folder, tmp_path)
    before = read_instance_workbook(path)
    opened = read._opened(path)
    opened[0]["sites"]["C2"] = "=20+1"
    monkeypatch.setattr(read, "_opened", lambda path: opened)
    assert read_instance_workbook(path) == before
    assert book is not None


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    """An empty file, a text, a damaged and an empty archive: a sentence for each, no traceback."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    assert "save it as .xlsx" in findings(path)[0].why
    assert "no such file" in findings(tmp_path / "absent.xlsx")[0].why


def test_sizes_that_no_instance_has_are_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stray cell in the last line, or an archive that unpacks to too much, is refused before it fills the memory."""
    path = written(folder, tmp_path)
    monkeypatch.setattr(read, "MOST_CELLS", 10)
    assert any("delete the empty lines" in finding.why for finding in findings(path))
    monkeypatch.setattr(read, "MOST_BYTES", 10)
    assert "more than any instance needs" in findings(path)[0].why


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
