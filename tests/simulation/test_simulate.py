"""`simulate` from end to end on the teaching instance: what agrees, what is seen, and that the same seed gives the same bytes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from scipy.stats import binom

from model.cli import main
from model.data.instance import Instance
from model.data.reader import load_instance
from model.data.records import Parameter
from model.data.variants import apply
from model.delay import physics
from model.reporting.figures.rows import real
from model.reporting.stored import read_report
from model.simulation.campaign import carry_out
from model.simulation.causes import cause_rows, ladder
from model.simulation.kept import KeptReplications
from model.simulation.options import Assumptions, Fidelity, SimulationOptions
from model.simulation.plan import VariantPlan
from model.simulation.replay import plan_of, read_plans, with_demand
from model.simulation.results import VariantResult, results_of
from model.simulation.tables import SIMULATION_TABLES, simulation_tables
from model.tables.run import run_tables
from model.verify.rows import Row
from tests.simulation.here import Here

QUICK = ["--replications", "4", "--quiet"]


@pytest.fixture(scope="module")
def reports(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the report that is kept in the checkout."""
    folder = tmp_path_factory.mktemp("reports") / "run"
    shutil.copytree(root / "reports/golden/teaching/run", folder)
    (folder / "manifest.json").write_text(json.dumps({"settings": {}}), encoding="utf-8")
    return folder


@pytest.fixture
def mine(reports: Path, tmp_path: Path) -> Path:
    """One to write to."""
    return Path(shutil.copytree(reports, tmp_path / "run"))


def lived(plans: tuple[VariantPlan, ...], options: SimulationOptions) -> tuple[VariantResult, ...]:
    return results_of(carry_out(plans, [options], Here())[0])


# The model's assumptions ----------------------------------------------------------------------------------------------


def test_the_model_is_right_under_its_own_assumptions(teaching: Path, reports: Path) -> None:
    """Of 20 means of threads, and of their parts but for queues, no more lie outside the 99 % intervals than chance puts there once in a
    thousand times. A model that left out any wait would have all of them outside."""
    options = SimulationOptions(Fidelity.MODEL, seed=1)
    tables = simulation_tables(lived(read_plans(teaching, reports), options), Fidelity.MODEL)
    for rows in (tables["simulation"], [row for row in tables["simulation_parts"] if row["part"] != "desk_queue"]):
        inside = [row["inside"] for row in rows]
        assert len(inside) >= 20
        assert inside.count(False) <= binom.ppf(0.999, len(inside), 0.01)


def outside(instance: Instance, *parts: str) -> set[str]:
    """Solve today's arrangement, live it through under the model's assumptions: conditions and threads of which one of these parts, as the
    model has it, lies outside the 99 % interval."""
    from model.solving.options import SolveOptions
    from model.solving.solve import solve

    tables = {
        name: tuple(Row(name, line, row) for line, row in enumerate(rows, start=2))
        for name, rows in run_tables("today", instance, solve(instance, SolveOptions()), "").items()
    }
    options = SimulationOptions(Fidelity.MODEL, replications=10, seed=1)
    found = simulation_tables(lived((plan_of("today", instance, tables),), options), Fidelity.MODEL)["simulation_parts"]
    return {f"{row['condition']} {row['thread']}" for row in found if row["part"] in parts and row["inside"] is False}


