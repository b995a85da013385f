"""The registers at the end of a run's page: the rules with what they cost, the assumptions with their ranges, and the sources."""

from __future__ import annotations

from collections.abc import Sequence

from model.reporting.figures.figure import FigureTable
from model.reporting.figures.rows import counted, grouped, maybe, of, real, text, told
from model.reporting.page.findings import Findings
from model.reporting.page.parts import TableBlock
from model.tables.column import Column, Row, integer, number

RULES = (
    Column("basis", "law, doctrine, policy or convention"),
    Column("rule", "rule"),
    Column("says", "the rule in one sentence"),
    Column("citation", "where it is written"),
    Column("off_in", "variants in which it is not in force; empty: in force everywhere"),
    Column("binding", "variants it leaves without a posture, and those in which a study of prices has found it binding or slack"),
    Column("price", "change of weighted delay without it, where a study of prices has measured it, with the variant"),
)
ASSUMPTIONS = (
    Column("path", "address of the number"),
    number("base", "value in the first variant", "see the instance"),
    number("low", "lowest plausible value", "see the instance"),
    number("high", "highest plausible value", "see the instance"),
    Column("elsewhere", "other values, with their variants"),
    Column("reason", "why the range is defensible"),
    Column("source", "where it comes from"),
)
SOURCES = (
    Column("key", "key"),
    Column("title", "title"),
    Column("publisher", "publisher"),
    Column("date", "date"),
    Column("supports", "what is taken from it"),
    integer("cited", "cells that cite it"),
    Column("address", "where it can be read"),
)
_BASES = ("law", "doctrine", "policy", "convention")


def rule_register(about: Findings) -> TableBlock:
    """A row a rule, laws first."""
    by_rule = grouped(about.tables["rules"], lambda row: text(row, "rule"))
    rows = sorted(
        (_rule(about, rule, rows) for rule, rows in by_rule.items()), key=lambda row: (_BASES.index(text(row, "basis")), text(row, "rule"))
    )
    laws = sum(row["basis"] == "law" for row in rows)
    priced = sum(bool(row["price"]) for row in rows)
    says = f"{counted(len(rows), 'rule')}, {laws} of them law. "
    if priced:
        says += f"{priced} are priced by a study beside this run."
    else:
        says += "No study of prices of this instance stands beside this run: solve.py sweep INSTANCE STUDY, with a study of method prices, "
        says += "measures what each rule costs; then solve.py report FOLDER makes this page anew."
    return TableBlock("rules", "Rules: where they stand, where they bind, what they cost", says, FigureTable(RULES, tuple(rows)))


def _rule(about: Findings, rule: str, rows: Sequence[Row]) -> Row:
    off = [text(row, "variant") for row in rows if row["status"] == "off"]
    effects = [f"{variant}: leaves no posture" for variant in about.forbidden_by((rule,))]
    prices = [row for row in of(about.prices, kind="rule", what=rule) if row["price"] is not None]
    effects += [f"{text(row, 'variant')}: {text(row, 'effect')}" for row in prices]
    return {
        "basis": text(rows[0], "basis"),
        "rule": rule,
        "says": text(rows[0], "says"),
        "citation": text(rows[0], "citation"),
        "off_in": "every variant" if len(off) == len(rows) > 1 else ", ".join(off),
        "binding": "; ".join(effects),
        "price": "; ".join(f"{told(real(row, 'price'), 'h/day')} in {text(row, 'variant')}" for row in prices),
    }


def assumption_register(about: Findings) -> TableBlock:
    """A row a number that has a range, in the order of the register."""
    rows = [_assumption(path, rows) for path, rows in grouped(about.tables["assumptions"], lambda row: text(row, "path")).items()]
    moved = sum(bool(row["elsewhere"]) for row in rows)
    says = f"{counted(len(rows), 'number')} with a range; {moved} of them differ between variants."
    return TableBlock("assumptions-table", "Assumptions: values, ranges, reasons, sources", says, FigureTable(ASSUMPTIONS, tuple(rows)))


def _assumption(path: str, rows: Sequence[Row]) -> Row:
    first = rows[0]
    others = grouped([row for row in rows if row["base"] != first["base"]], lambda row: maybe(row, "base"))
    return {
        "path": path,
        "base": first["base"],
        "low": first["low"],
        "high": first["high"],
        "elsewhere": "; ".join(
            f"{told(value)} in {', '.join(text(row, 'variant') for row in of_value)}" for value, of_value in others.items()
        ),
        "reason": text(first, "reason"),
        "source": text(first, "source"),
    }


def source_register(about: Findings) -> TableBlock | None:
    """A row a source, by key; None where the instance lists none."""
    rows = [rows[0] for rows in grouped(about.tables["sources"], lambda row: text(row, "key")).values()]
    says = f"{counted(len(rows), 'source')}. Rules and assumptions above cite them by key, as do the files of the instance."
    return TableBlock("sources-table", "Sources: who says what", says, FigureTable(SOURCES, tuple(rows))) if rows else None
