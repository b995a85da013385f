"""What a report's manifest says was asked for, in words. Times, versions and places of the run are left out on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def asked(manifest: Mapping[str, object]) -> list[tuple[str, str]]:
    """(what, in words) of everything that was asked; what the manifest does not say is left out."""
    instance, options = _table(manifest, "instance"), _table(manifest, "options")
    told: list[tuple[str, str]] = []
    if instance:
        name = f" ({instance['name']})" if "name" in instance else ""
        told.append(("Instance", f"{instance.get('title', '')}{name}, as of {instance.get('as_of', 'no date')}"))
    told += _study(_table(manifest, "study"))
    set_to = _table(manifest, "study").get("set_to")
    if "settings" in manifest or set_to:
        settings = dict(set_to) if isinstance(set_to, Sequence) else _table(manifest, "settings")
        set_to = "; ".join(f"{path} = {value}" for path, value in settings.items())
        told.append(("Numbers changed", set_to or "none: every number stands at its base value"))
    if stated := stated_in(manifest):
        told.append(("Decisions stated", "; ".join(stated)))
    if isinstance(manifest.get("baseline"), str):
        told.append(("Compared with", str(manifest["baseline"])))
    if "gap" in options:
        limit = options.get("time_limit")
        longest = f"{limit:g} s a run at most" if isinstance(limit, int | float) else "no time limit"
        told.append(("Proof asked for", f"relative gap of at most {options['gap']}; {longest}"))
    if manifest.get("interrupted") is True:
        told.append(("Interrupted", "the runs that had not ended are missing"))
    return told


def stated_in(manifest: Mapping[str, object]) -> list[str]:
    """The decisions that were stated on the command line of a run or of a study, as they were given there."""
    found = manifest.get("stated") or _table(manifest, "study").get("stated")
    return [" ".join(map(str, one)) for one in found if isinstance(one, Sequence)] if isinstance(found, Sequence) else []


def title_of(manifest: Mapping[str, object]) -> str:
    """A heading: the study's or the instance's title."""
    for part in ("study", "instance"):
        title = _table(manifest, part).get("title")
        if isinstance(title, str) and title:
            return title
    return "Command posture report"


def name_of(manifest: Mapping[str, object]) -> str:
    """A name for other programs, of lower-case letters, digits, `.`, `_` and `-`; empty where the manifest gives none."""
    parts = [_table(manifest, part).get("name") for part in ("instance", "study")]
    joined = "-".join(part for part in parts if isinstance(part, str))
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in joined.lower() if letter.isascii())


def _study(study: Mapping[str, object]) -> list[tuple[str, str]]:
    labels = {"title": "Question", "why": "Why", "method": "Method", "baseline": "Baseline", "variants": "Variants", "seed": "Seed"}
    return [(label, _words(study[key])) for key, label in labels.items() if key in study]


def _words(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(part) for part in value)
    return str(value)


def _table(manifest: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = manifest.get(name)
    return found if isinstance(found, Mapping) else {}
