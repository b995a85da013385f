"""Figures as pictures of their own: SVG for static pages, and SVG, PNG or PDF for slides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from model.reporting.figures.figure import Drawing, Figure, Json, Spec
from model.reporting.figures.palette import CONFIG, FONT
from model.reporting.page.parts import Page

Format = Literal["svg", "png", "pdf"]
STATIC_WIDTH = 1000  # of a chart on a static page
SLIDE_WIDTH = 1240  # of a chart on a slide, before scaling
SLIDE_SCALE = 1.55  # 1240 wide becomes 1920, the width of a projector


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


def export(figures: Iterable[Figure], folder: Path, formats: Iterable[Format]) -> list[Path]:
    """Write each figure in each format to `folder`, named by its id, and return the files. PNG is 1,920 pixels wide."""
    import vl_convert

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    wanted = list(formats)
    for figure in figures:
        picture = svg(figure, SLIDE_WIDTH).replace(FONT.partition(",")[0] + ", ", "")
        made: Mapping[Format, bytes] = {
            "svg": picture.encode("utf-8") if "svg" in wanted else b"",
            "png": vl_convert.svg_to_png(picture, scale=SLIDE_SCALE) if "png" in wanted else b"",
            "pdf": vl_convert.svg_to_pdf(picture) if "pdf" in wanted else b"",
        }
        for kind in wanted:
            path = folder / f"{figure.id}.{kind}"
            path.write_bytes(made[kind])
            written.append(path)
    return written


def figures_of(page: Page) -> list[Figure]:
    """The figures of a page in its order."""
    return [block for section in page.sections for block in section.blocks if isinstance(block, Figure)]
