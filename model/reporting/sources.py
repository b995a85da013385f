"""The table of the publications that the rows of an instance cite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from model.data.citations import citations
from model.study.runs import RunRecord
from model.tables.column import Column, Row, Table, integer
from model.tables.common import VARIANT

SOURCES = Table(
    "sources",
    "a publication that the instance cites",
    (
        VARIANT,
        Column("key", "its key, cited in square brackets in the columns source and citation"),
        Column("title", "what it is called"),
        Column("publisher", "who published it"),
        Column("date", "day, month or year of publication"),
        Column("address", "where it can be read"),
        Column("supports", "what is taken from it"),
        integer("cited", "how many cells cite it, those of all variants included", "cells"),
    ),
    ("variant", "key"),
    filled=("cited",),
)


def sources(runs: Sequence[RunRecord]) -> list[Row]:
    """A row for each run and each source, by key."""
    rows: list[Row] = []
    for run in runs:
        cited = Counter(citation.source for citation in citations(run.instance))
        rows += [
            {"variant": run.variant, **source.model_dump(), "cited": cited[key]} for key, source in sorted(run.instance.sources.items())
        ]
    return rows
