"""The figures of a run say what the tables say: pure functions, held against rows made by hand."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import combinations, pairwise

import pytest

from model.delay.posture import PART_NAMES
from model.reporting.figures import svg
from model.reporting.figures.command_chart import command_charts, stars
from model.reporting.figures.desk_load import desk_loads
from model.reporting.figures.figure import Drawing, Figure, Spec
from model.reporting.figures.heat import heat
from model.reporting.figures.liaison_network import liaison_networks
from model.reporting.figures.ranking import ranking
from model.reporting.figures.route_steps import route_steps
from model.reporting.figures.rows import change, headings, identifier, listed, of, percent, real, told
from model.reporting.figures.site_map import clock, site_map
from model.reporting.figures.waterfall import waterfalls, weighted_parts
from model.reporting.run_tables import tables
from model.tables.column import Row
from tests.reporting.builders import infeasible_record, run_record, tiny_instance

NAMES = {"crisis": "Crisis", "peacetime": "Peacetime"}


@pytest.fixture(scope="module")
def made() -> dict[str, list[Row]]:
    """Today's posture, a delegated one, and an infeasible variant."""
    return tables(tiny_instance(), [run_record("v00"), run_record("v01", delegated=True, political_score=2), infeasible_record("v02")])


def drawn(figure: Figure) -> str:
    assert isinstance(figure.chart, Drawing)
    return figure.chart.svg


def spec(figure: Figure) -> Spec:
    assert isinstance(figure.chart, Spec)
    return figure.chart


def values(figure: Figure) -> list[dict[str, object]]:
    """The rows behind a statistical chart."""
    data = spec(figure).vega_lite["data"]
    assert isinstance(data, dict)
    return list(data["values"])


def test_the_ranking_shows_every_posture_with_its_delay_best_first(made: dict[str, list[Row]]) -> None:
    """Bars are the runs' weighted delays in rising order; the infeasible variant has no bar but is named. Another order or a lost
    variant would mislead at first sight."""
    figure = ranking(made["runs"], made["comparison"])
    expected = sorted((real(row, "weighted_delay"), row["variant"]) for row in made["runs"] if row["weighted_delay"] is not None)
    assert [(bar["hours"], bar["variant"]) for bar in values(figure)] == expected
    assert "v02" in figure.says
    assert [row["variant"] for row in figure.table.rows][-1] == "v02"


def test_the_steps_of_a_waterfall_lead_from_the_baseline_to_the_variant(made: dict[str, list[Row]]) -> None:
    """The parts' changes add up to the difference of the two weighted delays, each bar starting where the last ended; a part left
    out would leave a gap."""
    [figure] = waterfalls(made["routes"], "v00")
    delays = {row["variant"]: row["weighted_delay"] for row in made["runs"]}
    bars = values(figure)
    steps = bars[1:-1]
    assert len(steps) == len(PART_NAMES)
    assert all(first["to"] == second["from"] for first, second in pairwise(steps))
    assert steps[-1]["to"] == pytest.approx(delays["v01"] - delays["v00"], abs=1e-6)
    assert bars[-1]["to"] == pytest.approx(delays["v01"] - delays["v00"], abs=1e-6)
    assert sum(weighted_parts(made["routes"])["v01"].values()) == pytest.approx(delays["v01"], abs=1e-6)


def test_a_waterfall_writes_few_numbers_below_its_bars(made: dict[str, list[Row]]) -> None:
    """The axis asks for 8 numbers, as those of all bars do; left to itself it writes one every 20 pixels, and long ones touch."""
    [figure] = waterfalls(made["routes"], "v00")
    assert '"tickCount": 8' in json.dumps(spec(figure).vega_lite)


def test_the_cells_of_the_heat_table_are_the_comparison(made: dict[str, list[Row]]) -> None:
    """A cell a variant with a posture and condition, with the hours of `comparison`; a transposed table would differ."""
    figure = heat(made["comparison"], NAMES)
    rows = [row for row in made["comparison"] if row["measure"] == "mean_hours_by_condition"]
    assert [row["hours"] for row in figure.table.rows] == [row["value"] for row in rows]
    assert [cell["hours"] for cell in values(figure)] == [f"{told(real(row, 'value'))} h" for row in rows]


def test_the_command_chart_names_who_gains_and_who_loses(made: dict[str, list[Row]]) -> None:
    """Delegation moves the one authority from Far to Mid: the chart says so on both sides, in words; today's own chart marks nothing."""
    figures = {(figure.variant, figure.phase): figure for figure in command_charts(*(made[name] for name in CHART))}
    assert "authorities of 1 move" in figures["v00", "later"].says
    moved = drawn(figures["v01", "later"])
    assert "from Far" in moved
    assert "to Mid" in moved
    assert "from Far" not in drawn(figures["v00", "later"])
    assert figures["v01", "later"].table.rows[0]["then"] == "Mid"


