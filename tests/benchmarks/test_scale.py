"""The invented alliances: the same for the same size and seed, valid, of the size asked for, and not all alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.scale.generate import generate
from benchmarks.scale.plot import write_plot
from benchmarks.scale.study import table
from model.data.reader import load_instance


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("headquarters, threads", [(16, 40), (25, 250), (60, 300)])
def test_an_alliance_is_valid_and_of_the_size_asked_for(tmp_path: Path, headquarters: int, threads: int) -> None:
    """The reader finds no fault, and headquarters and threads are as many as asked for; a reference to nothing fails here."""
    generate(tmp_path / "alliance", headquarters, threads, 1)
    instance = load_instance(tmp_path / "alliance")
    assert len(instance.headquarters) == headquarters
    assert len(instance.threads) == threads
    assert {row.thread for row in instance.demand.values()} == set(instance.threads), "a thread that never occurs"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    """Measurements can be repeated on the very same alliance; a set walked in its own order would change the bytes."""
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / name, 25, 60, seed)
    assert files(tmp_path / "one") == files(tmp_path / "again")
    one, other = files(tmp_path / "one"), files(tmp_path / "other")
    assert all(one[name] != other[name] for name in ("headquarters.csv", "channels.csv", "threads.csv", "demand.csv"))


def test_no_part_of_an_alliance_stands_alone(tmp_path: Path) -> None:
    """Threads and channels tie every nation to others, so that no nation can be solved by itself."""
    generate(tmp_path / "alliance", 60, 300, 1)
    instance = load_instance(tmp_path / "alliance")
    nation = {hq: row.nation for hq, row in instance.headquarters.items()}
    foreign = [{nation[row.origin], nation[row.destination]} for row in instance.threads.values()]
    tied = {name for pair in foreign if len(pair) == 2 for name in pair}
    assert tied == set(nation.values())
    assert sum(len(pair) == 2 for pair in foreign) > len(foreign) / 2


@pytest.mark.parametrize("headquarters, threads", [(15, 10), (25, 0)])
def test_too_small_an_alliance_is_refused(tmp_path: Path, headquarters: int, threads: int) -> None:
    """Below that size the pattern of a nation does not fit; nothing is written."""
    with pytest.raises(ValueError, match="at least"):
        generate(tmp_path / "alliance", headquarters, threads, 1)
    assert not (tmp_path / "alliance").exists()


def test_the_table_says_what_was_measured_and_the_plot_draws_it(tmp_path: Path) -> None:
    """A row that ended without a posture keeps its line, with dashes, and is not drawn."""
    common = {"threads": 10, "seed": 1, "road": "shipped", "cpu": [3.0], "wall": [4.0], "memory": [200.0]}
    solved = {
        "ended": "done",
        "columns": 7,
        "rows": 8,
        "build_seconds": 1.0,
        "status": "feasible",
        "value": 200.0,
        "bound": 199.0,
        "root_bound": 190.0,
    }
    rows = [{"headquarters": 25, **common, **solved}, {"headquarters": 50, **common, "ended": "time limit"}]
    lines = table({"rows": rows}).splitlines()
    assert "0.50%" in lines[2]
    assert "5.00%" in lines[2]
    assert "time limit" in lines[3]
    write_plot(rows, tmp_path / "scale.svg")
    picture = (tmp_path / "scale.svg").read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert ">25<" in picture
