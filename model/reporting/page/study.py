"""The page of a study, from its tables and its manifest alone: what was asked, what was proved, and the answer first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from model.reporting.figures.figure import Figure
from model.reporting.figures.rows import counted, listed, text
from model.reporting.figures.study_rows import WITHIN, table_of
from model.reporting.page.parts import Answer, Page, ReaderChoice, Section, TableBlock, Told
from model.reporting.page.study_figures import MADE_FROM, Tables, study_figures
from model.study.experiment import EVALUATED
from model.study.methods import made_by, method_in_words
from model.study.tables import study_tables
from model.tables.column import Row

# What the command line can add to a study.
COMMAND_LINE = {"set_to": "Set in all questions", "stated": "Stated in all questions"}
PROVED, NONE = "optimal", "infeasible"
ANSWERED = (PROVED, NONE, EVALUATED)
MOST_NAMED = 6  # causes or effects told by name
MOST_ROWS = 200  # questions listed on the page; questions.csv has all
# Shown in figures of other tables, or too many rows for people, as points of designs and of searches are: the CSV file has them.
LEFT_TO_FILES = ("questions", "robustness", "robust_futures", "switch_answers", "samples", "sample_factors", "alternative_decisions")


def study_page(tables: Tables, manifest: Mapping[str, Any]) -> Page:
    """The page. `tables` are rows by table name with values of their columns' kinds, as they are read back from the files."""
    study, figures = manifest["study"], study_figures(tables)
    questions = tables["questions"]
    return Page(
        title=f"{study['title']} - {manifest['instance']['title']}",
        kicker=f"{manifest['instance']['title']}, study {study['name']}: {study['title']}",
        headline=_headline(figures, questions, study),
        answers=_answers(figures, tables, study),
        told=_told(tables, manifest),
        sections=_sections(tables, figures, study),
        choices=_choices(figures, study),
    )


# The first screen ------------------------------------------------------------------------------------------------


def _headline(figures: Sequence[Figure], questions: Sequence[Row], study: Mapping[str, Any]) -> str:
    about = _about_baseline(figures, study)
    return _first(about[0].says)[0] if about else _counted_answers(questions)


def _about_baseline(figures: Sequence[Figure], study: Mapping[str, Any]) -> list[Figure]:
    """The figures about the baseline or about all variants; where there are none of the baseline, those of the first variant."""
    chosen = _chosen(figures, study)
    return [figure for figure in figures if figure.variant in ("", chosen)]


def _answers(figures: Sequence[Figure], tables: Tables, study: Mapping[str, Any]) -> tuple[Answer, ...]:
    asked = Answer("What was asked?", str(study["title"]), str(study["why"]))
    left = " ".join((_unproved(tables["questions"]), *_made(tables, study)))
    proved = Answer("What was proved?", _counted_answers(tables["questions"]), left)
    found = [
        Answer(figure.title.removesuffix(f": {figure.variant}"), *_first(figure.says)) for figure in _about_baseline(figures, study)[:4]
    ]
    return (asked, *found, proved)


