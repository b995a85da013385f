"""Texts as pages in Markdown take them."""

from __future__ import annotations


def in_cell(text: str) -> str:
    """A text in a cell of a table, where a bar would end the cell."""
    return text.replace("|", "\\|")
