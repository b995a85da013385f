"""Colours that the colour-blind can tell apart on white, and the look that all figures share.

Hues are Okabe and Ito's (Color Universal Design, 2008), darkened where text or thin lines need contrast. A colour never
carries a meaning alone: a label, a sign or a shape says the same.
"""

from __future__ import annotations

from model.reporting.figures.figure import Json

INK = "#1b1f24"
QUIET = "#4f5761"
LINE = "#c4cad1"
PAPER = "#ffffff"
BLUE = "#00619c"
ORANGE = "#b34700"
GREEN = "#00694e"
SKY = "#8fcbee"
YELLOW = "#f3d54e"
PURPLE = "#8f3c74"
SAND = "#e6a23c"
BLACK = "#000000"

LESS = BLUE  # an improvement: fewer hours
MORE = ORANGE  # a loss: more hours
SERIES = (BLUE, SAND, GREEN, PURPLE, SKY, ORANGE, YELLOW, QUIET, BLACK)
DARK = (BLUE, GREEN, PURPLE, ORANGE, QUIET, BLACK)  # letters on these are white
# The strongest colours of cells that bear text: ink keeps a contrast of more than 6 on them.
COOL_CELL, WARM_CELL, PALE_CELL = "#5fa8d3", "#e39a66", "#f2f2f0"
RISING = ("#f3f7fb", "#a9cfe6", "#4d94c2", "#0b4f86")

FONT = "system-ui, 'Segoe UI', 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif"

# What a Vega axis makes of a label with line ends.
LABEL_LINES = "split(datum.label, '\\n')"

CONFIG: dict[str, Json] = {
    "background": PAPER,
    "font": FONT,
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": "#e3e6ea",
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 420,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titleLimit": 600,
        "labelLimit": 300,
    },
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "titleFontSize": 13},
    "title": {"color": INK, "fontSize": 15, "anchor": "start"},
    "text": {"color": INK, "fontSize": 13},
    "view": {"stroke": None},
}
