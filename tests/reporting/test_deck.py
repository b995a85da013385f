"""The slides of a run: their numbers are those of the tables, their charts native, their text inside the slide, their bytes the same."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, which

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.slide import Slide
from pptx.util import Pt

from model import cli
from model.delay.posture import PART_NAMES
from model.errors import ModelFault
from model.reporting.deck import layout
from model.reporting.deck.make import DECK, deck_of
from model.reporting.deck.parts import BarChart, Grid, notes
from model.reporting.deck.parts import Slide as Told
from model.reporting.deck.slides import slides
from model.reporting.deck.told import Whereabouts
from model.reporting.figures.rows import change, percent, told
from model.reporting.page.findings import Findings
from model.reporting.run_tables import tables as run_tables
from model.reporting.write import write_reports, write_study
from model.tables.column import Row
from tests.reporting.builders import infeasible_record, run_record, study_tables, tiny_instance

ABOUT = {"instance": {"name": "tiny", "title": "Tiny", "as_of": "2025-01-01", "digest": "abc"}, "settings": {}, "seconds": 3.5}
PLACE = re.compile(r"^(?P<what>.+): (?P<table>\w+)\.csv, column (?P<column>\w+), lines? (?P<lines>[\w, ]+)$")


@pytest.fixture(scope="module")
def golden(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report kept in the checkout, with a manifest, which is not kept there."""
    folder = tmp_path_factory.mktemp("deck") / "run"
    copytree(root / "reports" / "golden" / "teaching" / "run", folder)
    (folder / "manifest.json").write_text('{"instance": {"name": "teaching", "title": "Teaching example", "as_of": "2026-01-05"}}')
    return folder


@pytest.fixture(scope="module")
def opened(golden: Path) -> list[Slide]:
    """Its slides, as another program reads them."""
    return list(Presentation(io.BytesIO(slides(golden)[DECK])).slides)


