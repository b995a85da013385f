"""What differs between two reports, in words: on a screen, and on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.reporting.apart import Apart, in_words
from model.reporting.compared import DECISIONS, HOURS, INPUTS, Comparison, RunReport, label
from model.reporting.compared_inputs import EVERY, UNSEEN
from model.reporting.figures.figure import Figure, FigureTable
from model.reporting.figures.rows import beside, change, counted, listed, maybe, names, of, ordered, real, text, told, words
from model.reporting.figures.waterfall import waterfalls
from model.reporting.page.parts import Answer, Page, ReaderChoice, Section, TableBlock, Told
from model.tables.column import Row, Table

BEFORE, AFTER = "first, ", "second, "
MOST_NAMED = 3  # variants told by name
MOST_TOLD = 10  # inputs or decisions on the screen, of each variant
WORTH_SAYING = 0.005  # h/day


def in_lines(about: Comparison) -> list[str]:
    """What is printed: which reports, then what differs in inputs, hours and decisions."""
    lines = [f"first:  {_name(about.first)}", f"second: {_name(about.second)}"]
    lines += _made_otherwise(about)
    if about.alike:
        return [*lines, f"Alike: {_compared(about)} with the same inputs, hours and decisions."]
    seen = "alike, as far as the tables show them"
    lines.append(f"Inputs: {counted(len(about.inputs), 'difference') if about.inputs else seen}.")
    lines += _shortened([f"  {_input(row)}" for row in about.inputs])
    lines.append("Hours, second against first:" if about.hours else "Hours: alike.")
    lines += [f"  {_hours(about, name)}" for name in ordered(about.hours, "variant")]
    lines.append("Decisions:" if about.decisions else "Decisions: alike.")
    for name in ordered(about.decisions, "variant"):
        lines += [f"  {name}:", *_shortened([f"    {says}" for says in decided(about, name)])]
    return lines


def _name(report: RunReport, name: str = "") -> str:
    instance = report.manifest.get("instance", {})
    of_instance = f", {instance['name']} as of {instance.get('as_of', '?')}" if "name" in instance else ""
    return f"{name or report.name} ({counted(len(report.variants), 'variant')}{of_instance})"


def short_names(first: Path, second: Path) -> tuple[str, str]:
    """The ends of the names of two folders that tell them apart: a page does not say where on a machine they stood."""
    most = max(len(first.parts), len(second.parts))
    ends = [("/".join(first.parts[-length:]), "/".join(second.parts[-length:])) for length in range(2, most + 1)]
    return next((pair for pair in ends if pair[0] != pair[1]), (first.name, second.name))


def _compared(about: Comparison) -> str:
    return f"{counted(len(about.pairs), 'variant')} compared,"


def _made_otherwise(about: Comparison) -> list[str]:
    """Options and versions that differ: they say how the reports were made, and are no inputs."""
    found = []
    for part in ("options", "versions"):
        mine, theirs = (report.manifest.get(part, {}) for report in (about.first, about.second))
        other = [name for name in sorted(mine.keys() & theirs.keys()) if mine[name] != theirs[name]]
        found += [f"{name} {mine[name]} and {theirs[name]}" for name in other]
    if not found:
        return []
    return [f"Made with other options or programs, which is no difference of inputs: {'; '.join(found)}."]


def _shortened(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST_TOLD
    return [*lines[:MOST_TOLD], f"{' ' * (len(lines[0]) - len(lines[0].lstrip()))}and {more} more"] if more > 1 else list(lines)


def _input(row: Row) -> str:
    """A difference of inputs, in which variants, of many how many."""
    named = names(row, "variant")
    where = "" if named == (EVERY,) else f" ({', '.join(named) if len(named) <= MOST_NAMED else f'{len(named)} variants'})"
    if row["path"] == UNSEEN:
        return f"{UNSEEN}{where}"
    return f"{text(row, 'path')}: {text(row, 'first') or 'empty'} -> {text(row, 'second') or 'empty'}{where}"


def _hours(about: Comparison, name: str) -> str:
    """How the weighted delay of a variant changes, and because of which parts."""
    rows = of(about.hours, variant=name)
    (total,) = of(rows, measure="weighted_delay")
    first, second = maybe(total, "first"), maybe(total, "second")
    if first is None or second is None:
        return f"{name}: {told(first, 'h/day')} -> {told(second, 'h/day')}"
    parts = sorted(((real(row, "difference"), words(text(row, "scope"))) for row in _parts(rows)), key=lambda part: -abs(part[0]))
    named = [f"{part} {change(hours)}" for hours, part in parts[:3] if abs(hours) >= WORTH_SAYING]
    because = f"; {', '.join(named)}" if named else ""
    return f"{name}: {first:,.2f} -> {second:,.2f} h/day, {change(second - first)}{beside(second - first, first)}{because}"


def _parts(rows: Sequence[Row]) -> list[Row]:
    return [row for row in of(rows, measure="weighted_part") if row["difference"] is not None]


def decided(about: Comparison, name: str) -> list[str]:
    """What a variant decides otherwise, a sentence each; routes, of which there are many, are counted."""
    rows = of(about.decisions, variant=name)
    status = [f"{text(row, 'second')} instead of {text(row, 'first')}" for row in of(rows, kind="status")]
    found = [_apart(row) for row in rows if row["kind"] not in ("status", "route")]
    phases, conditions = (list(ordered(about.first.tables["authorities"], column)) for column in ("phase", "condition"))
    routes = of(rows, kind="route")
    ways = [f"{counted(len(routes), 'route differs', 'routes differ')} (of requests by phase and condition)"] if routes else []
    return [*status, *in_words(found, phases, conditions), *ways]


def _apart(row: Row) -> Apart:
    kind, phase, subject, first, second = (text(row, name) for name in ("kind", "phase", "subject", "first", "second"))
    return Apart(kind, phase, names(row, "conditions"), subject, first, second)


def page_of(about: Comparison) -> Page:
    """The page: what differs, in answers, figures and tables."""
    return Page(
        title="Two reports compared: command posture",
        kicker=" against ".join(dict.fromkeys((_title(about.first), _title(about.second)))),
        headline=_headline(about),
        answers=(_asked_inputs(about), _asked_hours(about), _asked_decisions(about)),
        told=_told(about),
        sections=tuple(section for section in _sections(about) if section.blocks),
        choices=_choices(about),
    )


def _choices(about: Comparison) -> tuple[ReaderChoice, ...]:
    """Which variant the figures are about, where there are several; at first the one whose hours differ most."""
    figures = [figure.variant for figure in _waterfalls(about)]
    if len(figures) < 2:
        return ()
    most = max(of(about.hours, measure="weighted_delay"), key=lambda row: abs(maybe(row, "difference") or 0.0))
    chosen = _labels(names(most, "variant")[0].partition("="))[1]
    shown = chosen if chosen in figures else figures[0]
    return (ReaderChoice("variant", "Variant", tuple((name, name.removeprefix(AFTER)) for name in figures), shown),)


def _labels(pair: Sequence[str]) -> tuple[str, str]:
    """What the two sides of a pair of variants are called in figures."""
    return f"{BEFORE}{pair[0]}", f"{AFTER}{pair[-1] or pair[0]}"


def _title(report: RunReport) -> str:
    instance = report.manifest.get("instance", {})
    return str(instance.get("title") or instance.get("name") or "a report")


def _headline(about: Comparison) -> str:
    if about.alike:
        return f"The two reports are alike: {_compared(about)} with the same inputs, hours and decisions."
    hours, decisions = (len(ordered(rows, "variant")) for rows in (about.hours, about.decisions))
    differs = counted(len(about.inputs), "input differs", "inputs differ")
    return f"{differs}; hours differ in {hours} of {counted(len(about.pairs), 'variant')}, decisions in {decisions}."


def _asked_inputs(about: Comparison) -> Answer:
    named = [_input(row) for row in about.inputs[:3]]
    rest = f" and {len(about.inputs) - 3} more" if len(about.inputs) > 3 else ""
    says = f"{'; '.join(named)}{rest}." if named else "None that is shown."
    return Answer("Which inputs differ?", str(len(about.inputs) or "none"), says)


def _asked_hours(about: Comparison) -> Answer:
    totals = [row for row in of(about.hours, measure="weighted_delay") if row["difference"] is not None]
    if not totals:
        return Answer("By how much do the hours differ?", "not at all", "Where both have a posture, they wait as long.")
    most = max(totals, key=lambda row: abs(real(row, "difference")))
    short = f"up to {change(real(most, 'difference'), 'h/day')}"
    return Answer("By how much do the hours differ?", short, _hours(about, text(most, "variant")))


def _asked_decisions(about: Comparison) -> Answer:
    found = ordered(about.decisions, "variant")
    if not found:
        return Answer("Which decisions differ?", "none", "Who holds what, who is open, grades, teams, desks and ways are the same.")
    short = f"in {listed(found[:3])}" + (" and others" if len(found) > 3 else "")
    return Answer("Which decisions differ?", short, f"{found[0]}: {decided(about, found[0])[0]}.")


def _told(about: Comparison) -> tuple[Told, ...]:
    shown = short_names(Path(about.first.name), Path(about.second.name))
    reports = (("First", about.first), ("Second", about.second))
    which = tuple(f"{order}: {_name(report, name)}" for (order, report), name in zip(reports, shown, strict=True))
    seen = (
        "Inputs are compared as far as tables and manifest show them; where a digest tells of a difference that none shows, it is said.",
        "A difference is second less first. Ties are broken alike in both, so a decision differs only where the best does.",
    )
    return (Told("What was compared", (*which, *_made_otherwise(about))), Told("How to read it", seen))


def _sections(about: Comparison) -> list[Section]:
    hours: tuple[Figure | TableBlock, ...] = (
        *_waterfalls(about),
        *_block(HOURS, about.hours, "Every measure of the variants in which any differs."),
    )
    inputs = _block(INPUTS, about.inputs, "A path is the address of a number.")
    decisions = _block(DECISIONS, about.decisions, "Routes are told whole.")
    return [
        Section("inputs", "Inputs", "What was different to begin with.", inputs),
        Section("hours", "Hours", "From the first report to the second.", hours),
        Section("decisions", "Decisions", "What is decided otherwise.", decisions),
    ]


def _block(table: Table, rows: Sequence[Row], says: str) -> tuple[TableBlock, ...]:
    title = table.row[0].upper() + table.row[1:]
    return (TableBlock(table.name.replace("_", "-"), title, says, FigureTable(table.columns, tuple(rows))),) if rows else ()


def _waterfalls(about: Comparison) -> list[Figure]:
    """The steps from the first report to the second of each variant whose hours differ, where both have a posture."""
    figures: list[Figure] = []
    for pair in about.pairs:
        if not of(about.hours, variant=label(pair)):
            continue
        before, after = _labels(pair)
        mine = [{**row, "variant": before} for row in of(about.first.tables["routes"], variant=pair[0])]
        theirs = [{**row, "variant": after} for row in of(about.second.tables["routes"], variant=pair[1])]
        if mine and theirs:
            figures += waterfalls([*mine, *theirs], before)
    return figures
