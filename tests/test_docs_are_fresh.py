"""What is generated is what the program writes now; what is promised in the documents is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.cli import main
from model.data.citations import source_list
from model.data.guide import column_guide, mandate_kinds
from model.data.reader import load_instance
from model.data.rule_kinds import RULE_KINDS
from model.data.variants import apply


def test_the_data_page_is_fresh(root: Path) -> None:
    """docs/data.md is what `solve.py schema` writes; a column described anew without a new page fails here."""
    assert (root / "docs" / "data.md").read_text(encoding="utf-8") == column_guide()


def test_every_rule_kind_and_mandate_is_explained() -> None:
    """A kind that can be written but is not explained would be found by nobody."""
    for kind in (*RULE_KINDS, *mandate_kinds()):
        assert f"| {kind} |" in column_guide()


@pytest.mark.parametrize("alliance", ["us-japan", "us-rok"])
def test_the_readme_of_an_alliance_lists_its_sources(root: Path, alliance: str) -> None:
    """The list at the end of the README is what `solve.py sources` prints; a source that was added or corrected in the table alone
    fails here."""
    folder = root / "instances" / alliance
    listed = (folder / "README.md").read_text(encoding="utf-8").partition("Made from `sources.csv` by `solve.py sources`.\n\n")[2]
    assert listed == source_list(load_instance(folder))


def test_the_golden_report_is_what_the_program_writes(root: Path, teaching: Path, tmp_path: Path) -> None:
    """Any change of any number, word or column in the tables of the teaching instance shows here, to be looked at and then
    accepted: `solve.py run instances/teaching --out ELSEWHERE`, and its tables and datapackage.json copied to reports/golden."""
    assert main(["run", str(teaching), "--out", str(tmp_path), "--workers", "1", "--quiet"]) == 1  # one variant is infeasible
    golden, written = root / "reports/golden/teaching/run", tmp_path / "teaching/run"
    tables = sorted(path.name for path in golden.glob("*.csv"))
    assert tables == sorted(path.name for path in written.glob("*.csv"))
    for name in [*tables, "datapackage.json"]:
        assert (written / name).read_bytes() == (golden / name).read_bytes(), name


def test_the_planners_plan_works(root: Path, tmp_path: Path) -> None:
    """The second year, the variant and the second folder of docs/planner.md, put into the skeleton as it says: no fault, and the numbers
    it speaks of. A key that is no longer read would be found by the planner."""
    section = (root / "docs/planner.md").read_text(encoding="utf-8").partition("## A plan of several phases")[2].partition("\n## ")[0]
    year, variant, alone = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    mine = tmp_path / "mine"
    assert main(["new", str(mine)]) == 0
    for name, text in (("instance.toml", year), ("pools.csv", "later,NORTH,liaison_staff,16,s\nlater,NORTH,desk_officers,10,s\n")):
        with (mine / name).open("a", encoding="utf-8") as file:
            file.write(text)
    (mine / "variants/later.toml").write_text(variant, encoding="utf-8")
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone/instance.toml").write_text(alone, encoding="utf-8")
    plan, at_once = apply(load_instance(mine), "later"), load_instance(tmp_path / "alone")
    assert [plan.at(phase.id).headquarters["FORWARD"].decision_factor for phase in plan.phases] == [1.0, 0.75]
    assert [len(plan.at(phase.id).mandates) for phase in plan.phases] == [0, 1]
    assert at_once.headquarters["FORWARD"].decision_factor == 0.75


def test_the_skeletons_second_phase_works(tmp_path: Path) -> None:
    """The phase that stands in comments at the end of the skeleton, with the signs taken away and rows in pools.csv."""
    mine = tmp_path / "mine"
    assert main(["new", str(mine)]) == 0
    before, _, comments = (mine / "instance.toml").read_text(encoding="utf-8").partition("needs rows for each phase.\n")
    phase = "\n".join(line.removeprefix("#").strip() for line in comments.splitlines())
    assert phase.startswith("[parameters.transition_loss]")
    (mine / "instance.toml").write_text(f"{before}\n{phase}\n", encoding="utf-8")
    with (mine / "pools.csv").open("a", encoding="utf-8") as file:
        file.write("later,NORTH,liaison_staff,16,s\nlater,NORTH,desk_officers,10,s\n")
    assert [row.id for row in load_instance(mine).phases] == ["now", "later"]


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/planner.md",
        "docs/studies.md",
        "docs/delay.md",
        "docs/teaching.md",
        "docs/proofs.md",
        "docs/record.md",
        "docs/architecture.md",
        "docs/python.md",
        "CONTRIBUTING.md",
        "reports/README.md",
    ],
)
def test_links_lead_somewhere(root: Path, page: str) -> None:
    """A link to a file that was moved or never written fails here."""
    text = (root / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((root / page).parent / target).exists(), f"{page} links to {target}"
