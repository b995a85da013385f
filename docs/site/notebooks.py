"""The notebooks, kept as text in docs/notebooks, as pages: their words, and their code to copy."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext

TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)
FOLDER = Path("docs") / "notebooks"
HEAD = """# Notebooks

Kept as text in `docs/notebooks`, in the form that Jupytext opens as notebooks, and carried out by the tests. The pages show their words and
code; open the files in Jupyter to see what they answer.
"""


def add_notebooks(root: Path, stage: Path) -> None:
    """Write a page for each notebook and one that lists them, and let links to the notebooks lead there."""
    target = stage / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    names = []
    for path in sorted((root / FOLDER).glob("*.py")):
        (target / f"{path.stem}.md").write_text(page(path), encoding="utf-8")
        names.append(path.stem)
    listed = "\n".join(["```{toctree}", ":maxdepth: 1", "", *names, "```", ""])
    (target / "index.md").write_text(f"{HEAD}\n{listed}", encoding="utf-8")
    for document in stage.rglob("*.md"):
        text = document.read_text(encoding="utf-8")
        led = re.sub(r"\]\(((?:docs/)?notebooks/)(?:([\w-]+)\.py)?\)", lambda found: f"]({found[1]}{found[2] or 'index'}.md)", text)
        if led != text:
            document.write_text(led, encoding="utf-8")


def page(path: Path) -> str:
    """A notebook as Markdown."""
    parts = []
    for cell in jupytext.read(path).cells:
        if cell.cell_type == "code":
            parts.append(f"```python\n{cell.source}\n```")
        else:
            parts.append(cell.source)
    text = "\n\n".join(parts) + "\n"
    return text if TITLE.search(text) else f"# {path.stem}\n\n{text}"
