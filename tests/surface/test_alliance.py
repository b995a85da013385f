"""Alliances: chosen, changed, built of tables, made variants of, saved and read again."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import model
from model.data.digest import digest
from model.data.reader import load_instance
from model.data.variants import apply

REFERRAL = "parameters.referral_probability"


def test_loading_lists_every_fault(tmp_path: Path, teaching: Path) -> None:
    """Two files with a fault each: both are in the exception, as `check` prints them, and `check` returns the same."""
    folder = copied(teaching, tmp_path)
    for name, word, other in (("headquarters.csv", "existing", "exists"), ("variants/today.toml", "title", "tilte")):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(word, other, 1), encoding="utf-8")
    with pytest.raises(model.InputError) as refused:
        model.load(folder)
    assert {finding.file for finding in refused.value.findings} == {"headquarters.csv", "variants/today.toml"}
    assert model.check(folder) == refused.value.findings
    assert "did you mean" in str(refused.value)


def test_check_looks_at_studies_too(tmp_path: Path, teaching: Path) -> None:
    """A study that names an unknown variant is a fault of the folder; a folder that is right has none."""
    assert model.check(teaching) == ()
    folder = copied(teaching, tmp_path)
    study = folder / "studies/tornado.toml"
    study.write_text(study.read_text(encoding="utf-8") + '\nvariants = ["nobody"]\n', encoding="utf-8")
    assert any(finding.file == "studies/tornado.toml" for finding in model.check(folder))


def test_values_and_variant_are_what_the_command_line_applies(alliance: model.Alliance, teaching: Path) -> None:
    """The digest is that of `--variant four-star --set ...`; the alliance they were asked of is as it was."""
    changed = alliance.with_values({REFERRAL: 0.5}).variant("four-star")
    assert changed.digest == digest(apply(load_instance(teaching), "four-star", [(REFERRAL, "0.5")]))
    assert changed.value(REFERRAL) == 0.5
    assert alliance.value(REFERRAL) == 0.2
    assert alliance.values == {}
    assert changed.variant(None).digest != changed.digest


def test_a_later_value_takes_the_place_of_an_earlier(alliance: model.Alliance) -> None:
    """The same path again, in another spelling: one value is left. Both would be refused as set twice."""
    twice = alliance.with_values({REFERRAL: 0.5}).with_values({f"{REFERRAL}.value": 0.7})
    assert twice.values == {f"{REFERRAL}.value": "0.7"}
    assert twice.value(REFERRAL) == 0.7


def test_lists_are_values(alliance: model.Alliance) -> None:
    """Lists as Python has them, joined as each column joins them: sizes of a desk by `|`, approvals by `>`."""
    changed = alliance.with_values({"desks.USFJ.officers": (8, 10), "utilisation_bands": [0.5, 0.9]})
    assert changed.value("desks.USFJ.officers") == (8, 10)
    assert changed.value("utilisation_bands") == (0.5, 0.9)
    thread = next(row for row in alliance.tables["threads"].itertuples() if len(row.approvals) > 1)
    turned = tuple(reversed(thread.approvals))
    assert alliance.with_values({f"threads.{thread.thread}.approvals": turned}).value(f"threads.{thread.thread}.approvals") == turned


def test_wrong_values_are_all_told(alliance: model.Alliance) -> None:
    """A path that leads nowhere with the nearest one, and a number out of bounds: both at once, said to be of `with_values`."""
    with pytest.raises(model.InputError) as refused:
        alliance.with_values({"parameters.referal_probability": 0.5, "conditions.crisis.tempo": -1})
    told = [str(finding) for finding in refused.value.findings]
    assert len(told) == 2
    assert all(line.startswith("with_values") for line in told)
    assert any(REFERRAL in line for line in told)
    with pytest.raises(model.InputError, match="there is no such variant; did you mean 'four-star'"):
        alliance.variant("four-stars")


def test_it_shows_itself(alliance: model.Alliance) -> None:
    """Title, size, variant and values, as text and as HTML in which nothing of the data is markup."""
    changed = alliance.variant("four-star").with_values({REFERRAL: 0.5})
    for part in ("Teaching example", "5 headquarters, 3 authorities", "1 phase,", "variant four-star", f"{REFERRAL} = 0.5"):
        assert part in repr(changed)
    shown = replace(changed, base=replace(changed.base, title="<b>bold</b>"))._repr_html_()
    assert "&lt;b&gt;bold" in shown
    assert "<td>chosen</td>" in shown


def test_input_tables_have_units_and_the_values_that_hold(alliance: model.Alliance) -> None:
    """Numbers as numbers, lists as lists, units beside them; a changed value is in them."""
    conditions = alliance.with_values({"conditions.crisis.tempo": 0.25}).tables["conditions"].set_index("condition")
    assert conditions.loc["crisis", "tempo"] == 0.25
    assert alliance.tables["conditions"].attrs["units"]["decision_period_hours"] == "h"
    assert str(alliance.tables["desks"]["officers_now"].dtype) == "Int64"
    assert alliance.tables["parameters"].set_index("parameter").loc["referral_probability", "value"] == 0.2
    with pytest.raises(KeyError, match="did you mean 'channels'"):
        alliance.tables["chanels"]


# Built of tables --------------------------------------------------------------------------------------------------


def rebuilt(alliance: model.Alliance, **changes: object) -> model.Alliance:
    """An alliance built of another's tables."""
    tables = {name: changes.get(name, table) for name, table in alliance.tables.items()}
    bands = alliance.value("utilisation_bands")
    return model.Alliance.from_tables(tables, name="rebuilt", title="Rebuilt", as_of=alliance.as_of, utilisation_bands=bands)


