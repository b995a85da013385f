"""What reports make use of in a manifest, and which tables it says there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.errors import Finding, InputError, nearest
from model.study.methods import METHODS
from model.study.tables import method_tables
from model.tables.manifest import LIMIT, LIST, MANIFEST, NAMED, NUMBER, OBJECT, PAIRS, TEXT, TEXTS

# Path of a part -> its kind. What a run's page and workbook say of it they leave out where the manifest does not tell it;
ANY = {
    "instance": OBJECT,
    "instance.name": TEXT,
    "instance.title": TEXT,
    "instance.as_of": TEXT,
    "settings": OBJECT,
    "stated": PAIRS,
    "study.set_to": PAIRS,
    "study.stated": PAIRS,
    "options": OBJECT,
    "options.gap": NUMBER,
    "options.time_limit": LIMIT,
    "versions": OBJECT,
    "faults": LIST,
}
# a study's page needs these.
STUDY = {
    "study": OBJECT,
    **{f"study.{name}": TEXT for name in ("name", "title", "why", "method", "baseline")},
    "study.variants": TEXTS,
    "study.factors": NAMED,
    **{path: ANY[path] for path in ("instance", "instance.title", "instance.as_of", "options", "options.gap")},
}


def tables_of_method(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables that the study of this manifest writes. Raises InputError for a method that is not known."""
    method = manifest["study"]["method"]
    if method not in METHODS:
        hint = nearest(method, METHODS)
        raise InputError([Finding(MANIFEST, 0, "study.method", method, "there is no such method of a study", hint)])
    return tuple(method_tables(method))
