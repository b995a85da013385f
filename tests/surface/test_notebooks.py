"""The notebooks of the documentation, executed from their text in a kernel of their own."""

from __future__ import annotations

import os
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

# What must be among the outputs of each: numbers and words that only a right execution gives.
SHOWN = {
    "first-hour": ("272.38 hours a day (proved best)", "Command chart: today and four-star", "Constitution of Japan, Article 9", "<svg"),
    "your-own-variant": ("hours a day'", "conditions.crisis.decision_period_hours", "slow-boards-at-home", "staff_keeps_command", "<svg"),
    "sensitivity": ("conditions.crisis.share matters most", "referral_probability", "<svg"),
    "a-thousand-futures": ("leads in % of futures", "four-star", "share_first"),
    "a-small-alliance": ("NORTH and SOUTH", "SFLEETS", "did you mean", "variants/delegated.toml", "<svg"),
}


def test_every_notebook_is_executed(root: Path) -> None:
    """None is left out of the test below."""
    assert {path.stem for path in (root / "docs/notebooks").glob("*.py")} == set(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_runs_from_top_to_bottom(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As text it is a notebook, every cell runs without an error, and what it promises is shown; nothing is left in the folder."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]))
    for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    home = root / "docs/notebooks"
    before = sorted(home.iterdir())
    book = jupytext.read(home / f"{name}.py")
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(home)}}).execute()
    nbformat.validate(book)
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    shown = "\n".join(str(value) for output in outputs for value in output.get("data", {}).values())
    assert [part for part in SHOWN[name] if part not in shown] == []
    assert not [output for output in outputs if output.output_type == "stream"]
    assert sorted(home.iterdir()) == before
