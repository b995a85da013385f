"""Figures as pictures of their own: SVG for static pages, and SVG, PNG or PDF for slides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from model.reporting.figures import svg as pieces
from model.reporting.figures.figure import Drawing, Figure, Json, Spec
from model.reporting.figures.palette import CONFIG, ORANGE
from model.reporting.page.parts import Page

Format = Literal["svg", "png", "pdf"]
STATIC_WIDTH = 1000  # of a chart on a static page
SLIDE_WIDTH = 1240  # of a chart on a slide
SLIDE_MARGIN = 20  # on each side of it
SLIDE_SCALE = 1.5  # chart and margins become 1920 wide, as a projector


def fixed_width(spec: Spec, width: int) -> dict[str, Json]:
    """The chart's specification with the look that all charts share, and a width in numbers where it would follow the page."""
    whole: dict[str, Json] = {**spec.vega_lite, "config": CONFIG}
    if whole.get("width") != "container":
        return whole
    # Letters may be wider where the picture is looked at than where it is laid out; labels end at the left edge.
    return {
        **whole,
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 36, "right": 8, "top": 5, "bottom": 5},
    }


def svg(figure: Figure, width: int = STATIC_WIDTH) -> str:
    """The figure as an SVG element."""
    if isinstance(figure.chart, Drawing):
        return figure.chart.svg
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(fixed_width(figure.chart, width))
    return made


def slide(figure: Figure, note: str) -> str:
    """The figure as a picture that can stand alone: its title and its sentence above it, the note below."""
    inside = svg(figure, SLIDE_WIDTH)
    wide, high = _size(inside)
    across = SLIDE_WIDTH / wide if wide > SLIDE_WIDTH else 1.0
    lines = pieces.wrapped(figure.says, SLIDE_WIDTH, 16)
    top = 58 + 21 * len(lines)
    placed = inside.replace("<svg ", f'<svg x="{SLIDE_MARGIN}" y="{top}" ', 1)
    if across < 1.0:
        placed = pieces.element("g", inside, transform=f"translate({SLIDE_MARGIN} {top}) scale({across:.4f})")
    bottom = top + high * across
    words = [pieces.words(figure.title, SLIDE_MARGIN, 34, font_size=22, font_weight=600)]
    words += [pieces.words(line, SLIDE_MARGIN, 62 + 21 * place, font_size=16) for place, line in enumerate(lines)]
    words.append(pieces.words(note, SLIDE_MARGIN, bottom + 24, font_size=14, fill=ORANGE, font_weight=600))
    return pieces.drawing(SLIDE_WIDTH + 2 * SLIDE_MARGIN, bottom + 36, "".join(words) + placed)


def _size(picture: str) -> tuple[float, float]:
    """Width and height of an SVG element, as its first tag tells them."""
    opened = picture[: picture.index(">")]
    found = {name: float(value) for name, value in re.findall(r'\b(width|height)="([\d.]+)"', opened)}
    return found["width"], found["height"]


def pictures(page: Page, formats: Iterable[Format]) -> dict[str, bytes]:
    """Each figure of a page in each format, by the name of its file: the figure's id. PNG is 1,920 pixels wide."""
    import vl_convert

    makers: Mapping[Format, Callable[[str], bytes]] = {
        "svg": lambda picture: picture.encode("utf-8"),
        "png": lambda picture: bytes(vl_convert.svg_to_png(picture, scale=SLIDE_SCALE)),
        "pdf": lambda picture: bytes(vl_convert.svg_to_pdf(picture)),
    }
    wanted = list(formats)
    slides = {figure.id: slide(figure, page.note) for figure in figures_of(page)}
    return {f"{name}.{kind}": makers[kind](picture) for name, picture in slides.items() for kind in wanted}


def figures_of(page: Page) -> list[Figure]:
    """The figures of a page in its order."""
    return [block for section in page.sections for block in section.blocks if isinstance(block, Figure)]
