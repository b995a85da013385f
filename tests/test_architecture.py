"""The arrangement of the code, read from its syntax trees: who may import whom, who may print, how long a module may be."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "model").rglob("*.py"))
# Each may import itself and what stands before it.
LAYERS = (
    "errors",
    "data",
    "delay",
    "tables",
    "verify",
    "formulation",
    "solving",
    "explain",
    "study",
    "simulation",
    "reporting",
    "progress",
    "surface",
    "cli",
)
# Named one by one, so that moving a layer cannot let the verifier share code with what it checks.
VERIFIER_KNOWS = {"errors", "data", "delay", "tables", "verify"}
PYOMO = ("formulation", "solving", "explain")
SOLVER_INTERFACE = "model/solving/highs.py"
MOST_LINES = 300
# So many modules of one name can be told apart by their folders.
MOST_NAMESAKES = 3


def place(path: Path) -> str:
    """The module's path from the checkout, as `model/cli/run.py`."""
    return path.relative_to(ROOT).as_posix()


def layer(path: Path) -> str:
    """The layer a module belongs to; empty for the package itself."""
    return "" if place(path) == "model/__init__.py" else Path(place(path)).with_suffix("").parts[1]


def imported(path: Path) -> Iterator[str]:
    """Every module that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path)} has a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def roots(path: Path) -> set[str]:
    """The top names of what a module imports."""
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_imports_run_one_way(path: Path) -> None:
    """No layer knows a later one: the delays need no solver, the solver no reports. One import upward fails here."""
    if layer(path) == "":
        return
    assert layer(path) in LAYERS, f"{place(path)} belongs to no layer"
    allowed = set(LAYERS[: LAYERS.index(layer(path)) + 1])
    used = {name.split(".")[1] for name in imported(path) if name.startswith("model.")}
    assert used <= allowed, f"{place(path)} imports {sorted(used - allowed)}"


@pytest.mark.parametrize("path", [path for path in MODULES if layer(path) == "verify"], ids=place)
def test_the_verifier_shares_no_code_with_what_it_checks(path: Path) -> None:
    """A fault in the formulation or in the solving of it would hide itself from a verifier that called them."""
    used = {name.split(".")[1] for name in imported(path) if name.startswith("model.")}
    assert used <= VERIFIER_KNOWS, f"{place(path)} imports {sorted(used - VERIFIER_KNOWS)}"


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_only_the_mathematics_imports_pyomo_and_only_one_module_the_solver(path: Path) -> None:
    """Reports can be rebuilt without a solver, and the solver can be changed in one place."""
    if layer(path) not in PYOMO:
        assert "pyomo" not in roots(path)
    if place(path) != SOLVER_INTERFACE:
        assert "highspy" not in roots(path)


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_only_the_command_line_prints(path: Path) -> None:
    """A library that prints cannot be used by a program: `print` is called in cli/ alone, a console only for progress too."""
    names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    if layer(path) != "cli":
        assert "print" not in names
    if layer(path) not in ("progress", "surface", "cli"):
        assert not roots(path) & {"rich", "typer"}


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_modules_fit_in_the_head(path: Path) -> None:
    """No module grows past 300 lines; the models this one learns from rotted in their giant modules."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_only_the_worker_turns_errors_into_rows_and_only_main_catches_everything(path: Path) -> None:
    """A handler for `Exception` or all would hide faults; there is one, in `main`, which shows the traceback and exits with 3."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{place(path)}:{node.lineno} catches everything"
            names = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)}
            if place(path) != "model/cli/main.py":
                assert not names & {"Exception", "BaseException"}, f"{place(path)}:{node.lineno}"
                assert "SolverFailure" not in names or place(path) == "model/study/worker.py", f"{place(path)}:{node.lineno}"


def test_no_two_public_classes_share_a_name() -> None:
    """A word means one thing: a class that is a rule's fault here and a cell's fault there makes both harder to find. Fails with the
    modules of the second class of a name."""
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(place(path))
    assert {name: own for name, own in homes.items() if len(own) > 1} == {}


def test_a_module_is_found_by_its_name() -> None:
    """At most so many modules share a file name, and one at most is called `paths`: data have addresses, the formulation has undominated
    paths, and only the verifier walks along a path that is given."""
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        if path.name != "__init__.py":
            homes.setdefault(path.stem, []).append(place(path))
    assert {name: own for name, own in homes.items() if len(own) > MOST_NAMESAKES} == {}
    assert len(homes.get("paths", [])) <= 1


def tracked() -> list[Path]:
    """The text files under version control; none outside a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:4000]]


def test_no_private_index_and_no_lock_file_is_tracked() -> None:
    """Pins are names and versions only: an index address would tie every user to one machine's mirror."""
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line) for line in pins if line and not line.startswith("#"))
    pattern = re.compile(r"--(extra-)?index-url|--find-links|file://" + "/")
    for path in tracked():
        assert path.name not in ("uv.lock", "poetry.lock", "Pipfile.lock")
        if path != Path(__file__):
            assert not pattern.search(path.read_text(encoding="utf-8", errors="replace")), place(path)


def test_every_dependency_has_a_pin() -> None:
    """Each requirement of pyproject.toml has its exact version in constraints.txt; a forgotten one would float."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = {line.partition("==")[0].lower() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    wanted = {line.partition(">=")[0].lower() for line in project["dependencies"] + project["optional-dependencies"]["dev"]}
    assert wanted <= pins
