"""From the tables of a run to its slides, and to the bytes of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.reporting.deck.answer import answer, compared, why
from model.reporting.deck.decides import decides
from model.reporting.deck.limits import assumed, cited, law
from model.reporting.deck.parts import Deck, Slide
from model.reporting.deck.posture import held, phases, way
from model.reporting.deck.told import Whereabouts
from model.reporting.figures.rows import counted, text
from model.reporting.page.findings import Findings, Tables
from model.reporting.workbook.asked import asked
from model.tables.column import Row
from model.tables.common import CAUTION

DECK = "report.pptx"


def deck_of(tables: Tables, manifest: Mapping[str, object], prices: Sequence[Row] = ()) -> Deck | None:
    """The slides of a run; None for tables of anything else. `prices` are rows of price studies of the same instance."""
    if "runs" not in tables:
        return None
    about, standing = Findings(tables, tuple(prices)), Whereabouts(tables)
    known = manifest.get("instance")
    instance: Mapping[str, object] = known if isinstance(known, Mapping) else {}
    name = str(instance.get("title") or instance.get("name") or "Report")
    as_of = f", as of {instance['as_of']}" if instance.get("as_of") else ""
    made_of = [f"{what}: {said}." for what, said in asked(manifest)]
    digest = [f"Digest of the instance: {instance['digest']}."] if instance.get("digest") else []
    return Deck(
        title=name,
        under="Which headquarters should hold which command authority, so that coordination waits least"
        f"\n{counted(len(about.runs), 'policy variant')}, {counted(len(about.condition_names), 'condition')}"
        + (f", {counted(len(about.phases), 'phase')}" if about.delays_by_phase else "")
        + as_of,
        about=name + as_of,
        caution=CAUTION,
        slides=tuple(_slides(about, standing)),
        remarks=("Made from the tables of the report alone; file names are those of its folder.", *made_of, *digest),
    )


def _slides(about: Findings, standing: Whereabouts) -> list[Slide]:
    found = [*answer(about, standing), *compared(about, standing), *why(about)]
    if about.best is not None:
        best = text(about.best, "variant")
        found += [*held(about, best), *way(about, best), *phases(about, standing)]
    return [*found, *decides(about, standing), *law(about), *assumed(about, standing), *cited(about, standing)]
