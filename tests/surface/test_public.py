"""What `import model` offers: a few names, typed, and nothing loaded before it is used."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import model
import model.study.engine
from tests.test_start import loaded_after

HEAVY = {"pandas", "pyomo", "highspy", "pydantic", "numpy", "rich", "vl_convert"}


def test_importing_loads_nothing_that_takes_time(root: Path) -> None:
    """A fresh process takes under 0.2 s of the processor for `import model`, the best of five, and has no package
    loaded. Were the surface imported eagerly, pydantic alone would take longer."""
    assert not loaded_after(root, "import model") & HEAVY
    code = "import time; t = time.process_time(); import model; print(time.process_time() - t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout) for _ in range(5)
    ]
    assert min(times) < 0.2


def test_reading_loads_neither_solver_nor_pandas(root: Path) -> None:
    """An instance is read, changed and shown without them; a table is what loads pandas, a solve what loads the solver."""
    code = "import model; a = model.load('instances/teaching').variant('four-star'); repr(a); a.with_values({'parameters.relay_hours': 2})"
    assert not loaded_after(root, code) & {"pandas", "pyomo", "highspy"}
    assert "pandas" in loaded_after(root, f"{code}; a.tables['headquarters']")


def test_every_public_name_is_there_and_nothing_else() -> None:
    """What `__all__` promises exists, and a name that is none is told as Python tells it."""
    assert all(getattr(model, name) is not None for name in model.__all__)
    assert set(model.__all__) <= set(dir(model))
    with pytest.raises(AttributeError, match="no attribute 'slove'"):
        _ = model.slove  # type: ignore[attr-defined]


def test_study_is_a_verb_and_stays_a_package(alliance: model.Alliance) -> None:
    """`model.study(...)` works whether or not something below `model.study` was imported before; a plain function would be replaced by the
    package as soon as anything in it is imported, and a plain package cannot be called."""
    assert model.study.engine.Engine  # type: ignore[attr-defined]
    with pytest.raises(model.InputError, match="there is no such study"):
        model.study(alliance, "nothing")


def test_a_type_checker_knows_what_comes_out(root: Path, tmp_path: Path) -> None:
    """mypy, strict, on the calls of the documentation: the types are those that are there, and a wrong one is found. Were the lazy names
    untyped, it would accept anything."""
    script = tmp_path / "analysis.py"
    script.write_text(
        textwrap.dedent(
            """
            import model

            alliance: model.Alliance = model.load("instances/teaching")
            changed = alliance.with_values({"parameters.referral_probability": 0.5}).variant("four-star")
            answer: model.VariantAnswer = model.solve(changed)
            hours: float | None = answer.hours
            routes = answer.tables["routes"].sort_values("hours")
            words: model.Explanation = answer.explain("us_opcon")
            everything: model.Answers = model.solve_all(alliance, workers=2)
            back: model.Report = model.read_run("reports/teaching/run")
            if answer.posture is not None:
                other: float = model.evaluate(answer.posture, alliance).hours
            swings: model.StudyAnswer = model.study(alliance, "tornado")
            picture: model.Picture = answer.figure("command_chart")
            wrong: int = model.load("instances/teaching")
            """
        )
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(root / "pyproject.toml"), str(script)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if line.startswith(str(script)) or "analysis.py" in line]
    assert len(found) == 1, done.stdout
    assert 'expression has type "Alliance", variable has type "int"' in found[0]


def test_the_page_describes_every_public_name(root: Path) -> None:
    """docs/python.md names all that `__all__` lists, and every public method and property of its classes: what is promised is written
    down, and what is not is not promised."""
    page = (root / "docs/python.md").read_text(encoding="utf-8")
    code = " ".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))
    told = set(re.findall(r"[A-Za-z_]+", " ".join([code, *inline])))
    assert set(model.__all__) <= told
    inside = {"base", "folder", "files", "variant_name", "settings", "instance", "at_folder"}  # of an alliance, for this package alone
    for name in ("Alliance", "VariantAnswer", "Answers", "Report", "StudyAnswer", "Picture", "Evaluated", "Explanation"):
        public = {member for member in vars(getattr(model, name)) if not member.startswith("_")}
        assert public - inside <= told, name


def test_the_page_works(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of docs/python.md, one after the other, where it says they are to be run."""
    page = (root / "docs/python.md").read_text(encoding="utf-8")
    (tmp_path / "instances").symlink_to(root / "instances")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, names)
    assert (tmp_path / "reports/teaching/run/report.html").is_file()
