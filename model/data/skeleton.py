"""A small, valid instance to start from, kept as files in `templates/`, with every column explained beside it."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from model.data.guide import column_guide
from model.errors import Finding, InputError


def write_skeleton(folder: Path) -> None:
    """Write the skeleton into a new or empty folder. Raises InputError where the folder holds something already."""
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([Finding(str(folder), 0, "", "", "exists and is not empty; nothing was written")])
    try:
        (folder / "variants").mkdir(parents=True)
        for name, text in skeleton_files().items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        why = f"cannot be written: {error.strerror or 'unknown reason'}"
        raise InputError([Finding(str(folder), 0, "", "", why)]) from None


def skeleton_files() -> dict[str, str]:
    """The text of every file of the skeleton, by its name in the folder."""
    home = resources.files("model.data").joinpath("templates")
    return {"README.md": column_guide(), **_texts(home), **_texts(home.joinpath("variants"), "variants/")}


def _texts(home: Traversable, before: str = "") -> dict[str, str]:
    """The text of every file in a folder, by its name with `before` in front."""
    found = sorted((entry for entry in home.iterdir() if entry.is_file()), key=lambda entry: entry.name)
    return {f"{before}{entry.name}": entry.read_text(encoding="utf-8") for entry in found}
