"""The digest follows the content and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

from model.data.digest import digest
from model.data.reader import load_instance
from model.data.records import TABLES
from model.data.variants import apply
from tests.data.conftest import Edit


def test_order_and_format_of_files_do_not_matter(folder: Path) -> None:
    """Shuffled rows, reversed columns and quoted cells give the same digest. Would differ if rows kept their order."""
    before = digest(load_instance(folder))
    shuffle = random.Random(7)
    for name in TABLES:
        header, *rows = [line.split(",") for line in (folder / f"{name}.csv").read_text().splitlines()]
        if any(len(row) != len(header) for row in rows):
            continue
        shuffle.shuffle(rows)
        (folder / f"{name}.csv").write_text("\n".join(",".join(f'"{cell} "' for cell in row[::-1]) for row in [header, *rows]) + "\n")
    assert digest(load_instance(folder)) == before


def test_one_number_changes_the_digest(folder: Path, edit: Edit) -> None:
    """1 and 1.0 are the same number, 1.01 is not. Would be equal if only keys were hashed."""
    before = digest(load_instance(folder))
    edit("conditions.csv", "0.9,1,office", "0.9,1.0,office")
    assert digest(load_instance(folder)) == before
    edit("conditions.csv", "0.9,1.0,office", "0.9,1.01,office")
    assert digest(load_instance(folder)) != before


def test_variants_differ_only_by_what_they_do(folder: Path) -> None:
    """A variant changes the digest; a copy under another name has the same; an unused one does not matter. Would solve
    twice what is one problem if titles counted."""
    plain = digest(apply(load_instance(folder), None))
    text = (folder / "variants" / "forward.toml").read_text()
    (folder / "variants" / "copy.toml").write_text(text.replace("Authority moves", "The authority moves"))
    instance = load_instance(folder)
    assert digest(apply(instance, None)) == plain
    assert digest(apply(instance, "forward")) != plain
    assert digest(apply(instance, "forward")) == digest(apply(instance, "copy"))


def test_rules_switched_off_change_the_digest(folder: Path) -> None:
    """A rule out of force is another problem. Would find a stored answer of the stricter one."""
    instance = load_instance(folder)
    assert digest(apply(instance, None)) != digest(apply(instance, None, [("rules.national_command.active", "no")]))
