"""The page of a run: from its tables and its manifest to answers, figures and registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from model.reporting.figures.command_chart import command_charts
from model.reporting.figures.delay_over_time import delays_over_time
from model.reporting.figures.desk_load import desk_loads
from model.reporting.figures.figure import Figure
from model.reporting.figures.fragility import fragility_figures
from model.reporting.figures.heat import heat
from model.reporting.figures.liaison_network import liaison_networks
from model.reporting.figures.lived_through import model_against_simulation, spreads
from model.reporting.figures.ranking import ranking
from model.reporting.figures.record import record_figures
from model.reporting.figures.roadmap import roadmaps
from model.reporting.figures.route_steps import route_steps
from model.reporting.figures.rows import of, text
from model.reporting.figures.site_map import site_maps
from model.reporting.figures.waterfall import waterfalls
from model.reporting.page.answers import answers, headline, told_in_words
from model.reporting.page.come_true import come_true
from model.reporting.page.deadlines import deadline_table
from model.reporting.page.findings import Findings, Tables
from model.reporting.page.fragile import fragile
from model.reporting.page.pace import pace
from model.reporting.page.panel import panel
from model.reporting.page.parts import Page, ReaderChoice, Section
from model.reporting.page.pool_use import people_table
from model.reporting.page.registers import assumption_register, rule_register, source_register
from model.reporting.page.stated import stated
from model.reporting.spread import spread_in_words
from model.tables.column import Row


def run_page(tables: Tables, manifest: Mapping[str, object], prices: Sequence[Row] = ()) -> Page:
    """The page. `prices` are rows of the table `prices` of studies of the same instance, where there are any."""
    about = Findings(tables, tuple(prices))
    instance = manifest.get("instance")
    known = instance if isinstance(instance, Mapping) else {}
    title, as_of = str(known.get("title", "")), str(known.get("as_of", ""))
    sections = [section for section in _sections(about, tables, as_of, str(known.get("name", "INSTANCE"))) if section.blocks]
    name = str(known.get("name", ""))
    return Page(
        title=f"{title or name or 'Report'}: command posture",
        kicker=f"{title}" + (f", as of {as_of}" if as_of else ""),
        headline=headline(about),
        answers=answers(about),
        told=told_in_words(about, title),
        sections=tuple(sections),
        choices=_choices(about),
        more=" ".join(says for says in (stated(manifest), fragile(about), come_true(about), pace(about)) if says),
    )


def _choices(about: Findings) -> tuple[ReaderChoice, ...]:
    if not about.variants:
        return ()
    titles = tuple(
        (text(row, "variant"), text(row, "variant") + ("" if row["weighted_delay"] is not None else " (no posture)")) for row in about.runs
    )
    best = text(about.best, "variant") if about.best else about.variants[0]
    named = tuple(about.condition_names.items())
    changed = about.condition_changes(best) if about.best else []
    words = {name: condition for condition, name in named}
    choices = [ReaderChoice("variant", "Variant", titles, best)]
    if len(about.phases) > 1:
        choices.append(ReaderChoice("phase", "Phase", tuple((phase, phase) for phase in about.phases), about.phases[-1]))
    choices.append(ReaderChoice("condition", "Condition", named, words[changed[0][0]] if changed else named[0][0]))
    return tuple(choices)


def _sections(about: Findings, tables: Tables, as_of: str, name: str) -> list[Section]:
    names, baseline = about.condition_names, about.baseline
    best = text(about.best, "variant") if about.best else ""
    compared: list[Figure] = [ranking(tables["runs"], tables["comparison"])] if about.ranked else []
    by_condition: list[Figure] = [heat(tables["comparison"], names)] if about.ranked else []
    people, listed = people_table(about), source_register(about)
    lived = tables.get("simulation", ())
    deadlines = deadline_table(lived)
    first = of(tables["places"], variant=about.variants[0]) if about.variants else []
    where = [*liaison_networks(tables["liaison"], tables["places"]), *site_maps(first, _day(as_of))]
    in_time = delays_over_time(about.delays_by_phase, best, baseline) if best else []
    return [
        Section("compare", "Variants compared", "All variants, each at its best posture.", (*compared, *by_condition)),
        Section(
            "futures-section",
            "If the assumptions are wrong",
            "In every future each number with a range has another value of it; the postures stay as they are.",
            (*fragility_figures(about.fragility, about.drivers), *panel(about, name)),
        ),
        Section(
            "roadmap-section",
            "From phase to phase",
            "What moves when, what it waits for, and what that costs. A frame marks what is new. In the lines below, a phase lasts until "
            "the next one starts; the last is drawn as long as its weight says.",
            (*roadmaps(about.transitions, about.delays_by_phase, names), *in_time),
        ),
        Section("people", "Whom it takes", "What the postures take of the people each nation has.", (people,) if people else ()),
        Section(
            "parts",
            "Why: parts of the delay",
            "Each hour of delay belongs to one part; the steps lead from the baseline to the variant.",
            tuple(waterfalls(tables["routes"], baseline)),
        ),
        Section(
            "command",
            "Who holds what",
            "Frames and signs mark what moves: \u2212 leaves, + arrives. A star is a grade of general or flag officer.",
            tuple(command_charts(tables["authorities"], tables["commanders"], tables["places"], tables["conditions"])),
        ),
        Section(
            "routes-section",
            "How requests travel",
            "Boxes are headquarters in order, framed where they approve. Hours on an arrow pass on the way, hours in a box inside.",
            tuple(route_steps(tables["routes"], tables["hops"], baseline, names, spread_in_words(lived))),
        ),
        Section(
            "network", "Liaison and places", "Which headquarters are joined by a team, and how far apart their clocks are.", tuple(where)
        ),
        Section(
            "desks-section",
            "How busy the desks are",
            "The nearer a desk's work comes to its capacity, the longer a request waits there.",
            tuple(desk_loads(tables["desks"], names)),
        ),
        Section(
            "simulation-section",
            "Do the hours come true?",
            "The postures lived through as a simulation. What it keeps of the model's assumptions and what not: docs/simulation.md.",
            (*model_against_simulation(lived, names), *spreads(lived, names), *((deadlines,) if deadlines else ())),
        ),
        Section(
            "record-section",
            "What really happened",
            "Episodes whose times were published, and what the model says of the nearest thing it has. They test ratios and order; "
            "one number each, chosen because they went very well or badly, fits nothing.",
            record_figures(tables.get("record", ())),
        ),
        Section("law", "Rules", "What every posture has to respect, and where it is written.", (rule_register(about),)),
        Section("assumptions", "Assumptions", "The numbers all this rests on.", (assumption_register(about),)),
        Section("sources", "Sources", "Where the facts come from.", (listed,) if listed else ()),
    ]


def _day(as_of: str) -> dt.date:
    """The day on which clocks are compared; an arbitrary fixed one where none is recorded."""
    try:
        return dt.date.fromisoformat(as_of)
    except ValueError:
        return dt.date(2000, 1, 1)
