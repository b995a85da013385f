"""The slides of what stands around the hours: what the law costs, what has no answer, assumptions and sources."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.deck.answer import CHANGE, SMALL, SMALL_CHANGE, spoken
from model.reporting.deck.layout import cut, short
from model.reporting.deck.parts import BarChart, Grid, Series, Shown, Slide, Words
from model.reporting.deck.told import Whereabouts, plain
from model.reporting.figures.palette import BLUE
from model.reporting.figures.rows import change, counted, grouped, listed, maybe, of, ordered, real, text, told
from model.reporting.page.answers import answers, told_in_words
from model.reporting.page.findings import Findings, LawPair
from model.tables.column import Row

MOST_PRICES = 12  # bars of a chart
MOST_SOURCES = 14
REST = (
    "How runs ended: runs.csv, columns status and gap.",
    "Ranges, reasons and sources: assumptions.csv. What cannot hold together: conflicts.csv.",
)
PAIRS = "Each of these variants sets aside just the law that shuts another one out; for comparison, never as an option."
PARAMETERS = "parameters."


def law(about: Findings) -> list[Slide]:
    """What laws cost: a bar for each priced rule where a study has measured them, else what they shut out; and what has no answer."""
    told_ = next(one for one in answers(about) if one.question.startswith("What does the law"))
    title, more = f"What does the law cost? {told_.short[:1].upper()}{told_.short[1:]}", spoken(told_.more)
    slide = Slide(title, short(more), (_laws(about),), (more, "Laws: rules.csv, the rows whose basis is law."))
    if about.law_prices:
        slide = Slide(title, short(more), (_prices(about),), (more, *_priced_remarks(about)))
    elif about.law_pairs:
        slide = Slide(title, PAIRS, (_pairs(about),), (more, "Hours of the counterfactuals: runs.csv, column weighted_delay."))
    return [*cut(slide, "rules.csv"), *_unanswered(about)]


def _laws(about: Findings) -> Grid:
    """The laws that are in force somewhere."""
    rows = grouped(of(about.tables["rules"], basis="law"), lambda row: text(row, "rule"))
    lines = tuple((Shown(rule), Shown(text(own[0], "says")), Shown(text(own[0], "citation"))) for rule, own in rows.items())
    return Grid(("law", "in words", "where it is written"), (22, 46, 40), lines or (plain("no rule is law", "", ""),))


def _pairs(about: Findings) -> Grid:
    says = {text(row, "rule"): text(row, "says") for row in about.tables["rules"]}
    heads = ("law", "in words", "shuts out", "set aside in", "h/day there", "against the best within the law")
    return Grid(heads, (24, 40, 24, 26, 11, 16), tuple(_pair(about, pair, says) for pair in about.law_pairs), right=frozenset({4, 5}))


def _pair(about: Findings, pair: LawPair, says: dict[str, str]) -> tuple[Shown, ...]:
    best = about.delay(text(about.best, "variant")) if about.best else None
    more = "" if best is None else change(pair.delay - best, "h/day")
    words = " ".join(says[one] for one in pair.laws)
    cells = (", ".join(pair.laws), words, listed(pair.shut_out), pair.counterfactual, told(pair.delay), more)
    return tuple(Shown(cell) for cell in cells)


def _prices(about: Findings) -> BarChart:
    rows = about.law_prices[:MOST_PRICES]
    names = tuple(f"{text(row, 'what')} in {text(row, 'variant')}" for row in rows)
    numbers = tuple(real(row, "price") for row in rows)
    series = Series("price", numbers, (None,) * len(rows), (BLUE,))
    alt = "Bars, dearest first: " + "; ".join(f"{name} {told(number)}" for name, number in zip(names, numbers, strict=True)) + "."
    form = CHANGE if max(map(abs, numbers)) >= SMALL else SMALL_CHANGE
    return BarChart("Price of each law, left out by itself", names, (series,), "urgency-weighted h/day that it costs", form, alt)


def _priced_remarks(about: Findings) -> tuple[str, ...]:
    rest = len(about.law_prices) - MOST_PRICES
    more = (f"{rest} more are priced at no more than the last of these.",) if rest > 0 else ()
    return ("Prices: prices.csv of the study of prices that stands beside this report, column price.", *more)


def _unanswered(about: Findings) -> list[Slide]:
    if not about.unanswered:
        return []
    rows = []
    for run in about.unanswered:
        clash = about.conflict(text(run, "variant"))
        if not clash:
            rows.append((text(run, "variant"), text(run, "status"), text(run, "reason") or "no reason is given", ""))
        for place, item in enumerate(clash):
            first = (text(run, "variant"), text(run, "status")) if not place else ("", "")
            rows.append((*first, f"{text(item, 'says')} [{text(item, 'kind')} {text(item, 'name')}]", text(item, "citation")))
    lines = tuple(tuple(Shown(cell) for cell in row) for row in rows)
    grid = Grid(("variant", "status", "these cannot hold together", "where it is written"), (26, 12, 50, 36), lines)
    title = f"{len(about.unanswered)} of {counted(len(about.runs), 'variant')} {'has' if len(about.unanswered) == 1 else 'have'} no posture"
    remarks = ("runs.csv, column status; conflicts.csv, columns variant, kind, name, says and citation.",)
    says = "An answer too: what stands in the way is a set in which each part is needed."
    return cut(Slide(title, says, (grid,), remarks), "conflicts.csv")


def assumed(about: Findings, standing: Whereabouts) -> list[Slide]:
    """What was proved and not answered; then the numbers that all requests share, with their ranges."""
    told_ = {one.heading: one for one in told_in_words(about, "")}
    paragraphs = [("What was proved", sentence) for sentence in told_["What was proved"].sentences]
    paragraphs += [("What was assumed", sentence) for sentence in _assumptions(about)]
    paragraphs += [("What was not answered", sentence) for sentence in told_["What was not answered"].sentences]
    before = ["", *(heading for heading, _ in paragraphs)]
    lines = tuple(("" if heading == last else heading, said) for last, (heading, said) in zip(before, paragraphs, strict=False))
    slides = [Slide("What is proved, what is assumed, what is left open", "", (Words(lines),), REST)]
    rows = _shared(about)
    if rows:
        count = len(ordered(about.tables["assumptions"], "path"))
        title = f"{counted(count, 'number')} with a range; {len(rows)} of them {'holds' if len(rows) == 1 else 'hold'} for every request"
        says = "Values of the first variant. A ranking that turns when a number moves inside its range is not a finding."
        slides += cut(Slide(title, says, (_ranges(rows, standing),)), "assumptions.csv")
    return slides


def _assumptions(about: Findings) -> tuple[str, ...]:
    rows = of(about.tables["assumptions"], variant=about.variants[0]) if about.variants else []
    guesses = sum(text(row, "source").lower().startswith("assumption") for row in rows)
    return (
        f"{counted(len(rows), 'number')} with a range, {guesses} of them without a source; each with its reason in assumptions.csv.",
        "Everything here holds at the base values. A ranking that turns when a number moves inside its range is not a finding.",
    )


def _shared(about: Findings) -> list[Row]:
    first = of(about.tables["assumptions"], variant=about.variants[0]) if about.variants else []
    return [row for row in first if text(row, "path").startswith(PARAMETERS)]


def _ranges(rows: Sequence[Row], standing: Whereabouts) -> Grid:
    lines = []
    for row in rows:
        name = standing.words("assumptions", row, "path")
        numbers = tuple(standing.number("assumptions", row, column) for column in ("base", "low", "high"))
        lines.append((name, *numbers, Shown(text(row, "source"))))
    heads = ("number", "base", "low", "high", "where it comes from")
    return Grid(heads, (38, 8, 8, 8, 66), tuple(lines), right=frozenset({1, 2, 3}))


def cited(about: Findings, standing: Whereabouts) -> list[Slide]:
    """The sources that most numbers and rules rest on. Nothing where the instance lists none."""
    first = of(about.tables["sources"], variant=about.variants[0]) if about.variants else []
    if not first:
        return []
    most = sorted(first, key=lambda row: (-(maybe(row, "cited") or 0), text(row, "key")))
    rows = []
    for row in most[:MOST_SOURCES]:
        named = (standing.words("sources", row, column) for column in ("key", "title", "publisher", "date"))
        rows.append((*named, standing.count("sources", row, "cited")))
    grid = Grid(("key", "title", "publisher", "date", "cells that cite it"), (22, 50, 40, 12, 10), tuple(rows), right=frozenset({4}))
    left = len(most) - len(rows)
    title = f"{counted(len(most), 'source')}" + (f"; the {len(rows)} that most numbers and rules cite" if left > 0 else "")
    return cut(Slide(title, "All sources, with what is taken from each: sources.csv." if left > 0 else "", (grid,)), "sources.csv")
