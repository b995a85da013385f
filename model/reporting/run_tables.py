"""The tables of a run's report, in the order of the dictionary, and their rows.

Headers, number formats, `dictionary.csv`, `reports/README.md` and the tests are all made from `PLAN_TABLES`. Each table is declared
beside the function that makes its rows, its columns in the order in which they are written; the first of them are a promise to
whoever reads the files by position. Where nothing is planned over several phases, the tables and columns that tell of that are left
out: `TABLES`. The public record has a table only where the instance has a record: `RECORD_TABLES`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.data.instance import Instance
from model.reporting.changes import CHANGES, changes
from model.reporting.comparison import COMPARISON, comparison
from model.reporting.outcomes import ASSUMPTIONS, CONFLICTS, RULES, assumptions, conflicts, rules
from model.reporting.places import CONDITIONS, PLACES, conditions, places
from model.reporting.record import RECORD, record
from model.reporting.sources import SOURCES, sources
from model.study.fragility import TABLES as FUTURES
from model.study.runs import RunRecord
from model.tables.column import Row, Table, due
from model.tables.delays import DELAY_BY_CONDITION, DELAY_BY_FUNCTION
from model.tables.people import DESKS, PEOPLE
from model.tables.posture import AUTHORITIES, COMMANDERS, LIAISON
from model.tables.routes import HOPS, ROUTES
from model.tables.run import RUNS, run_tables
from model.tables.transitions import DELAY_BY_PHASE, TRANSITIONS

_DECLARED = (
    *(RUNS, COMPARISON, CHANGES, TRANSITIONS, DELAY_BY_PHASE),
    *(AUTHORITIES, COMMANDERS, LIAISON, DESKS, PEOPLE, ROUTES, HOPS, DELAY_BY_CONDITION, DELAY_BY_FUNCTION),
    *(RULES, CONFLICTS, ASSUMPTIONS, SOURCES, PLACES, CONDITIONS),
    *FUTURES,
)
TABLES, PLAN_TABLES = due(_DECLARED, plan=False), due(_DECLARED, plan=True)
RECORD_TABLES = {RECORD.name: RECORD}


def tables_due(instance: Instance) -> dict[str, Table]:
    """The tables that the report of runs of an instance has."""
    return (PLAN_TABLES if instance.is_plan else TABLES) | (RECORD_TABLES if instance.record else {})


def tables(
    base: Instance, runs: Sequence[RunRecord], baseline: str | None = None, futures: Mapping[str, Sequence[Row]] | None = None
) -> dict[str, list[Row]]:
    """Every table of a run's report by name, in the order of the column dictionary. `futures` are those of `study.fragility`; where there
    are none, no futures were asked for."""
    made: dict[str, list[Row]] = {name: [] for name in tables_due(base)}
    parts: list[Mapping[str, Sequence[Row]]] = [run_tables(run.variant, run.instance, run.outcome, run.digest) for run in runs]
    parts.append(
        {
            "comparison": comparison(runs, baseline),
            "changes": changes(runs),
            "rules": rules(base, runs),
            "conflicts": conflicts(runs),
            "assumptions": assumptions(runs),
            "sources": sources(runs),
            "places": places(runs),
            "conditions": conditions(runs),
            **({"record": record(runs)} if base.record else {}),
        }
    )
    parts.append(futures or {})
    for part in parts:
        for name, rows in part.items():
            made[name] += rows
    return made
