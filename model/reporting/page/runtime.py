"""The program that draws charts in the reader's browser: Vega, Vega-Lite and Vega-Embed in one piece, from vl-convert.

Putting the pieces together takes two seconds of work, so the result is kept with the Python environment whose vl-convert it
came from, and made anew where that may not be written to. The same vl-convert makes the same bytes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

# Expressions are interpreted (`ast`), not compiled, since the page forbids `eval`; no styles are put in at run time either.
SNIPPET = (
    "window.drawChart = (place, chart) => vegaEmbed(place, chart, "
    '{ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: {disableDefaultStyle: true}});'
)


@cache
def runtime() -> str:
    """The program as text; afterwards `drawChart(element, specification)` draws a Vega-Lite chart."""
    maker = f"{metadata.version('vl-convert-python')}-{sha256(SNIPPET.encode()).hexdigest()[:12]}"
    kept = Path(sys.prefix) / "share" / "command-posture" / f"charts-{maker}.js"
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    import vl_convert

    made: str = vl_convert.javascript_bundle(SNIPPET)
    _keep(kept, made)
    return made


def _keep(path: Path, text: str) -> None:
    """Write the file in one step; two programs at once each put the same bytes there. Not being allowed to costs time, nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".js")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        return
