"""How objects show themselves in a notebook: plain HTML tables that need no style and no script."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape


def html_table(headings: Sequence[str], rows: Sequence[Sequence[str]], above: str = "", below: Sequence[str] = ()) -> str:
    """A table with a line above it and lines below it, all escaped."""
    head = Markup("").join(Markup("<th>{}</th>").format(text) for text in headings)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(text) for text in row)) for row in rows
    )
    before = paragraph(above) if above else Markup("")
    after = Markup("").join(paragraph(line) for line in below)
    return str(Markup("{}<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}").format(before, head, body, after))


def paragraph(text: str) -> Markup:
    """A paragraph of this text."""
    return Markup("<p>{}</p>").format(escape(text))


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[str] = ()) -> str:
    """The same for a terminal: columns side by side, those of `left` and the last one to the left, numbers to the right."""
    lines = [tuple(headings), *map(tuple, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    last = len(headings) - 1

    def cell(place: int, text: str) -> str:
        if place == last:
            return text
        return text.ljust(widths[place]) if headings[place] in left else text.rjust(widths[place])

    return "\n".join("  ".join(cell(place, text) for place, text in enumerate(line)).rstrip() for line in lines)
