"""The page as a file: it answers, it asks the network for nothing, it lets nothing in, and it is the same every time."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from model.reporting.page.images import figures_of, pictures
from model.reporting.page.make import PAGE, page_of, prices_beside
from model.reporting.page.render import render, script_json
from model.reporting.page.run_page import run_page
from model.reporting.run_tables import tables
from model.reporting.stored import read_report
from model.reporting.write import write_reports
from model.tables.column import Row
from tests.reporting.builders import infeasible_record, made_anew, run_record, tiny_instance

RUNS = [run_record("v00"), run_record("v01", delegated=True, political_score=2), infeasible_record("v02")]
ABOUT = {"instance": {"name": "tiny", "title": "Tiny", "as_of": "2025-01-01", "digest": "d"}, "settings": {}}
HOSTILE = "</script><script>alert(1)</script><b title=\"x\" onload='y'>&amp;"


class Elements(HTMLParser):
    """Every element's attributes, and what stands in scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._open = (tag, dict(attrs)) if tag in ("script", "style") else None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside.append((*self._open, data))
            self._open = None


@pytest.fixture(scope="module")
def made() -> dict[str, list[Row]]:
    return tables(tiny_instance(), RUNS)


@pytest.fixture(scope="module")
def page(made: dict[str, list[Row]]) -> str:
    return render(run_page(made, ABOUT))


