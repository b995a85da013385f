"""The workbook beside the tables: the same cells, the same bytes for the same input, and everything a reader was promised."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from shutil import which

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from model.errors import InputError
from model.reporting.companions import WORKBOOK, companions
from model.reporting.figures.waterfall import weighted_parts
from model.reporting.run_tables import PLAN_TABLES, tables
from model.reporting.stored import read_report
from model.reporting.workbook import sheets
from model.reporting.write import write_reports, write_study
from model.study.tables import study_tables as declared
from model.tables.cells import plain
from model.tables.column import Column, Table
from model.tables.reading import file_lines, read_table
from tests.reporting.builders import infeasible_record, made_anew, run_record, study_tables, tiny_instance

RUNS = [run_record("v00"), run_record("v01", delegated=True, political_score=1), infeasible_record("v02")]
ABOUT = {"instance": {"name": "tiny", "title": "Tiny", "as_of": "2025-01-01"}, "settings": {}, "seconds": 3.5}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of three runs."""
    return write_reports(tmp_path_factory.mktemp("book") / "run", tiny_instance(), RUNS, ABOUT)


def same(column: Column, text: str, value: object) -> bool:
    """Whether a cell of the workbook is what the CSV says."""
    if not text:
        return value is None
    if column.kind in ("text", "flag") or text == "inf":
        return value == plain(text)
    return isinstance(value, int | float) and float(value) == float(text)


def assert_same(folder: Path, declared: dict[str, Table]) -> None:
    """Every sheet of the folder's workbook has the cells of its CSV, and no more."""
    book = load_workbook(folder / WORKBOOK)
    for name, table in declared.items():
        cells = read_table(folder, table)
        sheet = book[name]
        assert isinstance(sheet, Worksheet)
        assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
        assert sheet.max_row == len(cells) + 1
        for line, texts in enumerate(cells, start=2):
            for position, (column, text) in enumerate(zip(table.columns, texts, strict=True), start=1):
                assert same(column, text, sheet.cell(line, position).value), f"{name} line {line} {column.name}"


def test_every_sheet_has_the_cells_of_its_table(folder: Path) -> None:
    """Another reader finds each number, word and empty cell of every CSV in its sheet; a shifted row or a rounded number differs."""
    assert_same(folder, PLAN_TABLES)


def test_the_sheets_of_a_study_have_the_cells_of_its_tables(tmp_path: Path) -> None:
    """The same for every table that studies write, whose text begins like a formula."""
    write_study(tmp_path / "study", study_tables(), {})
    assert_same(tmp_path / "study", declared())


def test_text_like_a_formula_is_text(folder: Path) -> None:
    """`=A general must command` stands there as it was meant, as text that stays text when it is edited; run as a formula it would
    be an error in the cell."""
    sheet = load_workbook(folder / WORKBOOK)["rules"]
    cell = sheet.cell(2, [column.name for column in PLAN_TABLES["rules"].columns].index("says") + 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=A general must command", "s", True)


def test_headers_are_frozen_explained_and_filtered(folder: Path) -> None:
    """Each header stays in sight, says what its column means, with its unit, and carries a filter."""
    book = load_workbook(folder / WORKBOOK)
    for name, table in PLAN_TABLES.items():
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        for position, column in enumerate(table.columns, start=1):
            comment = sheet.cell(1, position).comment
            assert comment is not None
            assert column.description in comment.text
            assert column.unit in comment.text


def test_the_first_sheet_leads_to_every_table(folder: Path) -> None:
    """It opens first, says that nothing is a forecast and how the runs ended, and links to every sheet."""
    sheet = load_workbook(folder / WORKBOOK).worksheets[0]
    assert sheet.title == "README"
    text = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("never forecasts" in part for part in text)
    assert {"2 optimal", "1 infeasible"} <= set(text)
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in ("overview", *PLAN_TABLES)}


def test_the_overview_shows_the_variants_and_two_charts(folder: Path) -> None:
    """A bar for each variant and a stack of its parts; the parts of a variant add up to its weighted delay, as they must."""
    sheet = load_workbook(folder / WORKBOOK)["overview"]
    assert len(sheet._charts) == 2
    made = tables(tiny_instance(), RUNS)
    parts = weighted_parts(made["routes"])
    for row in made["runs"][:2]:
        assert sum(parts[str(row["variant"])].values()) == pytest.approx(row["weighted_delay"])
    assert [cell.value for cell in sheet["A"]][5:8] == ["v00", "v01", "v02"]


