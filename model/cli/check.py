"""`check` and `verify`: is the input right, and is the output?"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from model.cli.common import BAD_INPUT, UNANSWERED, AsJson, InstanceFolder, app
from model.errors import InputError
from model.study.studyfile import study_names
from model.surface.alliance import checked


@app.command()
def check(instance: InstanceFolder, as_json: AsJson = False) -> None:
    """Look for every error in an instance, its variants and its studies; print one a line."""
    try:
        base = checked(instance)
    except InputError as error:
        if as_json:
            findings = [dataclasses.asdict(finding) for finding in error.findings]
            print(json.dumps({"ok": False, "findings": findings}, indent=2, ensure_ascii=False))
        else:
            for finding in error.findings:
                print(finding)
        raise typer.Exit(BAD_INPUT) from None
    counts = f"{len(base.headquarters)} headquarters, {len(base.authorities)} authorities, {len(base.threads)} threads"
    studies = study_names(instance)
    if as_json:
        answer = {"ok": True, "instance": base.name, "variants": list(base.variants), "studies": studies, "findings": []}
        print(json.dumps(answer, indent=2))
    else:
        states = f"{len(base.phases)} phases, {len(base.conditions)} conditions, {len(base.variants)} variants, {len(studies)} studies"
        print(f"{base.name}: no errors ({counts}, {states})")


@app.command()
def verify(
    instance: InstanceFolder,
    reports: Annotated[Path, typer.Argument(metavar="REPORTS", exists=True, file_okay=False, help="Folder of a study's report.")],
    as_json: AsJson = False,
) -> None:
    """Re-compute every posture of a report from the instance and the tables alone; print each disagreement."""
    from model.verify import verify_reports

    found = verify_reports(instance, reports)
    if as_json:
        listed = [dataclasses.asdict(item) for item in found]
        print(json.dumps({"ok": not found, "violations": listed}, indent=2, ensure_ascii=False))
    else:
        for item in found:
            print(item)
        if not found:
            print(f"{reports}: no disagreement")
    raise typer.Exit(UNANSWERED if found else 0)