def test_what_is_built_of_an_alliances_tables_is_that_alliance(alliance: model.Alliance) -> None:
    """Every cell survives the way into DataFrames and back: equal digests. A list joined wrongly, or a number cut short, would differ."""
    assert rebuilt(alliance).digest == alliance.digest


def test_what_phases_change_survives_too(us_japan: Path) -> None:
    """The plan of three phases and its hundreds of rows: built anew of its tables it has the same content, that of each phase
    included. Without the column `set` every phase would be as the first."""
    plan = model.load(us_japan)
    # The registers of what was published and where cite variants, which are not built here.
    assert rebuilt(plan, record=[], sources=[]).digest == plan.digest
    assert any(plan.tables["phases"]["set"])


def test_names_that_lead_elsewhere_are_refused(alliance: model.Alliance) -> None:
    """A name is that of a folder or file: one with a way in it would be written where nobody looks."""
    with pytest.raises(model.InputError, match="is not made of"):
        model.Alliance.from_tables({}, name="../x", title="x", as_of="2026-01-01", utilisation_bands=[0.5])
    with pytest.raises(model.InputError, match="is not made of"):
        alliance.as_variant("../x", title="x", why="w", source="s")


def test_rows_may_be_mappings_and_may_leave_columns_out(alliance: model.Alliance) -> None:
    """A table as a list of dictionaries, without columns that may be empty; numpy's numbers and missing values as pandas has them."""
    rows = [
        {name: value for name, value in row.items() if value is not None and value is not pd.NA}
        for row in alliance.tables["headquarters"].to_dict("records")
    ]
    assert rebuilt(alliance, headquarters=rows).digest == alliance.digest


def test_faults_of_tables_are_all_told_by_file_and_line(alliance: model.Alliance) -> None:
    """An unknown column and a superior that is not there, in two tables: both are found, where the file would have them; an unknown
    table is refused with the nearest name."""
    headquarters = alliance.tables["headquarters"]
    headquarters.loc[0, "superior"] = "NOBODY"
    with pytest.raises(model.InputError) as refused:
        rebuilt(alliance, headquarters=headquarters, sites=alliance.tables["sites"].assign(altitude=0))
    told = "\n".join(map(str, refused.value.findings))
    assert "headquarters.csv:2 superior = 'NOBODY'" in told
    assert "sites.csv:1 altitude" in told
    with pytest.raises(model.InputError, match="did you mean 'headquarters'"):
        model.Alliance.from_tables({"headquarter": []}, name="x", title="x", as_of="2026-01-01", utilisation_bands=[0.5])


