"""Workbooks that are small on disk and endless when taken at their word: each ends soon and in little memory, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from model.data.records import TABLES
from model.data.workbook.write import instance_workbook
from tests.data.workbook.damage import packed_anew, parts_of

SECONDS = 60  # of a machine that has more to do; alone each takes a few
MOST_KB = 1_000_000  # of memory
COUNTED = "import resource, sys; from model.cli import main; code = main(sys.argv[1:]); "
COUNTED += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
SITES = f"xl/worksheets/sheet{2 + list(TABLES).index('sites')}.xml"
TEXTS = "xl/sharedStrings.xml"
FAR_ROW = b'<row r="1048576"><c r="%s1048576" t="inlineStr"><is><t>far</t></is></c></row>'
STYLED = b"".join(b'<row r="%d"><c r="A%d" s="4"/><c r="F%d" s="4"/></row>' % (line, line, line) for line in range(9, 100_009))

CASES: dict[str, tuple[str, Callable[[bytes], bytes], int]] = {
    "a styled empty cell in row 20,000": (SITES, lambda data: after_rows(data, b'<row r="20000"><c r="A20000" s="4"/></row>'), 0),
    "styled empty cells down to row 100,000": (SITES, lambda data: after_rows(data, STYLED), 0),
    "a text in the last row": (SITES, lambda data: after_rows(data, FAR_ROW % b"A"), 0),
    "a text in the last cell": (SITES, lambda data: after_rows(data, FAR_ROW % b"XFD"), 2),
    "a size that is a lie": (SITES, lambda data: data.replace(b'<dimension ref="A1:F3"/>', b'<dimension ref="A1:XFD1048576"/>'), 0),
    "the whole sheet merged": (SITES, lambda data: behind(data, b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), 2),
    "a quarter of a million merged areas": (
        SITES,
        lambda data: behind(data, b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 260_000 + b"</mergeCells>"),
        2,
    ),
    "more filled cells than an instance has": (SITES, lambda data: after_rows(data, b"<row><c><v>1</v></c></row>" * 1_000_000), 2),
    "a text shown in every cell": (TEXTS, lambda data: data.replace(b"<t>assumption", b"<t>" + b"x" * 3_000_000, 1), 2),
    "two million empty elements": (SITES, lambda data: behind(data, b"<a/>" * 2_000_000), 2),
    "a tower of elements": (SITES, lambda data: data[: data.index(b"<sheetData>")] + b"<a>" * 12_000_000, 2),
    "a tag without an end": (SITES, lambda data: data[: data.index(b"<sheetData>")] + b'<a b="' + b"x" * 45_000_000, 2),
    "hundreds of megabytes of zeros": (SITES, lambda data: bytes(200_000_000), 2),
}


def after_rows(data: bytes, rows: bytes) -> bytes:
    """A sheet with more rows at its end."""
    return data.replace(b"</sheetData>", rows + b"</sheetData>")


def behind(data: bytes, more: bytes) -> bytes:
    """A sheet with more behind its rows."""
    return data.replace(b"</sheetData>", b"</sheetData>" + more)


@pytest.mark.parametrize("case", CASES)
def test_an_endless_workbook_ends(folder: Path, tmp_path: Path, case: str) -> None:
    """Read, where nothing but emptiness is endless, or refused by name: within a minute and a gigabyte. A reader that made a cell of
    every place in the sheet took more than either."""
    part, change, code = CASES[case]
    parts = [(name, change(data) if name == part else data) for name, data in parts_of(instance_workbook(folder))]
    assert dict(parts)[part] != dict(parts_of(instance_workbook(folder)))[part]
    path, target = tmp_path / "book.xlsx", tmp_path / "made"
    path.write_bytes(packed_anew(parts))
    command = [sys.executable, "-c", COUNTED, "import-xlsx", str(path), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == code, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert code == 0 or "book.xlsx" in done.stderr
    assert target.exists() == (code == 0)
    assert int(done.stdout.split()[-1]) < MOST_KB