def test_the_same_tables_make_the_same_bytes_and_no_clock_gets_in(tmp_path: Path, folder: Path) -> None:
    """Made in memory or anew from the files, with other times in the manifest: equal bytes. A clock in the file would differ."""
    other = write_reports(tmp_path / "other", tiny_instance(), RUNS, {**ABOUT, "seconds": 99.0, "started": "2031-01-01T00:00:00+00:00"})
    assert (other / WORKBOOK).read_bytes() == (folder / WORKBOOK).read_bytes()
    before = {path.name: path.read_bytes() for path in other.iterdir()}
    made = {WORKBOOK, "report.html", "datapackage.json", "dictionary.csv"}
    for name in made:
        (other / name).unlink()
    assert made_anew(other) == made
    assert {path.name: path.read_bytes() for path in other.iterdir()} == before


def test_reading_a_report_gives_the_rows_that_were_written(folder: Path) -> None:
    """Values come back as they were, to the decimals written; text that was made safe is as it was meant."""
    read, manifest = read_report(folder)
    assert manifest == ABOUT
    for name, rows in tables(tiny_instance(), RUNS).items():
        for row, back in zip(rows, read[name], strict=True):
            assert back == {
                column: pytest.approx(value, abs=1e-6) if isinstance(value, float) else (value or back[column])
                for column, value in row.items()
            }


def test_tables_that_were_damaged_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    """A word in a number's place would otherwise end up in the workbook's own markup: every fault is told, the old files stand."""
    folder = write_reports(tmp_path / "run", tiny_instance(), RUNS, ABOUT)
    whole = (folder / "rules.csv").read_bytes()
    for name, old, new in (("runs", b"v00,optimal,", b"v00,optimal,<v>"), ("rules", b"rule,kind", b"rule,kinds")):
        path = folder / f"{name}.csv"
        path.write_bytes(path.read_bytes().replace(old, new, 1))
    before = (folder / WORKBOOK).read_bytes()
    with pytest.raises(InputError, match="must have the columns"):
        made_anew(folder)
    (folder / "rules.csv").unlink()
    with pytest.raises(InputError, match=r"rules\.csv: is missing"):
        made_anew(folder)
    (folder / "rules.csv").write_bytes(whole)
    with pytest.raises(InputError, match=r"runs\.csv:2 weighted_delay"):
        made_anew(folder)
    assert (folder / WORKBOOK).read_bytes() == before
    with pytest.raises(InputError, match="no table of a report"):
        made_anew(tmp_path)


def test_what_a_sheet_cannot_hold_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text longer than a cell can be, and more rows than a sheet is given: the sheet says that it is cut and where the whole is."""
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    monkeypatch.setattr("model.reporting.workbook.front.MOST_ROWS", 2)
    table = Table("notes", "a note", (Column("note", "a note"),))
    made = companions({"notes": table}, {"notes": [["x" * 40_000], ["<r>y</r>"], ["third"]]}, {})[WORKBOOK]
    book = load_workbook(io.BytesIO(made))
    first, second = (str(book["notes"].cell(line, 1).value) for line in (2, 3))
    assert len(first) == 32_767
    assert first.endswith("the CSV has it whole)")
    assert second.strip() == "<r>y</r>"
    assert book["notes"].max_row == 3
    assert any("first 2, all are in notes.csv" in str(cell.value) for cell in book["README"]["B"])


@pytest.mark.slow
def test_an_office_program_shows_the_same_numbers_and_prints_it(folder: Path, tmp_path: Path) -> None:
    """LibreOffice opens the workbook of a run, makes a PDF of it without complaint, and writes every sheet back as CSV with the
    cells of ours. A file that only our library understands, or a number that changes on the way, fails here."""
    office = which("soffice") or which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: the workbook was not opened in an office program")
    home = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    # Commas, quotation marks, UTF-8, no cell as shown but as it is, all sheets.
    raw = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    for form in ("pdf", raw):
        done = subprocess.run(
            [*home, "--convert-to", form, "--outdir", str(tmp_path / "made"), str(folder / WORKBOOK)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "error" not in (done.stdout + done.stderr).lower()
    assert (tmp_path / "made" / "report.pdf").read_bytes().startswith(b"%PDF")
    for name, table in PLAN_TABLES.items():
        ours = read_table(folder, table)
        head, *theirs = file_lines(tmp_path / "made", f"report-{name}")
        assert head == [column.name for column in table.columns]
        assert len(ours) == len(theirs), name
        for mine, other in zip(ours, theirs, strict=True):
            for column, text, back in zip(table.columns, mine, other, strict=True):
                number = column.kind in ("number", "integer") and text not in ("", "inf")
                assert float(back) == float(text) if number else back == plain(text), f"{name} {column.name}"