def test_a_built_alliance_is_saved_and_read_again(alliance: model.Alliance, tmp_path: Path) -> None:
    """Saved into a new folder it is an instance without faults, with its variant, of the same content; nothing is written over."""
    built = model.Alliance.from_tables(
        dict(alliance.tables),
        name="built",
        title="Built",
        as_of=dt.date(2026, 1, 5),
        utilisation_bands=alliance.value("utilisation_bands"),
        variants={"slow": {"title": "Slow", "why": "to see", "source": "made up", "set": {"conditions.crisis.tempo": 0.9}}},
        studies={"frontier": {"title": "Frontier", "why": "to see", "method": "frontier"}},
    )
    assert built.studies == ["frontier"]
    folder = built.save(tmp_path / "built")
    assert model.check(folder) == ()
    again = model.load(folder)
    assert again.variant("slow").digest == built.variant("slow").digest
    with pytest.raises(model.InputError, match="exists and is not empty"):
        built.save(folder)


# Variants of one's own --------------------------------------------------------------------------------------------


def test_values_become_a_variant(alliance: model.Alliance, tmp_path: Path) -> None:
    """What was chosen, under a name of its own: the same content as the variant with the values, also after it was saved."""
    chosen = alliance.variant("delegate").with_values({REFERRAL: 0.5, "desks.USFJ.officers": (8, 10)})
    mine = chosen.as_variant("mine", title="Mine", why="to see", source="made up")
    assert mine.chosen == "mine"
    assert mine.values == {}
    assert mine.digest == chosen.digest
    folder = mine.save(tmp_path / "teaching")
    assert model.load(folder).variant("mine").digest == chosen.digest
    assert model.check(folder) == ()


def test_a_variant_may_force_a_holder(alliance: model.Alliance) -> None:
    """A mandate as its file would state it; one that names an unknown authority is a fault of that file."""
    forced = {"kind": "holder", "id": "home", "says": "The host commands.", "authority": ["jp_opcon"], "holder": ["JSO"]}
    mine = alliance.as_variant("home", title="Home", why="to see", source="made up", mandates=[forced])
    assert set(model.solve(mine).tables["authorities"].query("authority == 'jp_opcon'")["holder"]) == {"JSO"}
    with pytest.raises(model.InputError, match=r"variants/home\.toml"):
        alliance.as_variant("home", title="Home", why="w", source="s", mandates=[{**forced, "authority": ["jp_opcom"]}])
    with pytest.raises(model.InputError, match="is the name of a variant already"):
        alliance.as_variant("today", title="Today", why="w", source="s")


def test_a_variant_says_nothing_twice(alliance: model.Alliance) -> None:
    """`set` given beside the values that are chosen would be lost, or would lose them; an empty value stays empty."""
    with pytest.raises(TypeError, match="with_values"):
        alliance.as_variant("mine", title="Mine", why="w", source="s", set={REFERRAL: 0.5})
    nothing = {"headquarters.USFJ.calendar": None, "demand.operations@crisis.deadline_hours": None}
    emptied = alliance.variant("delegate").with_values(nothing)
    assert emptied.as_variant("mine", title="Mine", why="w", source="s").digest == emptied.digest


def test_values_without_a_name_are_not_saved(alliance: model.Alliance, tmp_path: Path) -> None:
    """A folder that silently left them out would answer another question."""
    with pytest.raises(model.InputError, match="as_variant"):
        alliance.with_values({REFERRAL: 0.5}).save(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_values_of_a_phase(us_japan: Path) -> None:
    """A number from a phase on survives as the variant's own, and one for all phases takes its place."""
    plan = model.load(us_japan)
    last = str(plan.tables["phases"]["id"].iloc[-1])
    later = plan.with_values({f"{last}:{REFERRAL}": 0.1})
    mine = later.as_variant("later", title="Later", why="to see", source="made up")
    assert mine.digest == later.digest != plan.digest
    assert later.with_values({REFERRAL: 0.2}).values == {REFERRAL: "0.2"}


def test_a_folder_based_on_another_says_where_to_work(us_japan_one_phase: Path) -> None:
    """Its tables stand elsewhere; a copy of the folder alone would lead nowhere."""
    alone = model.load(us_japan_one_phase)
    with pytest.raises(model.InputError, match="is based on another folder"):
        alone.as_variant("mine", title="Mine", why="w", source="s")


def copied(folder: Path, to: Path) -> Path:
    """A copy that may be damaged."""
    return Path(shutil.copytree(folder, to / folder.name))
