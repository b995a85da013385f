"""The public record in a run's report: its rows, where the table is and where it is not, and what the figure says of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from model.data.instance import Instance
from model.data.registers import Assumption, Episode
from model.errors import InputError
from model.reporting.companions import remade
from model.reporting.figures.record import in_order, near, record_figures, record_says
from model.reporting.record import EDGE, FAST, INSIDE, MIDDLE, SLOW, record
from model.reporting.record_page import record_page
from model.reporting.run_tables import PLAN_TABLES, tables, tables_due
from model.reporting.stored import read_report
from model.reporting.write import write_reports
from model.study.runs import RunRecord
from model.tables.column import Row
from tests.reporting.builders import SOURCE, infeasible_record, made_anew, run_record, tiny_instance

# The wait for the board of a crisis: 6 h, 3 to 12 h over the range of its period (6 to 24 h).
BOARD = "conditions.crisis.decision_period_hours"


def episode(name: str, hours: float, low: float, high: float, **changed: object) -> Episode:
    cells: dict[str, object] = {
        "episode": name,
        "date": "2020",
        "says": f"What {name} was",
        "kind": "auth",
        "hours": hours,
        "low": low,
        "high": high,
        "confidence": "high",
        "variant": "v00",
        "thread": "warning",
        "condition": "crisis",
        "parts": ("decision_wait",),
        "reading": "near",
        "source": SOURCE,
    }
    return Episode.model_validate({**cells, **changed})


EPISODES = (
    episode("met", 4.0, 3.5, 5.0),
    episode("far", 3.05, 3.0, 3.1),
    episode("barely", 2.0, 1.0, 3.0),
    episode("quick", 0.5, 0.4, 0.6, informs=(BOARD, "threads.warning.work_hours")),
    episode("long", 40.0, 30.0, 50.0, subtract_hours=10.0),
    episode("leg", 1.0, 1.0, 1.0, parts=(), after="ops"),
    episode("other", 5.0, 5.0, 5.0, variant="v01"),
    episode("told", 9.0, 9.0, 9.0, variant=None, thread=None, condition=None, parts=(), kind="exec"),
)


def with_record(instance: Instance) -> Instance:
    row = Assumption(path=BOARD, low=6.0, high=24.0, reason="r", source=SOURCE)
    return replace(instance, record={row.episode: row for row in EPISODES}, ranges={BOARD: row})


@pytest.fixture(scope="module")
def runs() -> list[RunRecord]:
    """Today's posture, a delegated one, and an infeasible variant, of an instance with a record."""
    made = [run_record("v00"), run_record("v01", delegated=True), infeasible_record("v02")]
    return [replace(run, instance=with_record(run.instance)) for run in made]


@pytest.fixture(scope="module")
def rows(runs: list[RunRecord]) -> list[Row]:
    return record(runs)


def by_episode(rows: list[Row]) -> dict[str, Row]:
    return {str(row["episode"]): row for row in rows}


def test_each_episode_stands_beside_the_posture_of_its_day(rows: list[Row]) -> None:
    """Seven of eight episodes are held against a variant of the run; the one that is only told is in no row."""
    assert [(row["variant"], row["episode"]) for row in rows] == [
        *(("v00", name) for name in ("met", "far", "barely", "quick", "long", "leg")),
        ("v01", "other"),
    ]


def test_where_the_hours_lie_is_told(rows: list[Row]) -> None:
    """Against 3 to 12 h: 4 h lie in the middle; 3.05 h lie inside, where nearly all drawn worlds are slower; of 2 h (1 to 3) only the end
    meets the least; 0.4 to 0.6 h are below all, so the model is too slow; 40 h less 10 that are no business of the model, 20 to 40, are
    above all."""
    found = by_episode(rows)
    assert {name: found[name]["meets"] for name in ("met", "far", "barely", "quick", "long")} == {
        "met": MIDDLE,
        "far": INSIDE,
        "barely": EDGE,
        "quick": SLOW,
        "long": FAST,
    }
    assert [found["long"][name] for name in ("documented_hours", "documented_low", "documented_high")] == [30.0, 20.0, 40.0]
    assert found["long"]["ratio"] == pytest.approx(6 / 30)
    assert [found["met"][name] for name in ("model_low", "model_hours", "model_high")] == pytest.approx([3.0, 6.0, 12.0])


def test_an_episode_that_set_a_number_is_marked(rows: list[Row]) -> None:
    """Only where that number moves the hours it is held against: the board's period does, the work hours do not move the wait."""
    assert [row["episode"] for row in rows if row["informed"]] == ["quick"]
    free = replace(
        with_record(tiny_instance()), record={"quick": EPISODES[2].model_copy(update={"informs": ("threads.warning.work_hours",)})}
    )
    [row] = record([replace(run_record("v00"), instance=free)])
    assert row["informed"] is False


def test_a_run_without_a_posture_has_no_row(runs: list[RunRecord]) -> None:
    """Nothing can be held against a variant that has no posture."""
    asked = {name: one.model_copy(update={"variant": "v02"}) for name, one in runs[2].instance.record.items()}
    assert record([replace(runs[2], instance=replace(runs[2].instance, record=asked))]) == []


