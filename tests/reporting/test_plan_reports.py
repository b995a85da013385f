"""Written reports of plans of several phases: they are read back whole, and with one phase nothing of them shows."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from model.errors import InputError
from model.reporting.companions import remade
from model.reporting.dictionary import render
from model.reporting.run_tables import PLAN_TABLES, TABLES, tables
from model.reporting.stored import read_report
from model.reporting.write import write_reports
from model.tables.cells import written_rows
from tests.reporting.builders import infeasible_record, run_record, tiny_instance
from tests.reporting.plan_runs import LATE, one_phase_run, run_of


def test_with_one_phase_nothing_tells_of_phases(tmp_path: Path) -> None:
    """No table, no column, no entry of the dictionary or the data package: a report is as if there were no plans."""
    assert PLAN_TABLES.keys() - TABLES.keys() == {"transitions", "delay_by_phase"}
    more = {
        name: [column.name for column in table.columns if column not in TABLES[name].columns]
        for name, table in PLAN_TABLES.items()
        if name in TABLES
    }
    assert {name: columns for name, columns in more.items() if columns} == {
        "runs": ["foresight"],
        "comparison": ["price_of_myopia"],
        "changes": ["before"],
        "rules": ["phases"],
        "places": ["phase"],
        "conditions": ["phase"],
    }
    run = one_phase_run()
    made = tables(run.instance, [run])
    assert made.keys() == TABLES.keys()
    for name, table in TABLES.items():
        written_rows(table.columns, made[name])
    folder = write_reports(tmp_path / "run", run.instance, [run], {})
    assert not (folder / "transitions.csv").exists()
    for name in ("dictionary.csv", "datapackage.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not any(word in text for word in ("transitions", "delay_by_phase", "foresight", "price_of_myopia")), name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a plan, written."""
    runs = [run_record("v00"), run_of(tiny_instance(), LATE), infeasible_record("v02")]
    runs[1] = replace(runs[1], variant="v01")
    return write_reports(tmp_path_factory.mktemp("plans") / "run", tiny_instance(), runs, {})


def test_a_report_of_a_plan_is_read_and_made_anew(folder: Path) -> None:
    """Its tables are those of a plan, and page, workbook and dictionary are made of them as they were."""
    read, _ = read_report(folder)
    assert read.keys() == PLAN_TABLES.keys()
    files, page = remade(folder)
    assert page is not None
    for name, content in files.items():
        assert (folder / name).read_bytes() == content, name


@pytest.mark.parametrize("name", PLAN_TABLES)
def test_each_missing_table_of_a_plan_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    """It is known as that of a plan by what other tables there are."""
    spoiled = Path(shutil.copytree(folder, tmp_path / "run"))
    (spoiled / f"{name}.csv").unlink()
    with pytest.raises(InputError) as error:
        read_report(spoiled)
    assert [str(finding) for finding in error.value.findings] == [f"{name}.csv: is missing"]


def test_the_published_dictionary_says_what_only_plans_have() -> None:
    """Who looks for a table or column in a report without it learns why it is not there."""
    page = render()
    assert page.count("Only reports of plans of several phases have this table.") == 2
    assert page.count("(only in reports of plans of several phases)") == 6


def test_circles_of_command_are_seen_in_each_phase(folder: Path, tmp_path: Path) -> None:
    """Mid is below itself in `later` alone. Looked at without their phases the rows of `then` would hide it."""
    spoiled = Path(shutil.copytree(folder, tmp_path / "run"))
    places = (spoiled / "places.csv").read_text(encoding="utf-8-sig")
    line = next(line for line in places.splitlines() if line.startswith("v00,later,Mid"))
    (spoiled / "places.csv").write_text(places.replace(line, line.replace(",Far,", ",Mid,")), encoding="utf-8-sig")
    with pytest.raises(InputError, match=r"places\.csv:\d+ superior = 'Mid': the headquarters is below itself"):
        read_report(spoiled)
