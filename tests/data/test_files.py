"""What is no file that people edit is refused unread, whichever file of an instance it stands for, and hopeless files end soon."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from model.data.files import MOST_TABLE_BYTES, MOST_TEXT_BYTES
from model.data.records import TABLES
from model.errors import MOST_TOLD, Finding, InputError, nearest
from model.study.check_studies import study_faults
from tests.data.conftest import findings_of, only

HEAD = 'title = "T"\nwhy = "W."\nsource = "S"\n'
INPUTS = ("instance.toml", *(f"{name}.csv" for name in TABLES), "variants/forward.toml")
PUT: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
    "larger than": lambda path: os.truncate(path.write_bytes(b"") or path, 1 << 40),
    "cannot be read": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("what", PUT)
@pytest.mark.parametrize("name", INPUTS)
def test_only_files_are_read(folder: Path, name: str, what: str) -> None:
    """A pipe nobody writes to, an endless device, a folder, a terabyte, a link to itself in place of each input: one finding for it.
    Would wait for ever, fill the memory, or say that the file is missing."""
    (folder / name).unlink()
    PUT[what](folder / name)
    assert [finding.why.startswith((what, f"is {what}")) for finding in findings_of(folder) if finding.file == name] == [True]


@pytest.mark.parametrize("what", PUT)
def test_only_files_are_read_as_studies(folder: Path, what: str) -> None:
    """The same for a study."""
    from model.data.reader import load_instance

    (folder / "studies").mkdir()
    PUT[what](folder / "studies/one.toml")
    (finding,) = study_faults(folder, load_instance(folder))
    assert finding.file == "studies/one.toml"
    assert finding.why.startswith((what, f"is {what}"))


def test_a_link_to_a_file_is_read(folder: Path, tmp_path: Path) -> None:
    """Tables may be links to files elsewhere. Would be refused if links were."""
    (folder / "demand.csv").rename(tmp_path / "elsewhere.csv")
    (folder / "demand.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert not findings_of(folder)


@pytest.mark.parametrize(("name", "most"), [("demand.csv", MOST_TABLE_BYTES), ("variants/forward.toml", MOST_TEXT_BYTES)])
def test_a_file_may_be_as_large_as_it_says(folder: Path, name: str, most: int) -> None:
    """At the limit a file is read (and the row or line that fills it is judged), a byte above it is not."""
    path = folder / name
    filled = path.read_bytes() + b"#" * (most - path.stat().st_size)
    path.write_bytes(filled)
    assert not any("is larger than" in finding.why for finding in findings_of(folder))
    path.write_bytes(filled + b"#")
    assert any("is larger than" in finding.why for finding in findings_of(folder))


def test_a_folder_that_is_not_named_in_utf8_is_refused(folder: Path) -> None:
    """Its name would be the instance's and stand in every report, which are UTF-8: told before anything is solved."""
    odd = Path(os.fsdecode(os.fsencode(folder.parent) + b"/caf\xe9"))
    folder.rename(odd)
    assert "not UTF-8" in only(odd).why
    (odd.parent / "named").symlink_to(odd)
    assert "not UTF-8" in only(odd.parent / "named").why


# Hopeless texts ---------------------------------------------------------------------------------------------------

DEEP: dict[str, str] = {
    "lists": '[set]\n"conditions.crisis.tempo" = ' + "[" * 400 + "]" * 400,
    "tables": '[set]\n"conditions.crisis.tempo" = ' + "{a=" * 400 + "1" + "}" * 400,
    "a key": "[set]\n" + ".".join(["a"] * 50_000) + " = 1",
    "a key inside": "set = { " + ".".join(["a"] * 50_000) + " = 1 }",
    "a header": "[set." + ".".join(["a"] * 50_000) + "]",
}


@pytest.mark.parametrize("what", DEEP)
def test_deep_texts_are_refused_before_they_are_parsed(folder: Path, what: str) -> None:
    """400 lists in lists are more than Python's stack, names of 50,000 parts take the parser minutes."""
    (folder / "variants/deep.toml").write_text(HEAD + DEEP[what] + "\n", encoding="utf-8")
    finding = only(folder)
    assert finding.why.startswith("nests lists or tables deeper than 30")
    assert finding.line == (4 if what in ("a key inside", "a header") else 5)


