"""Report folders damaged in every way: refused in words, found out by the verifier, or harmless; never a fault of the program."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from model import cli
from model.data.digest import digest
from model.data.reader import load_instance
from model.errors import Finding, InputError
from model.reporting.companions import remade
from model.reporting.page.make import page_of
from model.reporting.run_tables import PLAN_TABLES, TABLES, tables
from model.reporting.stored import read_report
from model.reporting.write import write_reports, write_study
from model.study.methods import METHODS
from model.study.tables import method_tables
from model.study.tables import study_tables as declared
from model.tables.cells import csv_bytes, written_rows
from tests.reporting.builders import infeasible_record, run_record, study_tables, tiny_instance
from tests.reporting.damage import damage
from tests.reporting.study_tables import manifest, regret, tornado

RUN = "run"
STUDIES = sorted(set(METHODS) - {"trial"})  # tests may add a method of their own
GROUPS, EACH = 30, 14  # damages: 420
# Rows of other tables speak of these.
KEYS = ("variant", "hq", "phase", "condition", "thread", "point", "factor", "question", "transfers_max", "slider")
LONGEST = 30  # seconds that one of them may take


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A report of every kind: the tracked one of a run, given a manifest, and one of each method of a study, made up."""
    home = tmp_path_factory.mktemp("reports")
    shutil.copytree(root / "reports" / "golden" / "teaching" / "run", home / RUN)
    base = load_instance(root / "instances" / "teaching")
    about = {"name": base.name, "title": base.title, "as_of": base.as_of.isoformat(), "digest": digest(base)}
    runs = [{"variant": row["variant"], "status": row["status"], "digest": row["digest"]} for row in read_report(home / RUN)[0]["runs"]]
    text = json.dumps({"instance": about, "settings": {}, "options": {"gap": 1e-9, "time_limit": None}, "runs": runs})
    (home / RUN / "manifest.json").write_text(text)
    made = {**study_tables(), **regret()}
    made["tornado"], made["tornado_factors"] = tornado(other_best=True)
    for method in STUDIES:
        write_study(home / method, {name: made[name] for name in method_tables(method)}, manifest(method))
    return home


