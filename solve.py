"""`python solve.py VERB ...`: the command line from a checkout, on a machine that has only Python.

Where packages are missing it makes `.venv` beside itself, installs what `constraints.txt` pins and starts again in there.
`python solve.py test` runs every check. Everything else is in `model/cli/`.
"""

import hashlib
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
MARKER = VENV / "ready"
DEV = "[dev]"
CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("pytest", "-q", "-n", "2", "-m", "not slow"))


def stop(why: str) -> NoReturn:
    print(f"solve.py: {why}", file=sys.stderr)
    raise SystemExit(2)


def numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)[:3]]


def packages_missing(checking: bool) -> list[str]:
    """Requirements of pyproject.toml that this interpreter does not meet."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    missing = []
    for requirement in project["dependencies"] + (project["optional-dependencies"]["dev"] if checking else []):
        name, _, least = requirement.partition(">=")
        try:
            if numbers(metadata.version(name)) < numbers(least):
                missing.append(requirement)
        except metadata.PackageNotFoundError:
            missing.append(requirement)
    return missing


def environment(checking: bool) -> Path:
    """The interpreter of an up-to-date `.venv`, made anew where it is absent, half-made, out of date or without what checks need."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256((ROOT / "constraints.txt").read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if python.exists() and MARKER.exists() and MARKER.read_text() in ({wanted + DEV} if checking else {wanted, wanted + DEV}):
        return python
    print("solve.py: installing the packages into .venv (once, a few minutes)", file=sys.stderr)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=2):
        stop("could not make .venv; on Debian and Ubuntu install the package python3-venv first")
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.call([*install, "-c", "constraints.txt", "-e", "." + (DEV if checking else "")], cwd=ROOT, stdout=2):
        stop("pip could not install the packages; is there a network or a package index? What pip said is above")
    MARKER.write_text(wanted + (DEV if checking else ""))
    return python


def run_checks(extra: list[str]) -> int:
    """Run every check, also after one has failed; `extra` goes to pytest. 0 where all pass, else 1."""
    failed = []
    for check in CHECKS:
        command = [sys.executable, "-m", *check, *(extra if check[0] == "pytest" else [])]
        print("$", *check, flush=True)
        if subprocess.call(command, cwd=ROOT):
            failed.append(" ".join(check))
    print("failed: " + "; ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0


def main() -> int:
    if sys.version_info < (3, 11):
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    checking = sys.argv[1:2] == ["test"]
    missing = packages_missing(checking)
    if missing and Path(sys.prefix).resolve() == VENV.resolve():
        stop(f"the packages in .venv do not fit ({', '.join(missing)}); delete .venv and start again")
    if missing:
        command = [str(environment(checking)), str(Path(__file__).resolve()), *sys.argv[1:]]
        if os.name == "nt":  # there, execv would return to the shell before the work is done
            return subprocess.call(command)
        os.execv(command[0], command)
    if checking:
        return run_checks(sys.argv[2:])
    from model.cli import main as run

    return run()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while packages are loaded, or installed: there is nothing to keep
        sys.exit(130)
