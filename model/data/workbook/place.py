"""The files of an instance put into a folder, all or nothing, and never over somebody's other work."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from model.data.folders import replaced
from model.data.workbook.layout import HEAD, instance_files
from model.errors import Finding, InputError


def put_instance(folder: Path, files: Mapping[str, bytes], replace: bool = False) -> None:
    """Put the files (path in the folder -> content) into a new or empty folder.

    With `replace` also in the place of an instance: its tables, variants and studies become those of `files`, and every other file
    in the folder stays. Raises InputError where the folder holds something else; then nothing is written."""
    folder = folder.absolute()
    filled = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if filled and not replace:
        why = "exists and is not empty; nothing was written (--replace puts the workbook in the place of an instance)"
        raise InputError([Finding(str(folder), 0, "", "", why)])
    if filled and not (folder / HEAD).is_file():
        raise InputError([Finding(str(folder), 0, "", "", f"is not an instance: it has no {HEAD}; nothing was written")])
    with replaced(folder) as fresh:
        if filled:
            shutil.copytree(folder, fresh, symlinks=True, dirs_exist_ok=True)
            for name in instance_files(fresh):
                (fresh / name).unlink()
        for name, data in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(data)
