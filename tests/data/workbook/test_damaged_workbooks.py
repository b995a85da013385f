"""Workbooks damaged at random are read or refused in words; none ends in a traceback, hangs or fills the memory."""

from __future__ import annotations

import collections
import resource
import warnings
from pathlib import Path

import pytest

from model.cli import main
from model.data.workbook import archive
from model.data.workbook.contents import unescaped
from model.data.workbook.read import instance_files
from model.data.workbook.write import instance_workbook
from model.errors import InputError
from tests.data.workbook.damage import damaged, packed_anew, parts_of
from tests.mutation.judge import Hang, assert_clean, limited

CASE_SECONDS = 20.0
MOST_MEMORY = 200_000  # KB that all of them together may add to the most the process ever had


def verdict(raw: bytes) -> str:
    """Read, or refused with clean findings that name the workbook. Anything else is raised."""
    try:
        instance_files(raw, "book.xlsx")
    except InputError as error:
        findings = error.findings
    else:
        return "read"
    assert_clean(findings)
    assert all(finding.file.startswith("book.xlsx") for finding in findings)
    return "refused"


def memory() -> int:
    """The most memory that this process ever had, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def judge_all(folder: Path, seeds: range) -> collections.Counter[str]:
    """How many damaged workbooks ended how. Fails with the seeds that end otherwise."""
    raw = instance_workbook(folder)
    counts: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    before = memory()
    for seed in seeds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # zipfile warns where we make an archive with two parts of a name
            spoiled, told = damaged(raw, seed)
        try:
            with limited(CASE_SECONDS):
                counts[verdict(spoiled)] += 1
            assert memory() < before + MOST_MEMORY, "it took too much memory"
        except (Exception, Hang) as error:  # noqa: BLE001 -- whatever goes wrong is told with the seed that does it again
            wrong.append(f"seed {seed} ({told}): {type(error).__name__}: {error}")
    assert not wrong, "\n".join(wrong[:10])
    return counts


def test_workbooks_damaged_at_random_are_read_or_refused(folder: Path) -> None:
    """400 workbooks with flipped bytes, lying headers, parts that are gone or in each other's place, XML that is cut or hostile: an error
    of zipfile, zlib or a parser that comes through fails, and so does a hang. Some must be read, else the damage is too coarse."""
    counts = judge_all(folder, range(400))
    assert counts["refused"] > 200
    assert counts["read"] > 40


@pytest.mark.slow
def test_many_more_damaged_workbooks(teaching: Path) -> None:
    """6,000 more."""
    assert judge_all(teaching, range(10_000, 16_000))["refused"] > 3000


def test_a_damaged_workbook_ends_with_two_and_writes_nothing(teaching: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One byte in each tenth of the file is another: the program ends with 2, or with 0 where nothing that is read was hit; no traceback,
    and no folder where it is refused."""
    raw = instance_workbook(teaching)
    codes = []
    for tenth in range(10):
        at = len(raw) * tenth // 10 + 77
        path, folder = tmp_path / f"book{tenth}.xlsx", tmp_path / f"made{tenth}"
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
        codes.append(main(["import-xlsx", str(path), str(folder)]))
        assert folder.exists() == (codes[-1] == 0)
        assert f"{path.name}: " in capsys.readouterr().err or codes[-1] == 0
    assert set(codes) <= {0, 2}
    assert 2 in codes


@pytest.mark.parametrize(
    "raw, why",
    [
        (archive.OLD_FORMAT + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (archive.OLD_FORMAT + bytes(500) + "Workbook".encode("utf-16-le"), "old format .xls"),
        (packed_anew([("mimetype", b"x"), ("META-INF/manifest.xml", b"<a/>")]), "OpenDocument"),
        (packed_anew([("_rels/.rels", b'<a><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></a>')]), "binary workbook"),
        (packed_anew([("_rels/.rels", b"<a/>")]), "names no workbook"),
        (packed_anew([("anything", b"")]), "no table of contents"),
        (b"", "it is empty"),
        (b"site,name\n", "File is not a zip file"),
    ],
)
def test_files_of_another_kind_are_told_as_what_they_are(raw: bytes, why: str) -> None:
    """A password, an old or foreign format: the reason says so, since "damaged" would send people looking for a backup."""
    with pytest.raises(InputError, match=why):
        instance_files(raw, "book.xlsx")


def test_a_part_under_a_password_says_so(teaching: Path) -> None:
    """Archives can be encrypted part by part, too."""
    raw = bytearray(instance_workbook(teaching))
    for at in range(len(raw) - 4):
        if raw[at : at + 4] == b"PK\x01\x02":
            raw[at + 8] |= archive.ENCRYPTED
    with pytest.raises(InputError, match="protected by a password"):
        instance_files(bytes(raw), "book.xlsx")


def test_a_part_that_holds_no_cells_may_be_damaged(teaching: Path) -> None:
    """Themes and comments are not read: what is wrong with them keeps nobody from their numbers."""
    raw = instance_workbook(teaching)
    parts = [(name, b"<" if "theme" in name or "comments" in name or "vml" in name else data) for name, data in parts_of(raw)]
    assert instance_files(packed_anew(parts), "book.xlsx") == instance_files(raw, "book.xlsx")


def test_entities_that_unfold_are_refused(folder: Path) -> None:
    """A sheet of one kilobyte whose entities unfold to gigabytes declares a document type, which no spreadsheet does. A parser that took
    it would fill the memory, or at best stop at a limit of its own."""
    entities = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 12))
    laughs = b'<!DOCTYPE worksheet [<!ENTITY e0 "ha">' + entities + b"]><worksheet>&e11;</worksheet>"
    parts = [(name, laughs if name.endswith("sheet2.xml") else data) for name, data in parts_of(instance_workbook(folder))]
    with pytest.raises(InputError, match=r"part xl/worksheets/sheet2\.xml declares a document type"):
        instance_files(packed_anew(parts), "book.xlsx")


def test_escapes_of_letters_that_xml_cannot_hold() -> None:
    """`_x0007_` is a letter, `_x005F_` shields what only looks like an escape, and half a letter stays as it is: alone it could not be
    written to any file."""
    assert unescaped("_x0007_ _x005F_x0041_ _xD800_ _x12_ x_") == "\x07 _x0041_ _xD800_ _x12_ x_"


def test_texts_in_pieces_and_readings_above_letters(folder: Path) -> None:
    """A spreadsheet keeps a text of two fonts in pieces, and the reading of Japanese letters beside them: the pieces are the text, the
    reading is no part of it. Read otherwise, Tokyo would be another site's name."""
    raw = instance_workbook(folder)
    pieces = "<si><r><t>To</t></r><r><rPr/><t>kyo</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr/></si>".encode()
    parts = [(name, data.replace(b"<si><t>Tokyo</t></si>", pieces)) for name, data in parts_of(raw)]
    assert dict(parts) != dict(parts_of(raw))
    assert instance_files(packed_anew(parts), "book.xlsx") == instance_files(raw, "book.xlsx")
