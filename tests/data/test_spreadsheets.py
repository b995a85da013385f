"""Tables are read as spreadsheets of any country save them, where that can be done in one way; else one finding says what to do."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from model.data.cells import columns
from model.data.digest import digest
from model.data.reader import load_instance
from model.data.records import TABLES
from model.data.variants import apply
from tests.data.conftest import Edit, findings_of, only


def as_saved(rng: random.Random, name: str, text: str) -> bytes:
    """The bytes that some spreadsheet makes of a table of ours: its separator and decimal mark, quotation marks, line ends, a mark of
    the byte order, empty columns and rows at the end, in any combination."""
    header, *rows = csv.reader(io.StringIO(text))
    separator = rng.choice(",;\t")
    if separator != "," and rng.random() < 0.7:
        numbers = [place for place, column in enumerate(header) if columns(TABLES[name][0])[column].kind == "number"]
        rows = [[cell.replace(".", ",") if place in numbers else cell for place, cell in enumerate(row)] for row in rows]
    beside, below = rng.choice((0, 0, 1, 30)), rng.choice((0, 0, 1, 300))
    table = [[*row, *[""] * beside] for row in (header, *rows, *[[""] * len(header)] * below)]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)), lineterminator="\n").writerows(table)
    first = rng.choice(("", f"sep={separator}\n", f'"sep={separator}"\n', f"SEP={separator}\n"))
    ends = rng.choice(("\n", "\r\n", "\r"))
    return rng.choice((b"", b"\xef\xbb\xbf")) + (first + out.getvalue()).replace("\n", ends).encode()


@pytest.mark.parametrize("seed", range(40))
def test_what_spreadsheets_make_of_a_table_is_the_same_table(folder: Path, seed: int) -> None:
    """Every table saved in a way of its own: the instance is the same. Any of the ways that is not read gives findings."""
    before, rng = load_instance(folder), random.Random(seed)
    for name in TABLES:
        path = folder / f"{name}.csv"
        path.write_bytes(as_saved(rng, name, path.read_text(encoding="utf-8")))
    assert findings_of(folder) == ()
    assert load_instance(folder) == before


def test_lines_and_values_are_those_of_the_file(folder: Path) -> None:
    """Below a line `sep=;` a row stands one line lower, and a value is told as it is written: 200,5 degrees, not 200.5."""
    path = folder / "sites.csv"
    text = path.read_text().replace(",", ";").replace("35.7", "200.5").replace(".", ",")
    path.write_text("sep=;\n" + text)
    finding = only(folder)
    assert (finding.line, finding.column, finding.value) == (4, "latitude", "200,5")


SITES = "site;name;latitude;longitude;timezone;source\nhonolulu;H, I;{};-157,9;Pacific/Honolulu;x\ntokyo;T;35,7;139,7;Asia/Tokyo;x\n"
COMMAS = "site,name,latitude,longitude,timezone,source\nhonolulu,H,21.3,-157.9,Pacific/Honolulu,x\ntokyo,T,35.7,139.7,Asia/Tokyo,x\n"
THOUSANDS = "site;name;latitude;longitude;timezone;source\nhonolulu;H;21;-1{}800;Pacific/Honolulu;x\ntokyo;T;35;139;Asia/Tokyo;x\n"


@pytest.mark.parametrize(
    "text, line, why",
    [
        (COMMAS.replace("site,name,lat", "site;name,lat"), 1, "by commas and by semicolons"),
        (COMMAS.replace("name,latitude,longitude,", "name;latitude;longitude;"), 1, "by semicolons and by commas"),
        (COMMAS.replace(",", "\t").replace("site\tname", "site;name"), 1, "by tabs and by semicolons"),
        (
            COMMAS.replace("\nhonolulu,H,21.3,-157.9,Pacific/Honolulu,x", "\nhonolulu;H;21.3;-157.9;Pacific/Honolulu;x"),
            2,
            "by semicolons, the",
        ),
        ("\n".join([COMMAS.splitlines()[0].replace(",", ";"), *COMMAS.splitlines()[1:]]), 2, "by commas, the header by semicolons"),
        (COMMAS.replace(",", "|"), 1, "not separated by commas, semicolons or tabs"),
        (COMMAS.replace(",", " "), 1, "not separated by commas, semicolons or tabs"),
        ("sep=;\n" + COMMAS, 2, "by semicolons and by commas"),
        ("sep=|\n" + COMMAS.replace(",", "|"), 1, "names a separator that is not read"),
        ("sep=\n" + COMMAS, 1, "names a separator that is not read"),
        ("\n" + COMMAS, 1, "has no headings"),
        (";;;;;\n" + COMMAS.replace(",", ";"), 1, "has no headings"),
        (COMMAS.replace("21.3", '"21,3"').replace("35.7", '"35,7"'), 2, "has a comma, as other numbers of the table (2 in all)"),
        (SITES.format("21.3"), 2, "has a decimal comma, but line 2 has '21.3'"),
        (SITES.format("1.234"), 2, "has a decimal comma, but line 2 has '1.234'"),
        (THOUSANDS.format(","), 2, "can be a decimal number or thousands"),
        (THOUSANDS.format("."), 2, "can be a decimal number or thousands"),
        (THOUSANDS.format(",").replace(";", "\t"), 2, "can be a decimal number or thousands"),
    ],
)
def test_what_can_be_read_in_two_ways_is_one_finding(folder: Path, text: str, line: int, why: str) -> None:
    """Separators or decimal marks that differ within a file: one sentence with the way out, where a reader that judged every cell would
    say a dozen, and one that guessed would take 1,234 for one or for a thousand."""
    (folder / "sites.csv").write_text(text)
    finding = only(folder)
    assert (finding.file, finding.line) == ("sites.csv", line)
    assert why in finding.why
    assert any(way_out in finding.why for way_out in ("save the table", "in one way", "first line", "write decimal points"))


@pytest.mark.parametrize("number", ["1.234,5", "1 234,5", "1'234,5", "1,5|2,5", "1,5,2", "21,", "=1,5"])
def test_thousands_and_lists_of_decimal_commas_stay_errors(folder: Path, number: str) -> None:
    """Among decimal commas a number with separated thousands, or two of them, is refused where it stands."""
    (folder / "sites.csv").write_text(SITES.format(number))
    finding = only(folder)
    assert (finding.line, finding.column, finding.value, finding.why) == (2, "latitude", number, "must be a number")


def test_other_numbers_tell_a_decimal_comma_from_thousands(folder: Path) -> None:
    """35,7 can be no thousands, so 1,234 beside it is a number a little above one. A reader cell by cell could not know."""
    (folder / "sites.csv").write_text(SITES.format("1,234"))
    assert load_instance(folder).sites["honolulu"].latitude == 1.234
    assert load_instance(folder).sites["honolulu"].name == "H, I"


def test_semicolons_and_decimal_commas_in_texts_are_text(folder: Path, edit: Edit) -> None:
    """Commas separate this file, whatever its texts hold; a comma in a number is still refused there."""
    edit("sites.csv", "honolulu,Honolulu,", 'honolulu,"a;b\tc;d;e;f;1,5",')
    assert load_instance(folder).sites["honolulu"].name == "a;b\tc;d;e;f;1,5"
    edit("conditions.csv", "routine,Routine,0.9,1,", 'routine,Routine,0.9,"1,5",')
    assert only(folder).value == "1,5"


@pytest.mark.parametrize("name", ["channels", "rules", "pools", "demand"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_header_alone_tells_its_separator(folder: Path, name: str, separator: str) -> None:
    """A table without rows is read whatever separates its columns."""
    header = (folder / f"{name}.csv").read_text().splitlines()[0]
    (folder / f"{name}.csv").write_text(header.replace(",", separator) + "\n")
    assert findings_of(folder) == ()


def test_a_cell_below_an_empty_heading_is_an_error(folder: Path) -> None:
    """An empty column at the end or between is left out; as soon as one cell of it is filled, that cell is told, once."""
    path = folder / "sites.csv"
    header, first, second = path.read_text().splitlines()
    rows = [f"{row.partition(',')[0]},{{0}},{row.partition(',')[2]},{{1}}" for row in (first, second)]
    empty = "\n".join([f"site,,{header.partition(',')[2]},", *rows])
    path.write_text(empty.format("", "") + "\n")
    assert findings_of(folder) == ()
    path.write_text(empty.format("", "left over") + "\n")
    told = [(finding.line, finding.value, finding.why) for finding in findings_of(folder)]
    assert told == [(2, "left over", "stands in a column without a heading")]
    path.write_text(empty.format("left over", "") + "\n")
    assert [finding.line for finding in findings_of(folder)] == [2]


def test_an_empty_row_between_others_is_an_error(folder: Path, edit: Edit) -> None:
    """Only at the end do empty rows mean nothing; between rows something may be lost. Three hundred of them are told as one."""
    edit("sites.csv", "\ntokyo", "\n" + 300 * ",,,,,\n" + "tokyo")
    assert (only(folder).line, only(folder).why) == (3, "is an empty row")


@pytest.mark.parametrize("heading", ["notes", "Note", "NOTES 2026", "note_by_me"])
def test_columns_of_notes_are_read_by_nobody(folder: Path, heading: str) -> None:
    """Whatever stands in them: the instance, its digest and its findings are the same, and no path leads there."""
    before = load_instance(folder)
    for name in TABLES:
        header, *rows = (folder / f"{name}.csv").read_text().splitlines()
        text = "\n".join([f"{heading},{header}", *(f'"=cmd() \x07, {number}",{row}' for number, row in enumerate(rows))])
        (folder / f"{name}.csv").write_text(text + "\n")
    assert findings_of(folder) == ()
    after = load_instance(folder)
    assert after == before
    assert digest(apply(after, "forward")) == digest(apply(before, "forward"))
    (folder / "variants" / "forward.toml").write_text(f'title="t"\nwhy="w"\nsource="s"\n[set]\n"sites.tokyo.{heading}" = "x"\n')
    assert "forward" in only(folder).file


def test_a_column_of_notes_is_given_once(folder: Path, edit: Edit) -> None:
    """Two columns of one name are one too many, as everywhere."""
    edit("sites.csv", "site,", "notes,site,")
    edit("sites.csv", "source", "source,notes")
    assert any(finding.why == "is a column given twice" for finding in findings_of(folder))