def _first(says: str) -> tuple[str, str]:
    """The first sentence, and the others."""
    parts = re.split(r"(?<=[.!?]) (?=[A-Z0-9])", says, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def _counted_answers(questions: Sequence[Row]) -> str:
    count = Counter(text(row, "status") for row in questions)
    others = [f"{number} {status}" for status, number in sorted(count.items()) if status not in ANSWERED]
    evaluated = [f"{count[EVALUATED]} in which given postures are evaluated"] if count[EVALUATED] else []
    parts = [f"{count[PROVED]} with a proved best posture", f"{count[NONE]} proved infeasible", *evaluated, *others]
    return f"{counted(len(questions), 'question')}: {', '.join(parts)}."


def _unproved(questions: Sequence[Row]) -> str:
    left = [row for row in questions if row["status"] not in ANSWERED]
    if not left:
        return "No question was left open."
    reasons = Counter(text(row, "reason") or text(row, "status") for row in left)
    return "Left open: " + "; ".join(f"{number} times {reason}" for reason, number in reasons.most_common(MOST_NAMED)) + "."


def _made(tables: Tables, study: Mapping[str, Any]) -> list[str]:
    """What is not proved of what the method makes of several answers, such as one posture for many futures."""
    made = made_by(study["method"])
    rows = [row for row in tables[made] if row["status"] not in ANSWERED] if made else []
    return [f"{text(row, 'variant')}: {text(row, 'reason') or text(row, 'status')}." for row in rows]


# In plain words --------------------------------------------------------------------------------------------------


def _told(tables: Tables, manifest: Mapping[str, Any]) -> tuple[Told, ...]:
    study, questions = manifest["study"], tables["questions"]
    return (
        Told("What was asked", _asked(tables, study)),
        Told("What was proved", (*_proved(questions, manifest), *_made(tables, study))),
        Told("What is smaller than the solver's gap", _small(tables)),
        Told("What was assumed", _assumed(study, manifest)),
    )


def _asked(tables: Tables, study: Mapping[str, Any]) -> tuple[str, ...]:
    sentences = [str(study["why"]), f"Method: {method_in_words(study['method'])}."]
    sentences.append(f"{counted(len(study['variants']), 'variant')}: {listed(study['variants'])}.{_compared(tables, study)}")
    if study["factors"]:
        sentences.append(f"{counted(len(study['factors']), 'factor')}: {listed([factor['name'] for factor in study['factors']])}.")
    sentences += [f"{what}: {listed([' '.join(one) for one in study[key]])}." for key, what in COMMAND_LINE.items() if study.get(key)]
    return tuple(sentence for sentence in sentences if sentence)


def _compared(tables: Tables, study: Mapping[str, Any]) -> str:
    """Only some methods set variants against the baseline, and not each against the best."""
    differ = any(row.get("measure") == "difference" for rows in tables.values() for row in rows)
    return f" They are compared with {study['baseline']}." if differ else ""


def _proved(questions: Sequence[Row], manifest: Mapping[str, Any]) -> tuple[str, ...]:
    sentences = [_counted_answers(questions)]
    causes = Counter(name for row in questions if row["status"] == NONE for name in text(row, "blocked_by").split("|") if name)
    if causes:
        named = "; ".join(f"{name} ({number})" for name, number in causes.most_common(MOST_NAMED))
        sentences.append(f"What leaves the infeasible ones no posture, and how often: {named}.")
    sentences.append(_unproved(questions))
    if faults := manifest.get("faults"):
        sentences.append(f"{counted(len(faults), 'question')} got another answer when asked again; the manifest lists them.")
    return tuple(sentences)


def _small(tables: Tables) -> tuple[str, ...]:
    """Effects within the gap, by table; a difference that the solver left open is no finding."""
    sentences = []
    for name, rows in tables.items():
        found = [row for row in rows if row.get("effect") == WITHIN]
        if found:
            keys = [key for key in ("variant", "factor", "what", "scenario", "point", "count") if key in found[0]]
            named = ["/".join(str(row[key]) for key in keys) for row in found[:MOST_NAMED]]
            more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
            sentences.append(f"{counted(len(found), 'row')} of {name}.csv: {', '.join(named)}{more}. None of them is a finding.")
    return tuple(sentences) or ("No effect that is told here is smaller than what the solver left open.",)


def _assumed(study: Mapping[str, Any], manifest: Mapping[str, Any]) -> tuple[str, ...]:
    gap = manifest["options"]["gap"]
    return (
        f"All that the study does not move has its value in the instance, as of {manifest['instance']['as_of']}.",
        "Postures are compared after ties are broken: fewest people, then fewest fourth stars, then fewest changes.",
        f"A delay counts as proved at a relative gap of at most {gap:g}.",
    )


# Sections --------------------------------------------------------------------------------------------------------


def _sections(tables: Tables, figures: Sequence[Figure], study: Mapping[str, Any]) -> tuple[Section, ...]:
    found = []
    if figures:
        found.append(
            Section(
                "figures", "What was found", f"Every figure has its numbers as a table below it. {_caution(tables)}".strip(), tuple(figures)
            )
        )
    others = [name for name, rows in tables.items() if rows and name not in (*MADE_FROM, *LEFT_TO_FILES)]
    blocks = [
        TableBlock(name.replace("_", "-"), _title(name), _row_is(name), table_of(name, _shown(name, tables[name]), *_columns(name)))
        for name in others
    ]
    blocks += _open(tables["questions"])
    if blocks:
        found.append(Section("tables", "Tables", "Every question stands in questions.csv beside this page.", tuple(blocks)))
    return tuple(found)


def _caution(tables: Tables) -> str:
    """What a reader of the figures must know where not every question has its answer."""
    left = sum(row["status"] not in ANSWERED for row in tables["questions"])
    return f"{counted(left, 'question')} without a proved answer; figures that need them show less or wider." if left else ""


def _columns(name: str) -> list[str]:
    """All but the list of decisions taken, which can be hundreds long: the CSV file has it."""
    return [column.name for column in study_tables()[name].columns if column.name != "decisions"]


def _shown(name: str, rows: Sequence[Row]) -> Sequence[Row]:
    """Of one posture only what some variant decides otherwise: the file has all of it."""
    return [row for row in rows if row["differs"] or row["differs_from"]] if name == "robust" else rows


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _row_is(name: str) -> str:
    return f"A row is {study_tables()[name].row}."


def _open(questions: Sequence[Row]) -> list[TableBlock]:
    """The questions without a proved posture, if any."""
    rows = [row for row in questions if row["status"] not in (PROVED, EVALUATED)]
    if not rows:
        return []
    says = f"{counted(len(rows), 'question')} of {len(questions)} without a proved best posture"
    says += f"; the first {MOST_ROWS} are listed." if len(rows) > MOST_ROWS else "."
    columns = ("variant", "number", "settings", "left_out", "shut_out", "task", "status", "weighted_delay", "gap", "blocked_by", "reason")
    table = table_of("questions", rows[:MOST_ROWS], *columns)
    return [TableBlock("open-questions", "Questions without a proved posture", says, table)]


def _chosen(figures: Sequence[Figure], study: Mapping[str, Any]) -> str:
    about = list(dict.fromkeys(figure.variant for figure in figures if figure.variant))
    return study["baseline"] if study["baseline"] in about else about[0] if about else ""


def _choices(figures: Sequence[Figure], study: Mapping[str, Any]) -> tuple[ReaderChoice, ...]:
    """The variant, where some figures are about one of several."""
    about = list(dict.fromkeys(figure.variant for figure in figures if figure.variant))
    if len(about) < 2:
        return ()
    return (ReaderChoice("variant", "Variant", tuple((name, name) for name in about), _chosen(figures, study)),)
