"""The wheel: all that the program needs is in it, and from an empty folder it makes, solves and shows an instance."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = """
    import model

    model.__file__
    alliance = model.load("mine")
    answer = model.solve(alliance.variant("forward"))
    answer
    answer.tables["routes"]
    answer.figure("command_chart")
"""


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip builds it, from what belongs to it and nothing else."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, source)
    shutil.copytree(root / "model", source / "model", ignore=shutil.ignore_patterns("__pycache__"))
    words = ["wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir", str(made), str(source)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    return next(made.glob("command_posture-*.whl"))


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What a command prints in a folder; its errors are the test's."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def used_from_an_empty_folder(command: Sequence[str], python: str, home: Path, folder: Path, environment: Mapping[str, str]) -> None:
    """An instance made, checked and solved by the command, its schemas written, and the same in a notebook run headless."""
    assert "made mine" in run([*command, "new", "mine"], folder, environment)
    assert "mine: no errors" in run([*command, "check", "mine"], folder, environment)
    assert "optimal" in run([*command, "run", "mine", "--workers", "1"], folder, environment)
    assert (folder / "reports/mine/run/report.html").stat().st_size > 100_000
    run([*command, "schema", "--out", "pages"], folder, environment)
    assert json.loads((folder / "pages/schemas/instance.schema.json").read_text(encoding="utf-8"))["title"]
    shown = notebook(python, folder, environment)
    assert str(home) in shown[0]
    assert "hours a day (proved best)" in shown[1]
    assert "duty_wait" in shown[2]
    assert "<svg" in shown[3]


def notebook(python: str, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """What the cells of the notebook show, executed by a kernel of this interpreter: its lines with something to show."""
    kernel = folder / "jupyter/kernels/tried"
    kernel.mkdir(parents=True)
    launch = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": launch, "display_name": "tried", "language": "python"}))
    cells = [nbformat.v4.new_code_cell(line) for line in textwrap.dedent(NOTEBOOK).strip().splitlines() if line]
    book = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(book, timeout=300, kernel_name="tried", resources={"metadata": {"path": str(folder)}})
    client.execute(env=dict(environment))
    return ["\n".join(out["data"].values()) for cell in book.cells for out in cell.outputs if out.output_type == "execute_result"]


def quiet_environment(monkeypatch: pytest.MonkeyPatch, folder: Path, **more: str) -> dict[str, str]:
    """The environment without what would lead to the checkout, and with places of its own for what a notebook keeps."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(folder / name))
    return {**os.environ, **more}


def test_it_holds_all_that_the_program_needs(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpacked, with the packages of this environment: a template, stylesheet or module that was left out fails here."""
    home, folder = tmp_path / "unpacked", tmp_path / "empty"
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home)
    assert "command-posture = model.cli:main" in next(home.glob("*.dist-info/entry_points.txt")).read_text(encoding="utf-8")
    assert {path.name for path in home.iterdir() if path.suffix != ".dist-info"} == {"model"}
    environment = quiet_environment(monkeypatch, folder, PYTHONPATH=str(home))
    command = [sys.executable, "-c", "import sys; from model.cli import main; sys.exit(main())"]
    used_from_an_empty_folder(command, sys.executable, home, folder, environment)


@pytest.mark.slow
def test_a_fresh_environment_needs_nothing_else(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new environment with the wheel and the kernel of a notebook alone: the packages that it asks for are all it takes. One that
    pyproject.toml forgets is missing here."""
    home, folder = tmp_path / "fresh", tmp_path / "empty"
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), "ipykernel"], check=True)
    environment = quiet_environment(monkeypatch, folder)
    used_from_an_empty_folder([str(python.parent / "command-posture")], str(python), home, folder, environment)
