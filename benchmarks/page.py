"""`README.md`: its text is written by hand, what stands between two markers of a section is made from the result files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import in_words
from benchmarks.results import FOLDER, Section, content_of

PAGE = Path(__file__).resolve().parent / "README.md"
NOT_YET = "Not measured yet."


def rendered(text: str, sections: Sequence[Section], folder: Path = FOLDER) -> str:
    """The page's text with the tables of all sections made anew. Raises ValueError where a section has no markers."""
    for section in sections:
        begin, end = f"<!-- begin {section.name} -->", f"<!-- end {section.name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"the page must have {begin} and {end} once each")
        made = f"{begin}\n\n{_filling(section, folder)}\n\n{end}"
        text = re.sub(re.escape(begin) + r".*?" + re.escape(end), lambda _, made=made: made, text, flags=re.DOTALL)  # type: ignore[misc]
    return text


def _filling(section: Section, folder: Path) -> str:
    content = content_of(section, folder)
    if content is None:
        return NOT_YET
    return f"{section.table(content)}\n\n{in_words(content['machine'], content['load_after'])}"


def write_page(sections: Sequence[Section], page: Path = PAGE, folder: Path = FOLDER) -> None:
    """Make the tables of the page anew."""
    page.write_text(rendered(page.read_text(encoding="utf-8"), sections, folder), encoding="utf-8", newline="\n")
