"""Everything that is wrong with the study files of an instance, found without solving anything."""

from __future__ import annotations

import os
from pathlib import Path

from model.data.instance import Instance
from model.data.kinds import IDENTIFIER
from model.errors import Finding, InputError
from model.study.studyfile import load_study


def study_faults(folder: Path, base: Instance) -> list[Finding]:
    """Every fault of every file in `studies/` beside the instance in `folder`, sorted: what cannot be read, what the
    instance lacks, and settings that the method refuses."""
    home = folder / "studies"
    if not home.exists():
        return []
    if not home.is_dir() or not os.access(home, os.R_OK | os.X_OK):
        return [Finding("studies", 0, "", "", "must be a folder of study files that may be read")]
    names = sorted(path for path in home.iterdir() if not path.name.startswith((".", "~$")) and path.suffix != ".md")
    return sorted({finding for path in names for finding in _file_faults(folder, path, base)})


def _file_faults(folder: Path, path: Path, base: Instance) -> tuple[Finding, ...]:
    file = f"studies/{path.name}".encode("utf-8", "backslashreplace").decode("utf-8")
    if path.suffix != ".toml":
        return (Finding(file, 0, "", "", "is not a study; studies are files that end in .toml"),)
    if not IDENTIFIER.fullmatch(path.stem):
        why = "a study's file name is made of ASCII letters, digits, '_', '.', '-' and starts with a letter or digit"
        return (Finding(file, 0, "", "", why),)
    try:
        load_study(folder, path.stem, base)
    except InputError as error:
        return error.findings
    return ()
