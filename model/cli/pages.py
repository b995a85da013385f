"""`new`, `math`, `dictionary`, `schema`, `sources`, `record`, `export`, `import-xlsx`: files made from the code, for other programs or
from them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from model.cli.common import UNANSWERED, InstanceFolder, Settings, app, load_applied, refuse_inside
from model.reporting import dictionary as columns


@app.command()
def new(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to make; must not exist or be empty.")]) -> None:
    """Make a commented skeleton instance to fill in."""
    from model.data.skeleton import write_skeleton

    write_skeleton(folder)
    print(f"made {folder}; fill it in and run: check {folder}")


@app.command()
def math(out: Annotated[str, typer.Option(help="File to write; - prints the page.")] = "docs/formulation.md") -> None:
    """Write the formulation as a page, generated from the code."""
    from model.formulation.page import render

    _write_page(out, render())


@app.command()
def dictionary(out: Annotated[str, typer.Option(help="File to write; - prints the page.")] = "reports/README.md") -> None:
    """Write what every column of every report means."""
    _write_page(out, columns.render())


def _write_page(out: str, text: str) -> None:
    if out == "-":
        print(text, end="")
        return
    path = Path(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {path}")


@app.command()
def schema(out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("docs")) -> None:
    """Write what instance files look like: a page for people (data.md) and schemas for editors (schemas/)."""
    from model.data.guide import column_guide
    from model.data.schema import write_schemas

    write_schemas(out / "schemas")
    _write_page(str(out / "data.md"), column_guide())
    print(f"wrote {out / 'schemas'}")


@app.command()
def sources(instance: InstanceFolder) -> None:
    """Print the sources of an instance as a table for its README."""
    from model.data.citations import source_list
    from model.data.reader import load_instance

    print(source_list(load_instance(instance)), end="")


@app.command()
def record(
    instance: InstanceFolder,
    reports: Annotated[Path, typer.Argument(metavar="REPORTS", help="Report folder of a run of the instance, as reports/us-japan/run.")],
) -> None:
    """Print what really happened beside the model's hours, from an instance's record.csv and a run of it, for a page of documentation."""
    from model.data.reader import load_instance
    from model.errors import Finding, InputError
    from model.reporting.record_page import record_page
    from model.reporting.stored import read_report

    base = load_instance(instance)
    tables, _ = read_report(reports)
    if not tables.get("record"):
        why = "holds no row of the public record: run the variants that the record.csv of the instance names"
        raise InputError([Finding(str(reports), 0, "", "", why)])
    print(record_page(base, tables["record"]), end="")


@app.command()
def export(
    instance: InstanceFolder,
    out: Annotated[Path | None, typer.Option(help="MPS or LP file to write.")] = None,
    variant: Annotated[str | None, typer.Option(metavar="NAME", help="Variant to apply. Default: the instance as it stands.")] = None,
    settings: Settings = None,
    file_format: Annotated[str | None, typer.Option("--format", help="mps or lp. Default: by the file's name.")] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the whole instance as a workbook instead.")] = None,
) -> None:
    """Write the model of one variant as an MPS or LP file, or the instance as a workbook to edit."""
    if (out is None) == (xlsx is None):
        raise typer.BadParameter("give either --out (the model of a variant) or --xlsx (the instance as a workbook)")
    target = out or xlsx
    for home in ("variants", "studies"):
        if target is not None:
            refuse_inside(instance / home, target)
    if xlsx is not None:
        if variant or settings or file_format:
            raise typer.BadParameter(
                "a workbook holds the instance with all its variants: --variant, --set and --format do not go with --xlsx"
            )
        _export_workbook(instance, xlsx)
    elif out is not None:
        _export_model(instance, out, variant, settings, file_format)


def _export_workbook(instance: Path, xlsx: Path) -> None:
    if xlsx.suffix.lower() != ".xlsx":
        raise typer.BadParameter("the file's name must end in .xlsx", param_hint="--xlsx")
    from model.data.workbook.read import instance_files
    from model.data.workbook.write import changed_on_the_way, instance_workbook

    made = instance_workbook(instance)
    changed = changed_on_the_way(instance, instance_files(made, xlsx.name))
    xlsx.parent.mkdir(parents=True, exist_ok=True)
    xlsx.write_bytes(made)
    print(f"wrote {xlsx}; edit it, save it as .xlsx and run: import-xlsx {xlsx} FOLDER")
    for name in changed:
        print(f"  {name} will come back with the same content, but separated by commas, with plain line ends and quotation marks")


@app.command()
def import_xlsx(
    workbook: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Workbook that `export --xlsx` wrote, edited or not.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the instance to make; must not exist or be empty.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the instance in FOLDER; files that are no part of it stay.")
    ] = False,
) -> None:
    """Read a workbook back into the files of an instance."""
    from model.data.workbook.place import put_instance
    from model.data.workbook.read import read_instance_workbook

    files = read_instance_workbook(workbook)
    put_instance(folder, files, replace)
    print(f"wrote {len(files)} files to {folder}; now run: check {folder}")


def _export_model(instance: Path, out: Path, variant: str | None, settings: list[str] | None, file_format: str | None) -> None:
    kind = file_format or out.suffix.lstrip(".").lower()
    if kind not in ("mps", "lp"):
        raise typer.BadParameter(f"{kind!r} is neither mps nor lp", param_hint="--format")
    if out.suffix.lstrip(".").lower() != kind:
        raise typer.BadParameter(f"the file's name must end in .{kind}", param_hint="--out")
    from model.solving.export import export as write_model

    reason = write_model(load_applied(instance, variant, settings), out)
    if reason:
        print(f"{variant or instance} is infeasible: {reason}; there is no model to write", file=sys.stderr)
        raise typer.Exit(UNANSWERED)
    print(f"wrote {out}")
