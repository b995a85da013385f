"""The section on formulations: every form on every case, interleaved, and the table of what came out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from benchmarks.formulations.forms import FORMS
from benchmarks.measure import child, interleaved, run
from benchmarks.results import Row, Say, Section, markdown, number, percent, plain, spread_of
from benchmarks.settings import Settings

# Two optima nearer than this, relative to their size, are the same.
SAME = 1e-6
# Solves of one job, each of which may take the time limit, and seconds for the rest of it.
SOLVES, REST = 4, 120.0
HEADINGS = (
    "case and form",
    "columns",
    "rows",
    "nonzeros",
    "gap of the relaxation",
    "gap after cuts",
    "nodes",
    "build, CPU s",
    "search, CPU s",
    "with presolve",
)


def measure(settings: Settings, say: Say) -> list[Row]:
    """A row for each case and form. Raises AssertionError where two forms prove different optima."""
    rows = []
    for case in settings.formulation_cases:
        say(f"{case}, {settings.repeats} times each form")
        limit = settings.time_limit
        work = {
            form: partial(run, child("formulation", form=form, case=case, gap=settings.gap, limit=limit), SOLVES * limit + REST)
            for form in FORMS
        }
        found = interleaved(work, dict.fromkeys(work, settings.repeats), say, settings.long)
        here = []
        for form, measured in found.items():
            row = {"case": case, "form": form, **plain(measured)}
            for key in ("build_cpu", "search_cpu", "presolve_cpu"):
                if key in row:
                    row[key] = [round(float(one.said[key]), 4) for one in measured if key in one.said]
            here.append(row)
        _check_agreement(case, here)
        rows += here
    return rows


def _check_agreement(case: str, rows: list[Row]) -> None:
    """Every proved optimum is the same; a search that was cut short brackets it."""
    proved = {row["form"]: row["delay"] for row in rows if row.get("status") == "optimal"}
    if not proved:
        return
    least, most = min(proved.values()), max(proved.values())
    assert most - least <= SAME * max(1.0, abs(most)), f"{case}: forms disagree on the optimum: {proved}"
    for row in rows:
        if row.get("bound") is not None:
            assert row["bound"] <= most * (1 + SAME), f"{case}: the bound of {row['form']} is above the optimum"


def table(content: Mapping[str, Any]) -> str:
    """A row for each case and form; gaps are to the proved optimum."""
    lines: list[tuple[str, ...]] = []
    for case in dict.fromkeys(row["case"] for row in content["rows"]):
        here = [row for row in content["rows"] if row["case"] == case]
        optimum = next((row["delay"] for row in here if row.get("status") == "optimal"), None)
        lines.append((f"**{case}**", *[""] * (len(HEADINGS) - 1)))
        lines += [_line(row, optimum) for row in here]
    return markdown(HEADINGS, lines)


def _line(row: Row, optimum: float | None) -> tuple[str, ...]:
    letter = FORMS[row["form"]][0]
    name = f"{letter} {row['form']}"
    if "columns" not in row:
        why = {"done": row.get("status", "")}.get(row["ended"], row["ended"])
        return (name, str(why), *[""] * (len(HEADINGS) - 2))
    search = spread_of(row, "search_cpu").text()
    if row["status"] != "optimal":
        search = f"{row['status']} after {search}, gap {percent(_gap(row.get('bound'), row.get('delay')))}"
    sizes = [number(row[key]) for key in ("columns", "rows", "nonzeros")]
    if "left_columns" in row:
        sizes = [f"{size}, then {number(row[f'left_{key}'])}" for size, key in zip(sizes, ("columns", "rows", "nonzeros"), strict=True)]
    return (
        name,
        *sizes,
        percent(_gap(row.get("lp_bound"), optimum)),
        percent(_gap(row.get("cut_bound"), optimum)),
        number(row["nodes"]),
        spread_of(row, "build_cpu").text(),
        search,
        spread_of(row, "presolve_cpu").text() if "presolve_cpu" in row else "-",
    )


def _gap(bound: float | None, optimum: float | None) -> float | None:
    return None if bound is None or optimum is None else (optimum - bound) / max(abs(optimum), 1e-9)


SECTION = Section("formulations", "Formulations", measure, table)