@pytest.mark.parametrize("text", ['""" [[[{{{ """', "''' {{{ '''", '"[[[ \\" [[["', "'{{{'", "[1.5, 2.5] # [[[ a.b.c.d"])
def test_signs_in_texts_and_comments_do_not_count(folder: Path, text: str) -> None:
    """Brackets and dots of what is no table: a title of forty brackets is a title. Would be refused if signs were counted blindly."""
    for sign in "[{":
        text = text.replace(sign * 3, sign * 40)
    (folder / "variants/deep.toml").write_text(f"{HEAD}record = {{ a = 1 }}\nx = {text}\n", encoding="utf-8")
    assert not any("deeper" in finding.why for finding in findings_of(folder))


def test_numbers_of_thousands_of_digits_are_findings(folder: Path) -> None:
    """As the number of a row, in decimal and in hexadecimal: Python refuses to read the first and to write the last."""
    path = f'"liaison_levels.{"9" * 5000}.staff"'
    for text, why in ((f"{path} = 1", "no such path"), (f"x = {'9' * 5000}", "thousands of digits"), (f"{path} = 0x{'f' * 9000}", "path")):
        (folder / "variants/long.toml").write_text(f"{HEAD}[set]\n{text}\n", encoding="utf-8")
        assert why in only(folder).why


MANY: dict[str, tuple[str, Callable[[int], str], int]] = {
    # what: the file, its n-th line, how many lines
    "unknown paths": ("variants/forward.toml", lambda n: f'"conditions.crisis{n}.temp" = 1\n', 25_000),
    "unknown paths of a phase": ("variants/forward.toml", lambda n: f'"now:conditions.crisis{n}.temp" = 1\n', 25_000),
    "unknown tables": ("instance.toml", lambda n: f"[parameters.relay{n}]\nvalue = 1\n", 20_000),
    "unknown phases": ("instance.toml", lambda n: f'[[phases]]\nid = "p{n}"\nx = 1\n', 20_000),
    "unknown ranges": ("ranges.csv", lambda n: f"conditions.crisis{n}.temp,1,2,r,s\n", 100_000),
    "unknown threads": ("demand.csv", lambda n: f"warnin{n},crisi,1,1,,s\n", 100_000),
    "rows of next to nothing": ("demand.csv", lambda n: ",,x,,,\n", 600_000),
    "a long chain of command": ("headquarters.csv", lambda n: f"H{n},n,NORTH,tokyo,H{n + 1},9,9,1,,,,planned,,s\n", 50_000),
}


@pytest.mark.parametrize("what", MANY)
def test_many_faults_end_soon_and_are_told_in_part(root: Path, folder: Path, what: str) -> None:
    """As many faults as a file can hold end within 40 s of computing and 1 GB, with the first thousand of the file and how many more there
    are. The search for the nearest name took hours, a list was searched anew for each of its parts."""
    name, line, number = MANY[what]
    (folder / "variants/forward.toml").write_text(HEAD + "[set]\n", encoding="utf-8")
    with (folder / name).open("a", encoding="utf-8") as file:
        file.writelines(line(n) for n in range(number))
    limits = "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)); resource.setrlimit(resource.RLIMIT_CPU, (40, 40))"
    limited = f"import resource, sys; {limits}; from model.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", limited, "check", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500, cwd=root)
    assert (done.returncode, done.stderr) == (2, "")
    told = [text for text in done.stdout.splitlines() if text.startswith(name)]
    assert len(told) in (MOST_TOLD + 1, 1)
    assert "faults or more" in done.stdout or len(told) == 1


def test_the_first_faults_of_a_file_are_told_and_the_others_counted() -> None:
    """1,005 faults of one file are their number and the first thousand; another file's single fault is not lost among them, and who
    tells them on does not cut them again."""
    found = [Finding("a.csv", n, "c", "v", "is bad") for n in range(1, MOST_TOLD + 6)]
    random.Random(1).shuffle(found)
    told = InputError([*found, Finding("b.csv", 1, "", "", "is missing")]).findings
    lines = [finding.line for finding in told if finding.file == "a.csv"]
    assert lines == list(range(MOST_TOLD + 1))
    assert told[0].why == "has 1,005 faults or more; the first 1,000 are told"
    assert told[-1] == Finding("b.csv", 1, "", "", "is missing")
    assert InputError(told).findings == told


def test_the_nearest_of_many_names_is_found() -> None:
    """Among fifty thousand names the neighbour in the alphabet; for a value of a million letters none. A window put
    in the wrong place would miss the neighbour."""
    names = frozenset(f"thread_{number:05}" for number in range(50_000))
    assert nearest("thread_31415x", names) == "thread_31415"
    assert nearest("Thread", {"thread", "demand"}) == "thread"
    assert nearest("t" * 1_000_000, names) == ""