def test_the_table_is_there_only_with_a_record(runs: list[RunRecord]) -> None:
    """The report of an instance without a record is as it always was."""
    assert tables_due(with_record(tiny_instance())).keys() - PLAN_TABLES.keys() == {"record"}
    assert tables_due(tiny_instance()) == PLAN_TABLES
    assert "record" in tables(with_record(tiny_instance()), runs)
    assert "record" not in tables(tiny_instance(), [run_record("v00")])


def test_a_written_record_is_read_and_made_anew(runs: list[RunRecord], tmp_path: Path) -> None:
    """The table comes back as it was, the page has its figure, and all that is made of the tables is made anew as it was. A row that
    speaks of a variant without a run is refused."""
    folder = write_reports(tmp_path / "run", with_record(tiny_instance()), runs, {})
    read, _ = read_report(folder)
    assert [row["episode"] for row in read["record"]] == ["met", "far", "barely", "quick", "long", "leg", "other"]
    files, page = remade(folder)
    assert page is not None
    assert "record-section" in [section.id for section in page.sections]
    assert any("documented episodes" in sentence for told in page.told for sentence in told.sentences)
    for name, content in files.items():
        assert (folder / name).read_bytes() == content, name
    text = (folder / "record.csv").read_text(encoding="utf-8")
    (folder / "record.csv").write_text(text.replace("v01,other", "v09,other"), encoding="utf-8")
    with pytest.raises(InputError, match="v09"):
        read_report(folder)


def test_a_report_without_the_table_is_whole(runs: list[RunRecord], tmp_path: Path) -> None:
    """An instance without a record has a page without the section."""
    folder = write_reports(tmp_path / "run", tiny_instance(), [run_record("v00")], {})
    assert not (folder / "record.csv").exists()
    assert made_anew(folder)
    _, page = remade(folder)
    assert page is not None
    assert "record-section" not in [section.id for section in page.sections]


def test_the_order_is_counted_pair_by_pair(rows: list[Row]) -> None:
    """Five episodes of one leg have no order in the model. `leg` (0 h in the model, since the approver is the destination; 1 h documented)
    is shorter than `met`, `far` and `long` in both, longer than `quick` in the record alone, and may have lasted as long as `barely`: of
    four pairs three are right."""
    at_hand = [row for row in rows if row["episode"] != "other"]
    leg = by_episode(rows)["leg"]
    assert leg["model_hours"] == 0
    assert in_order(at_hand) == (3, 4)


def test_what_is_met_within_a_factor_of_three(rows: list[Row]) -> None:
    """6 h against 4 (1.5) and 2 (3.0) are near, against 0.5 (12) and 30 (0.2) not."""
    assert near([by_episode(rows)[name] for name in ("met", "barely", "quick", "long")]) == 2


def test_the_figure_says_what_the_rows_say(rows: list[Row]) -> None:
    """Shortest documented hours first; whom no range meets is named; a documented or modelled zero has a place on a scale of powers."""
    [figure] = record_figures([row for row in rows if row["variant"] == "v00"])
    assert "Of 6 documented episodes, " in figure.says
    assert "since the model is too slow: quick" in figure.says
    assert "since the model is too fast: long" in figure.says
    assert "1 of the episodes had a part in setting a number and confirm little; of the others, 2 of 5 lie inside." in figure.says
    spoken = [figure.alt.index(f" {name} ") for name in ("quick", "leg", "barely", "far", "met", "long")]
    assert spoken == sorted(spoken)
    assert [row["ranges"] for row in figure.table.rows if row["episode"] == "met"] == ["3.00 to 12.0"]
    nothing: list[Row] = [{**rows[0], "documented_low": 0.0, "model_low": 0.0}]
    [drawn] = record_figures(nothing)
    assert '"least": 0' not in str(drawn.chart)


def test_nothing_is_said_of_no_episode(rows: list[Row]) -> None:
    """No figure and no sentence, and rows of legs that the posture does not have count nowhere."""
    absent: list[Row] = [{**rows[0], **dict.fromkeys(("model_hours", "model_low", "model_high", "ratio")), "meets": ""}]
    assert record_figures([]) == record_figures(absent) == ()
    assert record_says(absent) == ""


def test_the_page_for_the_documents_has_both_kinds(rows: list[Row]) -> None:
    """Who is compared is in the first table, who is only told in the second, with the reason."""
    page = record_page(with_record(tiny_instance()), rows)
    held, _, told = page.partition("held against nothing")
    [line] = [line for line in held.splitlines() if line.startswith("| `long` | warning, crisis, decision_wait | ")]
    assert line.endswith("| 30.0 (20.0 to 40.0) | 6.00 | 3.00 to 12.0 | 3.22 to 11.2 | 0.20 | model too fast | no |")
    assert "`told`" not in held
    assert "| `told`: What told was | exec | 9.00 | near |" in told