def cells(folder: Path, table: str) -> list[list[str]]:
    """The lines of a CSV, header first, as a spreadsheet counts them."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def places(slide: Slide) -> Iterator[tuple[str, str, str, list[int | None]]]:
    """What the notes of a slide say of where its numbers stand: what, table, column, lines."""
    for line in slide.notes_slide.notes_text_frame.text.split("\n"):
        if found := PLACE.match(line):
            lines = [None if part == "none" else int(part) for part in found["lines"].split(", ")]
            yield found["what"], found["table"], found["column"], lines


def written_at(folder: Path, table: str, column: str, line: int) -> str:
    rows = cells(folder, table)
    return rows[line - 1][rows[0].index(column)]


def readings(text: str) -> set[str]:
    """Every way in which a cell of a file may be said on a slide."""
    try:
        number = float(text)
    except ValueError:
        return {text}
    return {text, told(number), change(number), percent(number), f"{round(number):,}"}


def test_every_number_of_a_table_is_the_cell_that_the_notes_name(golden: Path, opened: list[Slide]) -> None:
    """Follows the notes of each table from the slide to file, line and column; a shifted line or another column shows another number."""
    followed = 0
    for slide in opened:
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        for table in tables:
            heads = [cell.text for cell in table.rows[0].cells]
            for what, name, column, lines in places(slide):
                head = what.removesuffix(", one after the other")
                if head not in heads:
                    continue
                shown = [row.cells[heads.index(head)].text for row in list(table.rows)[1:]]
                assert len(shown) == len(lines)
                for text, line in zip(shown, lines, strict=True):
                    assert (text == "") if line is None else text in readings(written_at(golden, name, column, line)), (head, line)
                    followed += line is not None
    assert followed > 40


def test_every_bar_is_the_cell_that_the_notes_name(golden: Path, opened: list[Slide]) -> None:
    """The values in the chart and those in the workbook behind it are the cells of comparison.csv, to the last decimal written."""
    slide = next(slide for slide in opened if slide.shapes.title.text.startswith("From "))
    (chart,) = (shape.chart for shape in slide.shapes if shape.has_chart)
    ((_, table, column, lines),) = [one for one in places(slide) if one[0].startswith("chart 'Variants compared'")]
    assert (table, column) == ("comparison", "difference")
    at = [line for line in lines if line is not None]
    names = [written_at(golden, table, "variant", line) for line in at]
    assert names == list(chart.plots[0].categories) == ["four-star", "delegate", "liaison", "today"]
    expected = [float(written_at(golden, table, column, line)) for line in at]
    assert list(chart.plots[0].series[0].values) == expected
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        list(pair) for pair in zip(names, expected, strict=True)
    ]


def test_hours_by_part_and_condition_are_those_of_the_tables(golden: Path, opened: list[Slide]) -> None:
    """Works the bars of the two small charts out anew, as the notes say, from routes.csv and delay_by_condition.csv."""
    slide = next(slide for slide in opened if "saves most by" in slide.shapes.title.text)
    by_part, by_condition = (shape.chart.plots[0] for shape in slide.shapes if shape.has_chart)
    head, *rows = cells(golden, "routes")
    at = {name: head.index(name) for name in (*PART_NAMES, "variant", "hours", "weighted_hours_per_day")}
    sums = dict.fromkeys(PART_NAMES, 0.0)
    for row in rows:
        sign = {"four-star": 1, "today": -1}.get(row[at["variant"]], 0)
        for part in PART_NAMES:
            sums[part] += sign * float(row[at["weighted_hours_per_day"]]) * float(row[at[part]]) / float(row[at["hours"]])
    drawn = dict(zip(by_part.categories, by_part.series[0].values, strict=True))
    kept = {part.replace("_", " "): value for part, value in sums.items() if abs(value) >= 0.5}
    assert drawn == pytest.approx(kept, abs=1e-4)
    head, *rows = cells(golden, "delay_by_condition")
    weighted = head.index("weighted_hours_per_day")
    changed = {"Crisis": 0.0, "Peacetime": 0.0}
    for row in rows:
        sign = {"four-star": 1, "today": -1}.get(row[head.index("variant")], 0)
        changed[row[head.index("condition")].capitalize()] += sign * float(row[weighted])
    assert dict(zip(by_condition.categories, by_condition.series[0].values, strict=True)) == pytest.approx(changed, abs=1e-4)


def test_charts_are_native_and_described(opened: list[Slide]) -> None:
    """A picture could not be edited; and whoever cannot see a chart is told what it is."""
    charts = [shape for slide in opened for shape in slide.shapes if shape.has_chart]
    assert len(charts) >= 3
    assert not [shape for slide in opened for shape in slide.shapes if shape.shape_type is not None and "PICTURE" in str(shape.shape_type)]
    assert all("four-star" in chart._element.nvGraphicFramePr.cNvPr.get("descr") for chart in charts[:1])
    assert all(chart._element.nvGraphicFramePr.cNvPr.get("descr") for chart in charts)


def test_the_caution_is_on_every_slide_and_each_has_a_title_and_notes(opened: list[Slide]) -> None:
    """A slide that is passed on alone still says that its hours are no forecasts, and where its numbers come from."""
    for slide in opened:
        assert any("never forecasts" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert slide.shapes.title.text
        assert slide.notes_slide.notes_text_frame.text


def test_a_plan_has_its_roadmap_and_its_delay_by_phase() -> None:
    """What moves in which phase stands in that phase's column; the columns of the chart are delay_by_phase's."""
    tables = run_tables(tiny_instance(), [run_record("v00"), run_record("v01", delegated=True)])
    deck = deck_of(tables, ABOUT)
    assert deck is not None
    roadmap = next(slide for slide in deck.slides if slide.title.startswith("Roadmap"))
    (grid,) = roadmap.blocks
    assert isinstance(grid, Grid)
    phases = Findings(tables).phases
    assert grid.heads == ("Kind", "What", "Today", *phases, "Waits for")
    moved = [row for row in tables["transitions"] if row["variant"] == Findings(tables).best["variant"]]  # type: ignore[index]
    assert {str(row["phase"]) for row in moved} == {grid.heads[at] for row in grid.rows for at in range(3, 3 + len(phases)) if row[at].text}
    (chart,) = [block for slide in deck.slides if "goes from" in slide.title for block in slide.blocks if hasattr(block, "series")]
    for series in chart.series:
        written = [row["weighted_delay"] for row in tables["delay_by_phase"] if row["variant"] == series.name]
        assert list(series.values) == written


def of_futures(variant: str, share: float, competes: bool = True) -> Row:
    """A row of `fragility`, as far as slides read it."""
    return {"variant": variant, "futures": 1000, "competes": competes, "share_first": share, "regret_p50": 1.0}


def deciding(assumption: str, lead: float | None, margin: float, below: float | None) -> Row:
    """A row of `drivers`, as far as slides read it."""
    ends: Row = {"assumption": assumption, "low": 0.0, "base": 0.3, "high": 0.8, "leads_at_low": "v00", "leads_at_high": "v01"}
    return {**ends, "explains_lead": lead, "explains_margin": margin, "turns_below": below, "turns_above": None}


def test_what_decides_is_told_where_futures_were_drawn() -> None:
    """The share led as bars, most first and those that set a law aside last; what explains nothing is left out; without futures there
    are no such slides."""
    tables = run_tables(tiny_instance(), [run_record("v00"), run_record("v01", delegated=True)])
    plain_titles = [slide.title for slide in deck_of(tables, ABOUT).slides]  # type: ignore[union-attr]
    futures = {
        "fragility": [of_futures("v00", 0.26), of_futures("v08", 0.0, competes=False), of_futures("v01", 0.74)],
        "drivers": [deciding("rank", 0.5, 0.25, 0.12), deciding("tempo", None, 0.0, None)],
    }
    slides_of = deck_of({**tables, **futures}, ABOUT).slides  # type: ignore[union-attr]
    led, what = (slide for slide in slides_of if slide.title not in plain_titles)
    assert led.title == "v01 leads in 74 % of 1,000 futures"
    (chart,) = led.blocks
    assert isinstance(chart, BarChart)
    assert (chart.categories, chart.series[0].values, chart.most) == (("v01", "v00", "v08"), (0.74, 0.26, 0.0), 1.0)
    assert "chart 'In how many futures each variant leads', share of futures led, one after the other: fragility.csv" in notes(led)
    assert "lines 4, 2, 3" in notes(led)
    (grid,) = what.blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [["rank", "0.30", "0.00", "0.80", "50 %", "25 %", "v00 leads below 0.12"]]


def test_nothing_is_outside_its_slide(opened: list[Slide]) -> None:
    """Every shape lies on the slide, and tables end above the foot, by the widths of letters that Arial has."""
    for slide in opened:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Pt(layout.WIDTH) + 1
            assert shape.top + shape.height <= Pt(layout.HEIGHT) + 1
            if shape.has_table:
                assert shape.top + shape.height <= Pt(layout.BODY_BOTTOM) + 1


def test_the_same_tables_make_the_same_bytes_and_no_clock_gets_in(tmp_path: Path) -> None:
    """Made from two folders with other times in their manifests: equal bytes, also of the workbooks behind the charts."""
    runs = [run_record("v00"), run_record("v01", delegated=True), infeasible_record("v02")]
    one = write_reports(tmp_path / "one", tiny_instance(), runs, ABOUT)
    other = write_reports(tmp_path / "other", tiny_instance(), runs, {**ABOUT, "seconds": 99.0, "started": "2031-01-01T00:00:00+00:00"})
    made = slides(one)[DECK]
    assert made == slides(other)[DECK]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {about.date_time for about in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert b"2000-01-01" in package.read("docProps/core.xml")


def test_slides_of_runs_without_any_posture_say_so(tmp_path: Path) -> None:
    """Nothing to compare and nothing that moves: the deck still opens, and says what stands in the way."""
    folder = write_reports(tmp_path / "none", tiny_instance(), [infeasible_record("v02")], ABOUT)
    titles = [slide.shapes.title.text for slide in Presentation(io.BytesIO(slides(folder)[DECK])).slides]
    assert "1 of 1 variant has no posture" in titles


def test_the_command_writes_the_slides_beside_the_page(golden: Path, tmp_path: Path) -> None:
    """`report --pptx` puts them into the folder with everything else; for a study it ends with 2 and writes nothing."""
    folder = tmp_path / "run"
    copytree(golden, folder)
    assert cli.main(["report", str(folder), "--pptx"]) == 0
    assert (folder / DECK).read_bytes() == slides(golden)[DECK]
    write_study(tmp_path / "study", study_tables(), {})
    before = sorted((tmp_path / "study").iterdir())
    assert cli.main(["report", str(tmp_path / "study"), "--pptx"]) == 2
    assert sorted((tmp_path / "study").iterdir()) == before


def test_a_number_from_nowhere_is_a_fault() -> None:
    """A row that is not the report's has no line; a slide that showed it could not be followed."""
    with pytest.raises(ModelFault, match="weighted_delay"):
        Whereabouts({"runs": []}).place("runs", {"weighted_delay": 1.0}, "weighted_delay")


def test_notes_say_none_where_a_cell_is_empty() -> None:
    """Lines stay in step with the rows that they are about."""
    standing_rows = [{"a": 1.0}, {"a": None}, {"a": 2.0}]
    standing = Whereabouts({"t": standing_rows})
    grid = Grid(("a",), (1,), tuple((standing.number("t", row, "a"),) for row in standing_rows))
    assert "a, one after the other: t.csv, column a, lines 2, none, 4" in notes(Told("T", "", (grid,)))


@pytest.mark.slow
def test_an_office_program_opens_and_prints_every_slide(golden: Path, tmp_path: Path) -> None:
    """LibreOffice makes a PDF with a page for each slide; a package that only our library understands fails here."""
    office = which("soffice") or which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: the slides were not opened in an office program")
    made = slides(golden)[DECK]
    (tmp_path / DECK).write_bytes(made)
    home = [
        office,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    done = subprocess.run([*home, str(tmp_path / DECK)], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    pdf = (tmp_path / "report.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(Presentation(io.BytesIO(made)).slides)
