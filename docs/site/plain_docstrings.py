"""A Sphinx extension: docstrings are plain sentences with `code`; signs that reStructuredText would take for its own stay signs."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

SIGNS = re.compile(r"([*|_\\])")


def plain(line: str) -> str:
    """The line with such signs escaped, but for what stands between backticks."""
    parts = line.split("`")
    if len(parts) % 2 == 0:  # a lonely backtick is a sign, too
        return SIGNS.sub(r"\\\1", line).replace("`", r"\`")
    return "`".join(SIGNS.sub(r"\\\1", part) if place % 2 == 0 else part for place, part in enumerate(parts))


def _process(app: Sphinx, what: str, name: str, about: object, options: object, lines: list[str]) -> None:
    lines[:] = [plain(line) for line in lines]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("autodoc-process-docstring", _process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
