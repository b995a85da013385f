"""A page as HTML: one file that needs no network, under a policy that lets nothing in but what is in it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from model.reporting.figures.figure import Drawing, Figure, FigureTable, Json, Spec
from model.reporting.figures.palette import CONFIG
from model.reporting.figures.rows import told
from model.reporting.page.images import figures_of, svg
from model.reporting.page.parts import Page, Panel, ReaderChoice, TableBlock
from model.reporting.page.runtime import runtime
from model.tables.column import Cell, Column, Row

TEMPLATES = Path(__file__).parent / "templates"
Block = Figure | TableBlock | Panel
LONGEST_WORD = 30  # letters in a row that a narrow column of a table still holds


@dataclass(frozen=True)
class Group:
    """Blocks of a static page that belong to one choice: its name (empty: shown always) and the blocks or groups within."""

    name: str
    blocks: tuple[Block | Group, ...]
    opened: bool


def render(page: Page, static: bool = False) -> str:
    """The whole page. A static one has no script: its charts are pictures, and every choice is a part that opens.

    In the other, figures that are not shown at first are packed: they make up most of a page, and are much alike.
    """
    style = _asset("page.css") + (_asset("wide.css") if any(is_wide(figure) for figure in figures_of(page)) else "")
    panels = [block for section in page.sections for block in section.blocks if isinstance(block, Panel)]
    scripts = [] if static else [runtime(), _asset("page.js"), *([_asset("panel.js")] if panels else [])]
    packed = frozenset() if static else _packed(page)
    figures = figures_of(page)
    charts: dict[str, Json] = {} if static else {figure.id: figure.chart.vega_lite for figure in figures if isinstance(figure.chart, Spec)}
    later: dict[str, Json] = {
        "figures": {figure.id: _figure(figure) for figure in figures if figure.id in packed},
        "charts": {name: chart for name, chart in charts.items() if name in packed},
    }
    now: dict[str, Json] = {"config": CONFIG, "charts": {name: chart for name, chart in charts.items() if name not in packed}}
    if panels:
        now["panel"] = panels[0].data
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            static=static,
            policy=policy(style, scripts),
            style=Markup(style),
            scripts=[Markup(script) for script in scripts],
            notice=_asset("notice.txt"),
            specs=Markup(script_json(now)),
            later=packed_text(later) if packed else "",
            packed=packed,
            sections=[
                (section, grouped_by_choice(section.blocks, page.choices) if static else section.blocks) for section in page.sections
            ],
        )
    )


def is_wide(figure: Figure) -> bool:
    """Whether the figure is to be moved sideways in a narrow window."""
    return isinstance(figure.chart, Drawing) and figure.chart.wide


def _packed(page: Page) -> frozenset[str]:
    """The ids of the figures that are about something else than what is chosen at first."""
    return frozenset(
        figure.id for figure in figures_of(page) if any(getattr(figure, c.dimension) not in ("", c.chosen) for c in page.choices)
    )


def packed_text(value: Json) -> str:
    """JSON, compressed with gzip and written in base64."""
    return base64.b64encode(gzip.compress(script_json(value).encode("utf-8"), compresslevel=6, mtime=0)).decode("ascii")


def _figure(figure: Figure) -> str:
    module = _environment().get_template("figure.html.j2").module
    return str(module.show(figure, False, frozenset()))  # type: ignore[attr-defined]  # macros are the module's attributes


def policy(style: str, scripts: Sequence[str]) -> str:
    """The content security policy: nothing from anywhere, these scripts and this style by their hashes, no `eval`."""
    allowed = " ".join(_hash(script) for script in scripts) or "'none'"
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def script_json(value: Json) -> str:
    """JSON that can stand inside a script element, whatever its texts hold: no `<`, `>` or `&` is left in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def grouped_by_choice(blocks: Sequence[Block], choices: Sequence[ReaderChoice]) -> list[Block | Group]:
    """The blocks of a section with those of one choice (variant, then phase, then condition) gathered under its name."""
    return _gather(list(blocks), list(choices))


def _gather(blocks: list[Block], choices: Sequence[ReaderChoice]) -> list[Block | Group]:
    if not choices:
        return list(blocks)
    choice, *deeper = choices
    found: list[Block | Group] = []
    open_now: dict[str, list[Block]] = {}
    for block in blocks:
        name = str(getattr(block, choice.dimension, ""))
        if name:
            open_now.setdefault(name, []).append(block)
        else:
            found += _closed(open_now, choice, deeper)
            open_now = {}
            found.append(block)
    return found + _closed(open_now, choice, deeper)


def _closed(named: dict[str, list[Block]], choice: ReaderChoice, deeper: Sequence[ReaderChoice]) -> list[Block | Group]:
    in_words = dict(choice.options)
    return [
        Group(in_words.get(name, name), tuple(_gather(blocks, deeper)), name == choice.chosen or len(named) == 1)
        for name, blocks in named.items()
    ]


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.tests["figure"] = lambda block: isinstance(block, Figure)
    environment.tests["panel"] = lambda block: isinstance(block, Panel)
    environment.tests["group"] = lambda block: isinstance(block, Group)
    environment.tests["drawing"] = lambda chart: isinstance(chart, Drawing)
    environment.filters["picture"] = lambda figure: Markup(svg(figure))
    environment.globals["body"] = _body
    return environment


def _body(table: FigureTable) -> Markup:
    """The rows of a table, without the end tags that HTML lets one omit; built here and not in the template, since there are
    thousands of them."""
    return Markup("\n".join(_row(table.columns, row) for row in table.rows))


def _row(columns: Sequence[Column], row: Row) -> str:
    return "<tr>" + "".join(_cell(column, row[column.name]) for column in columns)


def _cell(column: Column, value: Cell) -> str:
    """A cell as people read it; an empty cell stays empty."""
    if value is None:
        return "<td>"
    if isinstance(value, bool):
        return f"<td>{'yes' if value else 'no'}"
    if isinstance(value, int | float):
        shown = f"{value:,}" if column.kind == "integer" else told(value)
        return f"<td class=n>{shown}"
    return f"<td{' class=w' if _is_wide(value) else ''}>{Markup.escape(value)}"


def _is_wide(value: str) -> bool:
    """Whether the text has a word so long that its column would take the room of those that hold sentences."""
    return any(len(word) > LONGEST_WORD for word in re.split(r"[\s-]+", value))
