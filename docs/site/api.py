"""The page of the Python interface: the public names of the package, and where to begin reading what is behind them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import model

PUBLIC = """# Python, name by name

What `import model` offers. These names are public; what stands behind them is not.
"""
INSIDE = """## Inside the program

Where to begin reading the code: functions of the modules that carry the most. All of it is internal, and may change with any version;
[architecture.md](docs/architecture.md) says how it hangs together.
"""
INTERNAL = (
    "model.data.reader.load_instance",
    "model.data.variants.apply",
    "model.delay.evaluate.evaluate",
    "model.solving.solve.solve",
    "model.explain.conflict.find_conflict",
    "model.verify.entry.verify_reports",
    "model.reporting.stored.read_report",
    "model.reporting.page.make.page_of",
)


def add_api(stage: Path) -> None:
    """Write the page."""
    parts = [PUBLIC]
    for name in getattr(model, "__all__", ()):
        found = getattr(model, name)
        if inspect.isclass(found):
            members = () if issubclass(found, Exception) else ("members",)
            parts += [f"## {name}\n", *directive("autoclass", f"model.{name}", members)]
        elif callable(found):
            parts += [f"## {name}\n", *directive("autofunction", f"model.{name}", ())]
    parts.append(INSIDE)
    for name in INTERNAL:
        parts += directive("autofunction", name, ())
    (stage / "api.md").write_text("\n".join(parts), encoding="utf-8")


def directive(kind: str, name: str, options: tuple[str, ...]) -> Iterator[str]:
    yield "```{eval-rst}"
    yield f".. {kind}:: {name}"
    yield from (f"   :{option}:" for option in options)
    yield "```\n"