def policy_of(text: str) -> str:
    [found] = [a["content"] or "" for tag, a in Elements(text).found if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    return found


@pytest.mark.parametrize("static", [False, True])
def test_the_policy_allows_exactly_what_is_in_the_page(made: dict[str, list[Row]], static: bool) -> None:
    """Every script and style stands in the policy by its hash and nothing else may run; one changed byte, or `unsafe-inline`, fails."""
    text = render(run_page(made, ABOUT), static)
    policy = policy_of(text)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    wanted = {
        "'sha256-" + base64.b64encode(hashlib.sha256(data.encode()).digest()).decode() + "'"
        for tag, attributes, data in Elements(text).inside
        if tag == "style" or "type" not in attributes
    }
    assert set(re.findall(r"'sha256-[^']+'", policy)) == wanted
    assert len(wanted) == (1 if static else 3)
    assert not any("style" in attributes for _, attributes in Elements(text).found)
    assert not any(name.startswith("on") for _, attributes in Elements(text).found for name in attributes)


@pytest.mark.parametrize("static", [False, True])
def test_no_attribute_leads_to_the_network(made: dict[str, list[Row]], static: bool) -> None:
    """No address that a browser would fetch: links lead inside the page, pictures are drawn, the one http address is SVG's name."""
    for tag, attributes in Elements(render(run_page(made, ABOUT), static)).found:
        for name, value in attributes.items():
            if name not in ("xmlns", "xmlns:xlink"):
                assert not re.match(r"\s*(https?:|//|javascript:)", value or ""), (tag, name, value)
        assert tag not in ("iframe", "object", "embed", "base", "link", "form")


def test_a_static_page_has_no_script_and_every_figure(made: dict[str, list[Row]]) -> None:
    """Every variant's, phase's and condition's figure stands in it as a picture; a script or a lost choice fails."""
    whole = run_page(made, ABOUT)
    text = render(whole, static=True)
    assert "<script" not in text
    for figure in figures_of(whole):
        assert text.count(f'<figure id="{figure.id}"') == 1
    assert text.count("<svg") == len(figures_of(whole))


def test_the_program_in_the_page_stands_there_with_its_notices(made: dict[str, list[Row]], page: str) -> None:
    """Whoever is handed a page with Vega in it finds its copyright and the words of its licence there; a page without the program
    needs neither."""
    shown = " ".join(unescape(page).split())
    for said in ("University of Washington Interactive Data Lab", "Redistributions in binary form must reproduce", "Mike Bostock"):
        assert said in shown
    assert "Redistributions" not in render(run_page(made, ABOUT), static=True)


def test_figures_for_other_choices_are_packed_whole(made: dict[str, list[Row]], page: str) -> None:
    """What is not in the page at first lies packed in it: no figure is lost, none is there twice."""
    [packed] = [data for _, attributes, data in Elements(page).inside if attributes.get("id") == "packed"]
    later = json.loads(gzip.decompress(base64.b64decode(packed)))
    ids = [figure.id for figure in figures_of(run_page(made, ABOUT))]
    assert len(ids) == len(set(ids))
    for name in ids:
        assert page.count(f'<figure id="{name}"') == (0 if name in later["figures"] else 1)
        assert (name in later["figures"]) == (f'data-packed="{name}"' in page)


def test_the_same_input_makes_the_same_bytes(made: dict[str, list[Row]], page: str, tmp_path: Path) -> None:
    """Made twice, in memory and from the files of a folder: equal bytes. A clock, a path or an unsorted set would differ."""
    assert render(run_page(tables(tiny_instance(), RUNS), ABOUT)) == page
    first = write_reports(tmp_path / "a" / "run", tiny_instance(), RUNS, {**ABOUT, "seconds": 1.0})
    second = write_reports(tmp_path / "b" / "run", tiny_instance(), RUNS, {**ABOUT, "seconds": 2.0})
    before = (first / PAGE).read_bytes()
    assert before == (second / PAGE).read_bytes()
    (first / PAGE).unlink()
    made_anew(first)
    assert (first / PAGE).read_bytes() == before
    assert len(before) < 2_000_000


@pytest.mark.parametrize("static", [False, True])
def test_hostile_names_stay_text(made: dict[str, list[Row]], static: bool) -> None:
    """Markup and script ends in every text of the tables change no element of the page; one unescaped place would add a `<b>`."""
    free = {
        "title",
        "reason",
        "says",
        "citation",
        "hq_name",
        "authority_name",
        "thread_name",
        "site_name",
        "condition_name",
        "level_name",
        "role",
    }
    hostile = {
        name: [{column: HOSTILE if column in free and isinstance(value, str) else value for column, value in row.items()} for row in rows]
        for name, rows in made.items()
    }
    text = render(run_page(hostile, {"instance": {"name": HOSTILE, "title": HOSTILE, "as_of": HOSTILE}}), static)
    elements = Elements(text)
    assert not [tag for tag, _ in elements.found if tag == "b"]
    assert len([tag for tag, _ in elements.found if tag == "script"]) == (0 if static else 4)
    assert not any("onload" in attributes for _, attributes in elements.found)
    assert "alert(1)" in unescape(text)
    assert "<" not in script_json({"x": HOSTILE})


def test_the_first_screen_answers_from_the_tables(made: dict[str, list[Row]]) -> None:
    """Which variant, by how much, why, where, what has no answer: the very numbers of `runs` and the names of `conflicts`."""
    answers = {answer.question: answer for answer in run_page(made, ABOUT).answers}
    delays = {str(row["variant"]): float(str(row["weighted_delay"])) for row in made["runs"] if row["weighted_delay"] is not None}
    best = min(delays, key=lambda name: delays[name])
    assert answers["Which variant waits least?"].short == best
    unanswered = answers["What has no answer?"]
    assert unanswered.short == "1 of 3 variants"
    for row in made["conflicts"]:
        assert str(row["name"]) in unanswered.more


def test_a_law_set_aside_is_priced_and_does_not_win(made: dict[str, list[Row]]) -> None:
    """A variant that waits least only because a law is off there is not the answer; the law's cost is the difference."""
    delays = {str(row["variant"]): float(str(row["weighted_delay"])) for row in made["runs"] if row["weighted_delay"] is not None}
    winner, other = sorted(delays, key=lambda name: delays[name])
    off = [{**row, "status": "off"} if row["variant"] == winner else row for row in made["rules"]]
    against = [{**row, "baseline": other} for row in made["comparison"]]
    page = run_page({**made, "rules": off, "comparison": against}, ABOUT)
    answers = {answer.question: answer for answer in page.answers}
    assert answers["Which variant waits least?"].short == other
    assert "law1" in answers["What does the law cost?"].more
    assert answers["What does the law cost?"].short.endswith("h/day")


def test_a_long_word_may_be_broken_and_a_sentence_is_not(made: dict[str, list[Row]]) -> None:
    """A path or address of one long word leaves room for the columns beside it; words within a sentence, or joined by hyphens, are
    broken where they end. Left whole, such a column takes half of the table and the reasons stand a word a line."""
    [rule, *others] = made["rules"]
    texts = {"rule": "conditions.armistice.effective_hours", "says": "Who decides for both, decides " * 4, "citation": "one-by-one-" * 9}
    text = render(run_page({**made, "rules": [{**rule, **texts}, *others]}, ABOUT))
    assert f"<td class=w>{texts['rule']}<" in text
    assert f"<td>{texts['says']}<" in text
    assert f"<td>{texts['citation']}<" in text


def test_the_price_of_law_is_that_of_what_it_shuts_out(made: dict[str, list[Row]]) -> None:
    """Each law's own counterfactual tells its price, the dearest law first. A variant that switches laws off for other ends and
    waits least of all tells none, though it comes first; one price over all laws together would name the laws of both."""
    answers = {answer.question: answer for answer in run_page(_with_laws_off(made), ABOUT).answers}
    law = answers["What does the law cost?"]
    assert law.short == "20.0 h/day"
    assert law.more.startswith(
        "law_b shuts out no-b. With it set aside, without-b needs 80.0 h/day, 20.0 h/day less than today within the law. "
        "law_a shuts out no-a. With it set aside, without-a needs 90.0 h/day, 10.0 h/day less than today within the law. "
    )
    assert "apart" not in law.more


def test_two_ways_around_one_law_are_told_after_one_sentence(made: dict[str, list[Row]]) -> None:
    """What the law shuts out is said once, and then each counterfactual of it."""
    found = _with_laws_off(made)
    renamed = {
        name: [{**row, "variant": "without-a2"} for row in rows if row.get("variant") == "without-a"] for name, rows in found.items()
    }
    more = {name: [*rows, *renamed[name]] for name, rows in found.items()}
    answers = {answer.question: answer for answer in run_page(more, ABOUT).answers}
    law = answers["What does the law cost?"].more
    assert law.count("law_a shuts out no-a.") == 1
    assert "With it set aside, without-a needs" in law
    assert "With it set aside, without-a2 needs" in law


def test_laws_off_for_other_ends_measure_no_price_of_law(made: dict[str, list[Row]]) -> None:
    """Where nothing is shut out, a variant with laws off is not told as the price of law, however much longer it waits."""
    found = {**_with_laws_off(made), "conflicts": []}
    answers = {answer.question: answer for answer in run_page(found, ABOUT).answers}
    assert answers["What does the law cost?"].short == "not measured here"


def _with_laws_off(made: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Today's run six times: as it is, apart from three laws, and for each of two laws shut out and with that law off."""
    off = {"today": "", "apart": "law_a law_b law_c", "no-a": "", "without-a": "law_a", "no-b": "", "without-b": "law_b"}
    delays = {"today": 100.0, "apart": 70.0, "no-a": None, "without-a": 90.0, "no-b": None, "without-b": 80.0}
    [run], rule, clash = made["runs"][:1], made["rules"][0], made["conflicts"][0]
    laws = ("law_a", "law_b", "law_c")
    return {
        **made,
        "runs": [{**run, "variant": name, "weighted_delay": delay} for name, delay in delays.items()],
        "comparison": [{**row, "variant": "today", "baseline": "today"} for row in made["comparison"]],
        "rules": [
            {**rule, "variant": name, "rule": law, "basis": "law", "status": "off" if law in off[name].split() else "in force"}
            for name in off
            for law in laws
        ],
        "conflicts": [{**clash, "variant": f"no-{end}", "kind": "rule", "name": f"law_{end}"} for end in "ab"],
    }


def test_prices_come_only_from_studies_of_the_same_instance(tmp_path: Path) -> None:
    """A price study beside a run is used where its instance has the same digest; another instance's prices would be wrong here."""
    study = tmp_path / "prices"
    study.mkdir()
    from model.study.tables import study_tables
    from model.tables.cells import csv_bytes, written_rows

    table = study_tables()["prices"]
    row: Row = {column.name: None if column.kind != "text" else "" for column in table.columns} | {
        "variant": "v01",
        "kind": "rule",
        "what": "law1",
        "status": "optimal",
        "price": 12.5,
        "effect": "binding",
    }
    (study / "prices.csv").write_bytes(csv_bytes(table.columns, written_rows(table.columns, [row])))
    (study / "manifest.json").write_text(json.dumps({"instance": {"digest": "d"}}))
    [found] = prices_beside(tmp_path / "run", ABOUT)
    assert found["price"] == 12.5
    page = run_page(tables(tiny_instance(), RUNS), ABOUT, [found])
    assert "12.5 h/day in v01" in render(page)
    assert not prices_beside(tmp_path / "run", {**ABOUT, "instance": {"digest": "other"}})
    assert not prices_beside(tmp_path / "run", {**ABOUT, "settings": {"x": "1"}})
    assert not prices_beside(tmp_path / "run", {**ABOUT, "stated": [["--freeze", "desks"]]})


def test_every_figure_becomes_a_picture_for_slides(tmp_path: Path) -> None:
    """A file a figure and format, PNG at projector width; a figure that cannot be exported fails here."""
    folder = write_reports(tmp_path / "run", tiny_instance(), RUNS, ABOUT)
    found, manifest = read_report(folder)
    page = page_of(found, manifest)
    assert page is not None
    written = pictures(page, ["svg", "png", "pdf"])
    assert len(written) == 3 * len(figures_of(page))
    for name, picture in written.items():
        if name.endswith(".png"):
            assert picture[:8] == b"\x89PNG\r\n\x1a\n"
            assert int.from_bytes(picture[16:20], "big") == 1920, name
        assert picture[:4] == b"%PDF" or not name.endswith(".pdf")
        assert "never forecasts" in picture.decode("utf-8") if name.endswith(".svg") else picture
