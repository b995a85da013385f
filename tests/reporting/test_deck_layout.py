"""What slides are laid out by: axes with their numbers, tables that are cut, the widths of letters."""

from __future__ import annotations

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_LABEL_POSITION

from model.reporting.deck import layout
from model.reporting.deck.chart import add_chart, scale
from model.reporting.deck.layout import cut
from model.reporting.deck.letters import lines_needed, width
from model.reporting.deck.parts import BarChart, Grid, Series
from model.reporting.deck.parts import Slide as Told
from model.reporting.deck.told import plain


def test_a_table_too_long_for_a_slide_goes_on_and_says_what_is_left() -> None:
    """Ninety lines take three slides, each within its height, and the last says how many are only in the file. Without the cut they
    would run off the first."""
    grid = Grid(("name", "words"), (1, 2), tuple(plain(f"row {place}", "two lines of words " * 5) for place in range(90)), size=11)
    pages = cut(Told("Long", "", (grid,)), "rows.csv")
    assert [page.title for page in pages] == ["Long (1 of 3)", "Long (2 of 3)", "Long (3 of 3)"]
    shown = [row for page in pages for block in page.blocks if isinstance(block, Grid) for row in block.rows]
    assert shown[-1][1].text == f"{90 - (len(shown) - 1)} more: rows.csv"
    for page in pages:
        (block,) = page.blocks
        assert isinstance(block, Grid)
        assert sum(layout.heights(block, layout.INSIDE)) <= layout.body_height(page)


def test_letters_are_as_wide_as_the_fonts_say() -> None:
    """`Wiki` in Helvetica: W 944, i 222, k 500, i 222 thousandths, by hand; a line of 100 points holds 4 such words of 10 points and
    their spaces, so five need two lines, and a word wider than the line is broken."""
    assert width("Wiki", 1000) == pytest.approx((944 + 222 + 500 + 222) * 1.02)
    assert lines_needed("Wiki " * 4, 100, 10) == 1
    assert lines_needed("Wiki " * 5, 100, 10) == 2
    assert lines_needed("W" * 20, 100, 10) == 2
    assert lines_needed("one\ntwo", 100, 10) == 2


@pytest.mark.parametrize("values", [(-2140.0, 343.0), (5.0,), (-0.2, -0.1), (0.0,)])
def test_an_axis_begins_at_nothing_and_leaves_room(values: tuple[float, ...]) -> None:
    """Bars that did not begin at nothing would lie; numbers at their ends need room; steps are round."""
    step, least, most = scale(values, full=True)
    assert least <= 0 <= most
    assert least < most
    assert all(least < value < most or value == 0 for value in values)
    assert least / step == pytest.approx(round(least / step))


def test_an_axis_of_shares_ends_at_all_of_them() -> None:
    """Bars of 100, 90 and 30 %: the last tick is 100 %, and where no room is left beyond a bar its number stands inside it, all three
    still shown. An axis with the usual room would go on to 120 % of the futures."""
    series = Series("led", (1.0, 0.9, 0.3), (None, None, None), ("#0072b2",))
    empty = Presentation()
    made = empty.slides.add_slide(empty.slide_layouts[6])
    add_chart(made, BarChart("Led", ("a", "b", "c"), (series,), "share", "0%", "Bars.", most=1.0), 0, 0, 600, 300)
    (chart,) = (shape.chart for shape in made.shapes if shape.has_chart)
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (0, 1)
    (drawn,) = chart.plots[0].series
    inside = [drawn.points[place].data_label.position is XL_LABEL_POSITION.INSIDE_END for place in range(2)]
    own = [one.get("val") for one in drawn._element.findall(".//{*}dLbl/{*}idx")]
    assert (inside, own) == ([True, True], ["0", "1"])
    assert (drawn.data_labels.show_value, drawn.data_labels.position) == (True, XL_LABEL_POSITION.OUTSIDE_END)
