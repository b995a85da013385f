"""A chart of a slide, native, with its numbers in a workbook of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pptx.chart.axis import CategoryAxis, ValueAxis
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.datalabel import DataLabels
from pptx.chart.series import BarSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.slide import Slide as FileSlide
from pptx.util import Pt

from model.reporting.deck.letters import FONT
from model.reporting.deck.package import chart_workbook
from model.reporting.deck.parts import BarChart
from model.reporting.figures.palette import INK, LINE, PAPER, QUIET

LARGE, SMALL = 12.0, 10.0  # points, with few and with many bars
FEW = 10
FULL = 550.0  # points of width; below it a chart stands beside another
STEPS = 5  # of an axis, about
ROOM = 0.14  # of what the bars span, at their ends


def add_chart(made: FileSlide, block: BarChart, left: float, top: float, wide: float, high: float) -> None:
    """Add the chart, titled where it is not alone."""
    data = CategoryChartData(number_format=block.form)
    data.categories = block.categories
    for series in block.series:
        data.add_series(series.name, series.values)
    kind = XL_CHART_TYPE.BAR_CLUSTERED if block.across else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = made.shapes.add_chart(kind, Pt(left), Pt(top), Pt(wide), Pt(high), data)
    frame.name = f"Chart: {block.title}"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", block.alt)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(chart_workbook(block))
    chart.font.size = Pt(LARGE if len(block.categories) * len(block.series) <= FEW else SMALL)
    chart.font.name, chart.font.color.rgb = FONT, _colour(INK)
    chart.has_title = True
    chart.chart_title.text_frame.text = block.title
    run = chart.chart_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(13), True
    chart.has_legend = len(block.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(chart, block, wide >= FULL)
    _bars(chart, block, wide >= FULL)


def _axes(chart: Chart, block: BarChart, full: bool) -> None:
    names, numbers = chart.category_axis, chart.value_axis
    assert isinstance(names, CategoryAxis)
    assert isinstance(numbers, ValueAxis)
    names.reverse_order = block.across  # the first on top
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # beside the chart, also where bars go below nothing
    names.has_major_gridlines = False
    names.format.line.color.rgb = _colour(LINE)
    numbers.has_major_gridlines = True
    numbers.major_gridlines.format.line.color.rgb = _colour("#e3e6ea")
    numbers.format.line.fill.background()
    numbers.tick_labels.number_format, numbers.tick_labels.number_format_is_linked = block.form, False
    numbers.has_title = True
    numbers.axis_title.text_frame.text = block.axis
    run = numbers.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.color.rgb = Pt(11), False, _colour(QUIET)
    step, least, most = scale([value for series in block.series for value in series.values], full, block.most)
    numbers.minimum_scale, numbers.maximum_scale, numbers.major_unit = least, most, step
    if block.across:
        numbers.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # below, since the categories run downward


def scale(values: Sequence[float], full: bool, limit: float | None = None) -> tuple[float, float, float]:
    """(step, least, most) of an axis that begins at nothing, with round steps and room for the numbers at the ends of bars, but never
    beyond the limit: no tick may name what cannot be."""
    low, high = min(0.0, *values), max(0.0, *values)
    span, room = high - low or 1.0, _room(full)
    rough = span / (STEPS if full else STEPS // 2)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough)
    least = math.floor((low - room * span) / step) * step if low < 0 else 0.0
    most = math.ceil((high + room * span) / step) * step if high > 0 else 0.0
    most = most if least < most else step
    return step, least, most if limit is None else min(most, limit)


def _room(full: bool) -> float:
    """For a number at the end of a bar, in parts of what the bars span."""
    return ROOM if full else 2 * ROOM


def _bars(chart: Chart, block: BarChart, full: bool) -> None:
    plot = chart.plots[0]
    plot.gap_width = 45 if len(block.series) == 1 else 60
    plot.has_data_labels = True
    _numbers_outside(plot.data_labels, block.form)
    for drawn, series in zip(plot.series, block.series, strict=True):
        drawn.invert_if_negative = False
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _colour(series.colours[0])
        for place, tint in enumerate(series.colours if len(series.colours) > 1 else ()):
            fill = drawn.points[place].format.fill
            fill.solid()
            fill.fore_color.rgb = _colour(tint)
        if block.most is not None:
            _numbers_inside(drawn, [at for at, value in enumerate(series.values) if value > block.most * (1 - _room(full))], block.form)


def _numbers_outside(labels: DataLabels, form: str) -> None:
    """Numbers at the ends of bars."""
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = form, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _numbers_inside(drawn: BarSeries, places: Sequence[int], form: str) -> None:
    """Put the numbers of those bars of a series that have no room beyond their ends into the bars."""
    if places:
        _numbers_outside(drawn.data_labels, form)  # a series with labels of its own does not take those of the plot
    for place in places:
        label = drawn.points[place].data_label
        label.position = XL_LABEL_POSITION.INSIDE_END
        label.font.color.rgb = _colour(PAPER)


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.lstrip("#").upper())