def test_a_wait_that_the_model_leaves_out_is_seen(teaching: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault is put into the physics: no hop waits for duty any more. The model's own table has 0 h of it, and each thread that has to
    wait is told outside; with the physics as they are all are inside."""
    instance = apply(load_instance(teaching), "today")
    assert outside(instance, "duty_wait") == set()
    monkeypatch.setattr(physics, "expected_wait", lambda sender, receiver: 0.0)
    assert len(outside(instance, "duty_wait")) >= 3


@pytest.mark.parametrize("share", [0.4, 1.0])
def test_rests_that_the_model_leaves_out_are_seen(teaching: Path, monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """A share of the work stops with the duty. The model multiplies, the simulation follows each piece through the week: the same means.
    Where the model forgets the rest it is seen."""
    instance = apply(load_instance(teaching), "today")
    bound = Parameter(value=share, low=0, high=1, unit="1", source="a test")
    instance = replace(instance, parameters={**instance.parameters, "duty_bound_share": bound})
    assert outside(instance, "duty_wait", "referral", "approval_work", "relay_work") == set()
    monkeypatch.setattr(physics, "rest_per_hour", lambda calendar: 0.0)
    assert len(outside(instance, "duty_wait")) >= 3


# What is seen ---------------------------------------------------------------------------------------------------------


def test_a_desk_that_cannot_keep_up_is_called_overloaded(teaching: Path, reports: Path) -> None:
    """Ten times the requests are more than the desks can do: threads through them have no mean, in either fidelity, and the desk's
    utilisation says why; untouched, none is overloaded."""
    plans = read_plans(teaching, reports, ("today",))
    for fidelity in Fidelity:
        options = SimulationOptions(fidelity, days=14, replications=2)
        assert not any(one.overloaded for result in lived(plans, options) for one in (*result.desks, *result.threads))
        results = lived(tuple(with_demand(plan, 10.0) for plan in plans), options)
        assert {one.plan.desk for one in results[0].desks if one.overloaded} == {"INDOPACOM", "JSO"}
        tables = simulation_tables(results, fidelity)
        through = [row for row in tables["simulation"] if row["overloaded"]]
        assert through
        assert all(row["simulated_hours"] is None and row["p95"] is None for row in through)
        assert tables["simulation_ranking"][0]["simulated_weighted_delay"] is None
        assert all(row["simulated_wait_hours"] is None for row in tables["simulation_desks"] if row["overloaded"])


def test_holidays_can_overload_a_desk(teaching: Path, reports: Path) -> None:
    """A desk that is busy for 0.99 of its duty hours is so for more than all of them once holidays are taken off."""
    (plan,) = read_plans(teaching, reports, ("today",))
    cells = tuple(
        replace(cell, desks={name: replace(desk, load=0.99 * desk.capacity) for name, desk in cell.desks.items()}) for cell in plan.cells
    )
    busy = replace(plan, cells=cells)
    peacetime = [one for one in lived((busy,), SimulationOptions(days=14, replications=2))[0].desks if one.cell.condition == "peacetime"]
    assert peacetime
    assert all(one.overloaded for one in peacetime)
    without = SimulationOptions(days=14, replications=2, assumptions=Assumptions(holidays=False))
    assert not any(one.overloaded for one in lived((busy,), without)[0].desks)


def test_causes_add_up_to_the_whole_difference(teaching: Path, reports: Path) -> None:
    """Six steps from the model's hours to the calendar's: their sum, part by part, is the difference of the two, to rounding. That work
    stops at night is the dearest of them in peacetime, and queues move next to nothing."""
    plans = read_plans(teaching, reports, ("delegate",))
    steps = [results_of(campaign) for campaign in carry_out(plans, ladder(SimulationOptions(days=70, replications=3)), Here())]
    rows, (last,) = cause_rows(steps), steps[-1]
    assert last.weighted is not None
    assert sum(real(row, "weighted_hours_per_day") for row in rows) == pytest.approx(last.weighted.mean - last.exact_weighted)
    peacetime: dict[str, float] = {}
    for row in rows:
        if row["condition"] == "peacetime":
            peacetime[str(row["cause"])] = peacetime.get(str(row["cause"]), 0.0) + real(row, "percent")
    assert max(peacetime, key=lambda cause: peacetime[cause]) == "work in duty hours only"
    assert abs(peacetime["queues of the requests' own services"]) < 10


# The verb -------------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_whoever_works(teaching: Path, mine: Path, tmp_path: Path) -> None:
    """One worker and two write the same tables; another seed others. With draws in the order of work, two workers would differ."""
    other, third = (Path(shutil.copytree(mine, tmp_path / name)) for name in ("other", "third"))
    for folder, workers, seed in ((mine, "1", "3"), (other, "2", "3"), (third, "2", "4")):
        assert main(["simulate", str(teaching), str(folder), "--workers", workers, "--seed", seed, "--days", "70", *QUICK]) == 0
    for name in SIMULATION_TABLES:
        assert (mine / f"{name}.csv").read_bytes() == (other / f"{name}.csv").read_bytes(), name
    assert (mine / "simulation.csv").read_bytes() != (third / "simulation.csv").read_bytes()


def test_a_report_with_a_simulation_is_read_checked_and_told(teaching: Path, mine: Path) -> None:
    """The tables stand beside the run's, which stay as they were; the page tells the order, the manifest the seed."""
    before = {path.name: path.read_bytes() for path in mine.glob("*.csv") if path.name != "dictionary.csv"}
    assert main(["simulate", str(teaching), str(mine), "--workers", "1", "--days", "70", *QUICK]) == 0
    assert {name: (mine / name).read_bytes() for name in before} == before
    tables, manifest = read_report(mine)
    assert set(SIMULATION_TABLES) <= set(tables)
    assert manifest["simulation"]["seed"] == 0
    assert "In a calendar-true replay the order of all 4 variants stands." in (mine / "report.html").read_text(encoding="utf-8")
    sheet = load_workbook(mine / "report.xlsx")["routes"]
    assert "p90_hours" in [cell.value for line in sheet.iter_rows(max_row=3) for cell in line]
    assert main(["verify", str(teaching), str(mine)]) == 0
    assert main(["report", str(mine)]) == 0


def test_one_variant_alone_gives_the_same_numbers(teaching: Path, reports: Path) -> None:
    """Random numbers belong to what they decide: leaving other variants out moves nothing. So do two that are alike come out alike, which
    makes differences of variants sharp."""
    options = SimulationOptions(days=70, replications=3)
    alone = simulation_tables(lived(read_plans(teaching, reports, ("today",)), options), Fidelity.CALENDAR)["simulation"]
    together = simulation_tables(lived(read_plans(teaching, reports), options), Fidelity.CALENDAR)["simulation"]
    assert alone == [row for row in together if row["variant"] == "today"]


def test_what_variants_have_in_common_is_lived_through_once(teaching: Path, reports: Path) -> None:
    """A twin of a variant is not lived through: its tables are its brother's. One that differs in a single phase and condition has that one
    alone to live through, and comes out as if it stood by itself."""
    (plan,) = read_plans(teaching, reports, ("today",))
    busier = tuple(replace(cell, cv=2 * cell.cv) if place == 0 else cell for place, cell in enumerate(plan.cells))
    twin, other = replace(plan, variant="twin"), replace(plan, variant="other", cells=busier)
    options, here = SimulationOptions(days=28, replications=2), Here()
    together = simulation_tables(results_of(carry_out((plan, twin, other), [options], here)[0]), Fidelity.CALENDAR)["simulation"]
    assert here.lived == [len(plan.cells), 1] * 2
    rows = {name: [row | {"variant": ""} for row in together if row["variant"] == name] for name in ("today", "twin", "other")}
    alone = simulation_tables(lived((other,), options), Fidelity.CALENDAR)["simulation"]
    assert rows["twin"] == rows["today"] != rows["other"]
    assert rows["other"] == [row | {"variant": ""} for row in alone]


def test_a_report_of_another_instance_is_refused(teaching: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A changed number makes the postures those of another instance."""
    changed = Path(shutil.copytree(teaching, tmp_path / "teaching"))
    text = (changed / "conditions.csv").read_text(encoding="utf-8")
    (changed / "conditions.csv").write_text(text.replace("peacetime,Peacetime,0.5,1,", "peacetime,Peacetime,0.5,2,"), encoding="utf-8")
    assert main(["simulate", str(changed), str(mine), *QUICK]) == 2
    assert "is about another instance" in capsys.readouterr().err
    assert main(["simulate", str(teaching), str(mine), "--variant", "tody", *QUICK]) == 2
    assert "did you mean 'today'?" in capsys.readouterr().err


def test_who_stops_it_can_go_on(teaching: Path, reports: Path, tmp_path: Path) -> None:
    """After the first of four replications somebody says stop. The second time three are run; what comes out is what one go gives, to the
    last bit. A file that is cut short is not believed, and so run again."""
    plans, options = read_plans(teaching, reports, ("today",)), SimulationOptions(days=14, replications=4)
    kept, once = KeptReplications(tmp_path / "kept"), Here()
    (part,) = carry_out(plans, [options], Here(stop_after=1), stopping=lambda: 1, kept=kept)
    assert part.interrupted
    assert len(part.seen) == 1
    again = Here()
    (whole,) = carry_out(plans, [options], again, kept=kept)
    assert again.answered == 3
    assert not whole.interrupted
    (straight,) = carry_out(plans, [options], once)
    tables = [simulation_tables(results_of(one), Fidelity.CALENDAR) for one in (whole, straight)]
    assert tables[0] == tables[1]
    first = sorted((tmp_path / "kept").glob("*.npz"))[0]
    first.write_bytes(first.read_bytes()[:100])
    third = Here()
    carry_out(plans, [options], third, kept=kept)
    assert third.answered == 1