@pytest.mark.parametrize("nation", ["US", "US|KR", "AUS|KOR|USA", "Commonwealth of Australia|Republic of Korea"])
def test_the_line_beside_a_nation_begins_after_its_name(made: dict[str, list[Row]], nation: str) -> None:
    """However long the nation's name, the line in the heading stands clear of it; one from a fixed place strikes through it."""
    officers = [{**row, "nation": nation} for row in made["commanders"]]
    for figure in command_charts(made["authorities"], officers, made["places"], made["conditions"]):
        headings = re.findall(rf'<text x="([\d.]+)"[^>]*>{re.escape(nation)}</text><path d="M([\d.]+) ', drawn(figure))
        assert headings
        for left, line in headings:
            assert float(line) >= float(left) + svg.width_of(nation, 13) * svg.BOLD


def test_the_command_chart_keeps_the_names_of_conditions(made: dict[str, list[Row]]) -> None:
    """A condition is called as the instance calls it, also amid a sentence: `in DEFCON 3`, never `in defcon 3`."""
    named = [{**row, "condition_name": "DEFCON 3"} for row in of(made["conditions"], condition="crisis")]
    moved = of(made["authorities"], variant="v01", phase="then", condition="crisis")
    stays = [{**row, "condition": "peacetime", "holder": "Far"} for row in moved]
    [figure] = command_charts([*moved, *stays], made["commanders"], made["places"], named)
    assert "(in DEFCON 3), from Far" in drawn(figure)


def test_the_command_chart_marks_who_commands_several_headquarters(made: dict[str, list[Row]]) -> None:
    """Far and Mid under one officer: named in both boxes where Mid is open and said in a sentence, and not said where Mid is closed,
    as one headquarters is not several. Two boxes of four stars would otherwise look like two generals."""
    officers = [{**row, "commander": "chief" if row["hq"] != "Near" else ""} for row in made["commanders"]]
    charts = command_charts(made["authorities"], officers, made["places"], made["conditions"])
    figures = {(figure.variant, figure.phase): figure for figure in charts}
    shared, apart = figures["v01", "later"], figures["v00", "later"]
    assert "chief commands Far and Mid." in shared.says
    assert drawn(shared).count(">chief \u2605") == 3
    assert "commands" not in apart.says


CHART = ("authorities", "commanders", "places", "conditions")


def test_a_grade_is_its_stars() -> None:
    """O-10 has four stars, O-7 one, O-6 none, a minister no grade: one off would promote everybody."""
    assert [stars(grade) for grade in (10, 9, 7, 6, None)] == ["★★★★ O-10", "★★★ O-9", "★ O-7", "O-6", "civil"]


def test_the_steps_of_a_route_are_its_path_and_hours(made: dict[str, list[Row]]) -> None:
    """Boxes stand in the order of the path and carry the route's hours; the table's hours add up to them."""
    for figure in route_steps(made["routes"], made["hops"], "v00", NAMES):
        [route] = [row for row in made["routes"] if (row["variant"], row["phase"], row["condition"]) == _of(figure)]
        boxes = re.findall(r'font-weight="600">(Near|Mid|Far)<', drawn(figure))
        assert boxes == [step.rstrip("*") for step in str(route["path"]).split(" > ")]
        assert sum(real(row, "on_the_way") + real(row, "at_the_receiver") for row in figure.table.rows) == pytest.approx(route["hours"])
        assert told(real(route, "hours"), "h") in drawn(figure)


def _of(figure: Figure) -> tuple[str, str, str]:
    return figure.variant, figure.phase, figure.condition


def test_the_liaison_network_counts_teams_and_people(made: dict[str, list[Row]]) -> None:
    """Teams and officers are those of the table; a channel without a team, today and then, is not drawn."""
    for figure in liaison_networks(made["liaison"], made["places"]):
        rows = [row for row in made["liaison"] if (row["variant"], row["phase"]) == (figure.variant, figure.phase)]
        people = sum(int(real(row, "staff")) for row in rows)
        assert f"with {people} officer" in figure.says
        assert len(figure.table.rows) == sum(bool(row["level"] or row["level_now"]) for row in rows)


def _links(nations: dict[str, str]) -> tuple[list[Row], list[Row]]:
    """A liaison row from the first headquarters to each other, and where they stand."""
    first, *others = nations
    link = {"variant": "v", "phase": "p", "kind": "liaison", "pool": "X", "level": 1, "level_now": 0, "level_name": "team", "staff": 2}
    return [{**link, "from_hq": first, "to_hq": hq} for hq in others], [
        {"variant": "v", "hq": hq, "nation": nation} for hq, nation in nations.items()
    ]


def _rectangles(picture: str) -> list[tuple[float, ...]]:
    """Left, top, right and bottom of each headquarters' box."""
    found = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="(210)" height="(30)"', picture)
    return [(x, y, x + width, y + height) for x, y, width, height in (map(float, numbers) for numbers in found)]


