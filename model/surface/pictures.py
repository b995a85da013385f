"""A figure of a report as an object that shows itself in Jupyter and marimo, without a network and without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from model.errors import Finding, InputError, nearest
from model.reporting.figures.figure import Drawing, Figure
from model.reporting.figures.rows import identifier
from model.reporting.page.images import slide, svg
from model.reporting.summary import NOTE
from model.surface.frames import frame

if TYPE_CHECKING:
    import pandas as pd

# Other names that people give to kinds of figures.
ALIASES = {
    "command-chart": "command",
    "delay-over-time": "over-time",
    "desk-load": "desks",
    "desk-utilisation": "desks",
    "liaison-network": "liaison",
    "route-steps": "routes",
    "site-map": "map",
}

LEAST_WIDTH = 760  # pixels of a wide drawing in a notebook


class Picture:
    """One figure: its picture, what it says, and the numbers behind it. Made by `figure(...)` of an answer or a report."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure

    @property
    def name(self) -> str:
        """Its name among the figures of its report."""
        return self._figure.id

    @property
    def title(self) -> str:
        """What it shows."""
        return self._figure.title

    @property
    def says(self) -> str:
        """The one sentence to take away."""
        return self._figure.says

    @property
    def alt(self) -> str:
        """The picture in words."""
        return self._figure.alt

    @property
    def table(self) -> pd.DataFrame:
        """The numbers behind it."""
        about = self._figure.table
        return frame(self.name, "a number behind the figure", about.columns, about.rows)

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG element."""
        return svg(self._figure)

    def save(self, path: str | Path) -> Path:
        """Write it as a slide with its title, sentence and caution: `.svg`, `.png` (1,920 pixels wide) or `.pdf`, by the file's name.
        Returns the path. Raises InputError for another ending."""
        path = Path(path)
        kind = path.suffix.lower().lstrip(".")
        if kind not in ("svg", "png", "pdf"):
            raise InputError([Finding(str(path), 0, "", "", "the file's name must end in .svg, .png or .pdf")])
        drawn = slide(self._figure, NOTE)
        path.write_bytes(drawn.encode() if kind == "svg" else _converted(drawn, kind))
        return path

    def _repr_html_(self) -> str:
        words = Markup("<figcaption><b>{}</b><br>{}</figcaption>").format(self.title, self.says)
        # Fitted to the notebook; a drawing of many boxes not so far that its words cannot be read, then it is moved sideways.
        wide = isinstance(self._figure.chart, Drawing) and self._figure.chart.wide
        style = "max-width:100%;height:auto" + (f";min-width:{LEAST_WIDTH}px" if wide else "")
        fitted = Markup(self.svg.replace("<svg ", f'<svg style="{style}" ', 1))
        picture = Markup('<div role="img" aria-label="{}" style="overflow-x:auto">{}</div>').format(self.alt, fitted)
        return str(Markup("<figure>{}{}</figure>").format(words, picture))

    def __repr__(self) -> str:
        return f"{self.title}\n{self.says}"


def _converted(drawn: str, kind: str) -> bytes:
    import vl_convert

    from model.reporting.page.images import SLIDE_SCALE

    return bytes(vl_convert.svg_to_png(drawn, scale=SLIDE_SCALE) if kind == "png" else vl_convert.svg_to_pdf(drawn))


def kind_of(figure: Figure) -> str:
    """The kind of a figure: its name without the variant, phase and condition that it is about."""
    name = figure.id
    for about in (figure.condition, figure.phase, figure.variant):
        if about:
            name = name.removesuffix(f"-{identifier(about)}")
    return name


def found(figures: Sequence[Figure], name: str, wanted: Mapping[str, str], chosen: Mapping[str, str]) -> Picture:
    """The figure of that name or kind. `wanted` says which variant, condition or phase it must be about; of several that remain,
    one is taken that is about what is `chosen` at first. Raises KeyError, with the names there are, where there is none."""
    spelt = name.replace("_", "-")
    spelt = ALIASES.get(spelt, spelt)
    fitting = [one for one in figures if spelt in (one.id, kind_of(one))]
    fitting = [one for one in fitting if all(getattr(one, about) in ("", value) for about, value in wanted.items())]
    if not fitting:
        raise KeyError(_missing(figures, spelt, wanted))
    return Picture(max(fitting, key=lambda one: sum(getattr(one, about) == value for about, value in chosen.items())))


def _missing(figures: Sequence[Figure], name: str, wanted: Mapping[str, str]) -> str:
    kinds = list(dict.fromkeys(kind_of(one) for one in figures))
    about = "".join(f", {key} {value!r}" for key, value in wanted.items())
    hint = nearest(name, [*kinds, *ALIASES]) if name not in kinds else ""
    end = f"did you mean {hint!r}?" if hint else f"there are {', '.join(kinds) or 'none'}"
    return f"there is no figure {name!r}{about}; {end}"