@pytest.fixture
def no_hang() -> Iterator[None]:
    """Whatever takes too long is stopped and fails."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"took more than {LONGEST} s")

    before = signal.signal(signal.SIGALRM, stop)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_undamaged_reports_are_read(reports: Path, root: Path) -> None:
    """Every kind is read and made anew, and the run verified; a check that is too strict would make the others pass for nothing."""
    for folder in reports.iterdir():
        assert remade(folder)[1] is not None, folder.name
    assert cli.main(["verify", str(root / "instances" / "teaching"), str(reports / RUN)]) == 0


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_report_damaged_at_random_is_refused_in_words_or_harmless(
    reports: Path, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], no_hang: None, group: int
) -> None:
    """`report` ends in 0 or 2, `verify` in 0, 1 or 2; each line of a refusal begins with a file or the folder, and the refused folder
    keeps every byte. A traceback, a silent refusal, a hang, or half of a new report fails."""
    for number in range(group * EACH, (group + 1) * EACH):
        draw = random.Random(number)
        folder = tmp_path / str(number)
        kind = draw.choice((RUN, RUN, *STUDIES))
        shutil.copytree(reports / kind, folder, ignore=shutil.ignore_patterns("*.html", "*.xlsx", "dictionary.csv"))
        what = f"{number}: {kind}: {damage(folder, draw)}"
        verbs = [["report", str(folder)]]
        verbs += [["verify", str(root / "instances" / "teaching"), str(folder)]] if kind == RUN else []
        for verb in reversed(verbs):
            before = sorted(path.name for path in folder.iterdir())
            signal.alarm(LONGEST)
            code = cli.main(verb)
            signal.alarm(0)
            told = capsys.readouterr()
            assert code in ((0, 2) if verb[0] == "report" else (0, 1, 2)), f"{what}: {verb[0]} ended in {code}: {told.err}"
            if code:
                said = (told.err if code == 2 else told.out).splitlines()
                assert said, what
                assert all(re.match(rf"{re.escape(str(folder))}|[a-z_]+\.(csv|json)\b", line) for line in said), f"{what}: {said}"
            if code == 2:
                assert sorted(path.name for path in folder.iterdir()) == before, what
        shutil.rmtree(folder)


@pytest.mark.parametrize("kind", [RUN, *STUDIES])
def test_an_empty_cell_is_refused_or_harmless(reports: Path, tmp_path: Path, kind: str) -> None:
    """Every column of every table, emptied in its first row: either the finding names that row, or the page can be made without it. A
    figure that needs a number which the reader lets be empty is a fault of ours."""
    folder = Path(shutil.copytree(reports / kind, tmp_path / kind))
    for name in TABLES if kind == RUN else method_tables(kind):
        path = folder / f"{name}.csv"
        whole = path.read_bytes()
        head, *rows = csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline=""))
        for place, column in enumerate(head):
            out = io.StringIO()
            csv.writer(out).writerows([head, *([*row[:place], "", *row[place + 1 :]] if row is rows[0] else row for row in rows)])
            path.write_text(out.getvalue(), encoding="utf-8", newline="")
            found: tuple[Finding, ...] = ()
            try:
                assert page_of(*read_report(folder)) is not None
            except InputError as error:
                found = error.findings
            told = any((one.file, one.line) == (path.name, 2) for one in found)
            assert told or not found or column in KEYS, (name, column)
        path.write_bytes(whole)


@pytest.mark.parametrize("method", STUDIES)
def test_each_missing_table_of_a_study_is_named(reports: Path, tmp_path: Path, method: str) -> None:
    """Its method says which tables belong to a study. Figures that need two of them would else fail on the one that is there."""
    for name in method_tables(method):
        folder = Path(shutil.copytree(reports / method, tmp_path / name))
        (folder / f"{name}.csv").unlink()
        with pytest.raises(InputError) as told:
            read_report(folder)
        assert [str(finding) for finding in told.value.findings] == [f"{name}.csv: is missing"]


def test_every_method_declares_what_it_makes() -> None:
    """A table is declared by one method alone, or alike by all who write it, under a name that no table of a run has; two of one
    name would be written over one another."""
    for method in STUDIES:
        for name, table in method_tables(method).items():
            assert declared()[name] is table
            assert name not in PLAN_TABLES


@pytest.mark.parametrize(
    ("part", "value", "why"),
    [
        ("instance.title", None, "is missing; it must be text"),
        ("instance.as_of", 3, "must be text"),
        ("study", [], "must be an object"),
        ("study.method", "tornados", "there is no such method of a study; did you mean 'tornado'?"),
        ("study.variants", ["a", 3], "must be a list of texts"),
        ("study.factors", [{}], "must be a list of objects with a name"),
        ("options.gap", "small", "must be a number"),
        ("options.time_limit", "long", "must be a number or null"),
        ("faults", 3, "must be a list"),
    ],
)
def test_each_part_of_a_manifest_is_of_its_kind(reports: Path, tmp_path: Path, part: str, value: object, why: str) -> None:
    """A part that a page says something of, lost or of another kind, is told by its name; None stands for lost."""
    folder = Path(shutil.copytree(reports / "tornado", tmp_path / "study"))
    whole = json.loads((folder / "manifest.json").read_bytes())
    *way, last = part.split(".")
    node = whole
    for name in way:
        node = node[name]
    node[last] = value
    if value is None:
        del node[last]
    (folder / "manifest.json").write_text(json.dumps(whole))
    with pytest.raises(InputError) as told:
        read_report(folder)
    assert any(str(one).startswith(f"manifest.json {part}") or one.column == part for one in told.value.findings)
    assert any(str(one).endswith(why) for one in told.value.findings)


@pytest.mark.parametrize(
    ("table", "column", "value", "why"),
    [
        ("runs", "status", "optimall", "must be one of optimal, .*did you mean 'optimal'"),
        ("runs", "weighted_delay", "nan", "must be a number"),
        ("runs", "people", "1_0", "must be a whole number"),
        ("routes", "hours", "\uff11", "must be a number"),
        ("places", "timezone", "Mars/Olympus", "is no time zone"),
        ("places", "superior", "Nobody", r"places\.csv has no row for v00, Nobody"),
        ("places", "superior", "Near", "is below itself"),
        ("hops", "thread", "other", r"routes\.csv has no row for"),
        ("authorities", "condition", "war", r"conditions\.csv has no row for"),
        ("comparison", "variant", "v09", r"runs\.csv has no row for v09"),
    ],
)
def test_an_altered_cell_is_told_by_line_and_column(tmp_path: Path, table: str, column: str, value: str, why: str) -> None:
    """The third row of a table, altered in one cell: file, line 4, column and what is wrong with it."""
    folder = write_reports(tmp_path / RUN, tiny_instance(), [run_record("v00"), infeasible_record("v02")], {})
    names, *rows = (line.split(",") for line in (folder / f"{table}.csv").read_text(encoding="utf-8-sig").splitlines())
    line = 2 if table == "runs" else 4
    rows[line - 2][names.index(column)] = value
    (folder / f"{table}.csv").write_text("\n".join(",".join(row) for row in (names, *rows)), encoding="utf-8-sig")
    with pytest.raises(InputError, match=rf"(?m)^{table}\.csv:{line} {column} = .*{why}"):
        read_report(folder)


def test_a_row_that_comes_twice_is_told(tmp_path: Path) -> None:
    """Two rows of one key: which of them a figure shows would be chance."""
    folder = write_reports(tmp_path / RUN, tiny_instance(), [run_record("v00")], {})
    path = folder / "routes.csv"
    path.write_text(path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").splitlines()[1], encoding="utf-8")
    with pytest.raises(InputError, match=r"routes\.csv:6 thread = 'warning': the row of line 2 comes again"):
        read_report(folder)


def test_a_report_without_any_delay_is_drawn(tmp_path: Path) -> None:
    """All hours round to nothing, as where urgencies are tiny: the page says so in numbers, with no percentages of nothing. A division
    by the best delay would end the work after solving."""
    made = tables(tiny_instance(), [run_record("v00"), run_record("v01", delegated=True)], "v00")
    hours = re.compile(r"weighted|hours|delay|value|difference|bound")
    nothing = {
        name: [{key: 0.0 if isinstance(cell, float) and hours.search(key) else cell for key, cell in row.items()} for row in rows]
        for name, rows in made.items()
    }
    folder = write_reports(tmp_path / RUN, tiny_instance(), [run_record("v00"), run_record("v01", delegated=True)], {})
    for name, table in PLAN_TABLES.items():
        (folder / f"{name}.csv").write_bytes(csv_bytes(table.columns, written_rows(table.columns, nothing[name])))
    _, page = remade(folder)
    assert page is not None
    assert "waits least: 0.00 urgency-weighted hours a day" in page.headline
