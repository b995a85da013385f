"""An instance goes into a workbook and comes back byte for byte, also after a person has worked in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from model.data.based_on import names_base
from model.data.cells import columns
from model.data.reader import load_instance
from model.data.records import TABLES
from model.data.workbook.layout import HEAD, instance_files, sheet_name, text_files
from model.data.workbook.place import put_instance
from model.data.workbook.read import read_instance_workbook
from model.data.workbook.write import changed_on_the_way, instance_workbook
from model.errors import InputError
from tests.conftest import ROOT

# A folder that is based on another has no tables and makes no workbook.
SHIPPED = sorted(path.parent for path in (ROOT / "instances").rglob(HEAD) if not names_base(path.parent))


def written(folder: Path, home: Path) -> Path:
    """The workbook of an instance as a file."""
    path = home / "book.xlsx"
    path.write_bytes(instance_workbook(folder))
    return path


def edited(folder: Path, home: Path) -> tuple[Workbook, Path]:
    """The workbook of an instance opened for editing, and where to save it."""
    path = written(folder, home)
    return load_workbook(path), path


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_instance_comes_back_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    """Tables, variants, studies and notes are the same files after the way through a workbook; `NA`, `9|10`, `1-2` turned into
    something else, a lost blank line or another quotation mark would differ."""
    back = read_instance_workbook(written(folder, tmp_path))
    assert back == {name: (folder / name).read_bytes() for name in (*instance_files(folder), *text_files(folder))}
    assert changed_on_the_way(folder, back) == []


def test_the_same_instance_makes_the_same_workbook(teaching: Path) -> None:
    """Equal bytes twice; a clock in the file would differ."""
    assert instance_workbook(teaching) == instance_workbook(teaching)


def test_cells_are_text_whatever_they_look_like(folder: Path, tmp_path: Path) -> None:
    """Every cell of a table is text in a cell of text format, so that an edited one stays text; a number format would let a
    spreadsheet take 9|10 or 2026-01 for something else."""
    book = load_workbook(written(folder, tmp_path))
    for name in TABLES:
        for row in book[name].iter_rows(min_row=2):
            for cell in row:
                assert cell.value is None or (cell.data_type, cell.number_format) == ("s", "@"), f"{name} {cell.coordinate}"


def test_drop_downs_offer_what_a_cell_can_be(folder: Path, tmp_path: Path) -> None:
    """Words and yes/no are bound to their list; ids are offered from the sheet where they are declared, as far as rows may be added;
    every heading is explained. A column without its list would let a slip through until `check`."""
    book = load_workbook(written(folder, tmp_path))
    for name, (record, _) in TABLES.items():
        sheet = book[name]
        lists = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        for cell in sheet[1]:
            column = columns(record)[str(cell.value)]
            rule = lists.get(f"{cell.column_letter}2")
            assert cell.comment is not None
            assert column.description in cell.comment.text
            if column.kind in ("choice", "flag"):
                assert rule is not None
                assert (rule.formula1, rule.errorStyle) == (f'"{",".join(column.choices) or "yes,no"}"', None)
            elif column.kind == "text" and column.refers in TABLES:
                assert rule is not None
                assert rule.formula1.startswith(f"'{column.refers}'!$A$2:$A$")
            elif column.refers != "phases":
                assert rule is None
    assert book["pools"].data_validations.dataValidation[0].formula1 == '"now"'


@pytest.mark.parametrize(
    "table, column, value, cell",
    [
        ("headquarters", "grade_now", 9, "9"),
        ("headquarters", "grade_now", 9.0, "9"),
        ("demand", "urgency", 0.1 + 0.2, "0.3"),  # files hold sixteen digits
        ("demand", "urgency", 2.50, "2.5"),
        ("channels", "open_without_team", True, "yes"),
        ("calendars", "start", dt.time(7, 30), "07:30"),
        ("calendars", "end", dt.timedelta(days=1), "24:00"),
        ("conditions", "source", dt.datetime(2025, 3, 24), "2025-03-24"),
        ("conditions", "source", "NA", "NA"),
        ("desks", "officers", "9|10", "9|10"),
    ],
)
def test_what_a_spreadsheet_makes_of_an_edit_is_written_as_we_write_it(
    folder: Path, tmp_path: Path, table: str, column: str, value: object, cell: str
) -> None:
    """A person types a number, a time, a truth: the file has 9, not 9.0; 07:30, not a date of 1900; yes, not True."""
    book, path = edited(folder, tmp_path)
    sheet = book[table]
    place = [heading.value for heading in sheet[1]].index(column) + 1
    sheet.cell(2, place).value = value  # type: ignore[assignment]
    book.save(path)
    back = read_instance_workbook(path)
    row = back[f"{table}.csv"].decode().splitlines()[1].split(",")
    assert row[place - 1] == cell


def test_rows_and_variants_can_be_added_and_the_answer_is_a_valid_instance(folder: Path, tmp_path: Path) -> None:
    """A new site below a row that was cleared, a variant's sheet copied under a new file name: both are there, nothing is empty, and
    the instance is valid."""
    book, path = edited(folder, tmp_path)
    last = book["sites"].max_row
    for place, value in enumerate(("guam", "Guam", 13.4, 144.8, "Pacific/Guam", "a map"), start=1):
        book["sites"].cell(last + 2, place).value = value
    copy = book.copy_worksheet(book["variant forward"])
    copy.cell(1, 1).value = "variants/again.toml"
    book.save(path)
    put_instance(tmp_path / "made", read_instance_workbook(path))
    made = load_instance(tmp_path / "made")
    assert "guam" in made.sites
    assert set(made.variants) == {"forward", "again"}


def test_text_that_markup_could_mistake_comes_back(folder: Path, tmp_path: Path) -> None:
    """Quotation marks, tags, entities, a line end, escapes of the file format itself and leading blanks in a cell are kept."""
    nasty = '  "a" <r>b</r> &amp; _x0041_ 東京\nsecond, line'
    path = folder / "sites.csv"
    text = path.read_text(encoding="utf-8").replace(",Honolulu,", ',"' + nasty.replace('"', '""') + '",')
    path.write_text(text, encoding="utf-8", newline="\n")
    back = read_instance_workbook(written(folder, tmp_path))
    assert back["sites.csv"].decode() == text


def test_columns_of_notes_go_through_both_ways(folder: Path, tmp_path: Path) -> None:
    """A planner's own column in a table and one added in the spreadsheet are in the files that come back, with every cell; a reader that
    knew only the columns of the format would refuse or lose them."""
    path = folder / "sites.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"notes,{header}", *(f'"ask Ken, {row[:3]}",{row}' for row in rows)]) + "\n", encoding="utf-8")
    book, made = edited(folder, tmp_path)
    assert read_instance_workbook(made)["sites.csv"] == path.read_bytes()
    place = book["desks"].max_column + 2
    book["desks"].cell(1, place).value = "Note to self"
    book["desks"].cell(2, place).value = 12.5
    book.save(made)
    back = read_instance_workbook(made)["desks.csv"].decode().splitlines()
    assert [row.rpartition(",")[2] for row in back] == ["Note to self", "12.5"]


def test_tables_of_any_country_go_into_the_workbook_as_ours(folder: Path, tmp_path: Path) -> None:
    """Semicolons, decimal commas, a line `sep=;` and empty ends of a table: what comes back has commas and decimal points and the same
    content, and the file is named."""
    before = {name: (folder / f"{name}.csv").read_bytes() for name in ("sites", "conditions")}
    for name, data in before.items():
        text = data.decode().replace(",", ";").replace(".", ",").replace("\n", ";;\n")
        (folder / f"{name}.csv").write_text(f"sep=;\n{text};;;;\n", encoding="utf-8")
    back = read_instance_workbook(written(folder, tmp_path))
    assert {name: back[f"{name}.csv"] for name in before} == before
    assert changed_on_the_way(folder, back) == ["conditions.csv", "sites.csv"]


def test_dates_are_counted_from_the_day_that_the_workbook_says(folder: Path, tmp_path: Path) -> None:
    """Old spreadsheets of Apple count from 1904: the same cell is read as the same day."""
    book, path = edited(folder, tmp_path)
    book.epoch = CALENDAR_MAC_1904
    book["conditions"]["I2"].value = dt.datetime(2025, 3, 24)
    book.save(path)
    assert ",2025-03-24\n" in read_instance_workbook(path)["conditions.csv"].decode()


def test_files_written_otherwise_are_named(folder: Path, tmp_path: Path) -> None:
    """Windows line ends and needless quotation marks come back plain, and the files are named so that nobody is surprised."""
    (folder / "sites.csv").write_bytes((folder / "sites.csv").read_bytes().replace(b"\n", b"\r\n"))
    (folder / "instance.toml").write_bytes(b"\xef\xbb\xbf" + (folder / "instance.toml").read_bytes())
    back = read_instance_workbook(written(folder, tmp_path))
    assert changed_on_the_way(folder, back) == ["instance.toml", "sites.csv"]
    put_instance(tmp_path / "made", back)
    assert load_instance(tmp_path / "made").sites == load_instance(folder).sites


def test_a_faulty_instance_makes_no_workbook(folder: Path) -> None:
    """Its faults are told, as everywhere."""
    (folder / "sites.csv").unlink()
    with pytest.raises(InputError, match=r"sites\.csv: is missing"):
        instance_workbook(folder)


def test_sheet_names_are_short_and_unlike_each_other() -> None:
    """Two variants whose names agree in the first letters get two sheets; spreadsheets take no longer names and no two alike."""
    long = "variants/v04-pacific-fleet-task-force-in-japan.toml"
    first = sheet_name(long, [])
    second = sheet_name(long, [first.upper()])
    assert max(len(first), len(second)) <= 31
    assert first.lower() != second.lower()


def test_a_folder_is_only_replaced_when_asked_and_when_it_is_an_instance(folder: Path, tmp_path: Path) -> None:
    """A filled folder is refused; with `replace` an instance's own files become the workbook's, a variant that is gone is gone, other
    files stay; a folder of something else is never touched."""
    files = read_instance_workbook(written(folder, tmp_path))
    (folder / "variants" / "old.toml").write_text("title = 1", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = files_of(folder)
    with pytest.raises(InputError, match="--replace"):
        put_instance(folder, files)
    assert files_of(folder) == before
    put_instance(folder, files, replace=True)
    assert files_of(folder) == {**files, "notes.txt": b"mine"}
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="is not an instance"):
        put_instance(other, files, replace=True)
    assert files_of(other) == {"thesis.txt": b"years of work"}


@pytest.mark.slow
def test_an_instance_survives_an_office_program(us_japan: Path, tmp_path: Path) -> None:
    """LibreOffice opens the workbook of the full instance and saves it anew; what comes back is still every byte of the instance."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: the workbook was not opened and saved by an office program")
    path = written(us_japan, tmp_path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    back = read_instance_workbook(tmp_path / "saved" / path.name)
    assert changed_on_the_way(us_japan, back) == []
