"""`new`, `math`, `dictionary`, `schema`, `export`: files made from the code or for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from model.cli.common import InstanceFolder, Settings, app, parse_settings
from model.data.reader import load_instance
from model.data.variants import apply
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
def export(
    instance: InstanceFolder,
    out: Annotated[Path, typer.Option(help="File to write.")],
    variant: Annotated[str | None, typer.Option(metavar="NAME", help="Variant to apply. Default: the instance as it stands.")] = None,
    settings: Settings = None,
    file_format: Annotated[str | None, typer.Option("--format", help="mps or lp. Default: by the file's name.")] = None,
) -> None:
    """Write the model of one variant as an MPS or LP file."""
    kind = file_format or out.suffix.lstrip(".").lower()
    if kind not in ("mps", "lp"):
        raise typer.BadParameter(f"{kind!r} is neither mps nor lp", param_hint="--format")
    if out.suffix.lstrip(".").lower() != kind:
        raise typer.BadParameter(f"the file's name must end in .{kind}", param_hint="--out")
    from model.solving.export import export as write_model

    applied = apply(load_instance(instance), variant, parse_settings(settings))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_model(applied, out)
    print(f"wrote {out}")