@pytest.mark.parametrize("count", range(1, 13))
def test_no_two_headquarters_of_a_liaison_network_overlap(count: int) -> None:
    """Three headquarters of each of 1 to 12 nations: every box is drawn inside the picture and meets no other. A column for each
    nation, with nothing said of its room, overlaps from six on. A number behind a box would not be read, and a line behind one
    would seem to end there: neither is."""
    [figure] = liaison_networks(*_links({f"H{nation}{hq}": f"N{nation}" for nation in range(count) for hq in range(3)}))
    boxes = _rectangles(drawn(figure))
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn(figure))[0])
    assert len(boxes) == 3 * count
    assert all(left >= 0 and right <= width and bottom <= height for left, _, right, bottom in boxes)
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    numbers = [(float(x) + 11, float(y) + 9) for x, y in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="22"', drawn(figure))]
    for x, y in numbers + _along_the_lines(drawn(figure)):
        assert not any(left + 1 < x < right - 1 and top + 1 < y < bottom - 1 for left, top, right, bottom in boxes)


def _along_the_lines(picture: str) -> list[tuple[float, float]]:
    """Points on the straight links between columns, a hundredth of a piece apart."""
    found = []
    for path in re.findall(r'd="M([\d. L]+)"', picture):
        ends = [complex(*map(float, point.split())) for point in path.split("L")]
        places = [one + (other - one) * step / 100 for one, other in pairwise(ends) for step in range(101)]
        found += [(place.real, place.imag) for place in places]
    return found


def test_a_combined_headquarters_stands_under_the_nation_that_leads_it() -> None:
    """US|KR is drawn under US and KR|US under KR, each naming the other nation: two headings, not four."""
    [figure] = liaison_networks(*_links({"A": "US", "B": "KR", "C": "US|KR", "D": "KR|US"}))
    texts = re.findall(r">([^<>]+)</text>", drawn(figure))
    assert [text for text in texts if re.fullmatch(r"[A-Z]{2}(\|[A-Z]{2})?", text)] == ["KR", "US"]
    assert "C (with KR)" in texts
    assert "D (with US)" in texts


def test_the_map_puts_east_to_the_right_across_the_date_line() -> None:
    """Tokyo lies left of Honolulu and Honolulu left of Washington: a map cut in the Pacific would put Tokyo on the right."""
    where = {
        "Tokyo": (35.7, 139.7, "Asia/Tokyo"),
        "Honolulu": (21.3, -157.9, "Pacific/Honolulu"),
        "Washington": (38.9, -77.0, "America/New_York"),
    }
    rows: list[Row] = [
        {
            "hq": name,
            "hq_name": name,
            "nation": "X",
            "site_name": name,
            "latitude": latitude,
            "longitude": longitude,
            "timezone": zone,
            "status_now": "existing",
        }
        for name, (latitude, longitude, zone) in where.items()
    ]
    figure = site_map(rows, dt.date(2024, 7, 28))
    circles = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn(figure))]
    assert circles == sorted(circles)
    assert [spot in figure.alt for spot in ("UTC+9", "UTC−10", "UTC−4")] == [True] * 3
    assert figure.alt.index("Tokyo") < figure.alt.index("Honolulu") < figure.alt.index("Washington")


def test_clocks_are_those_of_the_day() -> None:
    """Washington is four hours behind UTC in July and five in January; half-hour zones are told whole."""
    assert clock("America/New_York", dt.date(2024, 7, 1)) == "UTC−4"
    assert clock("America/New_York", dt.date(2024, 1, 1)) == "UTC−5"
    assert clock("Asia/Kolkata", dt.date(2024, 1, 1)) == "UTC+5:30"


def test_desks_show_load_over_capacity(made: dict[str, list[Row]]) -> None:
    """Each cell is the utilisation of `desks`; desks without work are left out."""
    for figure in desk_loads(made["desks"], NAMES):
        rows = [row for row in made["desks"] if (row["variant"], row["phase"]) == (figure.variant, figure.phase) and row["utilisation"]]
        assert [cell["utilisation"] for cell in values(figure)] == [row["utilisation"] for row in rows]


def test_numbers_are_said_as_people_say_them() -> None:
    """Three figures or so, true minus signs, no minus before zero."""
    assert [told(value) for value in (12464.7, 15.16, 0.456, -0.001, -2.5, None, float("inf"))] == [
        "12,465",
        "15.2",
        "0.46",
        "0.00",
        "−2.50",
        "none",
        "no limit",
    ]
    assert [change(value) for value in (3.0, -3.0, 0.0, 0.001)] == ["+3.00", "−3.00", "0.00", "0.00"]
    assert [percent(value) for value in (-17.25, 0.04, 2.54)] == ["−17.2 %", "0.0 %", "+2.5 %"]
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert headings(["one two three", "x"], 8) == {"one two three": "one two\nthree", "x": "\nx"}
    assert identifier("routes", "v1.2", "a b") == "routes-v1-2e-2-a-20-b"
